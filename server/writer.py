"""The writer: the one thread that writes log.db.

Promises:
- Ack after commit: `done` of a batch is called after the COMMIT that made its answers true, never
  before; when the commit fails, every change of it is answered as retryable, and nothing is stored.
- Group commit: whatever waits is committed together, in the order it was handed over, so that one
  fsync serves many tablets; an administrative act is a commit of its own in the same order, and
  what concerns the whole file is done between two commits.
- When the disk itself fails, nothing is acknowledged any more and `failed` is told once; an error
  that nobody foresaw counts as that, since a writer that is silently gone would keep all waiting.

Callbacks run through `deliver`, in the order of the commits: in a server on its event loop.
"""

import contextlib
import functools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from sqlite3 import Connection
from typing import Any, Final, TypeVar

from schema.area import Scope
from server import problem
from server.errors import ServerError
from sync.core.results import Refused, Result
from sync.log.connect import storage_errors, writing
from sync.log.errors import LogError, StorageBusy, StorageFailed, StorageFull
from sync.log.log import Commit, Head, Healed, Row, Submission
from sync.log.sqlite import SqliteLog

T = TypeVar("T")

COMMIT_CHANGES_MAX: Final = 4096
"""Changes in one commit at most: keeps the first one's wait for its answer short."""

BUSY_CHANGES: Final = 16
BUSY_RATE: Final = 400
GATHER_S: Final = 0.03
"""When so many changes more were committed than come at a rate of so many a second, the next commit
is begun so much later: a district that comes back is committed in hundreds of changes and not in
fives, which spares fsyncs, statements and switches of threads. Below that rate nobody waits."""

HURRIED_BUSY_MS: Final = 250
"""How long somebody who holds the database is waited for while the process ends: commit after
commit of the usual five seconds would outlast the ten within which it has to."""

Done = Callable[[list[Result]], None]
Lost = Callable[[StorageFailed], None]
Deliver = Callable[[Callable[[], None]], object]


@dataclass(frozen=True, slots=True)
class _Batch:
    submissions: Sequence[Submission]
    done: Done
    lost: Lost | None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Act:
    act: Callable[[Connection], Any]
    future: "Future[Any]"
    commits: bool = True


@dataclass(frozen=True, slots=True)
class _Stop:
    pass


