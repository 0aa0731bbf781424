"""A scope served from the beginning again: what the store keeps, offers and drops."""

import pytest

from sync.core.digest import row_hash, xor
from sync.core.messages import Changes
from sync.core.results import Duplicate, Refused, Stored
from sync.home.store import HomeStore

SCOPE, OTHER = "130709/100/002/007", "130709/100/002/008"
MINE, THEIRS = f"opinion/{SCOPE}/x03/0301", f"opinion/{SCOPE}/x03/0302"
ELSEWHERE = f"opinion/{OTHER}/x04/0101"


def listed(*rows, start=0, more=False, scope=SCOPE):
    """A message of rows (record, bytes) from a cursor on."""
    items = tuple((record, data, start + n) for n, (record, data) in enumerate(rows, start=1))
    end = start + len(rows)
    mark = b"markmark" if end else b""
    return Changes(scope=scope, from_seq=start, to_seq=end, mark=mark, items=items, more=more)


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path / "home", create=True) as store:
        store.add_own([(MINE, b"mine")], written_ms=1)
        store.store_results([(row_hash(MINE, b"mine"), Stored(1))])
        store.store_changes(listed((MINE, b"mine"), (THEIRS, b"theirs")))
        store.store_changes(listed((ELSEWHERE, b"far"), scope=OTHER))
        yield store


def offered(store):
    return [(row.data, row.given_back) for row in store.outbox()]


def held(store):
    return {row.data for row in store.all_rows()}


def test_a_rewind_sets_the_cursor_back_and_offers_own_rows_while_it_lasts(home):
    assert [] == offered(home)
    home.rewind(SCOPE)
    assert (0, b"") == home.cursors()[SCOPE]
    assert (1, b"markmark") == home.cursors()[OTHER]
    assert [(b"mine", False)] == offered(home)
    assert {b"mine", b"theirs", b"far"} == held(home)


def test_a_rewind_survives_the_process(home):
    home.rewind(SCOPE)
    home.close()
    with HomeStore(home.path) as again:
        assert [(b"mine", False)] == offered(again)
        assert again.store_changes(listed()).rewound


def test_what_is_listed_again_is_offered_no_more_and_counts_in_the_digest(home):
    home.rewind(SCOPE)
    assert not home.store_changes(listed((THEIRS, b"theirs"), more=True)).rewound
    assert home.store_changes(listed((MINE, b"mine"), start=1)).rewound
    assert [] == offered(home)
    expected = xor(row_hash(MINE, b"mine"), row_hash(THEIRS, b"theirs"))
    assert (2, expected) == home.digest(SCOPE)


def test_a_row_of_others_that_is_not_listed_any_more_is_given_back_at_the_end_and_not_before(home):
    home.rewind(SCOPE)
    home.store_changes(listed((MINE, b"mine"), more=True))
    assert [] == offered(home)
    home.store_changes(listed(start=1))
    assert [(b"theirs", True)] == offered(home)
    assert (1, row_hash(MINE, b"mine")) == home.digest(SCOPE)


@pytest.mark.parametrize("code", ["other_author", "forbidden", "discarded"])
def test_what_was_given_back_is_dropped_on_a_final_answer(home, code):
    home.rewind(SCOPE)
    home.store_changes(listed((MINE, b"mine")))
    home.store_results([(row_hash(THEIRS, b"theirs"), Refused.of(code, kept=True))])
    assert {b"mine", b"far"} == held(home)
    assert [] == offered(home)
    assert not home.index.holds(THEIRS)
    assert 0 == home.outbox_counts().refused


def test_what_was_given_back_stays_while_its_answer_is_not_final(home):
    home.rewind(SCOPE)
    home.store_changes(listed((MINE, b"mine")))
    home.store_results([(row_hash(THEIRS, b"theirs"), Refused.of("busy", kept=False))])
    assert [(b"theirs", True)] == offered(home)


@pytest.mark.parametrize("answer", [Stored(2), Duplicate(2)])
def test_what_was_given_back_and_is_stored_after_all_is_a_row_like_any_other(home, answer):
    home.rewind(SCOPE)
    home.store_changes(listed((MINE, b"mine")))
    home.store_results([(row_hash(THEIRS, b"theirs"), answer)])
    home.store_changes(listed((THEIRS, b"theirs"), start=1))
    assert [] == offered(home)
    expected = xor(row_hash(MINE, b"mine"), row_hash(THEIRS, b"theirs"))
    assert (2, expected) == home.digest(SCOPE)
    assert {b"mine", b"theirs", b"far"} == held(home)


def test_a_rewind_in_the_middle_of_a_rewind_begins_anew(home):
    home.rewind(SCOPE)
    home.store_changes(listed((THEIRS, b"theirs"), more=True))
    home.rewind(SCOPE)
    home.store_changes(listed((MINE, b"mine")))
    assert [(b"theirs", True)] == offered(home)


def test_an_own_row_that_waits_counts_as_waiting_again(home):
    assert 0 == home.outbox_counts().waiting
    home.rewind(SCOPE)
    assert 1 == home.outbox_counts().waiting
    home.store_results([(row_hash(MINE, b"mine"), Duplicate(1))])
    assert 0 == home.outbox_counts().waiting
