"""Importing records from a list: what is written, what stays, and which cells are wrong."""

import openpyxl
import pytest

from schema.form import Form
from schema.record_id import RecordId
from server import database, desk
from server.database import reading_database
from server.errors import ImportRefused, UnknownArea
from server.operations import record_lists
from server.people import forms
from server.views.answering import held
from sync.core.fold import Outcome
from tests.server.conftest import GRID, NOW_MS
from tests.server.lists.conftest import ELSEWHERE, HEAD, UNIT, row

IMPORT = "records.import"
DOOR = f"file/{UNIT}/0101"


def text(zh, en):
    return {"zh-CN": zh, "en": en}


USES = [
    {"name": "own", "label": text("自住", "Own")},
    {"name": "rented", "label": text("出租", "Rented")},
]
FILE = Form.from_json(
    {
        "id": "file",
        "version": "1",
        "title": text("档案", "File"),
        "key": [],
        "areas": ["household"],
        "restricted": False,
        "questions": [
            {"name": "use", "kind": "select_one", "label": text("用途", "Use"), "choices": USES},
            {
                "name": "phone",
                "kind": "text",
                "label": text("联系电话", "Phone"),
                "sensitive": True,
            },
            {
                "name": "members",
                "kind": "repeat",
                "label": text("成员", "Members"),
                "questions": [
                    {
                        "name": "name",
                        "kind": "text",
                        "label": text("姓名", "Name"),
                        "required": True,
                    },
                    {
                        "name": "born",
                        "kind": "integer",
                        "label": text("出生年份", "Born"),
                        "constraint": ". <= 2020",
                    },
                ],
            },
        ],
    }
)
CLASS = Form.from_json(
    {
        "id": "class",
        "version": "1",
        "title": text("培训", "Class"),
        "key": ["ulid"],
        "areas": ["grid"],
        "restricted": False,
        "questions": [
            {"name": "title", "kind": "text", "label": text("名称", "Title"), "required": True},
            {"name": "hours", "kind": "decimal", "label": text("课时", "Hours")},
        ],
    }
)

NUMBER = {"name": "number", "kind": "text", "label": text("编号", "Number")}
COURSE = Form.from_json(
    {**CLASS.to_json(), "id": "course", "questions": [NUMBER, *CLASS.to_json()["questions"]]}
)
STAGE = Form.from_json({**COURSE.to_json(), "id": "stage", "key": ["number"]})


@pytest.fixture(autouse=True)
def published(data, people):
    connection = database.open_database(data)
    with connection:
        forms.publish(connection, [FILE, CLASS, COURSE, STAGE], NOW_MS)
    connection.close()


@pytest.fixture
def residents(take, workbook):
    """Has a list of households with a use imported; gives the document."""

    def residents(*lines, columns=("用途",), **values):
        file = workbook([[*HEAD, *columns], *lines])
        return take(IMPORT, file, form="file", **values)

    return residents


@pytest.fixture
def reading(station):
    def reading(record=DOOR):
        return held(station, FILE, RecordId.parse(record)).reading

    return reading


@pytest.fixture
def typed(station, people):
    """Somebody answers a question, having seen all there is."""

    def typed(question, value, record=DOOR, by="wang"):
        of = held(station, FILE, RecordId.parse(record))
        station.record_change(of.record, people[by], [of.entry(question, value)])

    return typed


def counted(done):
    return {name: count for name, count in done["counts"].items() if count and name != "listed"}


def test_a_row_becomes_a_finished_record_of_who_imports(residents, reading, people):
    done = residents([*row("0101"), "出租"], **{"as": "zhao"})
    assert counted(done) == {"added": 1}
    found = reading()
    assert (found.values["use"], found.status, found.version) == ("rented", "finished", "1")
    assert found.created_by == people["zhao"]


def test_columns_are_questions_by_name_or_label_in_any_language(residents, reading):
    for header, said in (("use", "own"), ("Use", "Rented"), ("用 途：", "自住")):
        residents([*row("0101"), said], columns=[header])
    assert reading().values["use"] == "own"


