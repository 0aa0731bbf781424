"""Settings: option, else variable, else file, else default; nothing misspelt passes in silence."""

import pytest

from server.errors import SettingError
from server.settings import Settings, load


def test_without_anything_the_defaults_hold(tmp_path):
    assert load(tmp_path, {}) == Settings()
    assert Settings().host == "127.0.0.1"


def test_an_option_wins_over_a_variable_over_the_file(tmp_path):
    (tmp_path / "doorstep.toml").write_text('port = 1\nhost = "0.0.0.0"\nlog_format = "json"\n')
    variables = {"DOORSTEP_PORT": "2", "DOORSTEP_HOST": "127.0.0.2"}
    found = load(tmp_path, variables, {"port": 3, "host": None})
    assert (found.port, found.host, found.log_format) == (3, "127.0.0.2", "json")


def test_a_misspelt_key_in_the_file_is_refused_with_the_known_ones(tmp_path):
    (tmp_path / "doorstep.toml").write_text("prot = 8000\n")
    with pytest.raises(SettingError, match=r"prot.*port"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80a"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("HOST", ""),
        ("LOG_FORMAT", "xml"),
        ("DIGEST_INTERVAL_S", "1.5"),
    ],
)
def test_a_value_that_its_setting_cannot_take_is_refused(tmp_path, name, value):
    with pytest.raises(SettingError, match=name.lower()):
        load(tmp_path, {f"DOORSTEP_{name}": value})


@pytest.mark.parametrize("text", ["port = true", 'origins = "a"\norigins = "b"', "= 1", "port = ["])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, text):
    (tmp_path / "doorstep.toml").write_text(text)
    with pytest.raises(SettingError):
        load(tmp_path, {})


def test_origins_are_a_list_in_the_file_and_separated_by_commas_in_a_variable(tmp_path):
    (tmp_path / "doorstep.toml").write_text('origins = ["https://a.test/"]\n')
    assert load(tmp_path, {}).origins == ("https://a.test",)
    both = {"DOORSTEP_ORIGINS": "https://a.test, https://b.test"}
    assert load(tmp_path, both).origins == ("https://a.test", "https://b.test")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="::1", port=1), "http://[::1]:1"),
        (Settings(url="https://doorstep.test"), "https://doorstep.test"),
    ],
)
def test_tablets_reach_the_server_at_its_url_else_at_host_and_port(settings, address):
    assert settings.address == address
