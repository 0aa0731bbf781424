"""`doorstep config`: what is in force and where it comes from, whether a server runs or not."""

import json

import pytest

from server import desk, settings
from server.commands.main import run
from server.station import Station


@pytest.fixture
def config(data, capsys):
    def command(*words, code=0):
        assert run(["config", *words, "--data", str(data)]) == code
        return capsys.readouterr()

    return command


def test_without_a_server_it_tells_what_the_next_one_would_have(data, config, monkeypatch):
    monkeypatch.setenv("DOORSTEP_PORT", "8001")
    (data / "doorstep.toml").write_text('url = "https://a:geheim@doorstep.test"\n')
    said = json.loads(config("--json").out)
    assert (said["running"], said["address"], said["unknown"]) == (False, None, [])
    port, url = said["settings"][1:3]
    assert port == {
        "name": "port",
        "value": 8001,
        "source": "environment",
        "place": "DOORSTEP_PORT",
    }
    assert (url["value"], url["source"]) == ("https://***@doorstep.test", "file")
    lines = config("--lang", "zh-CN").out.splitlines()
    assert lines[0] == "这里没有运行服务器。下次启动时的设置："
    assert lines[1].split() == ["设置", "值", "来自"]
    assert lines[3].split() == ["port", "8001", "环境变量", "DOORSTEP_PORT"]
    assert lines[5].split() == ["origins", "–", "默认"]


def test_a_server_that_runs_is_asked_what_it_was_given(data, config, monkeypatch):
    in_force = settings.load(data, {}, {"port": 0})
    with Station(data) as station:
        station.settings, station.url = in_force.found, "http://127.0.0.1:41234"
        monkeypatch.setattr("server.commands.config.call_running", answered_by(station))
        said = json.loads(config("--json").out)
        assert (said["running"], said["address"]) == (True, "http://127.0.0.1:41234")
        assert (said["settings"][1]["value"], said["settings"][1]["place"]) == (0, "--port")
        assert "http://127.0.0.1:41234" in config("--lang", "en").out.splitlines()[0]


def answered_by(station):
    return lambda data, name: desk.perform(station, name, {})


def test_a_variable_that_is_no_setting_is_said_beside_the_document(config, monkeypatch):
    monkeypatch.setenv("DOORSTEP_PROT", "8001")
    said = config("--json", "--lang", "en")
    assert json.loads(said.out)["unknown"] == ["DOORSTEP_PROT"]
    assert said.err == "⚠ No such settings, perhaps misspelt: DOORSTEP_PROT\n"


def test_a_value_that_its_setting_cannot_take_is_said(config, monkeypatch):
    monkeypatch.setenv("DOORSTEP_PORT", "80a")
    assert "port" in config(code=1).err


def test_a_directory_that_is_none_has_no_settings(tmp_path, capsys):
    assert run(["config", "--data", str(tmp_path / "nowhere")]) == 1
    assert "doorstep init" in capsys.readouterr().err
