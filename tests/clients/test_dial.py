"""The dialling loop: durable before it is said, tried again as asked, ended by facts."""

import asyncio
import shutil
import sqlite3

import pytest

from clients.reference_cli.delivery import digests, document, outcomes
from clients.reference_cli.dial import Surroundings, deliver
from clients.reference_cli.errors import NotEnrolled, NotReached
from clients.reference_cli.tablet import Tablet
from sync.core.messages import Digest, DigestAnswer, Got, Hello, Notice, Push, Status
from sync.home.store import HomeStore
from sync.log.errors import StorageFull
from tests.clients import line
from tests.clients.conftest import GRID, UNIT
from tests.clients.line import FakeServer, refusal

OPINION = f"renovation_opinion/{UNIT}/0301:p2022"
FILE = f"household_file/{UNIT}/0302"


@pytest.fixture
def server(clock):
    server = FakeServer()
    server.now_ms = clock.now_ms
    return server


@pytest.fixture
def written(wang):
    """Wang's tablet with three changes that are not delivered."""
    wang.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=support")
    wang.ok("note", "0301:p2022", "注")
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302", "phone=13900000000")
    return wang


@pytest.fixture
def others(li):
    """Five changes of Li's, as rows."""
    li.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=oppose")
    for text in "一二三四":
        li.ok("note", "0301:p2022", text)
    with HomeStore(li.path) as store:
        return [(row.record, row.data) for row in store.outbox()]


class World:
    """A tablet's surroundings, with the delays that it asked for."""

    def __init__(self, server, clock):
        self.server = server
        self.clock = clock
        self.slept = []

    async def _sleep(self, seconds):
        self.slept.append(seconds)

    def sync(self, home, *, timeout_s=1000.0, draw=0.5):
        """One synchronisation; gives the delivery and the document `sync`."""
        around = Surroundings(connect=self.server.connect, draw=lambda: draw, sleep=self._sleep)
        with HomeStore(home.path) as store:
            tablet = Tablet(store, clock_ms=self.clock)
            tablet.refresh()
            done = asyncio.run(deliver(tablet, timeout_s=timeout_s, surroundings=around))
            return document(done, outcomes(tablet, done), digests(tablet))


@pytest.fixture
def world(server, clock):
    return World(server, clock)


def records(home):
    with HomeStore(home.path) as store:
        return {row.record for row in store.all_rows()}


def held(home):
    with HomeStore(home.path) as store:
        return [(row.data, row.seq) for row in store.all_rows()]


def test_everything_goes_out_and_everything_comes_in(world, server, written, others):
    for record, data in others:
        server.store(record, data)
    assert world.sync(written) | {"seconds": 0} == {
        "sent": 3,
        "stored": 3,
        "duplicate": 0,
        "refused": 0,
        "received": 5,
        "given_back": 0,
        "outcomes": {"merged": 1, "rule": 0, "clash": 1},
        "digests": {"equal": 1, "unequal": 0},
        "rewound": [],
        "deposit": False,
        "let_go": 0,
        "erased": 0,
        "seconds": 0,
    }
    assert len(held(written)) == 8
    assert all(seq is not None for _, seq in held(written))


def test_a_second_time_nothing_moves(world, server, written, others):
    for record, data in others:
        server.store(record, data)
    world.sync(written)
    again = world.sync(written)
    assert [again[name] for name in ("sent", "received", "stored", "duplicate")] == [0, 0, 0, 0]
    assert again["outcomes"] == {"merged": 0, "rule": 0, "clash": 0}


@pytest.mark.parametrize("cut_after", range(1, 12))
def test_a_line_cut_after_any_message_loses_and_doubles_nothing(
    world, server, written, others, cut_after
):
    """Every session gets one message further; each begins where the disk stands."""
    for record, data in others:
        server.store(record, data)
    server.cut_after = cut_after
    if cut_after == 1:
        with pytest.raises(NotReached):
            world.sync(written, timeout_s=20, draw=0.999)
    else:
        world.sync(written)
    server.cut_after = None
    world.sync(written)
    assert len(server.rows) == 8
    assert sorted(held(written)) == sorted((data, seq) for _, data, seq in server.rows)


