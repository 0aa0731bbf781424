"""The page of exports: counts, makes, hands out, and to whom."""

import contextlib
import csv
import functools
import hashlib
import io
import json
import re
import sqlite3
import time

import openpyxl
import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from server.exports import jobs
from server.exports.errors import ExportsBusy
from server.exports.order import Format, Order
from server.exports.running import Maker
from server.people import forms, grants
from server.station import Station
from tests.server.exports.conftest import HOUSE, Here, survey
from tests.server.pages.conftest import HOUSEHOLD, browsers
from tests.server.town import COMMUNITY, ELSEWHERE, GRID, NEXT_DOOR, OPINION, founded

WAIT_S = 60
PAUSE_S = 0.05
"""Between two looks, as a browser that refreshes."""
MAKE = {"form": "renovation_opinion", "do": "make"}


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    """A server's station that the tests of this module share; no test takes what others need."""
    data = tmp_path_factory.mktemp("town") / "data"
    left = data / jobs.FOLDER_NAME / "abandoned"
    with founded(data) as town:
        town.add("qu", "区办", Role.district, "130709")
        town.add("half", "半区", Role.district, GRID)
        for login in ("leaving", "idle"):
            town.add(login, login, Role.district, "130709")
        town.add("mixed", "混合", Role.district, GRID)
        reads = Grant(area=AreaId(COMMUNITY), role=Role.community)
        grants.give(town.connection, town.id_of("mixed"), [reads])
        town.write(OPINION, "fang", {"greening_lighting": "support", "_status": "finished"})
        town.write(OPINION, "qiang", {"greening_lighting": "oppose"})
        town.write(NEXT_DOOR, "fang", {"parking_spaces": 9, "_status": "returned"})
        town.write(ELSEWHERE, "hong", {"opinion": "希望增加停车位"})
        answers = {"members[0a1b2c]": True, "members[0a1b2c].name": "<b>李&娜</b>"}
        town.write(HOUSEHOLD, "fang", {"phone": "13800001234", **answers})
        town.fold()
    left.mkdir(parents=True)
    (left / "x.csv").write_text("secret")
    with Station(data) as opened:
        yield opened


@pytest.fixture(scope="module")
def sign_in(station):
    """Signs people in, everybody once."""
    with contextlib.ExitStack() as opened:
        make = browsers(station, opened)
        yield functools.cache(make)


@pytest.fixture
def browser(sign_in):
    return sign_in


@pytest.fixture
def child():
    """Asked for by tests that want a real child to make their export."""


@pytest.fixture(autouse=True)
def _here(request, monkeypatch):
    if "child" not in request.fixturenames:
        monkeypatch.setattr(jobs, "Maker", Here)


@pytest.fixture
def noted(station):
    """What the audit has of exports since the test began."""
    before = len(audited(station))
    return lambda: audited(station)[before:]


def made(visitor, **fields):
    """The page of an export that was made, once it is ready."""
    answer = visitor.send_form("/exports", **{**MAKE, **fields})
    assert answer.status_code == 200, answer.text
    until = time.monotonic() + WAIT_S
    while 'http-equiv="refresh"' in answer.text:
        assert time.monotonic() < until
        time.sleep(PAUSE_S)
        answer = visitor.get(answer.url)
    return answer


def fetched(visitor, page, number=0):
    link = re.findall(r'href="(/exports/[a-z0-9]+/\d+)"', page.text)[number]
    return visitor.get(link)


def rows(visitor, **fields):
    """What a CSV of the page holds."""
    content = fetched(visitor, made(visitor, format="csv", **fields)).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def audited(station):
    with sqlite3.connect(station.data / "log.db") as connection:
        found = connection.execute("SELECT actor, subject, detail FROM audit WHERE act = 'export'")
        every = [(actor, subject, json.loads(detail)) for actor, subject, detail in found]
    connection.close()
    return every


def test_a_map_is_offered_where_a_form_asks_for_a_place(browser, town, browser_of):
    assert 'value="geojson"' not in browser("qu").page("/exports")
    with town.connection:
        forms.publish(town.connection, [survey()], 1)
    town.add("qu", "区办", Role.district, "130709")
    town.write(HOUSE, "fang", {"spot": [40.97, 115.28], "_status": "finished"})
    visitor = browser_of(town)("qu")
    assert ">地图（GeoJSON）</option>" in visitor.page("/exports")
    answer = fetched(visitor, made(visitor, form="survey", format="geojson"))
    assert "application/geo+json" == answer.headers["content-type"]
    (feature,) = answer.json()["features"]
    assert [115.28, 40.97] == feature["geometry"]["coordinates"]
    refused = made(visitor, form="renovation_opinion", format="geojson")
    assert "这份表单没有问位置" in refused.text


