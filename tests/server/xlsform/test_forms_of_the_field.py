"""Forms with what well-known public ones have, each read whole, and pyxform agreeing."""

from schema.expressions.compiling import compiled
from server.xlsform.checked import Group
from tests.server.xlsform.conftest import problems, warnings
from tests.server.xlsform.field_forms import TOWNS, cascade, census, health


def test_a_census_of_households_with_repeats_in_repeats(desk):
    reading = desk.read(**census())
    assert [] == problems(reading)
    household = reading.form.children[2]
    member = household.children[1]
    adult = member.children[2]
    assert isinstance(adult.children[0], Group)
    assert (True, "${size}", True) == (member.repeat, member.count.text, adult.children[0].repeat)
    assert ("data", "household", "member", "adult", "job", "hours") == adult.children[0].children[
        1
    ].place
    assert member.place in reading.form.places.repeats
    for question in reading.form.questions():
        if question.calculation:
            compiled(question.calculation.text, reading.form.places, question.place)


def test_cascades_over_an_external_list_of_10_000_rows(desk):
    reading = desk.read(**cascade(desk.folder))
    assert [] == problems(reading)
    towns = reading.form.lists["towns"]
    assert (TOWNS, {"name": "t9999", "label": "镇9999", "county": "c99"}) == (
        len(towns.rows),
        towns.rows[-1],
    )


def test_a_long_health_form_in_three_languages(desk):
    reading = desk.read(**health())
    assert ([], []) == (problems(reading), warnings(reading))
    assert ("zh-CN", "en", "fr") == reading.form.languages
    first = next(reading.form.questions())
    assert {"zh-CN": "请核对", "en": "Check", "fr": "Vérifiez"} == first.constraint_message
    assert {"zh-CN": "label::zh-CN", "en": "label::en", "fr": "label::fr"} == dict(
        reading.form.lists["signs"].labels
    )
    assert 400 == reading.questions


def test_one_row_of_every_kind_is_a_form(desk):
    kinds = (
        *("text", "integer", "decimal", "date", "time", "dateTime", "range", "note"),
        *("acknowledge", "geopoint", "barcode", "image", "file"),
    )
    silent = ("hidden", "start", "end", "today", "deviceid", "username")
    (desk.folder / "towns.csv").write_text("name,label\na,A\n", "utf-8")
    reading = desk.read(
        survey=[
            ["type", "name", "label", "calculation", "parameters"],
            *([kind, f"q_{kind}", kind] for kind in kinds if kind != "range"),
            ["range", "q_range", "range", None, "start=0 end=10 step=0.5"],
            *([kind, f"q_{kind}"] for kind in silent),
            ["calculate", "q_calculate", None, "1 + 1"],
            ["select_one l", "q_one", "one"],
            ["select_multiple l or_other", "q_multiple", "several"],
            ["select_one_from_file towns.csv", "q_file_one", "one"],
        ],
        choices=[["list_name", "name", "label"], ["l", "y", "Yes"]],
    )
    assert [] == problems(reading)
    asked = {question.kind for question in reading.form.questions()}
    assert {*kinds, *silent, "calculate", "select_one", "select_multiple"} == asked
    numbers = next(q for q in reading.form.questions() if q.kind == "range")
    assert {"start": "0", "end": "10", "step": "0.5"} == dict(numbers.parameters)
