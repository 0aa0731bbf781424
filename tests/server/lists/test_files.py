"""What files are taken as lists, and how their cells are read."""

import zipfile

import pytest

from server.lists import child, reading
from server.lists.errors import ListTooLarge, NoList, UnclosedQuote, UndecodableList
from server.lists.table import Read
from server.xlsform.errors import MissingWorkbook

ROWS = [["小区", "房号"], ["裕兴路，二院", "0101"], ["长青小区", "一楼\n东户"]]


def cells(file):
    (sheet,) = child.sheets(file)
    return sheet["rows"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_says_the_same_in_every_encoding_and_with_every_delimiter(text, encoding, delimiter):
    assert ROWS == cells(text(ROWS, encoding, delimiter))


def test_a_rare_character_of_names_is_read_from_gb18030(text):
    rows = [["姓名", "房号"], ["𠮷田㛃", "0101"]]
    assert rows == cells(text(rows, "gb18030"))


def test_a_comma_within_quotes_parts_nothing(text):
    rows = [["小区", "房号"], ["a,b", "1"], ["c,d", "2"]]
    assert rows == cells(text(rows, delimiter=";"))


def test_a_workbook_keeps_numbers_apart_from_texts_and_tells_what_is_merged(workbook):
    file = workbook([["小区", "房号"], ["长青小区", 301], [None, "0301"]], merged=["A2:A3"])
    (sheet,) = reading.read(file)["sheets"]
    assert [["小区", "房号"], ["长青小区", 301], ["", "0301"]] == sheet["rows"]
    assert [[1, 0, 2, 0]] == sheet["merged"]


def sized(workbook, tmp_path, *merged, rows=2_000, said="长青小区"):
    """A workbook of one column whose ranges openpyxl would not write: they are put into its XML."""
    plain = workbook([["小区"], [said], *(["长"] for _ in range(rows - 2))])
    file = tmp_path / "合并.xlsx"
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for each in given.namelist():
            text = given.read(each)
            if each == "xl/worksheets/sheet1.xml":
                told = f'</sheetData><mergeCells count="{len(merged)}">{cells}</mergeCells>'
                text = text.replace(b"</sheetData>", told.encode())
            made.writestr(each, text)
    return file


def test_a_range_that_is_merged_beside_the_cells_gives_no_row_a_cell_more(workbook, tmp_path):
    (document,) = child.sheets(sized(workbook, tmp_path, "XFD1:XFD2000"))
    assert document["merged"] == [[0, 16_383, 1_999, 16_383]]
    assert {len(row) for row in Read.of(document).sheet.rows} == {1}


def test_ranges_that_cover_the_same_cells_again_and_again_are_refused(workbook, tmp_path):
    taller = sized(workbook, tmp_path, *(["A2:A2000"] * 1_500))
    with pytest.raises(ListTooLarge, match="2,000,000 cells"):
        child.sheets(taller)
    wider = sized(workbook, tmp_path, *(["A1:XFD1"] * 200))
    with pytest.raises(ListTooLarge, match="2,000,000 cells"):
        child.sheets(wider)


def test_what_a_range_says_counts_in_each_row_that_says_it(workbook, tmp_path):
    file = sized(workbook, tmp_path, "A2:A2000", said="长" * 9_000)
    with pytest.raises(ListTooLarge, match="16 M characters"):
        child.sheets(file)


def test_the_digits_of_numbers_count_as_characters(workbook, monkeypatch):
    monkeypatch.setattr(child, "CHARACTERS_MAX", 1_000)
    assert child.sheets(workbook([[1e308] * 3]))
    with pytest.raises(ListTooLarge, match="characters"):
        child.sheets(workbook([[1e308] * 4]))


def test_what_is_no_list_is_refused_before_anything_is_read(tmp_path):
    for name in ("名单.xls", "名单.pdf", "名单"):
        (tmp_path / name).write_bytes(b"whatever")
        with pytest.raises(NoList):
            reading.read(tmp_path / name)
    with pytest.raises(MissingWorkbook):
        reading.read(tmp_path / "none.csv")


def test_a_text_beyond_the_bound_is_refused_unread(tmp_path):
    file = tmp_path / "名单.csv"
    file.write_bytes(b"a,b\n" * (5 * 2**20 // 4 + 1))
    with pytest.raises(ListTooLarge, match="5 MB"):
        reading.read(file)


def test_a_text_of_too_many_rows_is_refused(tmp_path):
    file = tmp_path / "名单.csv"
    file.write_bytes(b"1,2\n" * 100_001)
    with pytest.raises(ListTooLarge, match="100,000 rows"):
        child.sheets(file)


def test_bytes_of_no_known_encoding_name_their_row(tmp_path):
    (tmp_path / "名单.csv").write_bytes("小区,房号\n".encode("gb18030") + b"\xff\xff,1\n")
    with pytest.raises(UndecodableList) as caught:
        child.sheets(tmp_path / "名单.csv")
    assert caught.value.row == 2


def test_a_quote_that_never_ends_names_its_row(tmp_path):
    (tmp_path / "名单.csv").write_text('小区,房号\n长青小区,0101\n"长青小区,0102\n', "utf-8")
    with pytest.raises(UnclosedQuote) as caught:
        reading.read(tmp_path / "名单.csv")
    assert caught.value.row == 3
