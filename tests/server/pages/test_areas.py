"""The pages of areas: the tree, what has no staff, and households that are not on the roster."""

import html
import re

import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from schema.record_id import RecordId
from server.pages import areas
from server.people import grants, staff
from tests.server.town import COMMUNITY, ELSEWHERE, GRID, OTHER_GRID, UNIT

DOOR = f"{UNIT}/+0301-2"
AT_DOOR = f"household_file/{DOOR}"
LISTED = f"household_file/{UNIT}/0301"


@pytest.fixture
def district(station):
    """Somebody who may adopt households: the district office."""

    add_district(station, "district", "130709")
    return "district"


def add_district(station, login, area):
    def act(connection):
        hashed = connection.execute("SELECT password FROM staff WHERE login = 'min'").fetchone()[0]
        person = staff.add(connection, login=login, name="黄强", password_hash=hashed, now_ms=0)
        grants.give(connection, person, [Grant(area=AreaId(area), role=Role.district)])

    station.change(act)


@pytest.fixture
def at_the_door(station):
    """王芳 wrote of a household that the roster lacks."""
    fang = station.directory.by_login["fang"].id
    entries = [("dwelling_use", "rented", ()), ("phone", "13800001234", ())]
    station.record_change(RecordId.parse(AT_DOOR), fang, entries)
    station.record_change(RecordId.parse(LISTED), fang, [("dwelling_use", "own", ())])
    station.wait_for_views(60.0)


def test_the_tree_counts_the_households_below_each_area(browser, district):
    page = browser(district).page("/areas")
    assert "2个网格，3户" in page
    counted = re.findall(
        r"(第7网格|第8网格|长青路社区)(?:</a>)? <small>\S+</small>.*?(\d+)户", page
    )
    assert dict(counted) == {"第7网格": "2", "第8网格": "1", "长青路社区": "3"}


def test_a_grid_without_staff_stands_out(browser, station, district):
    visitor = browser(district)
    assert "每个网格都有人负责" in visitor.page("/areas")
    hong = station.directory.by_login["hong"].id
    station.change(lambda connection: staff.disable(connection, hong))
    page = visitor.page("/areas")
    assert "1个网格无人负责" in page
    assert re.search(
        r"第8网格</a> <small>网格</small> <span class=\"n\">1户</span>.*无人负责", page
    )


def test_a_community_without_an_office_stands_out(browser, station, district):
    visitor = browser(district)
    assert "没有社区人员" not in visitor.page("/areas")
    people = station.directory.by_login

    def act(connection):
        staff.disable(connection, people["min"].id)
        walker = Grant(area=AreaId(COMMUNITY), role=Role.grid_member)
        grants.give(connection, people["qiang"].id, [walker])

    station.change(act)
    assert re.search(r"长青路社区 <small>社区</small>.*没有社区人员", visitor.page("/areas"))


def test_an_office_sees_its_own_areas_and_no_sums_of_others(browser):
    page = browser("min").page("/areas")
    assert f'href="/areas/{COMMUNITY}"' in page
    assert 'href="/areas/130709"' not in page
    assert "3户" in page
    assert not re.search(r"崇礼区 <small>区</small> <span", page)


def test_absent_and_foreign_areas_get_one_answer(browser):
    browser("fang").page(f"/areas/{GRID}", 404)
    visitor = browser("min")
    pages = [visitor.page(f"/areas/{area}", 404) for area in ("130709/100", "130709/999", "x y")]
    same = [re.sub(r'name="back" value="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1] == same[2]


def test_an_area_names_who_works_there_and_what_lies_below(browser):
    page = browser("min").page(f"/areas/{GRID}")
    for words in ("王芳", "李强", "和平小区", "网格编码 130709100002007"):
        assert words in page
    assert "陈红" not in page


def test_an_area_with_many_below_turns_page_by_page(browser, monkeypatch):
    monkeypatch.setattr(areas, "CHILDREN", 1)
    visitor = browser("min")
    first = visitor.page(f"/areas/{UNIT}")
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = visitor.page(following)
    assert ("0301" in first.split("<main")[1], "0302</bdi>" in first) == (True, False)
    assert "0302</bdi>" in second
    assert 'rel="next"' not in second


def test_an_unlisted_household_stands_beside_near_ones(browser, district, at_the_door):
    page = browser(district).page("/areas")
    assert "1户未登记" in page
    listed = page[page.index('id="unlisted"') :]
    assert "和平小区 3号楼 1单元 0301-2（未登记）" in listed
    first = re.search(r"household=([^\"]+)\"", listed)[1]
    assert html.unescape(first).endswith("/0301")


def test_an_office_without_the_right_sees_it_and_cannot_adopt(browser, station, at_the_door):
    add_district(station, "elsewhere", OTHER_GRID)
    visitor = browser("min")
    assert "/areas/adopt" not in visitor.page("/areas")
    fields = {"unlisted": DOOR, "household": f"{UNIT}/0301"}
    for each in (visitor, browser("elsewhere")):
        assert each.send_form("/areas/adopt", **fields).status_code == 404
    assert len(station.reader.record(AT_DOOR)) == 1


def test_both_stand_side_by_side_before_one_is_adopted(browser, district, at_the_door):
    asked = browser(district).get(
        "/areas/adopt", params={"unlisted": DOOR, "household": f"{UNIT}/0301"}
    )
    assert asked.status_code == 200
    rows = dict(
        re.findall(
            r'<th scope="row">([^<]+?)(?: <span.*?)?</th>\s*(<td.*?)</tr>', asked.text, re.DOTALL
        )
    )
    assert re.findall("<bdi>([^<]+)</bdi>", rows["房屋用途"]) == ["出租", "自住"]
    assert "将有冲突" in asked.text
    assert "13800001234" not in asked.text


def test_adopting_copies_the_answers_voids_the_old_record_and_names_the_clash(
    browser, station, district, at_the_door
):
    visitor = browser(district)
    fields = {"unlisted": DOOR, "household": f"{UNIT}/0301"}
    answer = visitor.send_form("/areas/adopt", **fields)
    assert answer.url.path == "/areas"
    assert "1题两边不同" in answer.text
    station.wait_for_views(60.0)
    assert "未登记" not in visitor.page("/areas")
    copied = [row for row in station.reader.record(LISTED) if row.device == "server"]
    assert len(copied) == 2
    again = visitor.send_form("/areas/adopt", **fields)
    assert again.status_code == 200


def test_what_does_not_belong_together_is_not_adopted(browser, station, district, at_the_door):
    before, visitor = station.reader.heads(), browser(district)
    for unlisted, household in (
        (DOOR, ELSEWHERE.partition("/")[2].partition(":")[0]),
        (f"{UNIT}/0301", f"{UNIT}/0302"),
        ("nonsense!", f"{UNIT}/0302"),
        (f"{OTHER_GRID}/+1", f"{UNIT}/0302"),
    ):
        fields = {"unlisted": unlisted, "household": household}
        assert visitor.send_form("/areas/adopt", **fields).status_code == 404
    assert station.reader.heads() == before
