"""Every command refuses a directory of a newer program, and leaves it as it is."""

import contextlib
import sqlite3

import pytest

from server.commands.main import run

COMMANDS = [
    ("serve", "--port", "0"),
    ("verify",),
    ("rebuild",),
    ("backup", "{folder}/today.db"),
    ("restore", "{data}/log.db"),
    ("records", "list", "opinion"),
    ("records", "erase", "opinion/1"),
    ("staff", "list"),
    ("areas", "list"),
    ("devices", "code", "--all"),
    ("forms", "list"),
    ("quarantine", "list"),
]


@pytest.fixture
def newer(data, monkeypatch):
    # What a server sets up for its log lines lasts as long as the process: here that of all tests.
    monkeypatch.setattr("server.serve.configure", lambda _: None)
    with contextlib.closing(sqlite3.connect(data / "log.db")) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA user_version = 9999")
    return data


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_directory_of_a_newer_program_is_refused_untouched(newer, tmp_path, capsys, words):
    before = (newer / "log.db").read_bytes()
    named = [word.format(data=newer, folder=tmp_path) for word in words]
    place = tmp_path / "again" if words[0] == "restore" else newer
    assert run([*named, "--data", str(place), "--lang", "en"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "version 9999" in line
    assert "nothing was changed" in line
    assert (newer / "log.db").read_bytes() == before
    assert {path.name for path in newer.iterdir()} <= {"log.db", "lock"}
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "today.db").exists()
