"""A station: everything a data directory has while a process works in it.

A server holds one for its whole life; a command that finds no server opens one for a moment. It
owns the directory's lock, the writer, the snapshot of people and areas, the feed that sessions
read, and the projector. Invariants: one station a directory (the lock); what happened is told to
listeners in the order of the commits; after `close` nothing of it runs any more.

Left out: sockets and pages (`app`, `endpoint`), and what the administrative acts are (`admin`).
It is one class, long as it is: what is owned together begins and ends together.
"""

import functools
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Final, Self, TypeVar

import structlog

from schema.answer import Value
from schema.area import Scope
from schema.record_id import RecordId
from server import database, directory
from server.clock import now_ms
from server.directory import Directory
from server.errors import NotInitialised, ProjectorBehind, StorageFailure
from server.listeners import Listeners
from server.lock import DirectoryLock
from server.people import audit
from server.people.devices import Contact, note_contacts
from server.settings import Setting
from server.submission import change_here, submission
from server.views.calls import Calls
from server.views.figures import Figures
from server.views.queries import Views
from server.views.sums import Sums
from server.views.supervisor import Projector
from server.writer import Deliver, Writer
from sync.core.change import Change
from sync.core.feed import Feed
from sync.core.gate import judge
from sync.core.results import Result
from sync.core.update import encode
from sync.log.connect import checkpoint
from sync.log.errors import StorageFailed
from sync.log.log import Head, Healed, Row, Submission
from sync.log.reader import SqliteLogReader
from sync.log.sqlite import SqliteLog

T = TypeVar("T")

SERVER_DEVICE: Final = "server"
"""The device of changes made on a page or by a command."""

PROJECTED_TIMEOUT_S: Final = 10.0
"""How long a command waits for the pages' data to reach the newest changes."""

_log = structlog.get_logger(__name__)


