"""The page of households: a door is found by its words, recorded or not, and foreign ones never."""

import html
import re
from dataclasses import replace

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.pack import load_pack
from schema.tree import AreaTree
from server.people import forms
from server.views import roster
from server.views.searching import holds
from tests.server.town import COMMUNITY, GRID, OTHER_GRID, UNIT

PAGE = "/households?form=renovation_opinion"
ACROSS = f"{OTHER_GRID}/x01/b01/u2/0502"


@pytest.fixture
def written(written):
    """There is a form, too, that nobody was granted."""
    opinion = next(form for form in load_pack("chongli").forms if form.id == "renovation_opinion")
    forms.publish(written.connection, [replace(opinion, id="care", restricted=True)], 0)
    return written


def doors(page):
    return re.findall(r'href="/glance/([^"]+)"', page)


def refusal(visitor, path):
    page = visitor.page(path, 400)
    assert "没有这样的筛选条件" in page
    return re.sub(r'name="back" value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("0302", [f"{UNIT}/0302"]),
        ("和平小区 0302", [f"{UNIT}/0302"]),
        ("0302　和平", [f"{UNIT}/0302"]),
        ("３号楼1单", [f"{UNIT}/0302"]),
        ("小区", [f"{UNIT}/0302", ACROSS]),
        ("和平 0502", []),
        ("0301", []),
        ("第7网格", []),
        ("，", []),
    ],
)
def test_a_household_without_a_record_is_found_by_the_words_on_its_door(browser, query, expected):
    page = browser("min").page(f"{PAGE}&q={query}")
    assert doors(page) == expected
    assert f"还剩{len(expected)}户" in page
    assert ("没有地址包含全部这些字词" in page) == (not expected)


def test_words_narrow_those_that_are_done_as_well(browser):
    visitor = browser("min")
    assert doors(visitor.page(f"{PAGE}&state=done&q=和平 03")) == [f"{UNIT}/0301"]
    assert doors(visitor.page(f"{PAGE}&state=done&q=裕兴")) == []


@pytest.mark.parametrize(
    ("area", "expected"),
    [(UNIT, [f"{UNIT}/0302"]), (f"{UNIT}/0302", [f"{UNIT}/0302"]), (OTHER_GRID, [])],
)
def test_below_an_area_the_whole_address_counts(browser, area, expected):
    """The compound's name too, though the compound lies above the area that is asked for."""
    assert doors(browser("min").page(f"{PAGE}&area={area}&q=和平小区")) == expected


def test_the_page_has_a_field_that_keeps_what_is_asked_for(browser):
    page = browser("min").page(f"{PAGE}&state=done&area={GRID}&q=和平")
    form = re.search(r'<form class="search".*?</form>', page, re.DOTALL)[0]
    sent = dict(re.findall(r'name="(\w+)"(?: type="search")? value="([^"]*)"', form))
    assert sent == {"form": "renovation_opinion", "state": "done", "area": GRID, "q": "和平"}
    other = html.unescape(re.search(r'<a href="(/households[^"]+)">看还没完成的', page)[1])
    assert doors(browser("min").page(other)) == [f"{UNIT}/0302"]


def test_a_search_of_records_that_finds_nothing_leads_to_the_door(browser):
    visitor = browser("min")
    for path, expected in (
        ("/records?q=裕兴 0502&status=approved", [ACROSS]),
        (f"/records?form=renovation_opinion&area={GRID}&status=approved&q=和平 0302", None),
        ("/records?form=hazard_report&q=和平 0302", [f"{UNIT}/0302"]),
    ):
        page = visitor.page(path)
        link = html.unescape(re.search(r'<p class="none">.*?href="(/households[^"]+)"', page)[1])
        assert doors(visitor.page(link)) == (expected or [f"{UNIT}/0302"])


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("min", "/records?q=和平"),
        ("min", "/records?form=hazard_report"),
        ("root", "/records?q=无此人"),
    ],
)
def test_nothing_leads_there_from_what_was_found_or_for_whom_it_is_closed(browser, login, path):
    assert 'href="/households' not in browser(login).page(path)


