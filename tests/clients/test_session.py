"""One session between core and home, message by message: what is asked again, and what goes."""

import pytest

from clients.reference_cli.delivery import Delivery
from clients.reference_cli.session import RETRY_S, SessionDriver
from clients.reference_cli.tablet import Tablet
from sync.core.decode import decode_from_tablet
from sync.core.digest import EMPTY_DIGEST
from sync.core.encode import encode
from sync.core.messages import (
    Ack,
    Changes,
    Digest,
    DigestAnswer,
    Limits,
    Notice,
    Pong,
    Push,
    Welcome,
)
from sync.core.results import Duplicate, Stored
from sync.home.rows import Bundle
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT, bundle
from tests.clients.line import refusal

OPINION = f"renovation_opinion/{UNIT}/0301:p2022"
FILE = f"household_file/{UNIT}/0302"
FULL = refusal("disk_full", retryable=True)


class Talk:
    """A session that stays, and its server: the test's own words."""

    def __init__(self, store, clock):
        self.now_s = 0.0
        self.store = store
        self.driver = SessionDriver(
            Tablet(store, clock_ms=clock),
            None,
            "token",
            Delivery(),
            app="test",
            watch=True,
            clock_s=lambda: self.now_s,
        )
        self.heard()

    def welcome(self, head=0, etag="1"):
        limits = Limits(
            message_bytes=262144,
            push_changes=64,
            change_bytes=65536,
            window_bytes=1 << 20,
            digest_interval_s=0,
        )
        self.say(
            Welcome(
                session="s",
                now_ms=0,
                staff="wangfang000",
                device="devicewangfang000",
                scopes={GRID: head},
                bundle=etag,
                limits=limits,
            )
        )
        assert 1 == len(self.heard(Push))

    def say(self, *messages):
        for message in messages:
            self.driver.receive(encode(message))

    def heard(self, kind=None):
        said = [decode_from_tablet(data) for data in self.driver.data_to_send()]
        return [message for message in said if kind is None or isinstance(message, kind)]

    def a_minute_later(self):
        self.now_s += RETRY_S
        self.driver.wake()


@pytest.fixture
def talk(wang, clock):
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302", "phone=13900000000")
    with HomeStore(wang.path) as store:
        yield Talk(store, clock)


def rows(to, *items):
    return Changes(
        scope=GRID,
        from_seq=0,
        to_seq=to,
        mark=b"12345678" if to else b"",
        items=tuple(items),
        more=False,
    )


def test_a_row_refused_for_the_moment_that_a_rewind_took_along_is_not_pushed_beside_it(talk):
    talk.welcome(head=1)
    talk.say(Ack(id=1, results=(FULL,)), Notice(kind="rewind", facts={"scope": GRID}))
    assert [2] == [push.id for push in talk.heard(Push) if push.id > 1]
    talk.a_minute_later()
    assert [] == talk.heard(Push)
    talk.say(Ack(id=2, results=(FULL,)))
    talk.a_minute_later()
    assert [(3, 1)] == [(push.id, len(push.changes)) for push in talk.heard(Push)]
    talk.say(Ack(id=3, results=(Stored(1),)))
    assert 0 == talk.driver.to_push


def test_a_lost_place_goes_once_its_last_row_was_answered_and_counts_in_no_digest(talk):
    grants = [{"area": f"{UNIT}/0301", "role": "grid_member", "form": None}]
    talk.welcome(etag="2")
    talk.driver.take_bundle(Bundle(etag="2", document=bundle() | {"grants": grants}))
    talk.say(rows(0), Pong(n=0), Ack(id=1, results=(FULL,)))
    assert talk.store.index.holds(FILE)
    talk.a_minute_later()
    talk.heard()
    talk.say(Ack(id=2, results=(Stored(1),)), rows(1))
    assert not talk.store.index.holds(FILE)
    assert [(1, EMPTY_DIGEST)] == [(asked.seq, asked.hash) for asked in talk.heard(Digest)]


def test_what_was_typed_for_strangers_goes_once_it_was_accepted_and_counts_in_no_digest(talk):
    grants = [{"area": f"{UNIT}/0301", "role": "grid_member", "form": None}]
    talk.welcome(etag="2")
    talk.driver.take_bundle(Bundle(etag="2", document=bundle() | {"grants": grants}))
    talk.say(rows(0), Pong(n=0), Ack(id=1, results=(refusal("forbidden"),)))
    assert talk.store.index.holds(FILE), "refused, and here to be seen"
    talk.say(DigestAnswer(scope=GRID, seq=0, ok=True))
    talk.say(Notice(kind="rewind", facts={"scope": GRID}))
    talk.heard()
    talk.say(Ack(id=2, results=(Duplicate(1),)), rows(1))
    assert not talk.store.index.holds(FILE)
    assert [(1, EMPTY_DIGEST)] == [(asked.seq, asked.hash) for asked in talk.heard(Digest)]


def test_what_was_acknowledged_above_the_cursor_waits_until_this_server_answers(wang, clock, talk):
    """A server put back lists another row under that number, and the line breaks before an ack."""
    (row,) = talk.store.outbox()
    talk.store.store_results([(row.hash, Stored(1))])
    again = Talk(talk.store, clock)
    again.welcome(head=1)
    again.say(rows(1, (OPINION, b"another's row", 1)))
    assert [row] == talk.store.outbox()
    assert 1 == talk.store.outbox_counts().waiting


def test_no_digest_is_sent_while_a_row_given_back_keeps_a_lost_record_here(wang, clock, talk):
    talk.store.rewind(GRID)
    for row in (b"of another", b"of another too"):
        talk.store.store_changes(rows(1, (OPINION, row, 1)))
        talk.store.rewind(GRID)
    talk.store.store_changes(rows(0))
    again = Talk(talk.store, clock)
    again.welcome(etag="2")
    grants = [{"area": f"{UNIT}/0302", "role": "grid_member", "form": None}]
    again.driver.take_bundle(Bundle(etag="2", document=bundle() | {"grants": grants}))
    again.say(rows(0), Pong(n=0))
    again.say(Ack(id=1, results=(Stored(1), refusal("forbidden"), FULL)), rows(1))
    assert again.store.index.holds(OPINION)
    assert [] == again.heard(Digest)
