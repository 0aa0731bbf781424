"""The tablet's store: on disk before it answers, one row a change, cursors with their rows."""

import os
import shutil
import sqlite3
from functools import reduce
from pathlib import Path

import pytest

from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.messages import Changes
from sync.core.results import Duplicate, Refused, Stored
from sync.home.errors import CursorGap, HomeInUse, HomeTooNew, NoHome
from sync.home.store import HomeStore

SCOPE = "130709/100/002/007"
HOUSE_1 = f"renovation_opinion/{SCOPE}/x03/b02/u1/0301:p2022"
HOUSE_2 = f"renovation_opinion/{SCOPE}/x03/b02/u1/0302:p2022"


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path / "home", create=True) as store:
        yield store


def listing(*items, after=0, to=None, mark=b"12345678", more=False):
    last = items[-1][2] if items else after
    return Changes(
        scope=SCOPE,
        from_seq=after,
        to_seq=last if to is None else to,
        mark=mark,
        items=items,
        more=more,
    )


def refused(code, *, retryable=False, kept=True):
    return Refused(code, "说明", retryable, kept)


def answers(rows, *results):
    return [(row.hash, result) for row, result in zip(rows, results, strict=True)]


def test_an_own_row_waits_until_it_is_stored(home):
    rows = home.add_own([(HOUSE_1, b"one"), (HOUSE_2, b"two")], 1_000)
    assert [(r.record, r.data) for r in home.outbox()] == [(HOUSE_1, b"one"), (HOUSE_2, b"two")]
    assert counts(home) == (2, 0, 1_000)
    home.store_results(answers(rows, Stored(1), Duplicate(2)))
    home.store_changes(listing(to=2))
    assert home.outbox() == []
    assert counts(home) == (0, 0, None)


def counts(home):
    outbox = home.outbox_counts()
    return outbox.waiting, outbox.refused, outbox.oldest_ms


def test_an_own_row_is_on_disk_when_add_own_returns(home, tmp_path):
    """Read by another connection, as after a kill: nothing is closed or flushed first."""
    home.add_own([(HOUSE_1, b"one")], 1_000)
    shutil.copytree(home.path, tmp_path / "after-the-kill")
    with HomeStore(tmp_path / "after-the-kill") as again:
        assert [row.data for row in again.outbox()] == [b"one"]


def test_an_acknowledged_row_above_the_cursor_is_pushed_again(home):
    """The server may have been put back to a state without it (protocol, rule 2)."""
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, Stored(7)))
    assert [row.data for row in home.outbox()] == [b"one"]
    home.store_changes(listing(to=7))
    assert home.outbox() == []


def test_a_number_above_the_cursor_is_doubted_when_another_session_begins(home):
    """The server was put back, and lists another row under it before it is asked again."""
    mine, safe = home.add_own([(HOUSE_1, b"one"), (HOUSE_2, b"two")], 1_000)
    home.store_results(answers([safe, mine], Stored(1), Stored(2)))
    home.store_changes(listing(to=1))
    home.doubt_numbers()
    assert (1, 0, 1_000) == counts(home)
    home.store_changes(listing((HOUSE_1, b"another's", 2), after=1))
    assert [b"one"] == [row.data for row in home.outbox()]
    listed = (row_hash(HOUSE_1, b"another's"), row_hash(HOUSE_2, b"two"))
    assert (2, reduce(xor, listed)) == home.digest(SCOPE)


def test_the_number_of_a_row_given_back_is_doubted_likewise(home):
    home.store_changes(listing((HOUSE_1, b"of another", 1)))
    home.rewind(SCOPE)
    home.store_changes(listing(to=0, mark=b""))
    home.store_results([(row_hash(HOUSE_1, b"of another"), Stored(1))])
    assert [True] == [row.given_back for row in home.outbox()]
    home.doubt_numbers()
    home.store_changes(listing((HOUSE_2, b"two", 1)))
    assert [(b"of another", True)] == [(row.data, row.given_back) for row in home.outbox()]
    assert (1, row_hash(HOUSE_2, b"two")) == home.digest(SCOPE)