def test_the_same_list_again_writes_nothing(residents, station):
    lines = [[*row("0101"), "出租"], [*row("0102"), "自住"]]
    residents(*lines)
    rows = station.rows_stored
    assert counted(residents(*lines)) == {"unchanged": 2}
    assert station.rows_stored == rows


def test_what_a_newer_list_says_supersedes_what_an_older_one_said(residents, reading):
    residents([*row("0101"), "出租"])
    done = residents([*row("0101"), "自住"], **{"as": "zhao"})
    assert counted(done) == {"changed": 1}
    (answer,) = done["changed"][0]["answers"]
    assert (answer["before"], answer["listed"]) == ("出租", "自住")
    assert (reading().values["use"], reading().clashes) == ("own", ())


def test_an_answer_of_somebody_else_is_left_where_the_list_says_nothing_new(
    residents, reading, typed
):
    residents([*row("0101"), "出租"])
    typed("use", "own")
    done = residents([*row("0101"), "出租"])
    assert counted(done) == {"left": 1, "unchanged": 1}
    assert (reading().values["use"], reading().clashes) == ("own", ())


def test_an_answer_of_somebody_else_and_a_newer_list_clash(residents, reading, typed):
    typed("use", "own")
    done = residents([*row("0101"), "出租"])
    assert counted(done) == {"changed": 1, "clashing": 1}
    values = {entry.value for entry in reading().answers["use"].visible}
    assert (values, reading().answers["use"].outcome) == ({"own", "rented"}, Outcome.CLASH)
    assert counted(residents([*row("0101"), "出租"])) == {"unchanged": 1}


def test_a_clash_that_was_settled_is_not_opened_again(residents, reading, typed):
    typed("use", "own")
    residents([*row("0101"), "出租"])
    typed("use", "own")
    assert reading().clashes == ()
    assert counted(residents([*row("0101"), "出租"])) == {"left": 1, "unchanged": 1}
    assert reading().clashes == ()


def test_a_blank_cell_says_nothing(residents, reading):
    residents([*row("0101"), "出租"])
    assert counted(residents([*row("0101"), None])) == {"unchanged": 1}
    assert reading().values["use"] == "rented"


def test_repeated_rows_are_the_rows_of_one_record(residents, reading):
    columns = ("用途", "姓名", "出生年份")
    residents(
        [*row("0101"), "出租", "王芳", 1985], [*row("0101"), None, "李强", 1984], columns=columns
    )
    done = residents(
        [*row("0101"), "出租", "李强", 1983], [*row("0101"), None, "赵敏", 1990], columns=columns
    )
    assert done["changed"][0]["rows_removed"] == 1
    found = reading()
    said = {
        (found.values[f"{each.marker}.name"], found.values[f"{each.marker}.born"])
        for each in found.rows["members"]
    }
    assert said == {("李强", 1983), ("赵敏", 1990)}


def test_a_row_that_somebody_else_wrote_stays(residents, reading, typed):
    typed("members[aaaaaa]", True)
    typed("members[aaaaaa].name", "孙丽")
    residents([*row("0101"), "王芳"], columns=["姓名"])
    assert len(reading().rows["members"]) == 2
    assert counted(residents([*row("0101"), "孙丽"], columns=["姓名"])) == {"changed": 1}
    (only,) = reading().rows["members"]
    assert only.id == "aaaaaa"


def test_a_second_sheet_of_the_name_of_a_repeat_holds_its_rows_in_order(take, tmp_path, reading):
    names = ["王芳", "李强", "赵敏", "孙丽", "周伟"]
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("成员")
    for sheet, lines in (
        (first, [[*HEAD, "用途"], [*row("0101"), "自住"]]),
        (second, [[*HEAD, "姓名"], *([*row("0101"), name] for name in names)]),
    ):
        for line in lines:
            sheet.append(line)
    book.save(tmp_path / "两张.xlsx")
    done = take(IMPORT, tmp_path / "两张.xlsx", form="file")
    found = reading()
    said = [found.values[f"{each.marker}.name"] for each in found.rows["members"]]
    assert (counted(done), said) == ({"added": 1}, names)