def test_got_is_said_for_what_is_on_disk_and_for_nothing_else(world, server, written, others):
    """Another connection reads the home's file at the moment when `got` comes."""
    for record, data in others:
        server.store(record, data)
    on_disk = []

    def look(_got):
        database = sqlite3.connect(written.path / "home.db")
        on_disk.append(database.execute("SELECT seq FROM scopes").fetchone()[0])
        database.close()

    server.on_got = look
    world.sync(written)
    assert on_disk == [got.seq for got in server.told(Got)]
    assert on_disk[-1] == 8


def test_a_disk_that_takes_nothing_ends_the_session(world, server, written, others, monkeypatch):
    for record, data in others:
        server.store(record, data)

    def full(store, changes):
        raise StorageFull

    monkeypatch.setattr(HomeStore, "store_changes", full)
    with pytest.raises(StorageFull):
        world.sync(written)
    assert server.told(Got) == []


def test_an_answer_is_on_disk_before_the_next_session(world, server, written):
    """The line is cut behind the first ack; its two changes are not pushed again."""
    server.cut_after = 3
    with pytest.raises(NotReached):
        world.sync(written, timeout_s=0.9, draw=0.999)
    with HomeStore(written.path) as store:
        assert store.outbox_counts().waiting == 1


def test_pushes_hold_at_most_what_the_server_takes_in_the_order_written(world, server, written):
    world.sync(written)
    pushes = server.told(Push)
    assert [len(push.changes) for push in pushes] == [2, 1]
    assert [record for push in pushes for record, _ in push.changes] == [OPINION, OPINION, FILE]


def test_a_refused_change_stops_no_other_and_its_reason_is_kept(world, server, written):
    server.refusing[OPINION] = refusal("forbidden")
    result = world.sync(written)
    assert (result["sent"], result["stored"], result["refused"]) == (3, 1, 2)
    assert result["digests"] == {"equal": 1, "unequal": 0}
    with HomeStore(written.path) as store:
        assert {row.refusal.code for row in store.refused_rows()} == {"forbidden"}


def test_a_refused_change_that_was_accepted_meanwhile_is_stored_next_time(world, server, written):
    server.refusing[OPINION] = refusal("forbidden")
    world.sync(written)
    server.refusing.clear()
    result = world.sync(written)
    assert (result["sent"], result["stored"]) == (2, 2)
    with HomeStore(written.path) as store:
        assert store.refused_rows() == []


def test_a_change_refused_for_the_moment_waits_and_no_digest_is_sent(world, server, written):
    server.refusing[OPINION] = refusal("disk_full", retryable=True)
    world.sync(written)
    assert server.told(Digest) == []
    with HomeStore(written.path) as store:
        assert store.outbox_counts().waiting == 2


def test_the_clock_is_learnt_from_the_welcome(world, server, written, clock):
    server.now_ms = clock.now_ms + 180_000
    world.sync(written)
    with HomeStore(written.path) as store:
        contact = store.papers.contact()
    assert (contact.clock_offset_ms, contact.last_contact_ms) == (180_000, clock.now_ms + 180_000)
    assert server.told(Hello)[0].clock_ms == clock.now_ms


def test_unreachable_is_tried_again_with_full_jitter_until_the_time_is_over(world, server, written):
    server.unreachable = 100
    with pytest.raises(NotReached) as error:
        world.sync(written, timeout_s=30, draw=0.999)
    assert [round(s) for s in world.slept] == [1, 2, 4, 8, 16]
    facts = error.value.facts
    assert (facts["tries"], facts["waiting"], facts["reason"]) == (6, 3, None)


