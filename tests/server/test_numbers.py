"""What commands and programs are told of the numbers, beside what the pages show."""

import pytest

from schema.figure import Figure
from server.errors import InvalidRequest, UnknownArea, UnknownNumber
from server.operations.arguments import Arguments
from server.operations.numbers import OPERATIONS
from server.people import figures, forms
from server.station import Station
from server.views.operations import list_records
from tests.server.town import (
    COMMUNITY,
    ELSEWHERE,
    GRID,
    NEXT_DOOR,
    OPINION,
    OTHER_GRID,
    UNIT,
    founded,
)
from tests.server.views.test_figures import TITLE
from tests.server.working import ORDER, order

OPINIONS = "renovation_opinion"
FIGURES = [
    Figure(id="road", title=TITLE, form=OPINIONS, by="road"),
    Figure(id="for_it", title=TITLE, form=OPINIONS, where={"road": ("support",)}),
    Figure(
        id="parking",
        title=TITLE,
        form=OPINIONS,
        amount="parking_spaces",
        unit={"zh-CN": "个", "en": "spaces"},
    ),
    Figure(id="all", title=TITLE, form=OPINIONS),
    Figure(id="share", title=TITLE, share=("for_it", "all")),
    Figure(id="spaces", title=TITLE, share=("parking", "all")),
    Figure(id="needs", title=TITLE, form=OPINIONS, by="needs"),
    Figure(id="lost", title=TITLE, form=OPINIONS, by="elevator"),
    Figure(id="gone", title=TITLE, form="gone"),
]


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    data = tmp_path_factory.mktemp("town") / "data"
    with founded(data) as town:
        write(town)
    with Station(data) as opened:
        yield opened


def write(town):
    """Opinions with spaces, and orders: late, not late, and verified."""
    figures.keep(town.connection, FIGURES)
    forms.publish(town.connection, [ORDER], 0)
    for record, road, spaces in ((OPINION, "support", 1), (NEXT_DOOR, "oppose", 2)):
        needs = ["parking", "heating"]
        said = {"road": road, "parking_spaces": spaces, "needs": needs, "_status": "finished"}
        town.write(record, "fang", said)
    town.write(ELSEWHERE, "hong", {"road": "support", "_status": "approved"})
    for number, due in enumerate(("2022-06-12", "9000-01-01")):
        said = {"state": "called", "by_date": "OK", "due": due}
        town.write(order(GRID, number), "fang", said)
    town.write(order(GRID, 2), "fang", {"state": "verified", "by_date": "OK", "due": "2022-06-12"})


def ask(station, name, **values):
    return OPERATIONS[name](station, Arguments(values))


def test_a_command_lists_what_is_counted(station):
    found = {each["id"]: each for each in ask(station, "numbers.list", lang="en")}
    assert list(found) == ["road", "for_it", "parking", "all", "share", "spaces", "needs", "lost"]
    assert found["for_it"]["where"] == {"road": ["support"]}
    assert (found["parking"]["sum"], found["parking"]["unit"]) == ("parking_spaces", "spaces")
    assert found["share"]["share"] == ["for_it", "all"]
    assert "no question elevator" in found["lost"]["fault"]


def test_a_command_shows_what_the_numbers_come_to(station):
    found = {each["id"]: each for each in ask(station, "numbers.show", lang="en")}
    assert [(part["choice"], part["records"]) for part in found["road"]["parts"]] == [
        ("support", 2),
        ("oppose", 1),
        ("neutral", 0),
    ]
    assert (found["parking"]["value"], found["parking"]["records"]) == (3, 2)
    assert found["share"]["value"] == 66.6
    assert found["spaces"]["value"] == 100
    assert found["lost"]["value"] is None
    here = {each["id"]: each["value"] for each in ask(station, "numbers.show", area=OTHER_GRID)}
    assert (here["all"], here["parking"], here["share"]) == (1, 0, 100)
    before = ask(station, "numbers.show", until="2020-12-31")
    assert {each["value"] for each in before if not each["parts"]} == {0, None}


def test_a_number_whose_parts_share_records_comes_to_nothing_as_a_whole(station):
    found = ask(station, "numbers.show", number="needs")
    assert (found["value"], found["records"]) == (None, None)
    counted = {each["choice"]: each["records"] for each in found["parts"] if each["records"]}
    assert counted == {"parking": 2, "heating": 2}


def test_one_number_is_told_by_community_and_grid(station):
    found = ask(station, "numbers.show", number="all")
    assert found["value"] == 3
    assert {each["area"]: each["value"] for each in found["areas"]} == {
        COMMUNITY: 3,
        GRID: 2,
        OTHER_GRID: 1,
    }


@pytest.mark.parametrize("asked", [GRID, UNIT])
def test_of_an_area_nothing_larger_than_it_is_told(station, asked):
    found = ask(station, "numbers.show", number="all", area=asked)
    assert [(each["area"], each["value"]) for each in found["areas"]] == [(asked, 2)]


def test_what_there_is_not_is_named(station):
    with pytest.raises(UnknownNumber) as caught:
        ask(station, "numbers.show", number="parkin")
    assert caught.value.nearest == ("parking",)
    with pytest.raises(UnknownArea):
        ask(station, "numbers.show", area="130709/999")
    with pytest.raises(InvalidRequest, match="since is a day"):
        ask(station, "numbers.show", since="12 June")


def test_a_command_lists_what_is_overdue_with_its_work(station):
    values = Arguments({"form": "street_order", "overdue": True})
    (found,) = list_records(station, values)
    assert found["id"] == order(GRID, 0)
    work = found["work"]
    assert (work["state"], work["open"]) == ("called", True)
    assert work["due_ms"] == 1_655_049_599_999  # 2022-06-12T23:59:59.999+08:00
    assert len(list_records(station, Arguments({"form": "street_order"}))) == 3