def test_every_wrong_cell_is_told_at_once_and_nothing_is_written(workbook, take, station):
    rows = station.rows_stored
    file = workbook(
        [
            [*HEAD, "用途", "姓名", "出生年份"],
            [*row("0101"), "别墅", "王芳", 1985],
            [*row("9999"), "自住", "李强", 1985],
            [*row("0102"), "自住", "赵敏", "八五"],
            [*row("0201"), "自住", None, 2021],
            [*row("0101", unit="2单元"), "自住", None, None],
            [*row("0101", unit="2单元"), "出租", "孙丽", None],
        ]
    )
    with pytest.raises(ImportRefused) as caught:
        take(IMPORT, file, form="file")
    assert [(each["row"], each["column"], each["code"]) for each in caught.value.problems] == [
        (2, "E", "no_answer"),
        (3, "D", "unknown_room"),
        (4, "G", "no_answer"),
        (5, "A", "required"),
        (5, "G", "constraint"),
        (7, "E", "differs"),
    ]
    assert station.rows_stored == rows


def erase(station, *records):
    desk.perform(station, "records.erase", {"ids": list(records)})


def problems_of(residents, *lines, **values):
    with pytest.raises(ImportRefused) as caught:
        residents(*lines, **values)
    return [(each["row"], each["code"]) for each in caught.value.problems]


def test_a_record_that_was_erased_is_told_and_nothing_of_the_list_is_written_or_kept(
    residents, station
):
    residents([*row("0101"), "出租"])
    erase(station, DOOR)
    rows = station.rows_stored
    lines = [[*row("0101"), "自住"], [*row("0102"), "自住"]]
    assert problems_of(residents, *lines, dry_run=True) == [(2, "record_erased")]
    assert problems_of(residents, *lines) == [(2, "record_erased")]
    assert (station.rows_stored, station.reader.quarantine()) == (rows, [])


def test_what_a_record_has_no_room_for_is_told_and_nothing_is_written_or_kept(residents, station):
    rows = station.rows_stored
    long = [[*row("0101"), f"{place}{'长' * 300}"] for place in range(160)]
    lines = [*long, [*row("0102"), "王芳"]]
    assert problems_of(residents, *lines, columns=["姓名"]) == [(2, "record_full")]
    assert (station.rows_stored, station.reader.quarantine()) == (rows, [])
    half = [[*row("0101"), f"{place}{'长' * 300}"] for place in range(80)]
    residents(*half, columns=["姓名"])
    rows = station.rows_stored
    other = [[*row("0101"), f"{place}{'短' * 300}"] for place in range(80)]
    assert problems_of(residents, *other, columns=["姓名"]) == [(2, "record_full")]
    assert station.rows_stored == rows


def test_what_is_erased_while_a_list_is_looked_through_keeps_all_of_it_from_being_written(
    residents, station, monkeypatch
):
    residents([*row("0101"), "出租"])
    looked, rows = record_lists.look, station.rows_stored

    def look(*asked):
        found = looked(*asked)
        erase(station, DOOR)
        return found

    monkeypatch.setattr(record_lists, "look", look)
    lines = [[*row("0102"), "自住"], [*row("0101"), "自住"]]
    assert problems_of(residents, *lines) == [(3, "record_erased")]
    assert (station.rows_stored, station.reader.quarantine()) == (rows, [])


@pytest.mark.parametrize("said", [110101199003074567, "1.10101E+17"])
def test_a_number_that_lost_its_last_digits_is_no_answer(residents, said):
    line = [*row("0101"), said]
    assert problems_of(residents, line, columns=["手机"]) == [(2, "digits_lost")]


@pytest.mark.parametrize("said", ["110101199003074567", 130000000000001])
def test_a_number_that_kept_its_digits_is_taken_as_a_text(residents, reading, said):
    residents([*row("0101"), said], columns=["手机"])
    assert reading().values["phone"] == str(said)


def test_a_draft_is_written_though_an_answer_is_missing(residents, reading):
    residents([*row("0101"), 1985], columns=["出生年份"], draft=True)
    assert reading().status == "draft"


