"""Work by state, and records by number and state, as programs are told them."""

import pytest

from server.people import forms
from server.station import Station
from tests.server.api.conftest import app, program
from tests.server.api.described import fits
from tests.server.town import GRID, OPINION, OTHER_GRID, founded
from tests.server.working import ORDER, order

__all__ = ["app", "program"]


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    data = tmp_path_factory.mktemp("town") / "data"
    with founded(data) as town:
        forms.publish(town.connection, [ORDER], 0)
        for number, (area, state, due) in enumerate(
            [(GRID, "called", "2022-06-12"), (GRID, None, None), (OTHER_GRID, "verified", None)]
        ):
            said = {"state": state, "by_date": "OK", "due": due}
            town.write(order(area, number), "fang", said)
        town.write(OPINION, "fang", {"road": "support", "_status": "finished"})
        town.fold()
    with Station(data) as opened:
        yield opened


def test_work_is_counted_by_state_as_described(program):
    found = fits(program("min").ask("/orders?form=street_order"), "Orders")["orders"]
    assert [(each["state"], each["records"], each["overdue"]) for each in found] == [
        (None, 1, 0),
        ("called", 1, 1),
        ("done", 0, 0),
        ("verified", 1, 0),
        ("declined", 0, 0),
    ]
    assert [each["closed"] for each in found] == [False, False, False, True, True]
    (_, called, *_) = program("hong").ask("/orders?form=street_order&lang=zh-CN")["orders"]
    assert (called["title"], called["records"]) == ("已办", 0)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("state=street_order.called", [order(GRID, 0)]),
        ("state=street_order.-", [order(GRID, 1)]),
        ("overdue=1", [order(GRID, 0)]),
        ("number=opinions_road&part=support", [OPINION]),
        ("number=opinions_road&part=oppose", []),
        ("number=opinions_road&undecided=1", []),
        ("number=opinions&until=2020-01-01", []),
        ("form=renovation_opinion&until=2020-01-01", []),
        ("form=renovation_opinion&from=2020-01-01", [OPINION]),
    ],
)
def test_records_are_found_by_number_and_by_work(program, asked, expected):
    found = program("min").ask(f"/records?{asked}")
    assert [each["id"] for each in found["records"]] == expected
    assert found["count"] == len(expected)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/records?number=gone", "number"),
        ("/records?number=opinions_road&part=perhaps", "part"),
        ("/records?state=street_order.lost", "state"),
        ("/records?until=soon", "until"),
        ("/records?overdue=yes", "overdue"),
        ("/orders?form=renovation_opinion", "form"),
        ("/numbers?number=gone", "number"),
        ("/numbers?until=soon", "until"),
        ("/numbers?area=130709/999", "area"),
    ],
)
def test_what_there_is_not_is_named(program, path, name):
    assert program("min").ask(path, 400)["facts"]["name"] == name
