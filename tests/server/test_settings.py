"""Settings: option, else variable, else file, else default; nothing misspelt passes in silence."""

import json

import pytest

from server.errors import SettingError
from server.settings import Settings, document, load, look_up, unknown_variables


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


def test_each_setting_says_where_it_comes_from(tmp_path):
    (tmp_path / "doorstep.toml").write_text('port = 1\nhost = "0.0.0.0"\nlog_format = "json"\n')
    variables = {"DOORSTEP_PORT": "2", "DOORSTEP_ORIGINS": "https://a.test"}
    found = {each.name: each for each in look_up(tmp_path, variables, {"port": 3, "host": None})}
    assert [(each.value, each.source, each.place) for each in found.values()] == [
        ("0.0.0.0", "file", str(tmp_path / "doorstep.toml")),
        (3, "option", "--port"),
        (None, "default", None),
        (("https://a.test",), "environment", "DOORSTEP_ORIGINS"),
        ("json", "file", str(tmp_path / "doorstep.toml")),
        (3600, "default", None),
    ]
    assert list(found) == ["host", "port", "url", "origins", "log_format", "digest_interval_s"]
    assert load(tmp_path, variables, {"port": 3}).found == tuple(found.values())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://office:geheim@doorstep.test:8443/a@b", "https://***@doorstep.test:8443/a@b"),
        ("https://doorstep.test/a@b", "https://doorstep.test/a@b"),
    ],
)
def test_what_is_shown_of_an_address_has_no_password_in_it(tmp_path, address, shown):
    variables = {"DOORSTEP_URL": address, "DOORSTEP_ORIGINS": address}
    said = document(look_up(tmp_path, variables), variables, address=address)
    assert "geheim" not in json.dumps(said)
    values = {each["name"]: each["value"] for each in said["settings"]}
    assert (values["url"], values["origins"], said["address"]) == (shown, [shown], shown)


def test_variables_that_are_no_setting_are_named():
    variables = {"DOORSTEP_PROT": "1", "DOORSTEP_DATA": "d", "DOORSTEP_PORT": "2", "PATH": "/"}
    assert unknown_variables(variables) == ["DOORSTEP_PROT"]