class Station:
    """A data directory in use.

    Args:
        data: the directory, initialised.
        deliver: runs callbacks in order where sockets live; by default on the writer's own thread.

    Raises:
        NotInitialised, NewerVersion, DirectoryInUse, StorageFailure: nothing was started.
    """

    def __init__(self, data: Path, deliver: Deliver | None = None) -> None:
        self.data = data
        self._lock = _locked(data)
        try:
            self._connection = database.open_database(data)
        except BaseException:  # whatever it was: who was refused keeps nothing of the directory
            self._lock.release()
            raise
        try:
            healed = functools.partial(audit.rows_healed, self._connection)
            log = SqliteLog(self._connection, healed)
            self.directory: Directory = directory.load(self._connection)
        except BaseException:  # as above
            self._connection.close()
            self._lock.release()
            raise
        self.log = log  # for acts alone: on the writer's thread, in their transaction
        self._feed_reader = SqliteLogReader(data / database.FILE_NAME)
        self._erased = log.erased()
        self.feed = Feed(
            self._feed_reader, log.heads(), moves=self.directory.moves, erased=self._erased
        )
        self.projector = Projector(data, folded=self._folded)
        self.views = Views(data)
        self.sums = Sums(data)
        self.calls = Calls(data)
        self.figures = Figures(data)
        self.failure: StorageFailed | None = None
        self.rows_stored = 0
        self.url: str | None = None  # where tablets reach it, while a server runs
        self.settings: Sequence[Setting] = ()  # the server's, while one runs
        self._readers = threading.local()
        self._deliver: Deliver = deliver or _at_once
        self.listeners = Listeners()
        self.writer = Writer(
            self._connection,
            log,
            clock_ms=now_ms,
            deliver=self._deliver,
            advanced=self._advanced,
            changed=self._changed,
            failed=self._failed,
            healed=self._healed,
        )
        # Whoever erased may have been killed before it was done, or held up.
        self.writer.between(lambda _: log.scrub())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commits what was handed over, ends the projector, and lets the directory go.

        What the write-ahead log holds is put into log.db, so that the file is whole by itself.
        """
        self.writer.stop()
        self.projector.close()
        self._feed_reader.close()
        if hasattr(self._readers, "log"):  # this thread's own; another thread's ends with it
            self._readers.log.close()
        if self.failure is None:
            checkpoint(self._connection)
        self._connection.close()
        self._lock.release()

    # What happened

    def _advanced(self, heads: Mapping[Scope, Head], rows: Sequence[Row]) -> None:
        self.rows_stored += len(rows)
        self.feed.advance(heads, rows)
        self.projector.wake()
        self.listeners.rows(heads)

    def _folded(self, scopes: Collection[str]) -> None:
        self._deliver(functools.partial(self.listeners.folded, scopes))

    def _healed(self, rows: Sequence[Healed]) -> None:
        for row in rows:
            _log.warning("row_healed", scope=row.scope, seq=row.seq, device=row.device)
            self.feed.healed(row.scope, [row.seq])
        self.projector.wake()

    def note_damage(self, rows: Mapping[Scope, Mapping[int, bytes]]) -> None:
        """Rows that a check found damaged, by number, with their hashes: tablets bring them again.

        From any thread; see `Feed.damaged`.
        """

        def tell() -> None:
            for scope, hashes in rows.items():
                self.feed.damaged(scope, hashes)

        self._deliver(tell)

    def _changed(self, connection: Connection) -> None:
        before = self.directory
        self.directory = directory.load(connection, before)
        if self.directory is not before:
            self.projector.wake()
            if self.directory.tree is not before.tree or self.directory.forms is not before.forms:
                self._deliver(functools.partial(self.feed.tree_changed, self.directory.moves))
            self._deliver(self.listeners.authority)
        self._look_for_erased()

    def _look_for_erased(self) -> None:
        """On the writer's thread, behind a commit: tells of the records that it has erased."""
        before, self._erased = self._erased, self.log.erased()
        records = {r: scope for r, scope in self._erased.items() if r not in before}
        if records:
            heads = {s: head for s, head in self.log.heads(records.values()).items() if head.seq}
            self.projector.wake()
            self._deliver(lambda: self._tell_erased(records, heads))

    def _tell_erased(self, records: Mapping[str, Scope], heads: Mapping[Scope, Head]) -> None:
        self.feed.erase(records, heads)
        self.listeners.erased(records)

    def _failed(self, error: StorageFailed) -> None:
        self.failure = error
        _log.critical("storage_failed", reason=str(error))
        self.listeners.failure()

    # Reading and writing, from any thread

    @property
    def reader(self) -> SqliteLogReader:
        """This thread's reading connection to the log."""
        reader: SqliteLogReader | None = getattr(self._readers, "log", None)
        if reader is None:
            reader = self._readers.log = SqliteLogReader(self.data / database.FILE_NAME)
        return reader

    def change(self, act: Callable[[Connection], T]) -> T:
        """An administrative write in a commit of its own; returns once everybody can know of it.

        Sessions are told within this call's commit: revocation and changed grants count at once.
        """
        return self.writer.execute(act).result()

    def note_contacts(self, contacts: Collection[Contact]) -> None:
        """Has it written down what tablets say of themselves; does not wait for that."""
        devices = [contact.device for contact in contacts]
        noted = self.writer.execute(lambda connection: note_contacts(connection, contacts))
        noted.add_done_callback(lambda _: self._tell_contacts(devices))

    def _tell_contacts(self, devices: Collection[str]) -> None:
        self._deliver(functools.partial(self.listeners.contacts, devices))

    def scrub(self) -> bool:
        """Leaves nothing of what was erased in the log's files; nothing is committed meanwhile."""
        return self.writer.between(lambda _: self.log.scrub()).result()

    def record_change(
        self,
        record: RecordId,
        staff_id: str,
        entries: Sequence[tuple[str, Value, Sequence[int]]],
        remark: str | None = None,
    ) -> Result:
        """A change made on a page or by a command: same gate, same log as a tablet's.

        Args:
            record: the record.
            staff_id: its author, whose rights count.
            entries: (question, value, ids of the changes whose entries it replaces).
            remark: free text.

        Returns:
            the answer; a refusal is kept in quarantine like any other.

        Raises:
            StorageFailure: the disk failed; nothing was stored.
        """
        change = change_here(staff_id, entries, remark)
        return self.store([self.judged(record, change)])[0]

    def judged(self, record: RecordId, change: Change) -> Submission:
        """A change made here, judged by its author's rights like anybody's."""
        data = encode(change)
        verdict = judge(record.text, data, frozenset({change.staff}), self.directory)
        return submission(record.text, data, SERVER_DEVICE, change.staff, verdict)

    def store(self, submissions: Sequence[Submission], *, whole: bool = False) -> list[Result]:
        """Stores or keeps changes like those of a push; waits for the commit.

        With `whole` all are stored, or where one is refused none, and then none is kept.

        Raises:
            StorageFailure: the disk failed, nothing was stored.
        """
        answers: Future[list[Result]] = Future()
        self.writer.submit(
            submissions,
            answers.set_result,
            lambda error: answers.set_exception(
                StorageFailure(data=database.FILE_NAME, reason=str(error))
            ),
            whole=whole,
        )
        return answers.result()

    def wait_for_views(
        self, timeout_s: float = PROJECTED_TIMEOUT_S, *, counted: bool = False
    ) -> None:
        """Returns once the pages' data has every row committed before this call.

        And nothing any more of the records that were erased before it; if `counted`, each record
        is in the numbers of today, perhaps imported a moment ago.

        Raises:
            ProjectorBehind: it did not get there in time.
        """
        heads = {scope: head.seq for scope, head in self.reader.heads().items()}
        erased = len(self.reader.erased())
        forms = (lambda: self.directory.numbers["forms"]) if counted else None
        if not self.projector.wait_for(heads, timeout_s, erased=erased, forms=forms):
            raise ProjectorBehind(timeout_s=timeout_s)


def _locked(data: Path) -> DirectoryLock:
    if not database.exists(data):
        raise NotInitialised(data=str(data))
    return DirectoryLock(data)


def _at_once(callback: Callable[[], None]) -> None:
    callback()
