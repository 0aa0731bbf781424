"""Survey rounds for programs: the doors and numbers of the pages, as far as one may read."""

import contextlib

import pytest
from starlette.applications import Starlette

from server import api, pages
from server.exports.jobs import Jobs
from server.pages.frame import Frame
from server.station import Station
from tests.server.api.conftest import Program
from tests.server.api.described import fits
from tests.server.pages.conftest import HOME
from tests.server.town import GRID, OTHER_GRID, PASSWORD, UNIT, town
from tests.server.visiting import ELSEWHERE_DOOR, FIRST, SECOND, WINTER, walked

__all__ = ["town", "walked"]


@pytest.fixture
def program(walked):
    """A program of somebody, over the town with a round."""
    walked.fold()
    walked.connection.close()
    with contextlib.ExitStack() as opened:
        station = opened.enter_context(Station(walked.data))
        frame = Frame(station, (), Jobs(station))
        app = Starlette(routes=[*api.routes(frame), *pages.routes(frame)])

        def make(login):
            made = opened.enter_context(Program(app, base_url=HOME))
            made.send_form("/login", login=login, password=PASSWORD, next="/")
            return made

        yield make


def test_a_round_its_people_and_its_doors_are_as_described_and_as_the_page_counts(program):
    visitor = program("min")
    (listed,) = fits(visitor.ask("/rounds"), "Rounds")["rounds"]
    assert (listed["id"], listed["doors"], listed["left"]) == (WINTER, 3, 2)
    shown = fits(visitor.ask(f"/rounds/{WINTER}"), "OneRound")
    assert [(line["grid"], line["refused"]) for line in shown["lines"]] == [
        (GRID, 0),
        (OTHER_GRID, 1),
    ]
    assert (shown["called_by_others"], shown["beside"]) == (1, 1)
    doors = f"/rounds/{WINTER}/doors"
    found = fits(visitor.ask(doors), "Doors")
    assert [each["id"] for each in found["doors"]] == [FIRST, SECOND, ELSEWHERE_DOOR]
    assert [call["outcome"] for call in found["doors"][0]["calls"]] == ["absent", "come_back"]
    assert visitor.all_of(f"{doors}?limit=1", "doors") == found["doors"]
    for asked, expected in (
        ("state=refused", [ELSEWHERE_DOOR]),
        (f"area={GRID}&state=to_visit", [SECOND]),
        ("staff=nobody", []),
        ("which=others", [FIRST]),
        ("which=beside", [f"{UNIT}/+0301-2"]),
    ):
        document = fits(visitor.ask(f"{doors}?{asked}"), "Doors")
        assert [each["id"] for each in document["doors"]] == expected, asked


def test_what_is_not_ones_own_is_neither_counted_nor_named(program):
    visitor = program("qiang")
    (listed,) = visitor.ask("/rounds")["rounds"]
    assert (listed["doors"], set(listed["parts"])) == (2, {GRID})
    doors = f"/rounds/{WINTER}/doors"
    assert [each["id"] for each in visitor.ask(doors)["doors"]] == [FIRST, SECOND]
    for wrong, name in (
        (f"area={OTHER_GRID}", "area"),
        ("state=gone", "state"),
        ("staff=x", "staff"),
        ("which=x", "which"),
        (f"after={ELSEWHERE_DOOR}", "after"),
    ):
        assert visitor.ask(f"{doors}?{wrong}", 400)["facts"]["name"] == name
    visitor.ask("/rounds/another0000000001", 404)
