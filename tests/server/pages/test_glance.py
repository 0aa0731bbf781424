"""Everything about one place on one page, as far as the visitor may see it."""

import contextlib
import html
import re
import sqlite3
from dataclasses import replace
from urllib.parse import quote

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.grant import Grant, Role
from schema.pack import load_pack
from schema.question import Kind, MergePolicy, Question
from server.people import areas, forms, grants
from sync.core.change import Change, Entry
from sync.core.update import encode
from sync.log.log import Submission
from tests.server.town import COMMUNITY, GRID, OPINION, OTHER_GRID, UNIT

PLACE = f"{UNIT}/0301"
HOME = f"/glance/{PLACE}"
CARE = f"care_file/{PLACE}"
PEN = "需要每周探望"
ACROSS = f"{OTHER_GRID}/x01/b01/u2/0502"
ULID = "01JD000000000000000000000"


@pytest.fixture
def written(written):
    """There are visits, too, and a restricted file; min has a grant for that."""
    opinion = next(form for form in load_pack("chongli").forms if form.id == "renovation_opinion")
    care = replace(opinion, id="care_file", key=(), restricted=True)
    visit = replace(
        opinion,
        id="visit",
        title={"zh-CN": "走访", "en": "Visit"},
        key=("ulid",),
        questions=tuple(_asked(name, kind) for name, kind in QUESTIONS),
    )
    forms.publish(written.connection, [care, visit], 0)
    given = Grant(area=AreaId(COMMUNITY), role=Role.community, form="care_file")
    grants.give(written.connection, written.id_of("min"), [given])
    written.write(CARE, "fang", {"opinion": PEN, "_status": "finished"})
    return written


QUESTIONS = (
    ("outcome", Kind.text),
    ("come_back_at", Kind.date_time),
    ("round", Kind.text),
    ("remark", Kind.text),
)


def _asked(name, kind):
    label = {"zh-CN": name, "en": name}
    return Question(name=name, kind=kind, label=label, merge=MergePolicy.clash)


def text(page):
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_a_household_has_its_file_its_people_and_its_opinions_on_one_page(browser):
    said = text(browser("fang").page(HOME))
    assert "和平小区 3号楼 1单元 0301" in said
    assert said.index("一户一档") < said.index("改造意见") < said.index("最近经过")
    assert "张伟" in said
    assert "<b>李&娜</b>" in said
    assert "道路硬化 支持" in said
    assert "绿化亮化： 支持 / 反对" in said
    assert "楼道灯坏了" in said


def test_what_is_sensitive_is_masked_and_revealed_from_here(browser, station):
    visitor = browser("fang")
    page = visitor.page(HOME)
    assert "13800001234" not in page
    form = re.search(r'action="/reveal">(.*?)</form>', page, re.DOTALL)[1]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert sent["back"] == HOME
    assert "13800001234" in visitor.send_form("/reveal", **{**sent, "token": visitor.token()}).text
    assert acts(station, "records.reveal") == [f"household_file/{PLACE}"]


def acts(station, act):
    with contextlib.closing(sqlite3.connect(station.data / "log.db")) as log:
        return [row[0] for row in log.execute("SELECT subject FROM audit WHERE act = ?", (act,))]


def test_a_restricted_file_is_there_for_those_alone_whose_grant_names_it(browser, station):
    for login in ("fang", "auditor"):
        page = browser(login).page(HOME)
        assert PEN not in page
        assert "care_file" not in page
    assert acts(station, "records.read") == []
    assert PEN in browser("min").page(HOME)
    assert acts(station, "records.read") == [CARE]


def test_a_place_of_others_is_as_one_that_is_absent(browser):
    for login, places in (
        ("hong", [PLACE]),
        ("fang", [ACROSS, f"{UNIT}/9999", f"{UNIT}/+0301-2"]),
        ("root", [PLACE]),
    ):
        visitor = browser(login)
        absent = text(visitor.page("/glance/x", 404))
        for area in places:
            assert text(visitor.page(f"/glance/{area}", 404)) == absent


def test_a_record_about_a_place_that_no_list_has_is_shown_there(written, request):
    written.write(f"hazard_report/{GRID}/x99:{ULID}7", "fang", {"description": "无名小区"})
    written.write(f"household_file/{UNIT}/+0301-2", "fang", {"dwelling_use": "own"})
    browser = request.getfixturevalue("browser")
    page = browser("fang").page(f"/glance/{GRID}/x99")
    assert "不在现有地区中" in page
    assert "无名小区" in page
    page = browser("fang").page(f"/glance/{UNIT}/+0301-2")
    assert "名册外住户" in page
    assert f"/glance/{UNIT}/%2B0301-2" not in page
    assert f'href="/glance/{UNIT}/+0301-2"' in browser("fang").page(f"/glance/{UNIT}")
    text(browser("hong").page(f"/glance/{GRID}/x99", 404))


