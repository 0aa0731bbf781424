"""Choices: of sheets, of files beside the workbook, and what filters and look-ups ask of them."""

import json
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from schema.logic.judgement import Circumstances
from tests.server.xlsform.conftest import problems, warnings

NOW = datetime(2026, 11, 26, tzinfo=UTC)
TOWNS = "name,label,label::English (en),county\na,甲,A,x\nb,乙,B,y\n"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["", "a", "A"]], [("choices!A3", "choice_missing_list")]),
        ([["l", "", "A"]], [("choices!B3", "choice_missing_name")]),
        ([["l", "a b", "A"]], []),
        ([["l", "a\tb", "A"]], [("choices!B3", "choice_name")]),
        ([["l", "z", "A"]], [("choices!B3", "choice_twice")]),
        ([["l", "x" * 65, "A"]], [("choices!B3", "choice_name")]),
    ],
)
def test_a_choice_that_is_wrong_is_named_at_its_cell(desk, rows, wanted):
    reading = desk.survey(
        "type name label",
        ["select_one l", "a", "A"],
        choices=[["list_name", "name", "label"], ["l", "z", "Z"], *rows],
    )
    assert wanted == problems(reading)


def test_the_settings_allow_a_choice_several_times_for_cascades(desk):
    reading = desk.survey(
        "type name label",
        ["select_one l", "a", "A"],
        choices=[["list_name", "name", "label"], ["l", "z", "Z"], ["l", "z", "Z"]],
        settings=[["form_id", "allow_choice_duplicates"], ["f", "yes"]],
    )
    assert [] == problems(reading)


def test_a_list_is_found_by_its_name_in_either_width(desk):
    reading = desk.survey(
        "type name label list_name",
        ["单选题 用途１", "a", "A"],
        ["单选题", "b", "B", "用途1"],
        ["单选题", "c", "C", "用途２"],
        choices=[["list_name", "name", "label"], ["用途１", "z", "Z"]],
    )
    assert [("survey!D4", "unknown_list")] == problems(reading)


@pytest.mark.parametrize("missing", ["list_name", "name"])
def test_a_missing_column_of_choices_is_one_problem(desk, missing):
    rows = [["list_name", "name", "label"], ["l", "y", "Yes"], ["l", "n", "No"]]
    left_out = rows[0].index(missing)
    reading = desk.survey(
        "type name label",
        ["select_one l", "a", "A"],
        choices=[[text for at, text in enumerate(row) if at != left_out] for row in rows],
    )
    assert [("choices!A1", "header_missing")] == problems(reading)


def test_a_choice_without_a_label_is_told_once(desk):
    reading = desk.survey(
        "type name label",
        ["select_one l", "a", "A"],
        choices=[["list_name", "name", "label"], ["l", "y", ""], ["l", "z", ""]],
    )
    assert ([], [("choices!C2", "choice_label")]) == (problems(reading), warnings(reading))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("county = ${county}", None),
        ("county = ${county} and name != 'x'", None),
        ("conty = ${county}", "unknown_column"),
        ("selected(${county}, conty)", "unknown_column"),
        ("county = ${conty}", "unknown_question"),
        ("county = current()/../county", None),
        ("county = current()/../conty", "unknown_path"),
        ("county =", "unfinished"),
    ],
)
def test_a_filter_asks_for_columns_of_its_list(desk, text, code):
    reading = desk.survey(
        "type name label choice_filter",
        ["select_one counties", "county", "County"],
        ["select_one towns", "town", "Town", text],
        choices=[
            ["list_name", "name", "label", "county"],
            ["counties", "x", "X"],
            ["towns", "a", "A", "x"],
        ],
    )
    assert ([("survey!D3", code)] if code else []) == problems(reading)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("instance('towns')/root/item[name = ${t}]/label", None),
        ("instance('towns')/root/item[name = ${t}]/lable", "unknown_column"),
        ("instance('towns')/root/item[nam = ${t}]/label", "unknown_column"),
        ("count(instance('towns')/root/item[county = 'x'])", None),
        ("pulldata('towns', 'county', 'name', ${t})", None),
        ("pulldata('towns', 'conty', 'name', ${t})", "unknown_column"),
        ("pulldata('towns', 'county', 'nam', ${t})", "unknown_column"),
        ("pulldata('villages', 'county', 'name', ${t})", "file_missing"),
    ],
)
def test_look_ups_ask_for_lists_and_their_columns(desk, text, code):
    (desk.folder / "towns.csv").write_text(TOWNS, "utf-8")
    reading = desk.survey(
        "type name label calculation",
        ["select_one_from_file towns.csv", "t", "Town"],
        ["calculate", "c", "", text],
    )
    assert ([("survey!D3", code)] if code else []) == problems(reading)


