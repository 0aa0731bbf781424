"""Bugs, each planted in the real code at the narrowest point, to see whether a seed finds it.

A plant is a context that is entered anew for each seed.
"""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from unittest import mock

from clients.reference_cli import letting_go, tablet, writing
from schema.area import Scope
from sync.core import record
from sync.core.digest import row_hash
from sync.core.feed import Feed
from sync.core.messages import Ack
from sync.core.results import Refused, Stored
from sync.core.scan import scan
from sync.core.server import ServerSession
from sync.core.stream import RowStream
from sync.core.update import encode
from sync.home import letting_go as home_letting_go
from sync.home import queries
from sync.home.store import HomeStore
from sync.log.plan import _Planner

Plant = contextlib.AbstractContextManager[object]
PLANTS: dict[str, Callable[[], Plant]] = {}


def plant(bug: str) -> Callable[[Callable[[], Plant]], Callable[[], Plant]]:
    """Names a bug."""

    def named(make: Callable[[], Plant]) -> Callable[[], Plant]:
        PLANTS[bug] = make
        return make

    return named


# The seven


@plant("ack before commit")
def _ack_before_commit() -> Plant:
    take_in = ServerSession._take_in

    def at_once(self: ServerSession, push: object) -> None:
        """Answers when the push comes; what its commit says is sent to nobody."""
        take_in(self, push)
        heads: dict[str, int] = {}
        results = []
        for _, _, verdict in self._intake._pending[push.id].changes:
            if verdict.refusal is not None:
                results.append(Refused.of(verdict.refusal, kept=True))
                continue
            scope = verdict.scope
            heads[scope] = heads.get(scope, self._feed.head(scope)) + 1
            results.append(Stored(heads[scope]))
        self._send(Ack(id=push.id, results=tuple(results)))

    def silently(self: ServerSession, push_id: int, results: object) -> None:
        self._intake.answered(push_id)

    return mock.patch.multiple(ServerSession, _take_in=at_once, committed=silently)


@plant("cursor past a hole")
def _cursor_past_a_hole() -> Plant:
    read = Feed._read

    def to_the_head(self: Feed, scope: str, after: int, audience: object) -> object:
        """A page says that it reaches the head, however little fitted into it."""
        page = read(self, scope, after, audience)
        head = max(self.head(scope), page.to_seq)
        at_head = self._mark_at(scope, head, audience) if head else b""
        return replace(page, to_seq=head, mark=at_head, more=False)

    return mock.patch.object(Feed, "_read", to_the_head)


@plant("echo suppressed by device")
def _echo_suppressed_by_device() -> Plant:
    messages, open_ = RowStream.messages, ServerSession._open

    def opened(self: ServerSession, hello: object) -> None:
        self._stream.device = self._office.device_of_token(hello.token)
        open_(self, hello)

    def without_the_device_s(self: RowStream) -> Iterator[bytes]:
        """What this device has pushed, on whatever connection, is not sent to it."""
        for scope in self._due:
            rows = self._feed._reader.read(scope, self._cursors[scope], 1 << 40)
            own = self._own.setdefault(scope, set())
            own.update(row.seq for row in rows if row.device == self.device.id)
        return messages(self)

    return _both(
        mock.patch.object(ServerSession, "_open", opened),
        mock.patch.object(RowStream, "messages", without_the_device_s),
    )


@plant("a mark ignored")
def _a_mark_ignored() -> Plant:
    serve = RowStream.serve

    def believing(self: RowStream, permit: object, cursors: dict[str, object]) -> object:
        """Every cursor counts as one of this log, under these grants."""
        feed, self._feed = self._feed, _Believing(self._feed)
        try:
            return serve(self, permit, cursors)
        finally:
            self._feed = feed

    return mock.patch.object(RowStream, "serve", believing)