def test_a_server_that_comes_back_is_reached(world, server, written):
    server.unreachable = 3
    assert world.sync(written)["stored"] == 3
    assert len(world.slept) == 3


@pytest.mark.parametrize(
    ("code", "name", "times"), [(4401, "unauthenticated", 1), (4403, "revoked", 2)]
)
def test_a_tablet_that_is_not_let_in_stops_and_deletes_nothing(
    world, server, written, code, name, times
):
    server.closing.extend([(code, name)] * times)
    before = held(written)
    with pytest.raises(NotReached) as error:
        world.sync(written)
    assert (error.value.facts["reason"], world.slept) == (name, [])
    assert held(written) == before


def test_a_session_that_is_cut_as_revoked_is_followed_by_one_more_at_once(world, server, written):
    server.closing.append((4403, "revoked"))
    assert world.sync(written)["stored"] == 3
    assert world.slept == []


@pytest.mark.parametrize("code", [4400, 4413, 4409])
def test_after_an_own_fault_nothing_is_tried_for_a_minute(world, server, written, code):
    server.closing.append((code, None))
    world.sync(written, draw=0.0)
    assert world.slept == [60.0]


@pytest.mark.parametrize("code", [4503, 1012, 4429, 4408, 1006])
def test_after_other_closings_it_is_tried_again_soon(world, server, written, code):
    server.closing.append((code, None))
    world.sync(written, draw=0.5)
    assert world.slept == [0.5]


def test_a_busy_server_is_called_again_when_it_says(world, server, written):
    server.closing.extend([(4503, "busy", 7_500), (4503, "busy", 2_000)])
    assert world.sync(written)["stored"] == 3
    assert world.slept == [7.5, 2.0]


def test_a_silent_server_is_given_up(world, written, monkeypatch):
    async def silence(_line):
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(line.Line, "recv", silence)
    with pytest.raises(NotReached):
        world.sync(written, timeout_s=0.05, draw=0.999)


def test_a_text_message_is_the_servers_fault_and_it_is_tried_again_soon(
    world, written, monkeypatch
):
    plain, texts = line.Line.recv, ["hello"]

    async def text_first(its_line):
        return texts.pop() if texts else await plain(its_line)

    monkeypatch.setattr(line.Line, "recv", text_first)
    assert world.sync(written, draw=0.5)["stored"] == 3
    assert world.slept == [0.5]


def test_rows_that_do_not_begin_at_the_cursor_are_fetched_by_a_new_connection(
    world, server, written, others, monkeypatch
):
    """As where a scope is lost and granted again within one session: it is served from 0."""
    for record, data in others[1:]:
        server.store(record, data)
    world.sync(written)
    server.store(*others[0])
    plain, from_the_beginning = line.Line.catch_up, [True]

    def wrong_once(its_line):
        if from_the_beginning:
            its_line.cursor = 0
            from_the_beginning.clear()
        plain(its_line)

    monkeypatch.setattr(line.Line, "catch_up", wrong_once)
    assert world.sync(written, draw=0.5)["received"] == 1
    assert world.slept == [0.5]


def test_digests_are_compared_at_most_once_an_interval(world, server, written, clock):
    server.interval_s = 3600
    world.sync(written)
    server.now_ms = clock.now_ms = clock.now_ms + 3_599_000
    assert world.sync(written)["digests"] == {"equal": 1, "unequal": 0}
    assert len(server.told(Digest)) == 1
    server.now_ms = clock.now_ms = clock.now_ms + 1_000
    world.sync(written)
    assert len(server.told(Digest)) == 2


def test_an_unequal_digest_is_kept_and_reported(world, server, written):
    server.equal = False
    assert world.sync(written)["digests"] == {"equal": 0, "unequal": 1}
    with HomeStore(written.path) as store:
        assert store.scopes()[GRID].equal is False


