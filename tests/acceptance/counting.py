"""Counts answers on both sides of a sync, from the databases themselves.

A separate reader on purpose: plain SQLite statements, and pycrdt for the bytes; nothing of the
project's own reading, and no counter that it keeps. An answer is (record, question, change).
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.golden.pycrdt_reader import read


class Answer(NamedTuple):
    """One answer of one change, or its remark (question `j`)."""

    record: str
    question: str
    change: str


def written(*homes: Path) -> set[Answer]:
    """What was written in these homes, delivered or not."""
    each = [_answers(_rows(home / "home.db", "WHERE own = 1")) for home in homes]
    return set().union(*each)


def held(home: Path) -> set[Answer]:
    """What a home has, whoever wrote it."""
    return _answers(_rows(home / "home.db"))


def stored(data: Path) -> set[Answer]:
    """What the server's log has; of an erased record nothing."""
    return stored_in(data / "log.db")


def stored_in(database: Path) -> set[Answer]:
    """The same of a log's file, or of a backup."""
    return _answers(_rows(database, "WHERE length(data) > 0"))


def _rows(database: Path, which: str = "") -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(f"SELECT record, data FROM rows {which}").fetchall()


def _answers(rows: Iterable[tuple[str, bytes]]) -> set[Answer]:
    found: set[Answer] = set()
    for record, data in rows:
        maps = read(data)
        changes = list(maps["j"])
        keys = [("j", change) for change in changes] + [key.split("\x1f") for key in maps["a"]]
        answers = {Answer(record, question, change) for question, change in keys}
        assert len(answers) == len(keys), "an answer twice in a change"
        assert not answers & found, "a change twice in a database"
        found |= answers
    return found