def test_a_refused_row_is_offered_again_until_it_is_discarded(home):
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, refused("forbidden")))
    assert counts(home) == (0, 1, None)
    assert [row.data for row in home.outbox()] == [b"one"]
    assert [row.refusal.code for row in home.refused_rows()] == ["forbidden"]
    home.store_results(answers(rows, refused("discarded")))
    assert home.outbox() == []
    assert [row.refusal.code for row in home.refused_rows()] == ["discarded"]


def test_a_refused_row_that_a_supervisor_accepted_is_stored(home):
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, refused("forbidden")))
    home.store_results(answers(rows, Duplicate(3)))
    assert home.refused_rows() == []
    assert [(row.seq, row.refusal) for row in home.rows_of(HOUSE_1)] == [(3, None)]


def test_a_retryable_refusal_leaves_the_row_waiting(home):
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, refused("disk_full", retryable=True, kept=False)))
    assert counts(home) == (1, 0, 1_000)


def test_the_same_message_twice_is_a_gap_and_changes_nothing(home):
    """The cursor has passed it; the session that sent it is at fault and connects again."""
    message = listing((HOUSE_1, b"other", 1))
    home.store_changes(message)
    with pytest.raises(CursorGap):
        home.store_changes(message)
    assert len(home.rows_of(HOUSE_1)) == 1
    assert home.cursors() == {SCOPE: (1, b"12345678")}


def test_a_hole_is_refused_and_neither_rows_nor_cursor_are_kept(home):
    home.store_changes(listing((HOUSE_1, b"other", 1)))
    with pytest.raises(CursorGap) as error:
        home.store_changes(listing((HOUSE_1, b"third", 3), after=2))
    assert (error.value.held, error.value.offered) == (1, 2)
    assert [row.data for row in home.rows_of(HOUSE_1)] == [b"other"]
    assert home.cursors() == {SCOPE: (1, b"12345678")}


def test_rows_that_cannot_all_be_stored_leave_the_cursor(home):
    """A row whose record id is none stops the commit, and the first row goes with it."""
    with pytest.raises(Exception, match="record id"):
        home.store_changes(listing((HOUSE_1, b"one", 1), ("no record id", b"two", 2)))
    assert home.rows_of(HOUSE_1) == []
    assert home.cursors() == {}


def test_an_own_row_that_the_server_lists_is_the_same_row(home):
    """The answer was lost, or a clone of this home pushed it: known by its hash."""
    home.add_own([(HOUSE_1, b"one")], 1_000)
    arrival = home.store_changes(listing((HOUSE_1, b"one", 4), (HOUSE_1, b"other", 5)))
    assert arrival.rows == ((HOUSE_1, b"other"),)
    assert [(row.data, row.seq, row.own) for row in home.rows_of(HOUSE_1)] == [
        (b"one", 4, True),
        (b"other", 5, False),
    ]
    assert home.outbox() == []


def test_the_digest_is_the_xor_of_every_row_with_a_number(home):
    rows = home.add_own([(HOUSE_1, b"one"), (HOUSE_2, b"two"), (HOUSE_2, b"three")], 1_000)
    assert home.digest(SCOPE) == (0, EMPTY_DIGEST)
    home.store_results(answers(rows, Stored(1), refused("forbidden"), Duplicate(2)))
    home.store_results(answers(rows[:1], Duplicate(1)))
    home.store_changes(listing((HOUSE_1, b"one", 1), (HOUSE_1, b"other", 3)))
    expected = [(HOUSE_1, b"one"), (HOUSE_2, b"three"), (HOUSE_1, b"other")]
    assert (3, digest_of(expected)) == home.digest(SCOPE)


def digest_of(rows):
    return reduce(xor, (row_hash(record, data) for record, data in rows))


def test_a_row_refused_after_it_was_stored_leaves_the_digest(home):
    """A server put back judges the row anew, and by other grants."""
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, Stored(1)))
    home.store_results(answers(rows, refused("forbidden")))
    assert home.digest(SCOPE) == (0, EMPTY_DIGEST)
    assert [row.data for row in home.outbox()] == [b"one"]


def test_no_digest_is_given_while_an_own_row_is_above_the_cursor(home):
    home.store_changes(listing((HOUSE_1, b"other", 1)))
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, Stored(2)))
    assert home.digest(SCOPE) is None
    home.store_changes(listing(after=1, to=2))
    assert home.digest(SCOPE)[0] == 2


