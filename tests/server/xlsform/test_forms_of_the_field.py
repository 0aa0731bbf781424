"""Forms with what well-known public ones have, each read whole, and pyxform agreeing."""

from schema.expressions.compiling import compiled
from server.xlsform.checked import Group
from tests.server.xlsform.conftest import problems, warnings

TOWNS = 10_000


def test_a_census_of_households_with_repeats_in_repeats(desk):
    reading = desk.read(
        survey=[
            ["type", "name", "label", "repeat_count", "relevant", "constraint", "calculation"],
            ["start", "began"],
            ["deviceid", "tablet"],
            ["begin group", "household", "Household"],
            ["integer", "size", "How many live here?", None, None, ". > 0 and . <= 30"],
            ["begin repeat", "member", "Member ${name}", "${size}"],
            ["text", "name", "Name"],
            ["integer", "age", "Age of ${name}", None, None, ". >= 0 and . < 120"],
            ["begin group", "adult", "Work", None, "${age} >= 16"],
            ["begin repeat", "job", "Job", "if(${age} > 60, 1, 2)"],
            ["text", "employer", "Employer of ${name}"],
            ["decimal", "hours", "Hours", None, None, ". <= 168"],
            ["end repeat"],
            ["calculate", "worked", None, None, None, None, "sum(${hours})"],
            ["end group"],
            ["end repeat"],
            ["calculate", "grown", None, None, None, None, "count(${member}[./age >= 18])"],
            ["calculate", "oldest", None, None, None, None, "max(${age})"],
            ["calculate", "first", None, None, None, None, "indexed-repeat(${name}, ${member}, 1)"],
            ["note", "sum_up", "${grown} grown up, the oldest ${oldest}, first ${first}"],
            ["end group"],
        ]
    )
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
    lines = ["name,label,county"]
    lines += [f"t{n},镇{n},c{n % 100}" for n in range(TOWNS)]
    (desk.folder / "towns.csv").write_text("\n".join(lines), "utf-8")
    reading = desk.read(
        survey=[
            ["type", "name", "label", "choice_filter", "calculation"],
            ["select_one provinces", "province", "Province"],
            ["select_one counties", "county", "County", "province = ${province}"],
            ["select_one_from_file towns.csv", "town", "Town", "county = ${county}"],
            ["calculate", "said", None, None, "pulldata('towns', 'label', 'name', ${town})"],
        ],
        choices=[
            ["list_name", "name", "label", "province"],
            ["provinces", "p1", "P1"],
            ["provinces", "p2", "P2"],
            *(["counties", f"c{n}", f"C{n}", f"p{n % 2 + 1}"] for n in range(100)),
        ],
    )
    assert [] == problems(reading)
    towns = reading.form.lists["towns"]
    assert (TOWNS, {"name": "t9999", "label": "镇9999", "county": "c99"}) == (
        len(towns.rows),
        towns.rows[-1],
    )


def health_form():
    """400 questions in three languages, each with a constraint or a calculation."""
    languages = ("中文 (zh)", "English (en)", "Français (fr)")
    header = ["type", "name", *(f"label::{each}" for each in languages)]
    header += [f"constraint_message::{each}" for each in languages]
    rows = [[*header, "required", "relevant", "constraint", "calculation"]]
    for n in range(100):
        labels = [f"体温{n}", f"Temperature {n}", f"Température {n}"]
        wrong = ["请核对", "Check", "Vérifiez"]
        before = f"${{alert_{n - 1}}} = 'yes'" if n else None
        days = f"int(decimal-date-time(today()) - decimal-date-time(${{since_{n}}}))"
        cough = f"selected(${{signs_{n}}}, 'cough') and {days} > 3"
        alert = f"if(${{temp_{n}}} >= 38.5 or ({cough}), 'yes', 'no')"
        rows += [
            ["decimal", f"temp_{n}", *labels, *wrong, "yes", before, ". > 30 and . < 45"],
            ["select_multiple signs", f"signs_{n}", *labels, *wrong, None, None,
             "not(selected(., 'none') and count-selected(.) > 1)"],
            ["date", f"since_{n}", *labels, *wrong, None, f"not(selected(${{signs_{n}}}, 'none'))",
             ". <= today()"],
            ["calculate", f"alert_{n}", *[None] * 9, alert],
        ]  # fmt: skip
    names = (("none", "无", "None", "Aucun"), ("cough", "咳嗽", "Cough", "Toux"))
    choices = [["list_name", "name", *(f"label::{each}" for each in languages)]]
    return rows, choices + [["signs", *each] for each in names]


def test_a_long_health_form_in_three_languages(desk):
    survey, choices = health_form()
    reading = desk.read(survey=survey, choices=choices)
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
