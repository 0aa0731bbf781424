"""Erased records: their rows leave the home, and nothing of them is left in its files."""

from functools import reduce

import pytest

from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.messages import Changes
from sync.core.results import Duplicate, Refused, Stored
from sync.home.store import HomeStore

SCOPE = "130709/100/002/007"
GONE = f"renovation_opinion/{SCOPE}/x03/b02/u1/0301:p2022"
STAYS = f"renovation_opinion/{SCOPE}/x03/b02/u1/0302:p2022"
SAID = b"what a resident said"
ERASED = Refused("erased", "x", retryable=False, kept=True)


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path / "home", create=True) as store:
        yield store


@pytest.fixture
def filled(home):
    """Both records with a row of somebody else and an own one that is stored."""
    items = ((GONE, SAID, 1), (STAYS, b"said next door", 2))
    changes = Changes(scope=SCOPE, from_seq=0, to_seq=2, mark=b"12345678", items=items, more=False)
    home.store_changes(changes)
    rows = home.add_own([(GONE, SAID + b", mine"), (STAYS, b"mine")], 1)
    home.store_results([(row.hash, Stored(seq)) for seq, row in enumerate(rows, 3)])
    return home


def traces(home):
    return [file.name for file in home.path.iterdir() if SAID in file.read_bytes()]


def digest_of(*rows):
    return reduce(xor, (row_hash(record, data) for record, data in rows), EMPTY_DIGEST)


def test_its_rows_leave_the_home_its_digest_and_its_files(filled):
    assert traces(filled) != []
    assert filled.letting_go.erase([GONE]) == 1
    assert filled.rows_of(GONE) == []
    assert filled.scopes()[SCOPE].digest == digest_of((STAYS, b"said next door"), (STAYS, b"mine"))
    assert [each.record for each in filled.index.records()] == [STAYS]
    assert traces(filled) == []


def test_an_open_form_of_it_goes_too(home):
    home.papers.keep_draft(GONE, "opinion", SAID.decode())
    assert home.letting_go.erase([GONE]) == 0
    assert home.papers.draft(GONE) == {}
    assert traces(home) == []


def test_what_waits_is_answered_first_and_forgotten_then(filled):
    (row,) = filled.add_own([(GONE, SAID + b", unsent")], 2)
    filled.letting_go.erase([GONE])
    assert [each.data for each in filled.outbox() if each.record == GONE] == [row.data]
    filled.store_results([(row.hash, ERASED)])
    assert filled.rows_of(GONE) == []
    assert filled.outbox_counts().waiting == filled.outbox_counts().refused == 0
    assert traces(filled) == []


@pytest.mark.parametrize("answer", [Stored(3), Duplicate(3), ERASED])
def test_an_answer_to_what_was_forgotten_meanwhile_is_passed(filled, answer):
    (pushed,) = (row for row in filled.outbox() if row.record == GONE)
    filled.letting_go.erase([GONE])
    filled.store_results([(pushed.hash, answer)])
    assert filled.rows_of(GONE) == []


def test_naming_again_what_is_gone_writes_nothing(filled):
    filled.letting_go.erase([GONE])
    before = (filled.path / "home.db").read_bytes()
    assert filled.letting_go.erase([GONE]) == 0
    assert (filled.path / "home.db").read_bytes() == before
