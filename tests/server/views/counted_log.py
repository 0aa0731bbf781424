"""A second reader of log.db, for counts that come from outside the code under test.

Plain SQLite, pycrdt and msgpack. What is visible of a question is what no other entry replaces;
circles do not occur in what these tests write.
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import msgpack

from tests.golden.pycrdt_reader import read


def answers(data: Path) -> dict[str, dict[str, list[object]]]:
    """By record and question every visible value, equal ones once."""
    with closing(sqlite3.connect(f"{(data / 'log.db').as_uri()}?mode=ro", uri=True)) as opened:
        rows = opened.execute("SELECT record, data FROM rows WHERE length(data) > 0").fetchall()
    changes: dict[str, list[bytes]] = defaultdict(list)
    for record, change in rows:
        changes[record].append(change)
    return {record: _visible(read(*each)["a"]) for record, each in changes.items()}


def _visible(entries: dict[str, str]) -> dict[str, list[object]]:
    held: dict[str, dict[int, tuple[object, list[int]]]] = defaultdict(dict)
    for key, content in entries.items():
        question, change = key.split("\x1f")
        value, replaces = msgpack.unpackb(bytes.fromhex(content))
        held[question][int(change, 36)] = value, replaces
    found: dict[str, list[object]] = {}
    for question, each in held.items():
        replaced = {change for _, replaces in each.values() for change in replaces}
        values = [value for change, (value, _) in each.items() if change not in replaced]
        found[question] = [value for n, value in enumerate(values) if value not in values[:n]]
    return found
