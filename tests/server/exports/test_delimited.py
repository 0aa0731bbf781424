"""CSV: exact bytes, and text that no spreadsheet runs or changes."""

import csv

import pytest

from server.exports.delimited import needs_guard
from tests.server.exports.conftest import ELSEWHERE, HOUSE, NASTY, NEXT_DOOR, UNLISTED
from tests.server.town import GRID, OTHER_GRID

HEAD = "_id,_form_version,_area,_grid,_created_by,_created_ms,_status,_clashes"
QUESTIONS = (
    "note,id_number,phone,rooms,size,since,use,needs,needs/lift_up,needs/park_in,"
    "spot/latitude,spot/longitude,spot/altitude,spot/accuracy"
)


def rows(file):
    """Read by Python's own reader, which knows neither of us nor of Excel."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def by_id(file):
    return {row["_id"]: row for row in rows(file)}


def test_a_file_begins_with_a_bom_and_its_lines_end_as_excel_writes_them(exported):
    made = exported("csv")
    content = (made["folder"] / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf_id,_form_version,_area,_grid,")
    assert content.count(b"\n") == content.count(b"\r\n") == 5


def test_columns_for_machines_are_those_of_the_interface_then_the_questions_in_order(exported):
    made = exported("csv")
    with (made["folder"] / "x.csv").open(encoding="utf-8-sig") as opened:
        assert opened.readline().strip() == f"{HEAD},{QUESTIONS}"


def test_a_record_is_a_row_with_its_codes(export, surveyed):
    row = by_id(export("csv")["folder"] / "x.csv")[HOUSE]
    assert row["_form_version"] == "1"
    assert row["_area"] == HOUSE.removeprefix("survey/")
    assert row["_grid"] == "\t130709100002007"
    assert row["_created_by"] == surveyed.id_of("fang")
    assert row["_created_ms"] == "1760000000000"
    assert (row["_status"], row["_clashes"]) == ("finished", "0")
    assert (row["rooms"], row["size"], row["since"]) == ("3", "62.5", "2019-06-12")
    assert (row["use"], row["needs"]) == ("own_use", "lift_up")
    assert (row["needs/lift_up"], row["needs/park_in"]) == ("1", "0")


def test_formulas_and_long_numbers_stand_behind_a_tab(exported):
    row = by_id(exported("csv")["folder"] / "x.csv")[HOUSE]
    assert row["note"] == "\t=1+1"
    assert row["id_number"] == "\t130709199001011234"


def test_plain_text_stays_as_it_was_written(exported):
    row = by_id(exported("csv", plain=True)["folder"] / "x.csv")[HOUSE]
    assert row["note"] == "=1+1"
    assert row["id_number"] == "130709199001011234"
    assert row["_grid"] == "130709100002007"


def test_a_choice_nobody_was_asked_for_is_blank_and_one_not_taken_is_nought(exported):
    found = by_id(exported("csv")["folder"] / "x.csv")
    assert found[UNLISTED]["needs/lift_up"] == ""
    assert found[ELSEWHERE]["needs/lift_up"] == "0"


def test_a_record_that_clashes_says_so(exported):
    row = by_id(exported("csv")["folder"] / "x.csv")[NEXT_DOOR]
    assert row["_clashes"] == "1"
    assert row["use"] == "let_out"  # the later one, shown for now


def test_rows_of_a_repeat_stand_in_a_file_beside_with_the_record_they_belong_to(exported):
    made = exported("csv")
    assert [each["name"] for each in made["files"]] == ["x.csv", "x-people.csv"]
    found = rows(made["folder"] / "x-people.csv")
    assert [(row["_id"], row["_row"], row["_index"]) for row in found] == [
        (HOUSE, "0a1b2c", "1"),
        (HOUSE, "9z8y7x", "2"),
    ]
    assert [(row["name"], row["kin"]) for row in found] == [("张伟", "head_of"), ("李娜", "")]


def test_what_was_written_comes_out_as_text_whatever_it_is(export, surveyed):
    records = [f"{HOUSE}/r{number}" for number, _ in enumerate(NASTY)]
    for record, text in zip(records, NASTY, strict=True):
        surveyed.write(record, "fang", {"note": text})
    guarded = by_id(export("csv")["folder"] / "x.csv")
    plain = by_id(export("csv", plain=True)["folder"] / "x.csv")
    for record, text in zip(records, NASTY, strict=True):
        assert plain[record]["note"] == text
        cell = guarded[record]["note"]
        assert cell.removeprefix("\t").replace("\ufffd", "\x07") in (text, text.removeprefix("\t"))


@pytest.mark.parametrize("text", NASTY[:7])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert needs_guard(text, for_people=False)


@pytest.mark.parametrize("text", ["123456789012", "130709199001011234", " 130709199001011234"])
def test_long_numbers_are_guarded(text):
    assert needs_guard(text, for_people=False)


@pytest.mark.parametrize("text", ["0301", "3-2", "1e5", "2019/6/12", "12:30"])
def test_doors_that_look_like_numbers_and_dates_are_guarded_for_people_alone(text):
    assert needs_guard(text, for_people=True)
    assert not needs_guard(text, for_people=False)


@pytest.mark.parametrize("text", ["", "张伟", "12345678901", "13070919900101123X", "3号楼", "a=b"])
def test_other_text_is_left_alone(text):
    assert not needs_guard(text, for_people=True)


def test_an_area_chosen_is_the_area_and_all_below(exported):
    assert {HOUSE, NEXT_DOOR, UNLISTED} == set(
        by_id(exported("csv", area=GRID)["folder"] / "x.csv")
    )
    assert {ELSEWHERE} == set(by_id(exported("csv", area=OTHER_GRID)["folder"] / "x.csv"))


def test_what_was_received_since_is_chosen_by_the_servers_clock(export, surveyed):
    surveyed.write(ELSEWHERE, "hong", {"note": "迟到"}, time_ms=1_600_000_000_000)
    last_ms = next(surveyed.clock) - 60_000
    made = export("csv", received_ms=last_ms)
    assert [ELSEWHERE] == list(by_id(made["folder"] / "x.csv"))


def test_a_period_is_when_records_were_begun(export, surveyed):
    begun = {row["_id"]: int(row["_created_ms"]) for row in rows(export("csv")["folder"] / "x.csv")}
    made = export("csv", begun_from_ms=begun[NEXT_DOOR], begun_until_ms=begun[UNLISTED])
    assert [NEXT_DOOR] == list(by_id(made["folder"] / "x.csv"))
