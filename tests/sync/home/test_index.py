"""The index: which records are held, and which of them have to be read again."""

import pytest

from sync.core.messages import Changes
from sync.core.results import Refused
from sync.home.store import HomeStore

GRID = "130709/100/002/007"
UNIT = f"{GRID}/x03/b02/u1"
OPINION = f"renovation_opinion/{UNIT}/0301:p2022"
FILE = f"household_file/{UNIT}/0301"
FILE_ELSEWHERE = f"household_file/{GRID}/x03/b02/u10/0301"


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path, create=True) as store:
        store.add_own([(OPINION, b"1"), (FILE, b"2"), (FILE_ELSEWHERE, b"3")], 1_000)
        yield store


def found(home, **filters):
    return {each.record for each in home.index.records(**filters)}


def test_records_are_found_by_form(home):
    assert {OPINION, FILE, FILE_ELSEWHERE} == found(home)
    assert {FILE, FILE_ELSEWHERE} == found(home, form="household_file")


def test_a_record_is_held_by_its_whole_id(home):
    assert home.index.holds(FILE)
    assert not home.index.holds(f"household_file/{UNIT}")


def test_records_are_found_by_the_end_of_their_id(home):
    assert home.index.ending("0301:p2022") == [OPINION]
    assert {FILE, FILE_ELSEWHERE} == set(home.index.ending("0301"))
    assert home.index.ending("0302") == []


def test_a_summary_stays_fresh_until_a_row_comes(home):
    home.index.keep([(each.record, {"status": "draft"}, ()) for each in home.index.stale()])
    assert home.index.stale() == []
    listing = Changes(
        scope=GRID, from_seq=0, to_seq=1, mark=b"12345678", items=((FILE, b"4", 1),), more=False
    )
    home.store_changes(listing)
    stale = home.index.stale()
    assert [(each.record, each.summary) for each in stale] == [(FILE, {"status": "draft"})]


def test_a_refusal_makes_the_summary_stale(home):
    rows = home.outbox()
    home.index.keep([(each.record, {}, ()) for each in home.index.stale()])
    home.store_results([(rows[0].hash, Refused("forbidden", "", retryable=False, kept=True))])
    assert [each.record for each in home.index.stale()] == [OPINION]


def test_records_are_found_by_any_part_of_a_text_and_by_no_two_texts_together(home):
    home.index.keep([(FILE, {}, ("3号楼 1单元", "张伟")), (OPINION, {}, ("３号楼", "ZHANG"))])

    def holding(text):
        return [each.record for each in home.index.holding(text)]

    assert holding("3号") == [FILE, OPINION]
    assert holding("楼1单") == [FILE]
    assert holding("zhang") == [OPINION]
    assert holding("元张") == holding("伟伟") == holding("-") == holding("") == []
