"""The board of orders: a column a state, as long as its list, and what is late says so."""

import html
import re
from datetime import date, timedelta

import pytest

from server.clock import local, now_ms
from server.people import forms
from tests.server.pages.conftest import standing
from tests.server.pages.test_overview import anchors, listed
from tests.server.town import GRID, OPINION, OTHER_GRID
from tests.server.working import ORDER, order

DAY = timedelta(1)


def today() -> date:
    return local(now_ms()).date()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Browsers over orders of which nothing changes."""
    with standing(tmp_path_factory.mktemp("town") / "data", call) as opened:
        yield opened


@pytest.fixture
def worked(town):
    call(town)
    return town


def call(town):
    """Orders by state; late, due today and later; with a phone that is nobody's business."""
    forms.publish(town.connection, [ORDER], 0)
    for number, (area, state, due, status) in enumerate(
        [
            (GRID, "called", today() - 2 * DAY, "finished"),
            (GRID, "called", today(), "finished"),
            (GRID, "called", today() + 400 * DAY, "draft"),
            (GRID, "verified", today() - 9 * DAY, "approved"),
            (GRID, "called", today() - 9 * DAY, "void"),
            (OTHER_GRID, "done", today() - DAY, "returned"),
            (OTHER_GRID, None, None, "draft"),
        ]
    ):
        said = {
            "what": f"井盖松动{number}",
            "caller": "13800001234",
            "state": state,
            "due": due.isoformat() if due else None,
            "by_date": "OK",
            "_status": status,
        }
        town.write(order(area, number), "fang", said)
    town.write(OPINION, "fang", {"road": "support", "_status": "finished"})


def columns(page: str) -> dict[str, list[str]]:
    """What the cards of each column say."""
    found = {}
    for inner in re.findall(r'<section class="column[^>]*>(.*?)</section>', page, re.DOTALL):
        title = plain(re.search(r"<h2>(.*?)</h2>", inner, re.DOTALL)[1])
        found[title] = [plain(each) for each in re.findall(r"<li>(.*?)</li>", inner, re.DOTALL)]
    return found


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", marked))).strip()


def test_each_state_is_a_column_with_what_is_due_first_ahead(browser):
    page = browser("min", "en").page("/orders")
    found = columns(page)
    assert list(found) == ["no state yet 1", "Called 3", "Done 1", "Verified 1", "Declined 0"]
    late, due, later = found["Called 3"]
    assert re.search("井盖松动0 .*overdue for 2 days$", late)
    assert re.search("井盖松动1 .*due today$", due)
    assert re.search("井盖松动2 .*due ", later)
    assert "due" not in found["Verified 1"][0]
    assert "138" not in str(found)


def test_every_number_of_the_board_opens_a_list_of_that_length(browser):
    for login in ("min", "hong"):
        visitor = browser(login)
        for path in ("/orders", f"/orders?area={GRID}", "/orders?form=street_order"):
            answer = visitor.get(path)
            if login == "hong" and GRID in path:
                assert answer.status_code == 400
                continue
            found = [each for each in anchors(answer.text) if each[0].startswith("/records?")]
            assert found
            for link, number in found:
                assert listed(visitor, link) == number


def test_the_overview_says_how_much_is_late(browser):
    page = browser("min").page("/")
    assert re.search(r'id="overdue">2<', page)
    assert re.search(r'id="overdue">1<', browser("hong").page("/"))


def test_a_list_shows_the_state_of_the_work_and_what_is_late(browser):
    visitor = browser("min", "en")
    page = visitor.page("/records?overdue=1")
    assert page.count('class="address"') == 2
    for said in ("overdue for 2 days", "overdue for 1 day", "Called"):
        assert said in page
    assert 'name="overdue" value="1" checked' in page
    narrowed = visitor.page("/records?state=street_order.verified")
    assert narrowed.count('class="address"') == 1
    assert re.findall(r'class="phrase"><bdi>(.*?)</bdi>', narrowed) == ["Order", "Verified"]


def test_what_there_is_not_is_answered_as_such(browser):
    visitor = browser("min")
    for path in (
        "/orders?form=renovation_opinion",
        "/orders?form=gone",
        "/orders?area=130709/999",
        "/records?state=street_order.lost",
        "/records?state=street_order",
        "/records?overdue=yes",
    ):
        assert visitor.get(path).status_code == 400


def test_a_state_that_the_form_has_no_more_is_a_column_while_something_is_in_it(browser_of, worked):
    newer = ORDER.to_json() | {"version": "2"}
    state = next(each for each in newer["questions"] if each["name"] == "state")
    state["choices"] = [each for each in state["choices"] if each["name"] != "done"]
    forms.publish(worked.connection, [type(ORDER).from_json(newer)], 0)
    found = columns(browser_of(worked)("min", "en").page("/orders"))
    assert list(found) == ["no state yet 1", "Called 3", "Verified 1", "Declined 0", "Done 1"]
