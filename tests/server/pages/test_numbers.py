"""Every number on its page, and on the first one, opens a list of that many records."""

import html
import re

import pytest

from schema.area import AreaId
from schema.figure import Figure
from schema.form import Form
from schema.grant import Grant, Role
from server.people import figures, forms, grants
from tests.server.pages.conftest import standing
from tests.server.pages.test_overview import anchors, listed
from tests.server.town import (
    COMMUNITY,
    ELSEWHERE,
    GRID,
    NEXT_DOOR,
    OPINION,
    OTHER_GRID,
    UNIT,
)
from tests.server.views.test_figures import TITLE, WORK

OLDER = f"renovation_opinion/{UNIT}/0302:p2020"
LAST_YEAR = 1_735_000_000_000
FISHING = Figure(id="fishing", title={"zh-CN": "捕鱼", "en": "Fishing"}, form="cleanup")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Browsers over opinions of which nothing changes."""
    with standing(tmp_path_factory.mktemp("town") / "data", opine) as opened:
        yield opened


@pytest.fixture
def counted(town):
    opine(town)
    return town


def opine(town):
    """Opinions that were finished, one that clashes, one of last year, one void, one draft."""
    support = {"road": "support", "facade": "oppose", "parking_spaces": 1, "_status": "finished"}
    town.write(OPINION, "fang", support)
    town.write(OPINION, "qiang", {"road": "oppose"})
    town.write(NEXT_DOOR, "fang", {**support, "road": "neutral", "needs": ["parking", "heating"]})
    town.write(ELSEWHERE, "hong", support)
    town.write(OLDER, "fang", {**support, "parking_spaces": 2}, time_ms=LAST_YEAR)
    town.write(f"{OLDER[:-4]}2021", "fang", {**support, "_status": "void"})
    town.write(f"{OLDER[:-4]}2022x", "fang", {"road": "support"})


ASKED = (
    "/",
    "/numbers",
    f"/numbers?area={GRID}",
    f"/numbers?area={UNIT}/0302",
    "/numbers?until=2024-12-31",
    "/numbers?number=opinions_road",
    "/numbers?number=opinions&from=2025-01-01",
    "/numbers?number=parking_spaces_needed",
    "/numbers?number=floating_share",
)


def test_every_number_opens_a_list_of_that_length_whoever_looks(browser):
    looked = 0
    for login in ("min", "hong"):
        visitor = browser(login)
        for path in ASKED:
            answer = visitor.get(path)
            if login == "hong" and GRID in path:
                assert answer.status_code == 400
                continue
            for link, number in anchors(answer.text):
                if link.startswith("/records?number="):
                    assert listed(visitor, link) == number
                    looked += 1
    assert looked > 40


def test_the_numbers_are_told_apart_and_what_clashes_is_undecided(browser):
    page = browser("min", "en").page("/numbers")
    road = card(page, "Road hardening")
    assert re.findall(r"(Support|Oppose|Neutral) (\d+)", road) == [
        ("Support", "2"),
        ("Oppose", "0"),
        ("Neutral", "1"),
    ]
    assert "1 undecided" in road
    assert card(page, "Renovation opinions").endswith("4")
    assert "5 spaces 4 records" in card(page, "Parking spaces needed")
    assert "More parking 1" in card(page, "Needed most")


def card(page: str, title: str) -> str:
    """What a number says, without marks."""
    (inner,) = re.findall(
        rf'<li class="number">\s*<h3><a[^>]*>{title}</a></h3>(.*?)</li>', page, re.DOTALL
    )
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner))).strip()


def test_a_list_says_in_words_of_which_number_it_is(browser):
    visitor = browser("min", "en")
    page = visitor.page("/records?number=opinions_road&part=neutral&from=2025-01-01")
    phrases = re.findall(r'class="phrase"><bdi>(.*?)</bdi>', page)
    assert phrases == ["Renovation opinion", "Road hardening: Neutral", "from January 1, 2025"]
    assert 'name="number" value="opinions_road"' in page
    undecided = visitor.page("/records?number=opinions_road&undecided=1")
    assert "Road hardening: undecided" in undecided
    assert undecided.count('class="address"') == 1


def test_one_number_stands_by_community_and_grid(browser):
    page = browser("min", "en").page("/numbers?number=opinions")
    rows = re.findall(r'<th scope="row"><a href="/records\?area=([^"]+)">', page)
    assert rows == [GRID, OTHER_GRID]
    assert listed_numbers(page) == [3, 1]


def test_a_larger_area_has_all_that_lies_below_it_like_the_list_behind_its_number(
    browser_of, counted
):
    everywhere = {**WORK.to_json(), "restricted": False, "areas": ["grid", "community", "district"]}
    forms.publish(counted.connection, [Form.from_json(everywhere)], 0)
    figures.keep(counted.connection, [FISHING])
    for area in ("130709", COMMUNITY, GRID, OTHER_GRID):
        counted.write(f"cleanup/{area}:{1:026d}", "hong", {"_status": "finished"})
    visitor = browser_of(counted)("auditor", "en")
    for asked, expected in (("", [4, 3, 1, 1]), (COMMUNITY, [3, 1, 1]), (GRID, [1])):
        page = visitor.page(f"/numbers?number=fishing&area={asked}")
        links = [link for link, _ in anchors(page) if link.startswith("/records?number=")]
        assert listed_numbers(page) == expected
        assert [listed(visitor, link) for link in links] == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("round", ["Area", "autumn", "spring", "Undecided"]),
        ("kind", ["Area", "Number", "Number", "other answers", "Undecided"]),
    ],
)
def test_each_row_of_a_number_has_a_cell_for_each_heading(browser_of, counted, by, expected):
    data = {**WORK.to_json(), "restricted": False}
    data["questions"] += [{"name": "round", "kind": "text", "label": TITLE}]
    forms.publish(counted.connection, [Form.from_json(data)], 0)
    figures.keep(counted.connection, [Figure(id="apart", title=TITLE, form="cleanup", by=by)])
    for area, name, kind in ((GRID, "spring", "street"), (OTHER_GRID, "autumn", "sea")):
        said = {"round": name, "kind": kind, "_status": "finished"}
        counted.write(f"cleanup/{area}:{1:026d}", "hong", said)
    page = browser_of(counted)("min", "en").page("/numbers?number=apart")
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == expected
    rows = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', page, re.DOTALL)
    assert [re.findall(r'data-label="(.*?)"', row) for row in rows] == [expected[1:]] * 2


def listed_numbers(page: str) -> list[int]:
    return [n for link, n in anchors(page) if link.startswith("/records?number=")]


def test_what_there_is_not_is_answered_as_such(browser):
    visitor = browser("min")
    for path in (
        "/numbers?number=gone",
        "/numbers?area=130709/999",
        "/numbers?from=soon",
        "/numbers?until=0001-01-01",
        "/records?number=gone",
        "/records?number=floating_share",
        "/records?number=opinions&part=support",
        "/records?number=opinions_road&part=perhaps",
        "/records?part=support",
        "/records?undecided=1",
        "/records?until=2022-02-30",
        "/records?state=renovation_opinion.none",
    ):
        assert visitor.get(path).status_code == 400


def test_numbers_of_a_restricted_form_are_there_for_those_who_may_see_it(browser_of, counted):
    forms.publish(counted.connection, [WORK], 0)
    figures.keep(counted.connection, [FISHING])
    grants.give(
        counted.connection,
        counted.id_of("hong"),
        [Grant(area=AreaId(OTHER_GRID), role=Role.grid_head, form="cleanup")],
    )
    for area in (GRID, OTHER_GRID):
        counted.write(f"cleanup/{area}:{1:026d}", "hong", {"_status": "finished"})
    browser = browser_of(counted)
    assert card(browser("hong", "en").page("/numbers"), "Fishing") == "1"
    page = browser("min", "en").page("/numbers")
    assert "Fishing" not in page
    assert "This district has no numbers" in page
    assert browser("min").get("/numbers?number=fishing").status_code == 400
    assert browser("min").get("/records?number=fishing").status_code == 400


def test_a_number_that_cannot_be_counted_says_so(browser_of, counted):
    lost = Figure(id="lost", title=TITLE, form="renovation_opinion", by="elevator")
    figures.keep(counted.connection, [lost])
    page = browser_of(counted)("min", "en").page("/numbers")
    assert "cannot be counted" in page


def test_records_finished_in_a_period_are_found_without_a_number(browser):
    visitor = browser("min", "en")
    page = visitor.page("/records?form=renovation_opinion&from=2024-01-01&until=2024-12-31")
    assert page.count('class="address"') == 1
    assert "finished until December 31, 2024" in page