class Writer:
    """Owns the writing connection on a thread of its own.

    Args:
        connection: from `server.database.open_database`; used by this thread alone from now on.
        log: the log over that connection.
        clock_ms: the server's time.
        deliver: runs a callback where results are wanted; keeps their order.
        advanced: told the new heads and rows of each commit, before its answers are given.
        changed: called on the writer's thread after each administrative act, before its result is.
        failed: told once that the disk failed.
        healed: told which damaged rows a commit has put back, before its answers are given.
        pause: waits so many seconds.

    Attributes:
        commits: how many transactions have changed something, each one fsync of the log.
    """

    def __init__(
        self,
        connection: Connection,
        log: SqliteLog,
        *,
        clock_ms: Callable[[], int],
        deliver: Deliver,
        advanced: Callable[[Mapping[Scope, Head], Sequence[Row]], None],
        changed: Callable[[Connection], None],
        failed: Callable[[StorageFailed], None],
        healed: Callable[[Sequence[Healed]], None] = lambda _: None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._log = log
        self._clock_ms = clock_ms
        self._deliver = deliver
        self._advanced = advanced
        self._changed = changed
        self._failed = failed
        self._healed = healed
        self._pause = pause
        self._broken: StorageFailed | None = None
        self._hurried = False
        self._ahead, self._counted_s = 0.0, time.monotonic()
        self.commits = 0
        self._queue: SimpleQueue[_Batch | _Act | _Stop] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(
        self,
        submissions: Sequence[Submission],
        done: Done,
        lost: Lost | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """Hands over changes to store; `done` gets one answer each, after the commit.

        `lost` is called instead when the disk failed; a tablet needs none, since it comes back.
        What is to be stored `whole`, or not at all, has a commit of its own.
        """
        self._queue.put(_Batch(submissions, done, lost, whole))

    def execute(self, act: Callable[[Connection], T]) -> "Future[T]":
        """Runs an administrative write in a commit of its own; the future gives what it returns."""
        future: Future[T] = Future()
        self._queue.put(_Act(act, future))
        return future

    def between(self, act: Callable[[Connection], T]) -> "Future[T]":
        """Runs something between two commits, in no transaction: what concerns the whole file."""
        future: Future[T] = Future()
        self._queue.put(_Act(act, future, commits=False))
        return future

    def hurry(self) -> None:
        """The process is ending: from the next commit on, hardly waits for who holds the database.

        What finds it held is answered as busy, and comes again when a server runs again.
        """
        self._hurried = True

    def stop(self) -> None:
        """Ends after everything handed over so far; idempotent."""
        self._queue.put(_Stop())
        self._thread.join()

    def _run(self) -> None:
        while True:
            item = self._queue.get()
            while isinstance(item, _Batch):
                item = self._gather(item)
            if isinstance(item, _Stop):
                return
            self._perform(item)

    def _gather(self, first: _Batch) -> _Batch | _Act | _Stop:
        """Commits this batch with those that wait behind it; gives what comes after them."""
        batches, changes = [first], len(first.submissions)
        while not first.whole and changes < COMMIT_CHANGES_MAX and not self._queue.empty():
            item = self._queue.get()
            if not isinstance(item, _Batch) or item.whole:
                self._commit(batches)
                return item
            batches.append(item)
            changes += len(item.submissions)
        self._commit(batches)
        if self._is_busy(changes):
            self._pause(GATHER_S)
        return self._queue.get()

    def _is_busy(self, changes: int) -> bool:
        """Counts what was committed, of which so much is forgotten as comes on a plain day."""
        now_s = time.monotonic()
        forgotten = (now_s - self._counted_s) * BUSY_RATE
        self._ahead = max(0.0, self._ahead - forgotten) + changes
        self._counted_s = now_s
        return self._ahead >= BUSY_CHANGES

    def _commit(self, batches: Sequence[_Batch]) -> None:
        submissions = [submission for batch in batches for submission in batch.submissions]
        store = self._log.commit
        if batches[0].whole:
            store = functools.partial(store, whole=True)
        try:
            self._make_ready()
            with self._counted():
                commit = store(submissions, self._clock_ms())
        except StorageFull:
            self._answer_all(batches, "disk_full")
        except StorageBusy:
            self._answer_all(batches, "busy")
        except StorageFailed as error:
            self._lose(batches, error)
        except Exception as error:  # noqa: BLE001 - the outermost loop of this thread
            self._lose(batches, StorageFailed(f"The writer cannot go on: {error!r}"))
        else:
            self._deliver(lambda: self._give(batches, commit))

    def _give(self, batches: Sequence[_Batch], commit: Commit) -> None:
        if commit.heads:
            self._advanced(commit.heads, commit.rows)
        if commit.healed:
            self._healed(commit.healed)
        given = 0
        for batch in batches:
            upto = given + len(batch.submissions)
            batch.done(list(commit.results[given:upto]))
            given = upto

    def _answer_all(self, batches: Sequence[_Batch], code: str) -> None:
        def give() -> None:
            for batch in batches:
                batch.done([Refused.of(code, kept=False) for _ in batch.submissions])

        self._deliver(give)

    def _lose(self, batches: Sequence[_Batch], error: StorageFailed) -> None:
        self._break(error)
        for batch in batches:
            if batch.lost is not None:
                self._deliver(functools.partial(batch.lost, error))

    def _perform(self, item: _Act) -> None:
        if not item.future.set_running_or_notify_cancel():
            return
        try:
            self._make_ready()
            with self._counted(), writing(self._connection) if item.commits else storage_errors():
                answer = item.act(self._connection)
            self._changed(self._connection)
        except StorageFailed as error:
            self._break(error)
            item.future.set_exception(_failure(error))
        except LogError as error:
            item.future.set_exception(_failure(error))
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller, who raises it
            item.future.set_exception(error)
        else:
            item.future.set_result(answer)

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        """Counts the block as a commit if it changed something: else nothing is put on disk."""
        before = self._connection.total_changes
        yield
        self.commits += self._connection.total_changes > before

    def _make_ready(self) -> None:
        """Before each commit; StorageFailed where the disk has failed before."""
        if self._broken is not None:
            raise self._broken
        if self._hurried:
            self._connection.execute(f"PRAGMA busy_timeout = {HURRIED_BUSY_MS}")

    def _break(self, error: StorageFailed) -> None:
        if self._broken is None:
            self._broken = error
            self._deliver(lambda: self._failed(error))


def _failure(error: LogError) -> ServerError:
    return problem.of_storage(error, "log.db")
