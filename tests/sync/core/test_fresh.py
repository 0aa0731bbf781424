"""Rows that were just stored are served from memory exactly as they would be read."""

import pytest

from schema.record_id import RecordId
from sync.core import feed, fresh
from sync.core.audience import Audience
from sync.core.feed import PAGE_BYTES_MAX, Feed
from sync.core.scan import scan
from sync.log.log import Submission
from sync.log.memory import MemoryLog
from tests.sync.core.district import (
    EIGHT,
    GRID_8,
    HOUSE_7,
    HOUSE_8,
    SEVEN,
    WANG,
    a_change,
    an_office,
    member_of,
    record,
)


class Counted:
    """A log that counts how often rows are read from it."""

    def __init__(self):
        self.log, self.reads = MemoryLog(), 0

    def read(self, *asked):
        self.reads += 1
        return self.log.read(*asked)

    def chain_at(self, *asked):
        return self.log.chain_at(*asked)


class Station:
    """A log, and what is served of it: with fresh rows, and as somebody who has to read all."""

    def __init__(self):
        self.counted = Counted()
        self.feed = Feed(self.counted, {})

    def store(self, *changes):
        batch = [
            Submission(
                record=name,
                data=data,
                device="tablet01",
                staff=WANG,
                change_id=scan(data).change_id,
                scope=RecordId.parse(name).scope,
            )
            for name, data in changes
        ]
        commit = self.counted.log.commit(batch, received_ms=1)
        self.feed.advance(commit.heads, commit.rows)

    def page(self, after, scope=SEVEN, grants=()):
        office = an_office().with_grants(WANG, *grants) if grants else an_office()
        audience = Audience.of(office.permit(WANG), scope)
        served = self.feed.page(scope, after, audience)
        plain = Feed(self.counted.log, self.counted.log.heads()).page(scope, after, audience)
        assert plain.encoded == served.encoded
        return served.message


def opinions(*numbers, value="x", area=HOUSE_7):
    """Each about a household of its own."""
    return [(f"{record(area)}{number}", a_change(number, value=value)) for number in numbers]


@pytest.fixture
def station():
    return Station()


@pytest.mark.parametrize("grants", [(), (member_of(HOUSE_7),)], ids=["sees all", "sees a part"])
def test_what_a_commit_has_stored_is_not_read_again(station, grants):
    station.store(*opinions(1, 2, 3))
    station.store(*opinions(4), (record(HOUSE_7, "dispute"), a_change(5)))
    for after in range(5):
        station.page(after, grants=grants)
    assert 0 == station.counted.reads


def test_a_page_of_fresh_rows_ends_where_a_read_one_does(station):
    station.store(*opinions(*range(1, 30), value="字" * 3000))
    first = station.page(0)
    assert first.more
    assert 100_000 < sum(len(data) for _, data, _ in first.items) < PAGE_BYTES_MAX
    station.page(first.to_seq)
    assert 0 == station.counted.reads


def test_one_row_that_is_longer_than_a_page_is_a_page(station, monkeypatch):
    monkeypatch.setattr(feed, "PAGE_BYTES_MAX", 50_000)
    huge = a_change(1, one="x" * 30_000, two="x" * 30_000)
    station.store((record(HOUSE_7), huge), *opinions(2))
    assert [1] == [seq for _, _, seq in station.page(0).items]


def test_the_oldest_rows_go_first_and_are_read_then(station, monkeypatch):
    monkeypatch.setattr(fresh, "FRESH_BYTES_MAX", 3 * (fresh.ROW_BYTES + 200))
    station.store(*opinions(*range(1, 11)))
    station.page(8)
    assert 0 == station.counted.reads
    station.page(0)
    station.page(4)
    assert 2 == station.counted.reads


def test_another_grids_rows_take_nobodys_place_in_the_order(station):
    station.store(*opinions(1))
    station.store(*opinions(1, area=HOUSE_8))
    station.store(*opinions(2))
    assert [1, 2] == [seq for _, _, seq in station.page(0).items]
    assert [1] == [seq for _, _, seq in station.page(0, EIGHT, [member_of(GRID_8)]).items]


def test_erased_rows_are_fresh_no_more(station):
    station.store(*opinions(1, 2))
    erased = {f"{record(HOUSE_7)}1": SEVEN}
    station.counted.log.erase(erased, 1)
    station.feed.erase(erased, station.counted.log.heads([SEVEN]))
    assert [2] == [seq for _, _, seq in station.page(0).items]


def test_a_page_is_made_once_for_all_and_kept_as_long_as_there_is_room(station, monkeypatch):
    station.store(*opinions(1, 2, 3))
    audience = Audience.of(an_office().permit(WANG), SEVEN)
    first = station.feed.page(SEVEN, 0, audience)
    assert first is station.feed.page(SEVEN, 0, audience)
    monkeypatch.setattr(feed, "PAGES_BYTES_MAX", 2 * first.cost)
    for after in (1, 2):
        station.feed.page(SEVEN, after, audience)
    assert first is not station.feed.page(SEVEN, 0, audience)