def test_a_list_in_a_file_is_read_in_all_its_languages_and_encodings(desk):
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (desk.folder / "towns.csv").write_bytes(TOWNS.encode(encoding))
        reading = desk.survey("type name label", ["select_one_from_file towns.csv", "t", "Town"])
        towns = reading.form.lists["towns"]
        assert ({"default": "label", "en": "label::English (en)"}, "乙") == (
            dict(towns.labels),
            towns.rows[1]["label"],
        )
        assert ("towns", "select_one") == (
            reading.form.children[0].list_name,
            reading.form.children[0].kind,
        )


def test_a_list_in_a_workbook_beside_it_is_read(desk):
    book = Workbook()
    for row in (["name", "label"], ["a", "甲"], [7, "乙"]):
        book.active.append(row)
    book.save(desk.folder / "towns.xlsx")
    reading = desk.survey("type name label", ["select_multiple_from_file towns.xlsx", "t", "Town"])
    assert [] == problems(reading)
    assert ["a", "7"] == [row["name"] for row in reading.form.lists["towns"].rows]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("villages.csv", "file_missing"),
        ("towns.xml", "file_kind"),
        ("deeper/towns.csv", "file_missing"),
        ("bare.csv", "file_unreadable"),
        ("broken.xlsx", "file_unreadable"),
        ("codes.csv", "file_column"),
    ],
)
def test_a_file_that_is_no_list_is_told_where_it_is_named(desk, file, code):
    (desk.folder / "deeper").mkdir()
    (desk.folder / "deeper" / "towns.csv").write_text(TOWNS, "utf-8")
    (desk.folder / "bare.csv").write_text("", "utf-8")
    (desk.folder / "broken.xlsx").write_text("no workbook", "utf-8")
    (desk.folder / "codes.csv").write_text("code,label\n1,A\n", "utf-8")
    reading = desk.survey("type name label", [f"select_one_from_file {file}", "t", "Town"])
    assert [("survey!A2", code)] == problems(reading)


def test_parameters_name_other_columns_of_a_file(desk):
    (desk.folder / "codes.csv").write_text("code,title\n1,A\n", "utf-8")
    reading = desk.survey(
        "type name label parameters",
        ["select_one_from_file codes.csv", "t", "Town", "value=code label=title"],
        ["select_one_from_file codes.csv", "u", "Town", "value=number label=title"],
    )
    assert [("survey!D3", "file_column")] == problems(reading)


def test_a_table_named_by_a_row_serves_expressions(desk):
    (desk.folder / "fees.csv").write_text("area,fee\n1,5\n", "utf-8")
    reading = desk.survey(
        "type name label calculation",
        ["csv-external", "fees", ""],
        ["calculate", "c", "", "instance('fees')/root/item[area = 1]/fee"],
    )
    assert ([], ["c"]) == (problems(reading), [q.name for q in reading.form.questions()])


def test_the_old_sheet_of_external_choices_serves_its_own_type(desk):
    reading = desk.survey(
        "type name label choice_filter",
        ["text", "county", "County"],
        ["select_one_external towns", "town", "Town", "county = ${county}"],
        external_choices=[["list_name", "name", "label", "county"], ["towns", "a", "A", "x"]],
    )
    assert ([], "towns") == (problems(reading), reading.form.children[1].list_name)


