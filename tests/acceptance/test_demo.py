"""The demonstration: the first thing that a newcomer sees, and whether it is true."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.acceptance.browser import Browser
from tests.acceptance.commands import COMMAND_S, begin, run
from tests.acceptance.counting import stored
from tests.scale import LONG, times

pytestmark = pytest.mark.acceptance

GRIDS, PEOPLE, DAY = times(18, 81), 4, 25
"""The sample's, or some of its grids: four of each go from door to door, 25 visits each."""

SHORTER = ("small_demo.py", GRIDS * PEOPLE, DAY)
FEW = ("small_demo.py", 8, 10)

DEMO_S = 280
"""A bound against hanging, below the test's own."""

# Of a pair's visits five are to households that the other visits too: they answer different
# questions, clash, choose different needs, answer different questions, clash. Two pairs a grid.
PAIRS = GRIDS * 2
PLANTED = {"merged": PAIRS * 5, "rule": PAIRS * 1, "clash": PAIRS * 2}


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def test_a_district_works_a_day_and_nothing_is_missing(data):
    words = ("demo", "--once", "--json", "--data", data)
    with begin("doorstep", *words, launcher=() if LONG else SHORTER) as process:
        stdout, stderr = process.communicate(timeout=DEMO_S)

    assert (process.returncode, stderr) == (0, "")
    balance = json.loads(stdout)
    assert (balance["tablets"], balance["visits"]) == (GRIDS * PEOPLE, GRIDS * PEOPLE * DAY)
    assert balance["records"] == GRIDS * PEOPLE * DAY - PLANTED["merged"]
    assert balance["digests"] == {"equal": GRIDS * PEOPLE, "unequal": 0}
    assert balance["outcomes"] == PLANTED
    answers = {answer for answer in stored(data) if answer.question != "j"}
    assert balance["edits"] == {
        "written": len(answers),
        "stored": len(answers),
        "refused": 0,
        "missing": 0,
    }
    assert balance["server_cpu_s"] > 0
    assert run("doorstep", "verify", "--data", data, "--json").document["ok"] is True


@dataclass(frozen=True, slots=True)
class Shown:
    """A small demonstration that has come to its pages."""

    process: "subprocess.Popen[str]"
    lines: list[str]

    @property
    def url(self) -> str:
        """Where its pages are."""
        return next(filter(None, (re.search(r"http://\S+", line) for line in self.lines)))[0]

    def word_after(self, text: str) -> str:
        """The first word behind a text, in the line that has it."""
        line = next(line for line in self.lines if text in line)
        return line.partition(text)[2].split()[0]


@contextmanager
def serving(data) -> Iterator[Shown]:
    """A demonstration of eight tablets, in Chinese, from its pages on until Ctrl-C."""
    words = ("demo", "--data", data, "--port", 0, "--lang", "zh-CN")
    with begin("doorstep", *words, launcher=FEW) as process:
        try:
            lines: list[str] = []
            while not lines or "Ctrl-C" not in lines[-1]:
                line = process.stdout.readline()
                assert line, (lines, process.stderr.read())
                lines.append(line.rstrip())
            yield Shown(process, lines)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(COMMAND_S)


def test_it_is_told_in_words_seen_on_pages_and_ended_by_ctrl_c_with_all_that_it_started(data):
    """One demonstration for all of that, since each works for half a minute."""
    with serving(data) as shown:
        _tells_what_merged_and_what_clashed("\n".join(shown.lines))
        person = Browser(shown.url).sign_in("district", shown.word_after("密码都是"))
        clashes = person.open("/clashes")
        assert (clashes.status, clashes.text.count("暂时显示")) == (200, 4)
        held = person.open("/quarantine").text  # of a tablet that was reported lost
        assert "李强" in held
        assert "3" in held
        _is_refused_its_port(shown.url.rpartition(":")[2])

        shown.process.send_signal(signal.SIGINT)
        stdout, stderr = shown.process.communicate(timeout=COMMAND_S)
        assert (shown.process.returncode, stderr) == (0, "")
        assert f"doorstep serve --data {data}" in stdout
        # Nobody holds the directory any more: this command takes its lock.
        assert run("doorstep", "verify", "--data", data, "--json").document["ok"] is True


def _tells_what_merged_and_what_clashed(text: str) -> None:
    # Two grids, two pairs each, two common households a pair.
    assert "合并 8户" in text
    assert "⚠ 冲突 4处" in text
    assert "缺0处" in text
    assert "✓ 一处不少。" in text
    lines = text.splitlines()
    clash = next(n for n, line in enumerate(lines) if "⚠ 冲突" in line)
    first, second = lines[clash : clash + 2]
    assert re.search(r"号楼 \d单元 \d{4}", first)
    when = r"\S+ \d\d:\d\d$"
    assert re.search(when, first)
    assert re.search(when, second)


def _is_refused_its_port(port: str) -> None:
    done = run("doorstep", "demo", "--once", "--port", port, "--lang", "en")
    assert done.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is in use" in done.complaint


def test_a_directory_with_a_district_is_left_alone(founded):
    before = (founded.data / "log.db").stat()
    done = run("doorstep", "demo", "--once", "--data", founded.data, "--lang", "en")
    assert done.exit_code == 1
    assert "already is a data directory" in done.complaint
    after = (founded.data / "log.db").stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
