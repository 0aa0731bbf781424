"""A simulated fleet of an office, and what its homes say, without the project's own reading."""

import json
import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgpack

from tests.acceptance.commands import Finished, begin, run
from tests.acceptance.counting import Answer, written
from tests.acceptance.district import Grid, Office
from tests.golden.pycrdt_reader import read

POLICY_UNION = {"needs"}
"""Questions of the pack whose different answers are put together by rule."""


class Fleet:
    """The four of each of these grids, with a day before them.

    Args:
        office: whose server runs, or will.
        folder: for the codes and the homes.
    """

    def __init__(self, office: Office, grids: Iterable[Grid], folder: Path) -> None:
        people = [login for grid in grids for login in _everybody(grid)]
        self.office = office
        self.homes_folder = folder / "homes"
        self.tablets = len(people)
        self._codes = folder / "codes.json"
        self._codes.write_text(json.dumps([{"code": office.code(login)} for login in people]))

    @property
    def homes(self) -> list[Path]:
        """The tablets' directories."""
        return sorted(self.homes_folder.iterdir())

    def words(self, *options: object) -> list[object]:
        """The command line."""
        return [
            *("simulate", self.office.server.url, "--codes", self._codes),
            *("--homes", self.homes_folder, "--json", *options),
        ]

    def simulate(self, *options: object) -> Finished:
        """Runs it to its end."""
        return run("doorstep-tablet", *self.words(*options))

    def begin(self, *options: object) -> "subprocess.Popen[str]":
        """Starts it and leaves it running; whoever calls this ends it."""
        return begin("doorstep-tablet", *self.words(*options))

    def answers(self) -> set[Answer]:
        """What its tablets wrote, remarks aside."""
        return {answer for answer in written(*self.homes) if answer.question != "j"}


def _everybody(grid: Grid) -> list[str]:
    building = grid.head.replace("head-", "building-", 1)
    return [building, grid.head, *grid.members]


def meetings(homes: Iterable[Path]) -> Counter[str]:
    """What has to come of the day, told from what each person wrote, as the rules say in prose.

    A day offline: nobody knew of anybody else, and of one person's answers the last one counts.
    """
    said: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for home in homes:
        for record, data in _own_rows(home):
            (about,) = (msgpack.unpackb(bytes.fromhex(text)) for text in read(data)["j"].values())
            for key, text in read(data)["a"].items():
                value, _ = msgpack.unpackb(bytes.fromhex(text))
                said[record][about[0]][key.partition("\x1f")[0]] = value
    found = Counter(merged=0, rule=0, clash=0)
    for people in said.values():
        found["merged"] += len(people) > 1
        for question in {name for answers in people.values() for name in answers}:
            values = [answers[question] for answers in people.values() if question in answers]
            if any(value != values[0] for value in values):
                found["rule" if question in POLICY_UNION else "clash"] += 1
    return found


def _own_rows(home: Path) -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(f"{(home / 'home.db').as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(
            "SELECT record, data FROM rows WHERE own = 1 ORDER BY number"
        ).fetchall()
