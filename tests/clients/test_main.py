"""The installed command: options after the last word, languages, exit codes, a real terminal."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from clients.reference_cli.commands.options import Language, language
from sync.home.store import HomeStore
from tests.clients.conftest import UNIT

COMMAND = Path(sys.executable).with_name("doorstep-tablet")


def run(*words, **environment):
    return subprocess.run(
        [COMMAND, *words],
        env={"PATH": os.environ["PATH"], "DOORSTEP_LANG": "zh-CN", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_installed_command_works_with_the_directory_from_the_environment(wang):
    made = run(
        *("new", "household_file", "--area", f"{UNIT}/0301", "phone=13900000000", "--json"),
        DOORSTEP_TABLET_HOME=str(wang.path),
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert json.loads(made.stdout)["status"] == "finished"
    shown = run("show", "0301", "--home", str(wang.path), "--lang", "en")
    assert shown.stdout.startswith("Household file  和平小区 3号楼 1单元 0301\n")


def test_without_a_directory_it_says_which_options_name_one():
    result = run("list")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "错误：没有指定平板目录。请写 --home 目录，或设置 DOORSTEP_TABLET_HOME。\n"
    )


def test_wrong_usage_is_2(wang):
    assert run("frobnicate").returncode == 2
    assert run("new", "--home", str(wang.path)).returncode == 2
    assert run("list", "--home", str(wang.path), "--lang", "fr").returncode == 2


def test_a_damaged_database_is_a_storage_failure(wang):
    (wang.path / "home.db").write_bytes(b"no database at all, " * 1000)
    result = run("list", "--home", str(wang.path))
    assert result.returncode == 70
    assert result.stderr.startswith("错误：存储出错，请不要再信任这块磁盘：")
    assert result.stderr.count("\n") == 1


def test_a_damaged_page_is_a_storage_failure_too(wang):
    """The header is whole, what lies behind it is not."""
    with HomeStore(wang.path) as store:
        store.add_own([(f"household_file/{UNIT}/0301", bytes(20_000))], 1)
    content = bytearray((wang.path / "home.db").read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    (wang.path / "home.db").write_bytes(bytes(content))
    assert run("list", "--home", str(wang.path)).returncode == 70


def test_a_terminal_without_chinese_gets_question_marks_instead_of_an_end(wang):
    result = run("areas", "--home", str(wang.path), PYTHONIOENCODING="latin-1")
    assert result.returncode == 0
    assert "?" in result.stdout


def test_signs_have_colours_on_a_terminal_alone(wang):
    wang.ok("new", "household_file", "--area", f"{UNIT}/0301")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "list", "--home", str(wang.path)],
        env={"PATH": os.environ["PATH"], "DOORSTEP_LANG": "zh-CN", "TERM": "xterm"},
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = drained(ours)
    assert process.returncode == 0
    assert "\x1b[36m↑\x1b[0m 未送达" in shown
    assert "\x1b" not in run("list", "--home", str(wang.path)).stdout


def test_a_synchronisation_shows_its_progress_on_a_terminal(wang):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "sync", "--timeout", "0.1", "--home", str(wang.path)],
        env={"PATH": os.environ["PATH"], "DOORSTEP_LANG": "zh-CN", "TERM": "xterm"},
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = drained(ours)
    assert process.returncode == 1
    assert "正在连接服务器（第1次）" in shown
    assert "没有连上服务器" in shown


def test_watching_ends_by_ctrl_c_and_says_what_it_did(wang):
    """Nobody is there to be reached, so it says that."""
    wang.ok("new", "household_file", "--area", f"{UNIT}/0301")
    with subprocess.Popen(
        [COMMAND, "sync", "--watch", "--home", str(wang.path)],
        env={"PATH": os.environ["PATH"], "DOORSTEP_LANG": "zh-CN", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout.readline() == "保持连接，按 Ctrl-C 结束\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 1
    assert said.startswith("没有连上服务器，已试")


def drained(descriptor):
    """Everything that comes until the other side is closed."""
    parts = []
    with os.fdopen(descriptor, "rb", buffering=0) as terminal:
        while True:
            try:
                part = terminal.read(65536)
            except OSError:  # Linux's way to say that the other side is gone
                break
            if not part:
                break
            parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "DOORSTEP_LANG": "en"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_asked_for_or_the_locales(environment, expected):
    assert language(None, environment) == expected
    assert language(Language.zh_cn, environment) == "zh-CN"
