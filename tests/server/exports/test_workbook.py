"""XLSX as a second program reads it."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from server.exports.columns import Column, Table
from server.exports.errors import TooLarge
from server.exports.workbook import CELL_UNITS_MAX, CUT, ROWS_MAX, Workbook
from tests.server.exports.conftest import HOUSE, NASTY, survey
from tests.server.town import AREAS

moment = dt.datetime.fromisoformat


def opened(made):
    return openpyxl.load_workbook(made["folder"] / "x.xlsx")


def table(sheet):
    """The rows as dictionaries of cells by header."""
    head, *found = sheet.iter_rows()
    names = [cell.value for cell in head]
    assert len(set(names)) == len(names)
    return [dict(zip(names, row, strict=True)) for row in found]


def values(sheet):
    return [{name: cell.value for name, cell in row.items()} for row in table(sheet)]


@pytest.fixture
def for_people(exported):
    return opened(exported("xlsx", labels=True))


def test_numbers_and_dates_are_what_they_are_and_ids_are_text(exported):
    row = next(row for row in table(opened(exported("xlsx")).active) if row["_id"].value == HOUSE)
    assert (row["rooms"].data_type, row["rooms"].value) == ("n", 3)
    assert (row["size"].data_type, row["size"].value) == ("n", 62.5)
    assert (row["since"].is_date, row["since"].value) == (True, moment("2019-06-12"))
    assert (row["_created_ms"].data_type, row["_created_ms"].value) == ("n", 1_760_000_000_000)
    assert (row["id_number"].data_type, row["id_number"].value) == ("s", "130709199001011234")
    assert (row["_grid"].data_type, row["_grid"].value) == ("s", "130709100002007")


def test_no_cell_is_a_formula(export, surveyed):
    for number, text in enumerate(NASTY):
        surveyed.write(f"{HOUSE}/r{number}", "fang", {"note": text})
    notes = {}
    for row in table(opened(export("xlsx")).active):
        assert "f" not in {cell.data_type for cell in row.values()}
        notes[row["_id"].value] = row["note"].value
    for number, text in enumerate(NASTY):
        expected = text.replace("\r\n", "\n").replace("\x07", "\ufffd")
        assert unescape(notes[f"{HOUSE}/r{number}"]) == expected


def test_text_that_looks_like_a_formula_stays_text_when_somebody_edits_the_cell(exported):
    row = next(row for row in table(opened(exported("xlsx")).active) if row["_id"].value == HOUSE)
    assert (row["note"].value, row["note"].number_format) == ("=1+1", "@")
    assert row["id_number"].number_format == "@"


def test_no_header_and_no_choice_holds_an_internal_name(for_people):
    form = survey()
    asked = [*form.questions, *form.questions[-1].questions]
    names = {each.name for each in asked} | {c.name for each in asked for c in each.choices}
    names |= {"finished", "draft", *(area for area, _, _ in AREAS)}
    for sheet in for_people:
        for row in sheet.iter_rows(values_only=True):
            for cell in row:
                assert not any(name == part for name in names for part in str(cell).split("、"))
        for cell in next(sheet.iter_rows(values_only=True)):
            assert not any(name in cell for name in (*names, "_", "survey"))


def test_a_household_is_found_by_the_words_on_its_door(for_people):
    (row,) = [row for row in values(for_people.active) if row["门牌"] == "0301"]
    assert row["地址"] == "和平小区 3号楼 1单元 0301"
    place = ["长青路社区", "第7网格", "和平小区", "3号楼", "1单元"]
    assert [row[name] for name in ("社区", "网格", "小区", "楼", "单元")] == place
    (other,) = [row for row in values(for_people.active) if row["门牌"] == "0301-2（未登记）"]
    assert other["说明"] == "新住户"


def test_people_read_names_local_times_states_and_labels(for_people):
    (row,) = [row for row in values(for_people.active) if row["门牌"] == "0301"]
    assert row["填写人"] == "王芳"
    assert row["填写时间"] == moment("2025-10-09T16:53:20")  # 08:53:20 UTC
    assert (row["状态"], row["用途"], row["需要"]) == ("已完成", "自住", "电梯")
    assert (row["需要：电梯"], row["需要：车位"]) == (1, 0)


def test_a_clash_is_named_by_its_question(for_people):
    (row,) = [row for row in values(for_people.active) if row["门牌"] == "0302"]
    assert (row["冲突的题目"], row["用途"]) == ("用途", "出租")


def test_rows_of_a_repeat_are_a_sheet_that_leads_back_to_the_record(for_people):
    assert for_people.sheetnames == ["入户调查", "家庭成员"]
    (home,) = [row["序号"] for row in values(for_people.active) if row["门牌"] == "0301"]
    found = values(for_people["家庭成员"])
    assert [(row["序号"], row["第几行"], row["姓名"]) for row in found] == [
        (home, 1, "张伟"),
        (home, 2, "李娜"),
    ]
    assert found[0]["关系"] == "户主"
    assert found[0]["门牌"] == "0301"


def test_the_same_in_english(exported):
    row = values(opened(exported("xlsx", labels=True, lang="en")).active)[0]
    assert {"No.", "Address", "Door", "Written by", "Needs: Lift", "State"} <= set(row)


def test_a_text_longer_than_a_cell_ends_with_a_sign_and_is_counted(tmp_path):
    text = "𠮷" * CELL_UNITS_MAX
    column = Column(header="x", cell=lambda _: text)
    book = Workbook(tmp_path / "x.xlsx", [Table(name="", title="t", columns=(column,))])
    book.add(None)
    (written,) = book.close()
    assert written.cut == 1
    (_,), (cell,) = openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True)
    assert cell.endswith(CUT)
    assert len(cell.encode("utf-16-le")) // 2 <= CELL_UNITS_MAX
    assert set(cell.removesuffix(CUT)) == {"𠮷"}


def test_a_number_that_a_spreadsheet_would_round_is_text(tmp_path):
    numbers = [0.1 + 0.2, 9_007_199_254_740_991, 123_456_789_012_345, -0.5, 1e300]
    line = iter(numbers)
    column = Column(header="x", cell=lambda _: next(line))
    book = Workbook(tmp_path / "x.xlsx", [Table(name="", title="t", columns=(column,))])
    for _ in numbers:
        book.add(None)
    book.close()
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    found = [cell.value for (cell,) in sheet.iter_rows(min_row=2)]
    assert found == ["0.30000000000000004", "9007199254740991", *numbers[2:]]


def test_more_rows_than_a_sheet_holds_are_refused_and_not_cut(tmp_path, monkeypatch):
    monkeypatch.setattr("server.exports.workbook.ROWS_MAX", 2)
    column = Column(header="x", cell=lambda _: 1)
    book = Workbook(tmp_path / "x.xlsx", [Table(name="", title="t", columns=(column,))])
    book.add(None)
    book.add(None)
    with pytest.raises(TooLarge):
        book.add(None)
    book.close()
    assert ROWS_MAX == 2**20 - 1


def test_sheets_have_titles_that_a_workbook_takes(tmp_path):
    column = (Column(header="x", cell=lambda _: 1),)
    titles = ["a/b:[c]*?", "家" * 40, "家" * 40, "History", "'q'", "A B  C "]
    book = Workbook(
        tmp_path / "x.xlsx", [Table(name="", title=title, columns=column) for title in titles]
    )
    book.close()
    names = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(1 <= len(name) <= 31 for name in names)
