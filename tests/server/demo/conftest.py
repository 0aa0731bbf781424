"""One grid's tablets and a server's log, without a network between them."""

import pytest

from schema.pack import load_pack
from schema.record_id import RecordId
from server.database import FILE_NAME
from sync.core.change import Change, Entry
from sync.core.digest import row_hash
from sync.core.messages import Changes
from sync.core.results import Duplicate, Refused, Stored
from sync.core.scan import scan
from sync.core.update import encode
from sync.home.store import HomeStore
from sync.log.connect import open_writer
from sync.log.log import Submission
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.sqlite import SqliteLog

GRID = "130709/100/002/007"
NINE_MS = 1_654_996_500_000
FORMS = {form.id: form for form in load_pack("chongli").forms}


def opinion(door, grid=GRID):
    """The record of what a household thinks."""
    return f"renovation_opinion/{grid}/x03/b02/u1/{door}:p2022"


class Field:
    """Homes and a log; ids count up from 1.

    Attributes:
        homes: the tablets' directories.
        data: the server's.
    """

    def __init__(self, folder):
        self.data = folder / "data"
        self.homes = []
        self._folder = folder
        self._changes = 0
        self.data.mkdir()
        self._connection = open_writer(self.data / FILE_NAME)
        migrate(self._connection, LOG_MIGRATIONS)
        self._log = SqliteLog(self._connection)

    def close(self):
        self._connection.close()

    def home(self, name):
        """A new tablet."""
        path = self._folder / name
        HomeStore(path, create=True).close()
        self.homes.append(path)
        return path

    def write(self, home, record, staff, minute=0, **answers):
        """One change of a home, not sent; its id."""
        self._changes += 1
        change = Change(
            change_id=self._changes,
            staff=staff,
            time_ms=NINE_MS + minute * 60_000,
            remark=None,
            entries=tuple(Entry(name, value, ()) for name, value in answers.items()),
        )
        with HomeStore(home) as store:
            store.add_own([(record, encode(change))], change.time_ms)
        return self._changes

    def send(self, home, refusal=None):
        """What a home pushes goes to the log; with a refusal, its last change alone is answered."""
        with HomeStore(home) as store:
            waiting = store.outbox()[-1 if refusal else 0 :]
            if refusal:
                answers = [Refused(refusal, "", retryable=False, kept=True) for _ in waiting]
            else:
                batch = [_submission(row.record, row.data, number) for number, row in _of(waiting)]
                answers = self._log.append(batch, NINE_MS)
                assert all(isinstance(answer, Stored | Duplicate) for answer in answers)
            hashes = [row_hash(row.record, row.data) for row in waiting]
            store.store_results(list(zip(hashes, answers, strict=True)))

    def compare(self, home, *, equal=True):
        """The server's answer to the home's digest."""
        with HomeStore(home) as store:
            if GRID not in store.scopes():
                nothing = Changes(scope=GRID, from_seq=0, to_seq=0, mark=b"", items=(), more=False)
                store.store_changes(nothing)
            if equal is not None:
                store.store_comparison(GRID, equal=equal, now_ms=NINE_MS)


def _of(rows):
    return [(scan(row.data).change_id, row) for row in rows]


def _submission(record, data, change_id):
    return Submission(
        record=record,
        data=data,
        device="device01",
        staff="wangfang000",
        change_id=change_id,
        scope=RecordId.parse(record).scope,
        refusal=None,
    )


@pytest.fixture
def field(tmp_path):
    field = Field(tmp_path)
    yield field
    field.close()
