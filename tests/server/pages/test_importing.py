"""`/import`: a list is sent, shown as what it would change, and taken when that is confirmed."""

import html
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from schema.record_id import RecordId
from server import desk
from server.lists import child
from server.pages import importing
from server.people import areas, forms, grants
from server.views.answering import held
from tests.server.pages.test_glance import acts
from tests.server.town import GRID, OPINION, OTHER_GRID, UNIT

HEAD = ["小区", "楼栋", "单元", "房号"]
DOOR = ["和平小区", "3号楼", "1单元"]


@pytest.fixture(autouse=True)
def _read_here(monkeypatch, folded_here):
    """Cells are read in this process: what bounds the other one has tests of its own."""
    monkeypatch.setattr(importing.reading, "read", lambda file: {"sheets": child.sheets(file)})


@pytest.fixture
def clerk(station, browser):
    """Somebody who keeps the roster."""
    staff = station.directory.by_login["min"].id
    given = Grant(area=AreaId("130709"), role=Role.district)
    station.change(lambda connection: grants.give(connection, staff, [given]))
    return browser("min")


def book(*rows):
    content, made = io.BytesIO(), openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(content)
    return content.getvalue()


def send(visitor, content, name="名单.xlsx", **fields):
    data = {"token": visitor.token(), **fields}
    files = {"list": (name, content)} if content is not None else None
    headers = {"Origin": "http://testserver"}
    if files is None:
        files = {"nothing": ("", b"")}
    return visitor.post("/import", data=data, files=files, headers=headers)


