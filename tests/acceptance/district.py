"""The office's side: a data directory, the commands on it, the server as a process of its own."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from tests.acceptance.commands import (
    COMMAND_S,
    END_WITH_US,
    ENVIRONMENT,
    HERE,
    WAIT_S,
    Finished,
    Staying,
    run,
    stay,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Founded:
    """A data directory as `doorstep init --sample` made it; never used itself, only copied.

    Attributes:
        password: the admin's one-time password.
        staff: everybody, by login.
        codes: an enrolment code of everybody who records, by staff id; each fits once a copy.
        grids: where they work.
    """

    data: Path
    password: str
    staff: dict[str, dict[str, Any]]
    codes: dict[str, str]
    grids: tuple["Grid", ...]


def found(data: Path) -> Founded:
    """Makes a sample district."""

    def ask(*words: object) -> Any:
        done = run("doorstep", *words, "--data", data, "--json")
        assert done.exit_code == 0, done.stderr
        return done.document

    return Founded(
        data=data,
        password=ask("init", "--pack", "chongli", "--sample")["password"],
        staff={person["login"]: person for person in ask("staff", "list")},
        codes={code["staff"]: code["code"] for code in ask("devices", "code", "--all")},
        grids=tuple(_grids(ask("areas", "list"))),
    )


class Office:
    """A data directory of its own, and what is done with it.

    Attributes:
        password: the admin's one-time password.
        staff: everybody of the sample, by login.
    """

    def __init__(self, founded: Founded, folder: Path) -> None:
        self.data = folder / "data"
        self.password = founded.password
        self.staff = founded.staff
        self.server = Server(self.data, folder / "server.log")
        self._codes = dict(founded.codes)
        shutil.copytree(founded.data, self.data)

    def run(self, *words: object, stdin: str = "") -> Finished:
        """`doorstep` with these words on this directory."""
        return run("doorstep", *words, "--data", self.data, stdin=stdin)

    def ask(self, *words: object, stdin: str = "") -> Any:
        """The document that a command prints, which has to succeed."""
        done = self.run(*words, "--json", stdin=stdin)
        assert done.exit_code == 0, (words, done.stderr)
        return done.document

    def code(self, login: str) -> str:
        """A code of this person, fresh after the first time."""
        first = self._codes.pop(self.staff[login]["id"], None)
        return first or self.ask("devices", "code", "--staff", login)["code"]

    def name(self, staff: str) -> str:
        """What the person of this id is called."""
        return next(each["name"] for each in self.staff.values() if each["id"] == staff)

    def show(self, record: str, *, history: bool = False) -> dict[str, Any]:
        """Document `record` as the office sees it."""
        return self.ask("records", "show", record, *(["--history"] if history else []))

    def verify(self) -> dict[str, Any]:
        """Document `verify`, whatever it says."""
        return self.run("verify", "--json").document


class Server:
    """The server's process on a directory; after the first start always on the same port.

    Args:
        data: the directory.
        log: where its log lines go, for whoever looks into a failed test.
    """

    def __init__(self, data: Path, log: Path) -> None:
        self.data = data
        self.log = log
        self.url = ""
        self.process: subprocess.Popen[str] | Staying | None = None

    @property
    def port(self) -> int:
        """Where it listens; 0 before the first start."""
        return int(self.url.rpartition(":")[2] or 0)

    @property
    def pid(self) -> int:
        """The process, which has to run."""
        assert self.alive, self.log.read_text("utf-8")
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def children(self) -> list[int]:
        """The processes that it started and that run: the projector."""
        lists = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(child) for listed in lists for child in listed.read_text().split()]

    def start(self, *launcher: object) -> Self:
        """Starts it and returns once it serves.

        Args:
            launcher: a script of this folder and its first arguments, to run in its place.
        """
        assert not self.alive, "one server at a time"
        words = ["serve", "--json", "--port", self.port, "--data", self.data]
        with self.log.open("ab") as log:
            self.process = (
                _launched(launcher, words, log)
                if launcher
                else stay("doorstep", *words, stderr=log)
            )
        ready, _, _ = select.select([self.process.stdout], [], [], WAIT_S)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            self.kill()
            raise AssertionError(f"the server did not start: {self.log.read_text('utf-8')}")
        self.url = json.loads(line)["url"]
        return self

    def stop(self) -> int:
        """Asks it to end, as an administrator does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """`kill -9`, if it runs, and everything that it started."""
        if self.process is not None:
            if self.alive:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Until it has ended; minus the signal's number if one killed it."""
        code = self.process.wait(COMMAND_S)
        self.process.stdout.close()
        return code


def _launched(
    launcher: Sequence[object], words: Sequence[object], log: BinaryIO
) -> "subprocess.Popen[str]":
    program = (sys.executable, HERE / launcher[0], *launcher[1:])
    return subprocess.Popen(
        [str(word) for word in (*END_WITH_US, *program, *words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of the sample and who works there."""

    id: str
    households: tuple[str, ...]
    members: tuple[str, str]
    head: str

    def opinion(self, household: int) -> str:
        """The id of the record of what a household thinks of the renovation."""
        return f"renovation_opinion/{self.households[household]}:p2022"


def _grids(areas: Iterable[dict[str, Any]]) -> list[Grid]:
    """All grids of the sample, by its naming of logins: `member-001-002-1` works in …/001/002."""
    households: dict[str, list[str]] = {}
    for area in areas:
        if area["kind"] == "household":
            households.setdefault("/".join(area["id"].split("/")[:4]), []).append(area["id"])
    return [
        Grid(
            id=grid,
            households=tuple(below),
            members=(f"member-{where}-1", f"member-{where}-2"),
            head=f"head-{where}",
        )
        for grid, below in households.items()
        for where in ["-".join(grid.split("/")[2:])]
    ]