class _Believing:
    """A feed whose marks equal any other."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def __getattr__(self, name: str) -> object:
        return getattr(self._feed, name)

    def mark(self, *_: object) -> object:
        return mock.ANY


@plant("a refused row dropped")
def _a_refused_row_dropped() -> Plant:
    def forgetful(self: _Planner, submission: object, row: bytes, code: str) -> Refused:
        """Refused for good, and said to be kept: it is not."""
        return Refused.of(code, kept=True)

    return mock.patch.object(_Planner, "_refuse", forgetful)


@plant("replaces naming what was not seen")
def _replaces_naming_what_was_not_seen() -> Plant:
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    make_changes, superseded = writing.make_changes, record.superseded

    def all_there_are(held: object, written: object, **facts: object) -> list[bytes]:
        """Replaces every entry of the question that anybody wrote, come here or not."""

        def guessed(changes: object, acknowledged: object, question: str) -> tuple[int, ...]:
            seen = superseded(changes, acknowledged, question)
            return tuple(sorted({*seen, *known[held.id.text, question]}))

        if held is None:
            return make_changes(held, written, **facts)
        with mock.patch.object(writing, "superseded", guessed):
            made = make_changes(held, written, **facts)
        for change in map(scan, made):
            for entry in change.entries:
                known[held.id.text, entry.question].add(change.change_id)
        return made

    return mock.patch.object(tablet, "make_changes", all_there_are)


@plant("a change written anew under a second id")
def _a_change_written_anew() -> Plant:
    outbox, offered = HomeStore.outbox, set()

    def anew(self: HomeStore, scope: str | None = None) -> object:
        """What was pushed once and not answered is made again, with an id of its own."""
        for row in outbox(self, scope):
            waits = "SELECT seq IS NULL AND refusal IS NULL AND own FROM rows WHERE hash = ?"
            if row.hash in offered and self._run(waits, (row.hash,)).fetchone()[0]:
                change = scan(row.data)
                data = encode(replace(change, change_id=change.change_id ^ 1))
                again = (data, row_hash(row.record, data), row.hash)
                self._run("UPDATE OR IGNORE rows SET data = ?, hash = ? WHERE hash = ?", again)
            offered.add(row.hash)
        return outbox(self, scope)

    return mock.patch.object(HomeStore, "outbox", anew)


# And some more


@plant("own rows not pushed again after a rewind")
def _own_rows_not_pushed_again() -> Plant:
    nothing = "UPDATE rows SET seq = seq WHERE own = 1 AND scope = ? AND 0"
    return mock.patch.object(queries, "FORGET_OWN_NUMBERS", nothing)


@plant("rows of others not given back")
def _rows_of_others_not_given_back() -> Plant:
    dropped = "DELETE FROM rows WHERE own = 0 AND scope = ?"
    return mock.patch.object(queries, "FORGET_LISTED", dropped)


@plant("a window that never opens wholly")
def _a_window_that_never_opens() -> Plant:
    def confirm(self: RowStream, got: object) -> None:
        waiting = self._in_flight.get(got.scope, ())
        while waiting and waiting[0][0] < got.seq:
            self._in_flight_bytes -= waiting.popleft()[1]

    return mock.patch.object(RowStream, "confirm", confirm)


@plant("a digest left stale")
def _a_digest_left_stale() -> Plant:
    """The count that the last session left, whatever has gone or come by an answer since."""
    counted: dict[tuple[object, str], bytes] = {}
    count_again = home_letting_go.LettingGo.count_again

    def once(self: home_letting_go.LettingGo, scope: str) -> bytes:
        return counted.setdefault((self, scope), count_again(self, scope))

    return mock.patch.object(home_letting_go.LettingGo, "count_again", once)


@plant("a lost area deleted before its answers")
def _a_lost_area_deleted_at_once() -> Plant:
    return _both(
        mock.patch.object(letting_go.LettingGo, "_open", return_value=[]),
        mock.patch.object(queries, "RECORD_WAITS", "SELECT 0 WHERE ? != ''"),
    )


@plant("a refused row forgotten by its tablet")
def _a_refused_row_forgotten() -> Plant:
    gone = "DELETE FROM rows WHERE number = ?5 AND ?1 != '' AND ?2 != '' AND ?3 + ?4 >= 0"
    return mock.patch.object(queries, "SET_REFUSED", gone)


@plant("a row served before its right is looked at")
def _a_row_served_before_its_right() -> Plant:
    def all_of_them(self: object, row: object) -> bool:
        return bool(row.data)

    return mock.patch("sync.core.audience.Audience.sees", all_of_them)


@plant("an erased record kept by its tablet")
def _an_erased_record_kept() -> Plant:
    return mock.patch.object(home_letting_go.LettingGo, "erase", return_value=0)


@plant("an erasure that takes what waits")
def _an_erasure_that_takes_what_waits() -> Plant:
    return mock.patch.object(queries, "DROP_ANSWERED_ROWS", queries.DROP_ROWS)


@plant("an erasure that forgets whom to tell")
def _an_erasure_that_forgets_whom_to_tell() -> Plant:
    """Sessions that are open hear of it, those that begin later do not."""

    def forgotten(self: Feed, records: Mapping[str, Scope]) -> None:
        pass

    return mock.patch.object(Feed, "_note_erased", forgotten)


@contextlib.contextmanager
def _both(*contexts: Plant) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for context in contexts:
            stack.enter_context(context)
        yield
