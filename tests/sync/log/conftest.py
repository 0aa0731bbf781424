"""The log under test in three dresses: memory, SQLite, and SQLite read by a connection beside it.

What a test writes goes through `store.log`, what it reads through `store.reads`; `store.reopen()`
is what a restart of the server is to the log.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schema.area import Scope
from sync.core.results import Result
from sync.log.connect import open_writer
from sync.log.log import LogReader, Submission, UpdateLog
from sync.log.memory import MemoryLog
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.reader import SqliteLogReader
from sync.log.sqlite import SqliteLog

GRID = Scope("130709/100/002/007")


class MemoryStore:
    """Memory survives a reopening only because the process does."""

    def __init__(self, folder: Path) -> None:
        self.log: UpdateLog = MemoryLog()

    @property
    def reads(self) -> LogReader:
        return self.log

    def reopen(self) -> None:
        pass

    def close(self) -> None:
        pass


class SqliteStore:
    """One connection writes and reads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.db"
        self._open()

    def _open(self) -> None:
        self.connection = open_writer(self.path)
        migrate(self.connection, LOG_MIGRATIONS)
        self.log: UpdateLog = SqliteLog(self.connection)

    @property
    def reads(self) -> LogReader:
        return self.log

    def reopen(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self.connection.close()


class SqliteBesideStore(SqliteStore):
    """Reads go through a connection of their own, opened once."""

    def _open(self) -> None:
        super()._open()
        self.reader = SqliteLogReader(self.path)

    @property
    def reads(self) -> LogReader:
        return self.reader

    def close(self) -> None:
        self.reader.close()
        super().close()


STORES = {"memory": MemoryStore, "sqlite": SqliteStore, "sqlite-beside": SqliteBesideStore}


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path):
    opened = SqliteBesideStore(tmp_path)
    yield opened
    opened.close()


@dataclass
class Pen:
    """Writes submissions: a pass of the gate unless a refusal is named. The log reads no bytes."""

    store: object = None
    now_ms: int = 1_655_000_000_000
    scope: Scope = GRID
    device: str = "tablet01"
    staff: str = "wangfang"
    written: int = field(default=0)

    def change(self, record="0301", change_id=None, data=None, **named) -> Submission:
        """A change of one record; bytes and number follow from how many were written before."""
        self.written += 1
        change_id = self.written if change_id is None else change_id
        scope = named.pop("scope", self.scope)
        form = named.pop("form", "household_file")
        return Submission(
            record=f"{form}/{scope}/{record}",
            data=b"change %d" % change_id if data is None else data,
            device=named.pop("device", self.device),
            staff=named.pop("staff", self.staff),
            change_id=change_id,
            scope=scope,
            **named,
        )

    def garbage(self, data: bytes, record: str | None = None, **named) -> Submission:
        """Bytes that are no change."""
        return Submission(
            record=record,
            data=data,
            device=named.pop("device", self.device),
            staff=self.staff,
            change_id=None,
            scope=None,
            refusal=named.pop("refusal", "malformed"),
        )

    def push(self, *batch: Submission) -> list[Result]:
        """One commit."""
        self.now_ms += 1
        return self.store.log.append(list(batch), self.now_ms)


@pytest.fixture
def pen(request):
    name = "store" if "store" in request.fixturenames else "sqlite_store"
    return Pen(store=request.getfixturevalue(name))
