"""The demonstration's own count, from the databases of both sides."""

import pytest

from server.demo.ledger import strike
from tests.server.demo.conftest import FORMS, opinion

WANG, LI = "wangfang000", "liqiang0000"


@pytest.fixture
def both(field):
    """Two tablets that met at one door, everything delivered and compared."""
    wang, li = field.home("wang"), field.home("li")
    field.write(wang, opinion("0301"), WANG, road="support", needs=["parking"])
    field.write(li, opinion("0301"), LI, road="oppose", needs=["heating"], facade="neutral")
    for home in (wang, li):
        field.send(home)
        field.compare(home)
    return wang, li


def struck(field):
    return strike(field.homes, field.data, FORMS)


def test_a_day_that_arrived_is_exact(field, both):
    ledger = struck(field)
    assert ledger.document() == {
        "records": 1,
        "edits": {"written": 5, "stored": 5, "refused": 0, "missing": 0},
        "outcomes": {"merged": 1, "rule": 1, "clash": 1},
        "digests": {"equal": 2, "unequal": 0},
    }
    assert ledger.exact


def test_what_the_log_lacks_is_missing(field, both):
    wang, _ = both
    change = field.write(wang, opinion("0302"), WANG, road="support", facade="oppose")
    ledger = struck(field)
    assert ledger.missing == {
        (opinion("0302"), "road", change),
        (opinion("0302"), "facade", change),
    }
    assert not ledger.exact


def test_what_others_stored_is_not_counted_as_written(field, both):
    alone = strike(field.homes[:1], field.data, FORMS)
    assert alone.document()["edits"] == {"written": 2, "stored": 2, "refused": 0, "missing": 0}


def test_a_refusal_is_no_loss_but_no_exact_day_either(field, both):
    wang, _ = both
    field.write(wang, opinion("0302"), WANG, road="support")
    field.send(wang, refusal="forbidden")
    ledger = struck(field)
    assert ledger.document()["edits"] == {"written": 6, "stored": 5, "refused": 1, "missing": 0}
    assert not ledger.exact


@pytest.mark.parametrize("equal", [False, None])
def test_a_digest_that_differs_or_was_never_asked_is_unequal(field, both, equal):
    field.compare(field.home("zhao"), equal=equal)
    ledger = struck(field)
    assert ledger.document()["digests"] == {"equal": 2, "unequal": 1}
    assert not ledger.exact


def test_a_log_of_many_grids_is_read_whole(field):
    home = field.home("wang")
    for number in range(30):
        grid = f"130709/100/002/{number:03}"
        field.write(home, opinion("0301", grid), WANG, road="support")
    field.send(home)
    assert len(struck(field).stored) == 30
