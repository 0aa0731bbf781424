"""What is missing is named; nothing is excused by a count."""

import pytest

from clients.reference_cli.fleet.balance import Outcomes, answers_of, strike
from clients.reference_cli.fleet.download import ServerRow
from sync.core.digest import row_hash
from sync.core.results import Refused
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT
from tests.clients.fleet.town import FORMS

OPINION = f"renovation_opinion/{UNIT}/0301:p2022"


@pytest.fixture
def both(wang, li):
    """Two homes that met at one door; nothing is delivered yet."""
    wang.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=support", "needs=parking")
    li.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=oppose", "needs=heating")
    return [wang, li]


def deliver(homes):
    for home in [*homes, *homes]:
        home.sync()


def compare(homes, *, equal=True):
    for home in homes:
        with HomeStore(home.path) as store:
            store.store_comparison(GRID, equal=equal, now_ms=0)


def listed(log):
    return [
        ServerRow(scope=GRID, seq=seq, record=record, data=data) for record, data, seq in log.rows
    ]


def balance(homes, rows):
    return strike([home.path for home in homes], rows, FORMS)


def test_a_day_that_arrived_is_exact(both, log):
    deliver(both)
    compare(both)

    struck = balance(both, listed(log))

    # road, needs, _version and _status of each of the two
    assert struck.edits() == {"written": 8, "stored": 8, "refused": 0, "missing": 0}
    assert struck.outcomes == Outcomes(merged=1, rule=1, clash=1)
    assert struck.records == {OPINION}
    assert (struck.written.equal, struck.written.unequal, struck.written.unasked) == (2, 0, 0)
    assert struck.exact


def test_a_row_that_the_server_lost_is_missing_answer_by_answer(both, log):
    deliver(both)
    compare(both)
    lost, *rest = listed(log)

    struck = balance(both, rest)

    assert struck.missing == answers_of(lost.record, lost.data)
    assert struck.edits() == {"written": 8, "stored": 4, "refused": 0, "missing": 4}
    assert not struck.exact


def test_a_row_of_others_does_not_stand_in_for_a_lost_one(both, log):
    wang, li = both
    deliver(both)
    li.ok("note", OPINION, "注")
    li.ok("edit", OPINION, "facade=support", "road=neutral", "needs=fitness", "source=door")
    deliver([li])
    compare([wang])
    mine, *others = listed(log)

    struck = balance([wang], others)

    assert len(others) == 3
    assert struck.edits() == {"written": 4, "stored": 0, "refused": 0, "missing": 4}
    assert struck.missing == answers_of(mine.record, mine.data)


def test_what_was_never_sent_is_missing(both, log):
    deliver(both[:1])
    compare(both[:1])
    assert balance(both, listed(log)).edits()["missing"] == 4


def test_what_is_refused_is_not_missing(both, log):
    wang, li = both
    deliver([wang])
    compare([wang])
    with HomeStore(li.path) as store:
        (row,) = store.outbox()
        refusal = Refused("forbidden", "", retryable=False, kept=True)
        store.store_results([(row_hash(row.record, row.data), refusal)])

    struck = balance(both, listed(log))

    assert struck.edits() == {"written": 8, "stored": 4, "refused": 4, "missing": 0}
    assert struck.exact


@pytest.mark.parametrize("equal", [False, None])
def test_nothing_is_exact_where_a_digest_differs_or_was_never_asked(both, log, equal):
    deliver(both)
    compare(both[:1])
    if equal is not None:
        compare(both[1:], equal=equal)
    struck = balance(both, listed(log))
    assert struck.edits()["missing"] == 0
    assert not struck.exact


def test_only_the_fleets_records_are_counted_as_its_outcomes(both, li, log):
    wang, _ = both
    deliver(both)
    li.ok("new", "household_file", "--area", f"{UNIT}/0302", "origin=local")
    deliver([li])
    struck = balance([wang], listed(log))
    assert struck.records == {OPINION}
    assert struck.outcomes == Outcomes(merged=1, rule=1, clash=1)


def test_a_remark_is_no_answer(wang, log):
    wang.ok("new", "renovation_opinion", "--area", f"{UNIT}/0301", "road=support")
    wang.ok("note", OPINION, "敲门没人")
    deliver([wang])
    assert balance([wang], listed(log)).edits()["written"] == 3