def text(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def press(visitor, answer):
    return visitor.send_form(answer.url.path)


def test_a_list_is_shown_first_and_taken_when_confirmed(station, clerk):
    rows = [HEAD, [*DOOR, "0301"], [*DOOR, "0303"]]
    shown = send(clerk, book(*rows), kind="households", whole="1")
    said = text(shown.text)
    assert "现在还什么都没有写入" in said
    assert "和平小区 3号楼 1单元 0303" in said
    assert "和平小区 3号楼 1单元 0302 · 1条记录保留" in said
    assert station.directory.tree.get(f"{UNIT}/0303") is None
    taken = press(clerk, shown)
    assert "已写入" in text(taken.text)
    assert "就这样写入" not in taken.text
    assert station.directory.tree.get(f"{UNIT}/0303").name == "0303"
    assert station.directory.tree.get(f"{UNIT}/0302").gone
    assert "（已不在名册）" in text(clerk.page("/records"))
    assert "已不在名册" in text(clerk.page(f"/areas/{UNIT}"))


def test_every_wrong_cell_stands_in_one_table_and_nothing_is_kept(station, clerk):
    before = station.directory
    rows = [HEAD, ["和平小区", "9号楼", "1单元", "<b>1</b>"], [*DOOR, None]]
    answer = send(clerk, book(*rows), kind="households", whole="1")
    said = text(answer.text)
    assert (answer.status_code, "名单.xlsx里有2个问题" in said) == (422, True)
    assert "2 B 和平小区没有楼栋“9号楼”" in said
    assert "3 D 没有填“房号 (room)”" in said
    assert station.directory is before


def test_what_is_confirmed_is_what_was_shown(station, clerk):
    shown = send(clerk, book(HEAD, [*DOOR, "0301"]), kind="households", whole="1")
    other = {"file": "x.csv", "sheets": child_sheets([HEAD, [*DOOR, "0304"]]), "additions": True}
    desk.perform(station, "households.import", {**other, "as": "min"})
    answer = press(clerk, shown)
    assert "这期间别人改动过" in text(answer.text)
    assert not station.directory.tree.get(f"{UNIT}/0304").gone
    press(clerk, shown)
    assert station.directory.tree.get(f"{UNIT}/0304").gone


def test_what_was_shown_in_another_language_is_confirmed_by_one_press(station, browser):
    rows = [[*HEAD, "房屋用途"], [*DOOR, "0301", "出租"]]
    shown = send(browser("fang"), book(*rows), kind="records", form="household_file")
    taken = press(browser("fang", "en"), shown)
    assert "Taken over." in text(taken.text)
    assert "Use of the dwelling" in text(taken.text)


def child_sheets(rows):
    return [{"name": "x", "rows": rows, "merged": [], "typed": False}]


def test_records_are_imported_by_who_writes_them(station, browser):
    fang = browser("fang")
    rows = [[*HEAD, "房屋用途"], [*DOOR, "0302", "出租"]]
    fields = {"kind": "records", "form": "household_file"}
    shown = send(fang, book(*rows), **fields)
    assert "一户一档" in text(shown.text)
    assert "1 新增" in text(shown.text)
    record = f"household_file/{UNIT}/0302"
    assert not station.reader.record(record)
    press(fang, shown)
    assert station.reader.record(record)
    again = send(fang, book(*rows), **fields)
    assert "没有变化" in text(again.text)


def test_whoever_is_shown_what_a_list_leaves_as_it_is_has_read_it(station, browser):
    restricted = replace(station.directory.forms["household_file"], version="9", restricted=True)
    given = Grant(area=AreaId(GRID), role=Role.grid_head, form="household_file")
    people = [station.directory.by_login[login].id for login in ("fang", "qiang")]
    station.change(lambda connection: forms.publish(connection, [restricted], 1))
    for person in people:
        station.change(lambda connection, who=person: grants.give(connection, who, [given]))
    fang, record = browser("fang"), RecordId.parse(f"household_file/{UNIT}/0302")
    rows = [[*HEAD, "房屋用途"], [*DOOR, "0302", "出租"]]
    fields = {"kind": "records", "form": "household_file"}
    press(fang, send(fang, book(*rows), **fields))
    assert acts(station, "records.read") == []
    entry = held(station, restricted, record).entry("dwelling_use", "own")
    station.record_change(record, people[1], [entry])
    assert "保留原答案" in text(send(fang, book(*rows), **fields).text)
    assert acts(station, "records.read") == [record.text]


def test_a_list_is_its_senders_alone(clerk, browser):
    shown = send(clerk, book(HEAD, [*DOOR, "0305"]), kind="households", whole="0")
    other = browser("fang")
    answer = other.get(shown.url.path)
    assert (answer.status_code, "0305" in answer.text) == (404, False)
    assert other.send_form(shown.url.path).status_code == 404


def test_who_has_no_right_to_a_kind_is_not_offered_it_and_cannot_send_it(browser):
    fang = browser("fang")
    offered = re.findall(r'name="kind" value="(\w+)"', fang.page("/import"))
    assert offered == ["records"]
    assert send(fang, book(HEAD), kind="households").status_code == 404
    assert send(fang, book(HEAD), kind="records", form="care_file").status_code == 404
    browser("auditor").page("/import", 404)


def test_an_area_that_is_not_ones_own_is_answered_as_one_that_is_not_there(station, browser):
    given = Grant(area=AreaId(GRID), role=Role.district)
    fang = station.directory.by_login["fang"].id
    station.change(lambda connection: grants.give(connection, fang, [given]))
    visitor, rows = browser("fang"), book(HEAD, [*DOOR, "0301"])
    answers = [
        send(visitor, rows, kind="households", whole="1", covers=covers)
        for covers in (OTHER_GRID, "130709", "130709/9")
    ]
    assert [each.status_code for each in answers] == [422, 422, 422]
    assert all("您没有这个编号的地区" in text(each.text) for each in answers)


def test_pages_lead_to_the_lists_that_belong_there(clerk):
    assert "/import?kind=households" in clerk.page("/areas")
    assert "/import?kind=records&amp;form=renovation_opinion" in clerk.page(
        "/records?form=renovation_opinion"
    )


def test_what_is_no_list_is_said_on_the_page(clerk):
    for name, content, said in (
        ("名单.csv", "小区,房号\n长".encode("gb18030") + b"\xff\xff", "文字编码读不出来"),
        ("名单.csv", b'a,b\n"c,d\n', "引号没有结束"),
        ("名单.xlsx", b"PK nothing", "工作簿已损坏"),
    ):
        answer = send(clerk, content, name=name, kind="households", whole="1")
        assert (answer.status_code, said in text(answer.text)) == (422, True), said
    assert "请先选择名单文件" in text(send(clerk, None, kind="households").text)


def test_a_template_is_handed_out_to_whoever_may_import_it(clerk, browser):
    answer = clerk.get("/import/template/households")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).active["B1"].value == "小区"
    assert browser("fang").get("/import/template/households").status_code == 404
    assert clerk.get("/import/template/records").status_code == 404
    assert browser("fang").get("/import/template/records?form=care_file").status_code == 404
    answer = browser("fang").get("/import/template/records?form=household_file")
    said = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(answer.content)).active[1]]
    assert said[:5] == [*HEAD, "房屋用途"]


def test_what_was_written_at_the_door_is_proposed_beside_the_new_household(
    station, clerk, people_at_the_door
):
    shown = send(clerk, book(HEAD, [*DOOR, "0305"]), kind="households", whole="0")
    assert "0305（未登记）" in text(shown.text)
    taken = press(clerk, shown)
    way = re.search(r'href="(/areas/adopt[^"]+)"', taken.text)[1]
    assert "并入" in text(clerk.page(html.unescape(way)))


@pytest.fixture
def people_at_the_door(station):
    """Somebody wrote of a household at the door that is on no roster."""
    record = RecordId.parse(OPINION.replace(f"{UNIT}/0301", f"{UNIT}/+0305"))
    author = station.directory.by_login["fang"].id
    station.record_change(record, author, [("road", "support", ())])
    station.wait_for_views()


def test_a_household_that_is_gone_counts_on_neither_side_of_a_forms_progress(station, clerk):
    assert "第7网格 50% 1／2户" in text(clerk.page("/?form=renovation_opinion"))
    station.change(lambda connection: areas.mark_gone(connection, [AreaId(f"{UNIT}/0301")], 1))
    assert "第7网格 0% 0／1户" in text(clerk.page("/?form=renovation_opinion"))