def test_a_server_that_is_ahead_is_asked_again_when_its_rows_are_here(
    world, server, written, others, monkeypatch
):
    """Between digest and answer somebody wrote: the row comes, then the digest again."""
    compare = line.Line.compare

    def ahead(self, digest):
        if server.behind:
            server.store(*others[0])
        compare(self, digest)
        self.catch_up()

    server.behind = 1
    monkeypatch.setattr(line.Line, "compare", ahead)
    assert world.sync(written)["digests"] == {"equal": 1, "unequal": 0}
    assert [digest.seq for digest in server.told(Digest)] == [3, 4]


def test_where_a_rewind_crosses_the_digest_the_scope_is_compared_once_it_came_again(
    world, server, written, others, monkeypatch
):
    compare, crossing = line.Line.compare, [True]

    def crossed(self, digest):
        if not crossing:
            compare(self, digest)
            return
        crossing.clear()
        self.out.append(Notice(kind="rewind", facts={"scope": GRID}))
        self.cursor = 0
        self.own.clear()
        self.catch_up()
        self.out.append(DigestAnswer(scope=GRID, seq=digest.seq, ok=None))

    server.store(*others[0])
    monkeypatch.setattr(line.Line, "compare", crossed)
    assert world.sync(written)["digests"] == {"equal": 1, "unequal": 0}


def test_the_same_tablet_in_other_hands_is_known_by_the_welcome(world, server, written, li):
    server.staff = li.staff
    world.sync(written)
    with HomeStore(written.path) as store:
        assert Tablet(store).staff == li.staff


def test_a_home_that_was_never_enrolled_calls_nobody(tmp_path, world, server):
    class Nobody:
        path = tmp_path / "nobody"

    with HomeStore(Nobody.path, create=True):
        pass
    with pytest.raises(NotEnrolled):
        world.sync(Nobody)
    assert server.sessions == 0


def test_two_clones_of_a_tablet_both_deliver_and_both_go_on(world, server, written, tmp_path):
    class Clone:
        path = tmp_path / "clone"

    shutil.copytree(written.path, Clone.path)
    with HomeStore(Clone.path) as store:
        Tablet(store, clock_ms=world.clock).note(OPINION, "复制品写的")
    written.ok("note", "0301:p2022", "原件写的")
    for home in (written, Clone, written, Clone):
        world.sync(home)
    assert len(server.rows) == 5
    assert sorted(held(written)) == sorted(held(Clone))
    assert all(seq is not None for _, seq in held(written))


def test_after_a_delivery_the_server_hears_what_is_left(written, server, world):
    server.refusing[FILE] = refusal("forbidden")
    world.sync(written)
    assert [hello.outbox for hello in server.told(Hello)] == [3]
    assert [(said.outbox, said.oldest_ms) for said in server.told(Status)] == [(1, None)]


def test_a_tablet_with_nothing_to_deliver_says_so_once_in_its_hello(wang, server, world):
    world.sync(wang)
    assert [hello.outbox for hello in server.told(Hello)] == [0]
    assert not server.told(Status)


def test_an_erased_record_goes_and_is_told_of_once(world, server, written):
    world.sync(written)
    server.erased = (FILE,)
    assert world.sync(written)["erased"] == 1
    assert FILE not in records(written)
    assert world.sync(written)["erased"] == 0


def test_what_was_written_too_late_is_refused_and_gone(world, server, written):
    server.erased, server.refusing[FILE] = (FILE,), refusal("erased")
    done = world.sync(written)
    assert (done["erased"], done["refused"], done["stored"]) == (1, 1, 2)
    assert FILE not in records(written)
    with HomeStore(written.path) as store:
        assert store.outbox_counts().refused == 0


def test_what_the_server_had_stored_without_the_tablets_knowing_goes_too(world, server, written):
    """The answer was lost, the record erased meanwhile: the push is a duplicate."""
    with HomeStore(written.path) as store:
        for row in store.outbox():
            server.store(row.record, row.data)
    server.erased = (FILE,)
    assert world.sync(written)["erased"] == 1
    assert FILE not in records(written)