def test_the_page_counts_before_it_makes_anything(browser):
    page = browser("qu", "en").page("/exports?form=renovation_opinion")
    assert "opens in Excel, 3 rows" in page
    narrower = browser("qu", "en").page(f"/exports?form=renovation_opinion&area={GRID}")
    assert "opens in Excel, 2 rows" in narrower
    returned = browser("qu", "en").page("/exports?form=renovation_opinion&status=returned")
    assert "opens in Excel, 1 row<" in returned
    later = browser("qu", "en").page("/exports?form=renovation_opinion&from=2025-10-10")
    assert "opens in Excel, 0 rows" in later


def test_beside_the_count_stands_what_was_counted(browser):
    def said(lang, path):
        page = browser("qu", lang).page(path)
        return re.search(r'id="count".*?<small><bdi>(.*?)</bdi></small>', page, re.DOTALL)[1]

    assert said("zh-CN", "/exports?form=renovation_opinion") == "已按此统计：改造意见、全部区域"
    narrow = f"/exports?form=renovation_opinion&area={GRID}&status=returned&from=2025-10-10"
    assert said("zh-CN", narrow) == (
        "已按此统计：改造意见、长青路社区 · 第7网格、被退回、2025年10月10日起填写"
    )
    assert said("en", narrow) == (
        "Counted: Renovation opinion, 长青路社区 · 第7网格, returned, begun since October 10, 2025"
    )


def test_counting_puts_the_filters_into_the_address_and_makes_nothing(browser, noted):
    answer = browser("qu").send_form(
        "/exports", form="renovation_opinion", area=GRID, status="", do="count"
    )
    assert answer.url.path == "/exports"
    assert dict(answer.url.params) == {"form": "renovation_opinion", "area": GRID}
    assert noted() == []


def test_a_workbook_is_made_fetched_and_named_as_people_would(browser, station, child):
    visitor = browser("qu")
    answer = fetched(visitor, made(visitor))
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment")
    assert "%E6%94%B9%E9%80%A0%E6%84%8F%E8%A7%81" in disposition  # 改造意见
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *found = sheet.iter_rows(values_only=True)
    doors = {row[head.index("地址")] for row in found}
    assert doors == {
        "和平小区 3号楼 1单元 0301",
        "和平小区 3号楼 1单元 0302",
        "裕兴小区 1号楼 2单元 0502",
    }


def test_the_audit_says_who_took_what_with_the_hash_of_the_very_file(browser, station, noted):
    visitor = browser("qu")
    page = made(visitor, area=GRID, status="finished")
    content = fetched(visitor, page).content
    ((actor, form, detail),) = noted()
    assert (actor, form) == (station.directory.by_login["qu"].id, "renovation_opinion")
    assert (detail["area"], detail["status"], detail["way"]) == (GRID, "finished", "page")
    assert detail["rows"] == 1
    expected = hashlib.blake2b(content, digest_size=32).hexdigest()
    assert [each["hash"] for each in detail["files"]] == [expected]
    assert expected in page.text


def test_only_what_the_person_may_take_away_is_in_it(browser):
    visitor = browser("half", "en")
    assert "opens in Excel, 2 rows" in visitor.page("/exports?form=renovation_opinion")
    assert {row["Door"] for row in rows(visitor)} == {"\t0301", "\t0302"}


def test_reading_elsewhere_adds_nothing_to_what_one_may_take_away(browser):
    visitor = browser("mixed", "en")
    assert "3 records" in visitor.page("/records?form=renovation_opinion")
    assert "opens in Excel, 2 rows" in visitor.page("/exports?form=renovation_opinion")
    assert {row["Door"] for row in rows(visitor)} == {"\t0301", "\t0302"}


@pytest.mark.parametrize("login", ["min", "fang", "auditor", "root"])
def test_without_the_right_to_export_there_is_no_such_page(browser, login):
    visitor = browser(login)
    assert '"/exports"' not in visitor.page("/")
    visitor.page("/exports", 404)
    assert visitor.send_form("/exports", **MAKE).status_code == 404


def test_a_restricted_form_is_offered_to_those_alone_whose_grant_names_it(browser, station):
    page = browser("qu").page("/exports")
    restricted = [form.id for form in station.directory.forms.values() if form.restricted]
    assert not any(f'value="{form}"' in page for form in restricted)