def test_households_written_at_the_door_are_below_a_place_of_which_no_list_has_one(
    written, browser_of
):
    fresh = AreaId(f"{GRID}/x03/b09")
    areas.add_all(
        written.connection,
        [Area(id=fresh, kind=AreaKind.building, name="9号楼", parent=AreaId(f"{GRID}/x03"))],
    )
    written.write(f"household_file/{fresh}/+101", "fang", {"dwelling_use": "own"})
    page = browser_of(written)("fang").page(f"/glance/{fresh}")
    assert f'href="/glance/{fresh}/+101"' in page


@pytest.mark.parametrize("place", [f"{UNIT}/+3#", f"{GRID}/x99"])
def test_of_a_place_that_no_list_has_nothing_leads_to_a_list(written, browser_of, place):
    for number in range(21):
        written.write(f"visit/{place}:{ULID[:-3]}{number:04d}", "fang", {"_status": "finished"})
    page = browser_of(written)("fang").page(f"/glance/{quote(place)}")
    assert "另有更早的1份" in page
    assert 'href="/records?' not in page[page.index("<main") :]


def test_it_offers_a_new_record_to_those_who_may_write_one(browser):
    link = f'href="/new?area={PLACE.replace("/", "%2F")}"'
    assert link in browser("fang").page(HOME)
    assert link not in browser("auditor").page(HOME)


def test_of_many_visits_the_last_are_shown_and_the_last_says_when_to_come_back(written, request):
    for number in range(25):
        record = f"visit/{PLACE}:01JD0000000000000000000{100 + number}"
        answers = {"remark": f"第{number}次", "_status": "finished"}
        if number == 24:
            answers |= {"outcome": "come_back", "come_back_at": "2026-06-12T18:00:00+08:00"}
        written.write(record, "fang", answers)
    page = request.getfixturevalue("browser")("fang").page(HOME)
    assert "约好再来：2026年6月12日 18:00" in re.search(r'<p class="again">(.*?)</p>', page)[1]
    assert re.findall(r"<bdi>(第\d+次)</bdi>", page)[0] == "第24次"
    assert "第5次" in page
    assert "第4次" not in page
    assert "另有更早的5份" in page
    assert f"/records?form=visit&amp;area={PLACE}" in page.replace("%2F", "/")


def test_what_was_held_back_is_counted_for_those_who_decide_over_it(browser, station):
    entry = Entry("road", "oppose", ())
    change = Change(
        7_000_001, station.directory.by_login["hong"].id, 1_760_000_000_000, None, (entry,)
    )
    station.store(
        [
            Submission(
                record=OPINION,
                data=encode(change),
                device="device0000000001",
                staff=change.staff,
                change_id=change.change_id,
                scope=AreaId(GRID).scope,
                refusal="forbidden",
            )
        ]
    )
    assert "1处改动被拒收" in text(browser("min").page(HOME))
    assert "被拒收" not in text(browser("fang").page(HOME))


def test_a_larger_place_says_what_lies_below_it_as_far_as_it_is_the_visitors(browser):
    for login, area, expected in (
        ("min", COMMUNITY, {GRID: "4", OTHER_GRID: "1"}),
        ("min", GRID, {f"{GRID}/x03": "4"}),
        ("min", f"{GRID}/x03", {f"{GRID}/x03/b02": "4"}),
        ("min", UNIT, {PLACE: "3", f"{UNIT}/0302": "1"}),
        ("fang", COMMUNITY, {GRID: "3"}),
        ("fang", UNIT, {PLACE: "2", f"{UNIT}/0302": "1"}),
    ):
        page = browser(login).page(f"/glance/{area}")
        below = re.findall(r'<li><a href="/glance/([^"]+)">.*?(\d+)份记录</small>', page)
        assert dict(below) == expected


def test_records_searches_and_areas_lead_here(browser):
    visitor = browser("min")
    link = f'href="{HOME}"'
    for path in (
        f"/records/{OPINION}",
        "/records?q=0301",
        f"/records?area={PLACE}",
        "/households?form=renovation_opinion&state=done",
        f"/areas/{UNIT}",
    ):
        assert link in visitor.page(path), path
    assert f'href="/glance/{UNIT}"' in visitor.page(f"/areas/{UNIT}")
