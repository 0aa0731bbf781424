"""What a tablet gives up: what was its staff's and is not any more, once all of it is answered."""

import pytest

from clients.reference_cli.letting_go import LettingGo
from clients.reference_cli.tablet import Tablet
from sync.core.digest import row_hash
from sync.core.messages import Changes
from sync.core.results import Duplicate, Refused, Stored
from sync.home.rows import Bundle
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT, bundle

OTHER = "130709/100/002/008"
MINE, THEIRS = f"renovation_opinion/{UNIT}/0301:p2022", f"renovation_opinion/{UNIT}/0302:p2022"
FILE = f"household_file/{UNIT}/0301"
STRANGERS = f"renovation_opinion/{OTHER}/x01/b01/u1/0101:p2022"


def refused(*, retryable=False):
    code = "disk_full" if retryable else "forbidden"
    return Refused(code, "", retryable, not retryable)


@pytest.fixture
def store(wang):
    """One own record, one of a colleague, and one about a grid that was never this staff's."""
    with HomeStore(wang.path) as store:
        store.add_own([(MINE, b"mine"), (STRANGERS, b"foreign")], 1)
        store.store_changes(
            Changes(
                scope=GRID,
                from_seq=0,
                to_seq=2,
                mark=b"markmark",
                items=((MINE, b"mine", 1), (THEIRS, b"theirs", 2)),
                more=False,
            )
        )
        store.store_results([(row_hash(STRANGERS, b"foreign"), refused())])
        yield store


def granted(store, area, form=None, forms=None):
    """A bundle with one grant, and perhaps with fewer forms."""
    document = bundle() | {"grants": [{"area": area, "role": "grid_member", "form": form}]}
    if forms is not None:
        document["forms"] = [each for each in document["forms"] if each["id"] in forms]
    store.papers.keep_bundle(Bundle(etag=f"{area} {form}", document=document))
    return LettingGo(Tablet(store))


def held(store):
    return {row.data for row in store.all_rows()}


def test_nothing_is_lost_while_the_grid_is_granted(store):
    giving = granted(store, GRID)
    assert giving.next_rows({GRID}) == []
    assert (giving.let_go({GRID}), held(store)) == (0, {b"mine", b"theirs", b"foreign"})


def test_a_lost_grid_goes_once_own_rows_are_answered_in_this_session(store):
    giving = granted(store, OTHER)
    assert [row.data for row in giving.next_rows({OTHER})] == [b"mine"]
    giving.let_go({OTHER})
    assert b"mine" in held(store), "stored in an earlier session says nothing of this server"
    giving.answered([(row_hash(MINE, b"mine"), Duplicate(1))])
    assert giving.next_rows({OTHER}) == []
    giving.let_go({OTHER})
    assert held(store) == {b"foreign"}
    assert GRID not in store.scopes()


def test_what_is_refused_for_the_moment_keeps_its_record_and_no_other(store):
    store.add_own([(MINE, b"late")], 2)
    giving = granted(store, OTHER)
    late = row_hash(MINE, b"late")
    giving.answered([(row_hash(MINE, b"mine"), Duplicate(1)), (late, refused(retryable=True))])
    assert giving.next_rows({OTHER}) == []
    giving.let_go({OTHER})
    assert held(store) == {b"mine", b"late", b"foreign"}
    giving.answered([(late, refused())])
    store.store_results([(late, refused())])
    assert giving.due, "its answer sets the rest free"
    giving.let_go({OTHER})
    assert held(store) == {b"foreign"}


def test_a_lost_grid_of_which_a_row_has_to_stay_begins_at_the_beginning_when_it_comes_back(store):
    """With the same grants its old mark would be right, and what went would never come again."""
    store.add_own([(FILE, b"late")], 2)
    giving = granted(store, OTHER)
    late = row_hash(FILE, b"late")
    giving.answered([(row_hash(MINE, b"mine"), Duplicate(1)), (late, refused(retryable=True))])
    giving.let_go({OTHER})
    assert held(store) == {b"late", b"foreign"}
    assert store.cursors()[GRID] == (0, b"")


def test_a_lost_grid_of_which_all_has_to_stay_keeps_its_place(store):
    store.add_own([(THEIRS, b"late")], 2)
    giving = granted(store, OTHER)
    giving.let_go({OTHER})
    assert {b"mine", b"late", b"theirs"} <= held(store)
    assert store.cursors()[GRID] == (2, b"markmark")


def test_a_stranger_s_grid_is_no_lost_one_until_the_server_has_stored_what_was_typed(store):
    granted(store, GRID).let_go({GRID})
    assert b"foreign" in held(store), "refused, and here to be seen"
    store.store_results([(row_hash(STRANGERS, b"foreign"), Stored(7))])
    giving = granted(store, GRID)
    giving.answered([(row_hash(STRANGERS, b"foreign"), Duplicate(7))])
    giving.let_go({GRID})
    assert held(store) == {b"mine", b"theirs"}, "accepted by somebody: it is safe, and not theirs"


def test_a_form_that_is_gone_takes_its_records_also_those_that_were_never_stored(store):
    store.add_own([(FILE, b"file")], 2)
    giving = granted(store, GRID, form="renovation_opinion", forms={"renovation_opinion"})
    assert [row.data for row in giving.next_rows({GRID})] == [b"file"]
    giving.answered([(row_hash(FILE, b"file"), refused())])
    store.store_results([(row_hash(FILE, b"file"), refused())])
    assert giving.let_go({GRID}) == 1
    assert held(store) == {b"mine", b"theirs", b"foreign"}
    assert store.scopes()[GRID].seq == 2


def test_what_waits_to_be_given_up_is_told_without_signal(store):
    assert granted(store, GRID).pending() == (set(), 0)
    assert granted(store, OTHER).pending() == ({GRID}, 2)