def test_nobody_else_finds_an_export(browser):
    one, other = browser("qu"), browser("half")
    page = made(one)
    link = re.findall(r'href="(/exports/[a-z0-9]+)/\d+"', page.text)[0]
    for path in (link, f"{link}/0"):
        assert one.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert browser().get(path).url.path == "/login"
    assert one.get(f"{link}/1").status_code == 404


def test_after_the_grants_changed_the_file_is_not_handed_out(browser, station):
    visitor = browser("leaving")
    page = made(visitor)
    person = station.directory.by_login["leaving"]
    assert fetched(visitor, page).status_code == 200
    station.change(lambda connection: grants.take(connection, person.id, person.grants[0]))
    assert fetched(visitor, page).status_code == 404


def test_a_filter_that_does_not_exist_is_said_to_be_none(browser):
    visitor = browser("qu", "en")
    for query in (
        "form=nonsense",
        "area=999",
        "status=lost",
        "from=yesterday",
        "to=2026-13-01",
        "format=pdf",
    ):
        assert "There is no such filter." in visitor.page(f"/exports?{query}", 400)


def test_sensitive_answers_are_masked_and_rows_of_repeats_come_beside(browser):
    visitor = browser("qu")
    page = made(visitor, form="household_file", format="csv")
    home, members = (fetched(visitor, page, n).content.decode("utf-8-sig") for n in (0, 1))
    assert "13800001234" not in home
    assert "138••••1234" in home
    assert "<b>李&娜</b>" in members
    assert "-家庭成员.csv" in page.text
    assert "members" not in page.text


def test_lines_of_json_are_the_documents(browser):
    visitor = browser("qu")
    content = fetched(visitor, made(visitor, format="jsonl")).content.decode()
    found = [json.loads(line) for line in content.splitlines()]
    assert [each["id"] for each in found] == sorted([OPINION, NEXT_DOOR, ELSEWHERE])
    values = found[0]["answers"]["greening_lighting"]["values"]
    assert [each["value"] for each in values] == ["support", "oppose"]


def test_earlier_exports_stand_below_and_are_ones_own(browser):
    visitor = browser("qu", "en")
    rows(visitor, area=COMMUNITY)
    page = visitor.page("/exports")
    below = page[page.index("Earlier exports of yours") :]
    assert "Renovation opinion" in below
    assert "长青路社区" in below
    assert "3 rows" in below
    assert "None yet." in browser("idle", "en").page("/exports")


def test_one_person_has_one_export_made_at_a_time(browser, noted, monkeypatch):
    monkeypatch.setattr(jobs, "MAKING_MAX", 0)
    answer = browser("qu", "en").send_form("/exports", **MAKE)
    assert answer.status_code == 503
    assert "Enough exports are being made" in answer.text
    assert noted() == []


def test_files_are_private_and_go_when_something_is_erased(browser, station, child):
    visitor = browser("qu")
    page = made(visitor)
    folder = station.data / jobs.FOLDER_NAME
    (link,) = set(re.findall(r"/exports/([a-z0-9]{16})", page.text))
    (file,) = (folder / link).iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    station.listeners.erased({OPINION: None})
    assert not list(folder.iterdir())
    assert fetched(visitor, page).status_code == 404


def test_files_go_after_an_hour(browser, station, monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_S", 0.01)
    visitor = browser("qu")
    made_page = visitor.send_form("/exports", **MAKE)
    until = time.monotonic() + WAIT_S
    while visitor.get(made_page.url).status_code != 404:
        assert time.monotonic() < until
        time.sleep(PAUSE_S)
    (link,) = re.findall(r"/exports/([a-z0-9]{16})", made_page.url.path)
    assert not (station.data / jobs.FOLDER_NAME / link).exists()


def test_what_lay_there_from_before_is_removed_at_the_start(browser, station):
    assert not (station.data / jobs.FOLDER_NAME / "abandoned").exists()


def test_a_child_that_dies_makes_no_export_and_says_so(browser, noted, monkeypatch):
    def dying(*words):
        maker = Maker(*words)
        maker.stop()
        return maker

    monkeypatch.setattr(jobs, "Maker", dying)
    page = made(browser("qu", "en"))
    assert "It was not made." in page.text
    assert noted() == []


def test_when_the_server_ends_its_children_and_their_files_go(browser, station, child):
    own = jobs.Jobs(station)
    person = station.directory.by_login["qu"].id
    order = Order(form="renovation_opinion", format=Format.csv, viewer=person)
    job = own.begin(person, order, way="page", name="x")
    own.end()
    assert own.of(person, job.id) is None
    assert not (station.data / jobs.FOLDER_NAME).exists()
    with pytest.raises(ExportsBusy):
        own.begin(person, order, way="page", name="x")
