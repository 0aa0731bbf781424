"""The tablet's rows, in one SQLite database: written first here, then delivered, never forgotten.

Invariants:
- An own row is on disk (WAL, synchronous=FULL) before `add_own` returns, and stays for as long as
  its record is held, so that a server put back to an older state gets it again.
- Rows and the cursor that covers them are one commit; a cursor never stands past a row not held.
- A rewind drops nothing: a row of others that the server lists no more is given back to it first.
- A row is known by the hash of its record and bytes. Whatever arrives twice, from a clone of this
  home or after an old copy was put back, is one row.
- A number counts as the server's word for as long as the session that brought it, until the cursor
  has passed it: what stands above the cursor when a session begins is asked again.
- The digest of a scope is the XOR of the hashes of exactly its listed or acknowledged rows.
- One process at a time, by a lock that ends with the process.

Longer than other files, so that every commit of rows is read in one place.

Left out: what bytes mean (`sync.core`), the network (a driver's), everything beside rows
(`papers`), what a list shows (`index`).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from schema.record_id import RecordId
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.messages import Changes
from sync.core.results import Refused, Result
from sync.home import queries, wiping
from sync.home.database import DATABASE, connect, lock, make_directory
from sync.home.errors import CursorGap, NoHome
from sync.home.index import Index
from sync.home.letting_go import LettingGo
from sync.home.papers import Papers
from sync.home.rows import Arrival, HomeRow, Outbox, OwnRow, Refusal, ScopeState
from sync.log.connect import scrub, writing

# The one refusal after which a row is not offered again: a supervisor looked and discarded it.
FINAL_REFUSAL = "discarded"

# The one after which a row is not kept here either.
ERASED = "erased"


class HomeStore:
    """One tablet's store, held by this process until closed.

    Attributes:
        path: the home directory.
        papers: enrolment, bundle, clock, drafts.
        index: the records, as a list shows them.
        letting_go: what leaves this home.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens the home, making it if `create`.

        Raises:
            NoHome: there is none and `create` is not asked for.
            HomeInUse: another process holds it.
            HomeTooNew: a later version of the program wrote it.
            UnsafeStorage: SQLite cannot use its log here (a network file system, for one).
        """
        self.path = path
        if create:
            make_directory(path)
        elif not (path / DATABASE).exists():
            raise NoHome(path)
        self._lock = lock(path)
        try:
            if wiping.begun(path):
                wiping.finish(path)
            self._connection = connect(path)
        except BaseException:
            self._lock.close()
            raise
        self.papers = Papers(self._connection)
        self.index = Index(self._connection)
        self.letting_go = LettingGo(self._connection)

    def close(self) -> None:
        """Gives the home up for other processes. Nothing is lost by not calling it."""
        self._connection.close()
        self._lock.close()

    def wipe(self) -> None:
        """Removes this home from the disk, and gives up what is left of its directory.

        Raises:
            StorageFailed: a file is still there.
        """
        self._connection.close()
        try:
            wiping.wipe(self.path)
        finally:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # Writing: each is one commit.

    def add_own(self, changes: Sequence[tuple[str, bytes]], written_ms: int) -> list[OwnRow]:
        """Stores own changes, and closes the drafts of their records, in one commit.

        Args:
            changes: (record id, bytes) in the order written.
            written_ms: when, by this device's clock as corrected.
        """
        rows = [OwnRow(record=r, data=data, hash=row_hash(r, data)) for r, data in changes]
        with writing(self._connection):
            for row in rows:
                names = RecordId.parse(row.record)
                self._run(
                    queries.ADD_OWN, (row.record, names.scope, row.data, row.hash, written_ms)
                )
                self._run(queries.TOUCH_RECORD, (row.record, names.form, names.area))
                self._run(queries.DROP_DRAFT, (row.record,))
        return rows

    def store_changes(self, changes: Changes) -> Arrival:
        """Stores a message of rows and its cursor in one commit; the same one again does nothing.

        Raises:
            CursorGap: it does not begin at the cursor; nothing was stored.
        """
        scope = changes.scope
        arrived = []
        with writing(self._connection):
            held, digest = self._scope(scope)
            if changes.from_seq != held:
                raise CursorGap(scope, held, changes.from_seq)
            for record, data, seq in changes.items:
                hash_ = row_hash(record, data)
                if self._run(queries.ADD_LISTED, (record, scope, data, hash_, seq)).rowcount:
                    arrived.append((record, data))
                    digest = xor(digest, hash_)
                    names = RecordId.parse(record)
                    self._run(queries.TOUCH_RECORD, (record, names.form, names.area))
                elif self._set_stored(hash_, seq):
                    digest = xor(digest, hash_)
            self._run(queries.SET_CURSOR, (scope, changes.to_seq, changes.mark))
            self._run(queries.SET_DIGEST, (scope, digest))
            ended = not changes.more and self._run(queries.END_REWIND, (scope,)).rowcount > 0
        return Arrival(rows=tuple(arrived), rewound=ended)

    def rewind(self, scope: str) -> None:
        """The server serves a scope from the beginning: nothing of it counts as listed any more.

        The cursor stands at the beginning in the same commit, and stays "rewinding" until a message
        without `more` was stored. No row is dropped: own ones wait again, and those of others that
        are still not listed at the end are offered to the server (`outbox`).
        """
        with writing(self._connection):
            self._run(queries.TOUCH_RECORDS_OF_SCOPE, (scope,))
            self._run(queries.FORGET_OWN_NUMBERS, (scope,))
            self._run(queries.FORGET_LISTED, (scope,))
            self._run(queries.REWIND, (scope,))

    def doubt_numbers(self) -> None:
        """Rows acknowledged above their scope's cursor wait again, own ones and those given back.

        The server that gave those numbers may have been put back to before it did: under the same
        numbers it then lists other rows, and the cursor would pass one that it does not have.
        """
        doubtful = self._run(queries.DOUBTFUL).fetchall()
        if not doubtful:
            return
        with writing(self._connection):
            for hash_, record, scope in doubtful:
                self._run(queries.DOUBT, (hash_,))
                self._run(queries.TOUCH_KNOWN_RECORD, (record,))
                self._turn_digest(scope, hash_)

    def store_results(self, results: Iterable[tuple[bytes, Result]]) -> None:
        """Stores the server's answers to pushed rows, by hash; a retryable one is none.

        A row that was erased while its answer was on its way needs none.
        """
        erased = False
        with writing(self._connection):
            for hash_, result in results:
                if self._run(queries.BY_HASH, (hash_,)).fetchone() is None:
                    continue
                if isinstance(result, Refused):
                    self._set_refused(hash_, result)
                    erased = erased or result.code == ERASED
                elif self._set_stored(hash_, result.seq):
                    scope = self._run(queries.BY_HASH, (hash_,)).fetchone()[2]
                    self._turn_digest(scope, hash_)
        if erased:
            scrub(self._connection)

    def store_comparison(self, scope: str, *, equal: bool, now_ms: int) -> None:
        """Keeps the server's word on this scope's digest."""
        with writing(self._connection):
            self._run(queries.SET_COMPARED, (equal, now_ms, scope))

    # Reading.

    def cursors(self) -> dict[str, tuple[int, bytes]]:
        """(seq, mark) of every scope that was ever served."""
        return {scope: (state.seq, state.mark) for scope, state in self.scopes().items()}

    def scopes(self) -> dict[str, ScopeState]:
        """Where every scope stands."""
        return {
            scope: ScopeState(
                seq=seq,
                mark=mark,
                digest=digest,
                equal=None if equal is None else bool(equal),
                compared_ms=compared_ms,
                rewinding=bool(rewinding),
            )
            for scope, seq, mark, digest, equal, compared_ms, rewinding in self._run(queries.SCOPES)
        }

    def digest(self, scope: str) -> tuple[int, bytes] | None:
        """(seq, hash) to compare; None while an own row is above the cursor.

        Counted from the rows themselves: a number that was kept up would go on telling of a row
        that the disk has lost.
        """
        if self._run(queries.ABOVE_CURSOR, (scope,)).fetchone()[0]:
            return None
        seq, _ = self._scope(scope)
        return seq, self.letting_go.count_again(scope)

    def outbox(self, scope: str | None = None) -> list[OwnRow]:
        """What is pushed at the start of a session, in the order written (protocol.md §4.2).

        Args:
            scope: of this scope alone; None means of all.
        """
        return [
            OwnRow(record=record, data=data, hash=hash_, given_back=not own)
            for record, data, hash_, own, of_scope in self._run(queries.OUTBOX)
            if scope is None or scope == of_scope
        ]

    def outbox_counts(self) -> Outbox:
        """How much of this home's work the server does not have."""
        waiting, refused, oldest_ms = self._run(queries.OUTBOX_COUNTS).fetchone()
        return Outbox(waiting=waiting, refused=refused, oldest_ms=oldest_ms)

    def unsafe(self) -> int:
        """How much would be lost with this home: what the server has not taken into its hands.

        Own rows that are neither stored nor kept by it for somebody to decide, rows of others that
        it has lost and not got back yet, and forms that are still open.
        """
        found: int = self._run(queries.UNSAFE).fetchone()[0]
        return found

    def rows_of(self, record: str) -> list[HomeRow]:
        """The record's rows, refused ones included, in the order written or arrived."""
        return [_home_row(row) for row in self._run(queries.ROWS_OF_RECORD, (record,))]

    def refused_rows(self) -> list[HomeRow]:
        """The own rows that the server refused."""
        return [_home_row(row) for row in self._run(queries.REFUSED_ROWS)]

    def all_rows(self) -> Iterator[HomeRow]:
        """Every row of the home, for a balance that trusts no counter."""
        return map(_home_row, self._run(queries.ALL_ROWS))

    # Within a commit.

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    def _scope(self, scope: str) -> tuple[int, bytes]:
        found: tuple[int, bytes] | None = self._run(queries.SCOPE, (scope,)).fetchone()
        return found or (0, EMPTY_DIGEST)

    def _set_stored(self, hash_: bytes, seq: int) -> bool:
        """Whether the row had no number before, so that the digest gains it."""
        number, record, _, held, _ = self._run(queries.BY_HASH, (hash_,)).fetchone()
        if held == seq:
            return False
        self._run(queries.SET_STORED, (seq, number))
        self._run(queries.TOUCH_KNOWN_RECORD, (record,))
        return held is None

    def _set_refused(self, hash_: bytes, refused: Refused) -> None:
        number, record, scope, held, own = self._run(queries.BY_HASH, (hash_,)).fetchone()
        if refused.retryable:
            return
        if not own:
            self._drop_given_back(number, record)
            return
        if refused.code == ERASED and held is None:
            # Its content shall be nowhere any more; the office has it to discard.
            self._run(queries.DROP_ROW, (number,))
            self._run(queries.TOUCH_KNOWN_RECORD, (record,))
            self._run(queries.DROP_EMPTY_RECORD, (record,))
            return
        final = refused.code == FINAL_REFUSAL
        self._run(queries.SET_REFUSED, (refused.code, refused.hint, refused.kept, final, number))
        self._run(queries.TOUCH_KNOWN_RECORD, (record,))
        if held is not None:
            self._turn_digest(scope, hash_)

    def _drop_given_back(self, number: int, record: str) -> None:
        """The server has answered a row of somebody else: it is kept there, and not needed here."""
        self._run(queries.DROP_GIVEN_BACK, (number,))
        self._run(queries.TOUCH_KNOWN_RECORD, (record,))
        self._run(queries.DROP_EMPTY_RECORD, (record,))

    def _turn_digest(self, scope: str, hash_: bytes) -> None:
        _, digest = self._scope(scope)
        self._run(queries.SET_DIGEST, (scope, xor(digest, hash_)))


def _home_row(
    row: tuple[str, bytes, int | None, int, str | None, str | None, int],
) -> HomeRow:
    record, data, seq, own, code, hint, kept = row
    refusal = None if code is None else Refusal(code=code, hint=hint or "", kept=bool(kept))
    return HomeRow(record=record, data=data, seq=seq, own=bool(own), refusal=refusal)
