"""What tablets pushed and what they were answered, held against the database by plain SQLite.

A separate reader on purpose: nothing of the project's own reading, a connection that cannot write
and so repairs nothing.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server import withdrawals
from server.database import reading_database
from server.people import audit
from server.station import Station
from sync.log.verify import verify_rows

Pushed = tuple[str, bytes]

SEQ_BITS = 40
"""A row's position is its scope's number and, in the lower bits, its sequence."""


@contextmanager
def plainly(database: Path) -> Iterator[sqlite3.Connection]:
    """The database as it lies there, for reading alone."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


@dataclass
class Ledger:
    """One server's answers.

    Attributes:
        stored: the number of each change that was answered `stored` or `duplicate`.
        kept: the changes that were refused and are said to be in quarantine.
    """

    stored: dict[Pushed, int] = field(default_factory=dict)
    kept: set[Pushed] = field(default_factory=set)
    _unchecked: list[tuple[Pushed, int | None]] = field(default_factory=list)

    def note(self, change: Pushed, result: list[Any]) -> None:
        """An answer came."""
        if result[0] == "refused":
            code, _, retryable, kept = result[1:]
            assert (retryable, kept) == (False, True), code
            self.kept.add(change)
            self._unchecked.append((change, None))
            return
        assert result[0] in ("stored", "duplicate")
        assert self.stored.setdefault(change, result[1]) == result[1], "two numbers of one change"
        self._unchecked.append((change, result[1]))

    def check(self, data: Path) -> None:
        """Whatever was answered since the last check is there, and rows are as many as numbers."""
        with plainly(data / "log.db") as log:
            for (record, change), seq in self._unchecked:
                if seq is None:
                    _expect_kept(log, record, change)
                else:
                    _expect_stored(log, record, change, seq)
            _expect_as_many_rows_as_numbers(log)
        self._unchecked.clear()

    def check_all(self, data: Path) -> None:
        """The same of everything that was ever answered; and no number is missing."""
        self._unchecked = [*self.stored.items(), *((change, None) for change in self.kept)]
        self.check(data)
        with plainly(data / "log.db") as log:
            expect_no_gaps(log)

    def check_whole(self, data: Path, pushed: set[Pushed]) -> None:
        """All that was ever pushed is there, once, and nothing else is."""
        with plainly(data / "log.db") as log:
            rows = Counter(log.execute("SELECT record, data FROM rows").fetchall())
            held = Counter(log.execute("SELECT CAST(record AS TEXT), data FROM quarantine"))
        assert rows == Counter(pushed - self.kept)
        assert held == Counter(self.kept)


def _expect_stored(log: sqlite3.Connection, record: str, change: bytes, seq: int) -> None:
    found = log.execute("SELECT position, data FROM rows WHERE record = ?", (record,)).fetchall()
    assert [seq] == [at & (1 << SEQ_BITS) - 1 for at, data in found if data == change], record


def _expect_kept(log: sqlite3.Connection, record: str, change: bytes) -> None:
    found = log.execute(
        "SELECT count(*) FROM quarantine WHERE record = ? AND data = ?", (record.encode(), change)
    )
    assert found.fetchone() == (1,), record


def _expect_as_many_rows_as_numbers(log: sqlite3.Connection) -> None:
    """What `expect_no_gaps` says, from counts alone: at every death of thousands."""
    counted = log.execute(
        "SELECT (SELECT count(*) FROM rows), coalesce(sum(head), 0), count(position)"
        f" FROM scopes LEFT JOIN rows ON position = (number << {SEQ_BITS}) + head"
    )
    rows, numbers, last_rows = counted.fetchone()
    assert rows == numbers
    assert (last_rows,) == log.execute("SELECT count(*) FROM scopes").fetchone()


def expect_no_gaps(log: sqlite3.Connection) -> None:
    """Each scope has the rows 1 to its head, and no row is in none."""
    counted = log.execute(
        f"SELECT position >> {SEQ_BITS}, count(*), max(position & {(1 << SEQ_BITS) - 1})"
        " FROM rows GROUP BY 1"
    )
    rows = {number: (count, last) for number, count, last in counted}
    heads = {
        number: (head, head) for number, head in log.execute("SELECT number, head FROM scopes")
    }
    assert rows == heads


def expect_sound(data: Path) -> None:
    """The directory opens, and our own check finds nothing wrong with log, audit, withdrawals."""
    with Station(data) as station:
        assert list(verify_rows(station.reader)) == []
        with reading_database(data) as connection:
            assert audit.first_broken(connection) is None
        with suppress(FileNotFoundError):
            withdrawals.read(data / withdrawals.FILE_NAME)