def test_another_answer_is_a_choice_and_a_question(desk):
    reading = desk.survey(
        "type name label::中文 (zh)",
        ["select_one l or_other", "a", "甲"],
        choices=[["list_name", "name", "label::中文 (zh)"], ["l", "y", "是"]],
    )
    assert [] == problems(reading)
    assert ["a"] == [question.name for question in reading.form.questions() if question.other]
    assert {"name": "other", "label::zh-CN": "其他"} == reading.form.lists["l"].rows[-1]


def test_the_question_for_another_answer_cannot_be_referred_to_as_in_the_standard(desk):
    reading = desk.survey(
        "type name label",
        ["select_one l or_other", "a", "A"],
        ["note", "b", "You said ${a_other}"],
        choices=[["list_name", "name", "label"], ["l", "y", "Yes"]],
    )
    assert [("survey!C3", "unknown_question")] == problems(reading)


def test_two_lists_of_one_name_are_told_where_the_second_is_named(desk):
    (desk.folder / "towns.csv").write_text("name,label\na,A\n", "utf-8")
    reading = desk.survey(
        "type name label",
        ["select_one towns", "s", "S"],
        ["select_one_from_file towns.csv", "t", "T"],
        choices=[["list_name", "name", "label"], ["towns", "b", "B"]],
    )
    assert [("survey!A3", "list_taken")] == problems(reading)


def test_blanks_part_the_names_of_several_choices_and_not_of_one(desk):
    choices = [["list_name", "name", "label"], ["l", "upper west", "A"], ["l", "b", "B"]]
    one = desk.survey("type name label", ["select_one l", "a", "A"], choices=choices)
    several = desk.survey(
        "type name label",
        ["select_multiple l", "a", "A"],
        ["select_multiple l", "b", "B"],
        choices=choices,
    )
    assert ([], [("choices!B2", "choice_name")]) == (problems(one), problems(several))


def test_a_name_with_a_blank_in_a_file_of_several_choices_is_told_where_the_file_is_named(desk):
    (desk.folder / "towns.csv").write_text("name,label\na b,A\n", "utf-8")
    kinds = ("select_one_from_file towns.csv", "select_multiple_from_file towns.csv")
    rows = ([kind, f"q{at}", "Q"] for at, kind in enumerate(kinds))
    assert [("survey!A3", "choice_name")] == problems(desk.survey("type name label", *rows))


def test_an_answer_with_a_blank_is_offered_by_its_filter(desk):
    reading = desk.survey(
        "type name label choice_filter",
        ["select_one c", "country", "C"],
        ["select_one l", "region", "R", "of = ${country}"],
        choices=[["list_name", "name", "label", "of"], ["c", "gh", "GH"], ["c", "ng", "NG"],
                 ["l", "upper west", "A", "gh"], ["l", "cross river", "B", "ng"]],
    )  # fmt: skip
    assert [] == problems(reading)
    answers = {"country": "gh", "region": "upper west"}
    judged = reading.converted.logic.judge(answers, {}, Circumstances.at(0, "x"))
    assert {} == judged.unoffered
    answers["region"] = "cross river"
    judged = reading.converted.logic.judge(answers, {}, Circumstances.at(0, "x"))
    assert {"region": ["cross river"]} == judged.unoffered


def test_a_row_of_a_file_without_a_name_is_no_choice_and_serves_look_ups(desk):
    (desk.folder / "towns.csv").write_text("name,label,county\na,A\n,B,x\n", "utf-8")
    select = desk.survey("type name label", ["select_one_from_file towns.csv", "t", "T"])
    assert [("survey!A2", "file_blank")] == problems(select)
    look_up = desk.survey(
        "type name label calculation",
        ["csv-external", "towns"],
        ["calculate", "b", None, "pulldata('towns', 'label', 'county', 'x')"],
        ["calculate", "a", None, "instance('towns')/root/item[county = '']/label"],
    )
    assert [] == problems(look_up)
    judged = look_up.converted.logic.judge({}, {}, Circumstances.at(0, "x"))
    assert {"b": "B", "a": "A"} == judged.calculated