@pytest.mark.parametrize(
    ("column", "theirs", "nowhere"),
    [
        ("小区", "康泰花园", "没有花园"),
        ("网格", "第8网格", "第9网格"),
        ("地区", f"{ELSEWHERE}/0101", f"{ELSEWHERE}/0909"),
        ("地区", "康泰花园", "没有花园"),
        ("_id", f"file/{ELSEWHERE}/0101", f"file/{ELSEWHERE}/0909"),
    ],
)
def test_a_place_of_others_and_one_that_is_not_there_get_one_answer(
    take, workbook, column, theirs, nowhere
):
    told = []
    for said in (theirs, nowhere):
        file = workbook([[column, "楼栋", "单元", "房号", "用途"], [said, 1, 1, "0101", "自住"]])
        with pytest.raises(ImportRefused) as caught:
            take(IMPORT, file, form="file", **{"as": "wang"})
        (problem,) = caught.value.problems
        place = said.removeprefix("file/")
        sentences = [each.replace(place, "…") for each in problem["message"].values()]
        told.append((problem["code"], problem["column"], sentences))
    assert told[0] == told[1]
    assert "康泰花园" not in str(told)


def test_neighbours_are_not_told_to_who_writes_at_other_doors(residents):
    other = {"as": "wang", "area": ELSEWHERE}
    with pytest.raises(UnknownArea):
        residents([*row("0909", compound="康泰花园"), "自住"], **other)
    with pytest.raises(ImportRefused) as caught:
        residents([*row("0909", compound="康泰花园"), "自住"], **{"as": "wang"})
    (problem,) = caught.value.problems
    assert (problem["code"], "0101" in str(problem)) == ("unknown_compound", False)


def test_a_trial_writes_nothing(residents, station):
    rows = station.rows_stored
    assert counted(residents([*row("0101"), "自住"], dry_run=True)) == {"added": 1}
    assert station.rows_stored == rows


def test_sensitive_answers_are_masked_in_what_is_told(residents):
    residents([*row("0101"), "0313-0000001"], columns=["手机"])
    done = residents([*row("0101"), "0313-0000002"], columns=["手机"])
    (answer,) = done["changed"][0]["answers"]
    assert (answer["before"], answer["listed"]) == ("031••••0001", "031••••0002")


def test_a_record_that_is_void_stays_so(residents, typed, reading):
    residents([*row("0101"), "自住"])
    typed("_status", "void")
    assert counted(residents([*row("0101"), "出租"])) == {"void": 1}
    assert reading().values["use"] == "own"


def test_a_form_without_a_key_tells_its_records_apart_by_what_is_named(take, workbook):
    def classes(hours, **values):
        file = workbook([["编号", "名称", "课时"], [GRID, "急救", hours]])
        return counted(take(IMPORT, file, form="class", **values))

    assert classes(2, by=["title"]) == {"added": 1}
    assert classes(3, by=["title"]) == {"changed": 1}
    assert classes(3, by=["title"]) == {"unchanged": 1}
    assert classes(3) == {"added": 1}
    assert classes(3) == {"unchanged": 1}


def test_an_answer_that_contradicts_the_id_of_its_record_is_a_problem(take, workbook, station):
    def counts(number):
        head = ["_id", "编号", "名称"]
        file = workbook([head, [f"stage/{GRID}:p2022", number, "急救"]])
        return counted(take(IMPORT, file, form="stage"))

    with pytest.raises(ImportRefused) as caught:
        counts("p2023")
    (problem,) = caught.value.problems
    assert (problem["row"], problem["column"], problem["code"]) == (2, "B", "key_differs")
    assert counts("p2022") == {"added": 1}


def test_a_number_that_a_form_asks_for_is_no_id_of_an_area(take, workbook, station):
    file = workbook([["地区编号", "编号", "名称"], [GRID, "2022-1", "急救"]])
    assert counted(take(IMPORT, file, form="course", by=["number"])) == {"added": 1}
    (name,) = station.reader.records_after("course/", 1)
    of = held(station, COURSE, RecordId.parse(name))
    assert of.reading.values["number"] == "2022-1"


def test_the_act_is_in_the_audit_with_its_counts(residents, data):
    residents([*row("0101"), "自住"])
    with reading_database(data) as connection:
        found = connection.execute(
            "SELECT subject, detail ->> '$.file', detail ->> '$.added' FROM audit"
            " WHERE act = 'records.import'"
        ).fetchall()
    assert found == [("file", "名单.xlsx", 1)]
