"""What files are taken as lists, and how their cells are read."""

import pytest

from server.lists import child, reading
from server.lists.errors import ListTooLarge, NoList, UnclosedQuote, UndecodableList
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
