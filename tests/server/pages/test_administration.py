"""What all pages of administration share: who gets in, what their forms need, their words."""

import re

import pytest

from server.pages.navigation import ENTRIES
from tests.server.town import COMMUNITY, GRID, UNIT

HOME = "http://testserver"
PATHS = ("/devices", "/quarantine", "/areas", "/staff", "/forms", "/audit")
INNER = (f"/areas/{GRID}", "/forms/household_file", f"/staff/codes?area={COMMUNITY}")
POSTS = (
    "/devices/device0000000001/revoke",
    "/quarantine/accept",
    "/quarantine/discard",
    "/areas/adopt",
    "/staff/codes",
    "/staff/nobody/code",
    "/staff/nobody/handover",
)
OPEN_TO = {
    "/devices": {"min", "root"},
    "/quarantine": {"min"},
    "/areas": {"min", "root"},
    "/staff": {"min", "root"},
    "/forms": {"min"},
    "/audit": {"auditor"},
}


@pytest.fixture
def visitors(browser):
    """Everybody of the town, signed in."""
    return {login: browser(login) for login in ("fang", "min", "auditor", "root")}


def test_each_page_is_open_to_those_alone_whose_work_it_is(browser, visitors):
    stranger = browser()
    for path in (*PATHS, *INNER):
        assert stranger.get(path).url.path == "/login"
    for path, people in OPEN_TO.items():
        opened = {
            login for login, visitor in visitors.items() if visitor.get(path).status_code == 200
        }
        assert opened == people, path
    for login, visitor in visitors.items():
        named = set(re.findall(r'<a href="(/\w+)"', visitor.page("/").partition("<main")[0]))
        assert named & set(PATHS) == {path for path in PATHS if login in OPEN_TO[path]}
    assert {entry.path for entry in ENTRIES} >= set(PATHS)


def test_whoever_reads_no_records_is_told_what_they_can_do_instead_of_zeros(visitors):
    page = visitors["root"].page("/")
    offered = re.findall(r'<li><a href="(/\w+)"><b>', page)
    assert offered == ["/rounds", "/devices", "/staff", "/areas"]
    for path in offered:
        visitors["root"].page(path)
    assert "您的角色不包括这些" in page
    assert 'id="clashes"' not in page
    for login in ("fang", "min", "auditor"):
        assert "您的角色不包括这些" not in visitors[login].page("/")


def test_nothing_is_done_for_a_foreign_site_or_without_the_forms_token(visitors, station):
    """Asked of who would be allowed to: rights come later than the token."""
    before = (station.reader.heads(), dict(station.directory.devices))
    for path in POSTS:
        for visitor in (visitors["root"], visitors["min"]):
            token = visitor.token()
            foreign = visitor.post(
                path, data={"token": token}, headers={"Origin": "http://x.example"}
            )
            bare = visitor.post(path, data={}, headers={"Origin": HOME})
            assert (foreign.status_code, bare.status_code) == (403, 403), path
    assert (station.reader.heads(), dict(station.directory.devices)) == before


def test_no_page_has_scripts_or_styles_of_its_own_or_internal_words(visitors, station, tablet):
    device = tablet("fang", 1, outbox=2)
    fang = station.directory.by_login["fang"].id
    shown = (
        (
            "min",
            ("/devices", "/quarantine", "/areas", f"/areas/{UNIT}", "/staff", f"/staff/{fang}"),
        ),
        ("min", ("/forms", "/forms/renovation_opinion")),
        ("root", (f"/devices/{device}/revoke", f"/staff/{fang}/handover", INNER[2])),
        ("auditor", ("/audit",)),
    )
    for login, paths in shown:
        for path in paths:
            page = visitors[login].page(path)
            assert not re.search(r"<script(?! src=./static/)|<style|\sstyle=|\son[a-z]+=", page), (
                path
            )
            text = re.sub(r"<[^>]+>", " ", page)
            assert not re.search(r"scope|seq\b|outbox|CRDT|renovation_opinion|device000", text), (
                path
            )
            assert "130709/" not in text


def test_pages_in_english_hold_no_chinese_of_their_own(browser, station, tablet):
    device = tablet("fang", 30, outbox=2)
    fang = station.directory.by_login["fang"].id
    names = {person.name for person in station.directory.staff.values()}
    names |= {area.name for area in station.directory.tree}
    own = set("".join(names)) | set("中文")
    for login, paths in (
        (
            "min",
            ("/devices", "/quarantine", "/areas", f"/areas/{GRID}", "/staff", f"/staff/{fang}"),
        ),
        ("min", ("/forms", "/forms/renovation_opinion", "/forms/household_file")),
        ("root", (f"/devices/{device}/revoke", f"/staff/{fang}/handover", INNER[2])),
        ("auditor", ("/audit", "/audit?q=nobody")),
    ):
        visitor = browser(login, "en")
        for path in paths:
            text = re.sub(r"<[^>]+>", " ", visitor.page(path))
            assert not set(re.findall(r"[\u4e00-\u9fff]", text)) - own, path