def test_households_of_others_are_neither_named_nor_counted(browser):
    """A foreign area and form are answered as those that are not there, and so is a mark."""
    visitor = browser("hong")
    for foreign, absent in (
        (f"{PAGE}&area={GRID}", f"{PAGE}&area=130709/999"),
        (f"{PAGE}&area={UNIT}/0302&q=和平", f"{PAGE}&area={UNIT}/9999&q=和平"),
        ("/households?form=care", "/households?form=nothing"),
        ("/households?form=care&state=done", "/households?form=hazard_report&state=done"),
    ):
        assert refusal(visitor, foreign) == refusal(visitor, absent)
    for mark in (f"{UNIT}/0302", f"{UNIT}/9999"):
        visitor.page(f"{PAGE}&after={mark}", 404)
    for path in (PAGE, f"{PAGE}&area={COMMUNITY}", f"{PAGE}&area=130709&q=小区"):
        page = visitor.page(path)
        assert doors(page) == [ACROSS]
        assert "还剩1户" in page
    nobody = browser("root")
    assert refusal(nobody, PAGE) == refusal(nobody, "/households?form=nothing")


def test_every_address_is_found_as_the_index_of_records_finds_it():
    """Against each address put together by itself, also where a compound was moved."""
    places = [("1", "district", "区"), ("1/1", "grid", "西格"), ("1/2", "grid", "东格")]
    for x, name in ((1, "星河小区"), (2, "Ａ座 花园")):
        places.append((f"1/1/x{x}", "compound", name))
        for b in (1, 2):
            places.append((f"1/1/x{x}/b{b}", "building", f"{b}号楼"))
            doors = [(f"1/1/x{x}/b{b}/0{d}01", "household", f"0{d}01") for d in (1, 2)]
            places += doors
    tree = AreaTree(
        Area(
            id=AreaId(area),
            kind=AreaKind(kind),
            name=name,
            parent=AreaId("1/2") if area == "1/1/x2" else AreaId(area).parent,
        )
        for area, kind, name in places
    )
    for text in ("", "0101", "星河 02", "a座花园1号", "花园 1号 0201", "河小区2", "西格", "区 ，"):
        for top in ("1", "1/1", "1/2", "1/1/x2", "1/1/x1/b2", "1/1/x1/b2/0101"):
            expected = {
                area.id
                for area in tree.subtree(top)
                if area.kind is AreaKind.household
                and (not text or holds(tree.words(area.id, "zh-CN"), text))
            }
            known = roster.roster(tree)
            spans = known.within.get(top, ())
            found = known.listed(spans, text, bytearray(b"\1" * len(known.households)))
            assert found == sorted(expected)


@pytest.mark.parametrize("size", [1, 2, 3, 8, 256])
def test_whoever_is_done_is_marked_wherever_the_blocks_begin(monkeypatch, size):
    """Against a plain set, over spans that begin and end within blocks, once some more are done."""
    monkeypatch.setattr(roster, "BLOCK", size)
    roster.roster.cache_clear()
    places = [("1", "district")]
    places += [(f"1/{g}", "grid") for g in range(3)]
    places += [(f"1/{g}/h{d}", "household") for g in range(3) for d in range(3)]
    tree = AreaTree(
        Area(
            id=AreaId(area),
            kind=AreaKind(kind),
            name=area,
            parent=AreaId("1/2") if area == "1/0/h1" else AreaId(area).parent,
        )
        for area, kind in places
    )
    known = roster.roster(tree)
    households = [area for area, kind in places if kind == "household"]
    for finished in ({"1/0/h1", "1/1/h2", "1/1/+new"}, set(), {"1/0/h1", "1/2/h0"}):

        def ask(blocks, finished=finished):
            return [
                " ".join(each for each in finished if first <= each <= last)
                for first, last in blocks
            ]

        for top in ("1", "1/0", "1/1", "1/2", "1/0/h1"):
            below = {area.id for area in tree.subtree(top)}.intersection(households)
            for done in (True, False):
                expected = sorted(each for each in below if (each in finished) is done)
                marks = known.marked(known.within[top], ask, done=done)
                assert known.listed(known.within[top], "", marks) == expected
    roster.roster.cache_clear()