def test_the_files_that_a_form_names_are_those_that_were_read_and_those_in_its_cells(desk):
    for name in ("towns.csv", "streets.csv", "door.jpg", "stray.jpg"):
        (desk.folder / name).write_text(TOWNS)
    (desk.folder / "folder").mkdir()
    reading = desk.survey(
        "type name label calculation image",
        ["select_one_from_file towns.csv", "a", "visit.xlsx", "", "door.jpg"],
        ["calculate", "b", "", "pulldata('streets', 'label', 'name', 'a')"],
        ["note", "folder", "folder", "", "gone.jpg"],
    )
    assert ([], ("door.jpg", "streets.csv", "towns.csv")) == (problems(reading), reading.media)


MEMBERS = [["begin repeat", "members", "M"], ["text", "who", "Name"], ["end repeat"]]


def test_answers_of_a_repeat_are_choices(desk):
    reading = desk.survey(
        "type name label",
        *MEMBERS,
        ["单选题 ${who}", "head", "Head"],
    )
    assert [] == problems(reading)
    made = reading.converted
    assert "${who}" == made.question("head").answers_of
    live = made.logic.open(
        {"members[aaaaaa].who": "Li"}, {"members": ["aaaaaa"]}, Circumstances(now=NOW)
    )
    assert ["Li"] == [choice.name for choice in live.offered("head")]


def test_choices_made_of_answers_are_neither_filtered_nor_otherwise_answered(desk):
    reading = desk.survey(
        "type name label choice_filter",
        *MEMBERS,
        ["select_one ${who}", "head", "Head", "${who} != 'x'"],
        ["select_one ${who} or_other", "other", "Other"],
        ["select_multiple ${who}", "several", "Several"],  # nor does the standard's reader
    )
    wanted = [
        ("survey!D5", "answers_filtered"),
        ("survey!A6", "list_of_answers"),
        ("survey!A7", "list_of_answers"),
    ]
    assert wanted == sorted(problems(reading), key=lambda each: each[0][-1])


PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [115.28, 40.97]},
            "properties": {"id": "w1", "title": "North well", "depth": 12.0},
        },
        {
            "type": "Feature",
            "id": "p1",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[115, 40], [116, 40], [116, 41, 7], [115, 40]]],
            },
            "properties": {"title": "Park"},
        },
    ],
}


def test_features_are_choices_with_their_places(desk):
    (desk.folder / "places.geojson").write_text(json.dumps(PLACES))
    reading = desk.survey(
        "type name label calculation",
        ["select_one_from_file places.geojson", "at", "Where"],
        ["calculate", "spot", "", "instance('places')/root/item[id = ${at}]/geometry"],
        ["calculate", "deep", "", "instance('places')/root/item[id = ${at}]/depth"],
    )
    assert [] == problems(reading)
    made = reading.converted
    chosen = [(each.name, each.label["zh-CN"]) for each in made.question("at").choices]
    assert [("w1", "North well"), ("p1", "Park")] == chosen
    judged = made.logic.judge({"at": "w1"}, {}, Circumstances(now=NOW)).calculated
    assert {"spot": "40.97 115.28 0 0", "deep": "12"} == judged
    shape = made.logic.judge({"at": "p1"}, {}, Circumstances(now=NOW)).calculated["spot"]
    assert "40 115 0 0; 40 116 0 0; 41 116 7 0; 40 115 0 0" == shape


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"features": [1]}', '{"features": [{"geometry": {"type": "Point"}}]}',
     '{"features": [{"geometry": {"type": "Sphere", "coordinates": []}}]}',
     '{"features": [{"geometry": {"type": "Point", "coordinates": [1]}}]}'],
)  # fmt: skip
def test_a_file_of_features_that_is_none_is_told_at_the_cell(desk, text):
    (desk.folder / "places.geojson").write_text(text)
    reading = desk.survey("type name label", ["select_one_from_file places.geojson", "at", "A"])
    assert [("survey!A2", "file_unreadable")] == problems(reading)