def test_a_number_that_changed_moves_no_digest(home):
    """The server was put back and gave the row another number."""
    rows = home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_results(answers(rows, Stored(9)))
    home.store_results(answers(rows, Stored(2)))
    assert [row.seq for row in home.rows_of(HOUSE_1)] == [2]
    home.store_changes(listing(to=2))
    assert (2, row_hash(HOUSE_1, b"one")) == home.digest(SCOPE)


def test_an_empty_scope_has_a_cursor_after_its_first_message(home):
    home.store_changes(listing(mark=b""))
    assert home.cursors() == {SCOPE: (0, b"")}


def test_a_home_is_held_by_one_store_at_a_time(home):
    with pytest.raises(HomeInUse):
        HomeStore(home.path)


def test_a_home_that_was_closed_can_be_opened_again(home):
    home.add_own([(HOUSE_1, b"one")], 1_000)
    home.close()
    with HomeStore(home.path) as again:
        assert [row.data for row in again.outbox()] == [b"one"]


def test_without_a_home_nothing_is_made(tmp_path):
    with pytest.raises(NoHome):
        HomeStore(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_home_of_a_later_version_is_left_untouched(home):
    home.close()
    path = home.path / "home.db"
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    before = path.read_bytes()
    with pytest.raises(HomeTooNew):
        HomeStore(home.path)
    assert before == path.read_bytes()


def test_only_the_user_can_read_a_home(home):
    """The token is in it."""
    assert (home.path / "home.db").stat().st_mode & 0o777 == 0o600
    assert home.path.stat().st_mode & 0o777 == 0o700


def test_a_copied_home_and_its_origin_both_push_what_they_wrote(home, tmp_path):
    home.add_own([(HOUSE_1, b"before")], 1_000)
    home.close()
    shutil.copytree(home.path, tmp_path / "clone")
    with HomeStore(home.path) as origin, HomeStore(tmp_path / "clone") as clone:
        origin.add_own([(HOUSE_1, b"by the origin")], 1_001)
        clone.add_own([(HOUSE_1, b"by the clone")], 1_001)
        assert [row.data for row in origin.outbox()] == [b"before", b"by the origin"]
        assert [row.data for row in clone.outbox()] == [b"before", b"by the clone"]


def test_an_old_copy_put_back_takes_its_own_later_rows_from_the_server(home, tmp_path):
    home.add_own([(HOUSE_1, b"kept")], 1_000)
    home.close()
    shutil.copytree(home.path, tmp_path / "old")
    with HomeStore(tmp_path / "old") as old:
        old.store_changes(listing((HOUSE_1, b"kept", 1), (HOUSE_1, b"written after", 2)))
        old.add_own([(HOUSE_1, b"written now")], 2_000)
        assert [row.data for row in old.outbox()] == [b"written now"]
        assert len(old.rows_of(HOUSE_1)) == 3


def test_comparisons_are_kept_by_scope(home):
    home.store_changes(listing((HOUSE_1, b"other", 1)))
    assert home.scopes()[SCOPE].equal is None
    home.store_comparison(SCOPE, equal=True, now_ms=5_000)
    state = home.scopes()[SCOPE]
    assert (state.equal, state.compared_ms) == (True, 5_000)


def test_synchronous_is_full_and_the_log_is_a_wal(home):
    assert home._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert home._connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_every_row_can_be_read_for_a_balance(home):
    home.add_own([(HOUSE_1, b"one")], 1_000)
    home.store_changes(listing((HOUSE_2, b"other", 1)))
    assert [(row.record, row.own) for row in home.all_rows()] == [(HOUSE_1, True), (HOUSE_2, False)]


@pytest.fixture
def flushed(monkeypatch):
    """The files that our own code flushes, as it does."""
    paths, flush = set(), os.fsync

    def noted(descriptor):
        paths.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return paths


def test_the_name_of_a_new_home_is_flushed_and_those_above_it(tmp_path, flushed):
    HomeStore(tmp_path / "tablets" / "home", create=True).close()
    assert {tmp_path, tmp_path / "tablets"} <= flushed


def test_what_a_dead_process_left_is_flushed_before_it_counts(home, tmp_path, flushed):
    home.add_own([(HOUSE_1, b"written, and perhaps not flushed")], 1)
    left = shutil.copytree(home.path, tmp_path / "left")
    HomeStore(left).close()
    assert {left, left / "home.db-wal"} <= flushed
