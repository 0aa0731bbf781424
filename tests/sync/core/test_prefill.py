"""What is proposed where a record is begun: the newest answer elsewhere, or nothing in doubt."""

from dataclasses import replace

import pytest

from schema.errors import InvalidForm
from schema.prefill import prefill_faults
from schema.question import Kind
from sync.core.prefill import Known, proposed
from tests.schema.versions import choices, form, question

FILE = form(
    "1",
    question("phone"),
    question("secret", sensitive=True),
    question("use", kind=Kind.select_one, choices=choices("own", "rented")),
    question("people", kind=Kind.integer),
    question("members", kind=Kind.repeat, questions=[question("name")]),
    id="household_file",
)


def asking(prefill, **more):
    return form("1", question("q", prefill=prefill, **more), id="call")


def record(
    number, *, status="finished", irrelevant=(), outcome="single", flags=(), seq=None, **answers
):
    return {
        "id": f"household_file/a:{number}",
        "status": status,
        "created_by": "begun_by",
        "created_ms": number,
        "begun_seq": seq,
        "irrelevant": list(irrelevant),
        "answers": {
            name: {
                "value": value,
                "outcome": outcome,
                "flags": list(flags),
                "values": [
                    {"value": value, "staff": "answered_by", "at_ms": 7, "shown": True},
                ],
            }
            for name, value in answers.items()
        },
    }


def value_of(asked, *records):
    known = {each.id: each for each in (FILE, asked)}
    found = proposed(asked, known, lambda name: records if name == "household_file" else ())
    return found["q"].value if found else None


def test_it_says_of_which_record_an_answer_is_and_who_gave_it_when():
    asked = asking("household_file.phone")
    found = proposed(asked, {"household_file": FILE}, lambda _: [record(3, phone="139")])
    known = Known(value="139", record="household_file/a:3", staff="answered_by", time_ms=7)
    assert found == {"q": known}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], None),
        ([record(1, phone="1"), record(2, phone="2")], "2"),
        ([record(2, phone="2"), record(1, phone="1")], "2"),
        ([record(1, phone="1", seq=9), record(2, phone="2", seq=8)], "1"),
        ([record(1, phone="1"), record(2, phone="2", seq=8)], "1"),
        ([record(1, phone="1"), record(2, people=3)], "1"),
        ([record(1, phone="1"), record(2, phone=None)], "1"),
        ([record(1, phone="1"), record(2, phone="2", status="draft")], "1"),
        ([record(1, phone="1"), record(2, phone="2", status="void")], "1"),
        ([record(1, phone="1"), record(2, phone="2", irrelevant=["phone"])], "1"),
        ([record(1, phone="1"), record(2, phone="2", outcome="clash")], None),
        ([record(1, phone="1"), record(2, phone="2", flags=[{}])], None),
    ],
)
def test_the_newest_record_that_has_an_answer_counts_and_one_in_doubt_is_no_answer(
    records, expected
):
    assert value_of(asking("household_file.phone"), *records) == expected


def test_a_choice_that_the_question_lacks_is_not_proposed():
    asked = asking("household_file.use", kind=Kind.select_one, choices=choices("own", "vacant"))
    assert value_of(asked, record(1, use="own")) == "own"
    assert value_of(asked, record(1, use="rented")) is None


def test_numbers_of_all_kinds_are_proposed_to_each_other():
    assert value_of(asking("household_file.people", kind=Kind.decimal), record(1, people=3)) == 3


def test_a_number_with_a_fraction_is_not_proposed_as_a_whole_one():
    asked = asking("household_file.people", kind=Kind.integer)
    assert value_of(asked, record(1, people=3)) == 3
    assert value_of(asked, record(1, people=3.5)) is None


@pytest.mark.parametrize(
    ("prefill", "said"),
    [
        ("elsewhere.phone", "there is no form elsewhere"),
        ("household_file.mobile", "household_file has no question mobile"),
        ("household_file.members", "household_file has no question members"),
        ("household_file.members.name", "in a repeat"),
        ("household_file.secret", "sensitive"),
        ("household_file.people", "another kind"),
    ],
)
def test_what_must_not_be_proposed_is_told_and_never_proposed(prefill, said):
    asked = asking(prefill)
    [(path, sentence)] = prefill_faults(asked, {"household_file": FILE})
    assert path == "q"
    assert said in sentence["en"]
    assert value_of(asked, record(1, phone="1", secret="s", people=3)) is None


def test_what_is_sensitive_is_proposed_where_it_is_sensitive_too():
    asked = asking("household_file.secret", sensitive=True)
    assert list(prefill_faults(asked, {"household_file": FILE})) == []
    assert value_of(asked, record(1, secret="s")) == "s"


def test_answers_of_a_restricted_form_stay_in_it():
    closed = {"household_file": replace(FILE, restricted=True)}
    asked = asking("household_file.phone")
    assert [path for path, _ in prefill_faults(asked, closed)] == ["q"]
    assert proposed(asked, closed, lambda _: [record(1, phone="1")]) == {}
    again = replace(asking("call.q"), restricted=True)
    assert list(prefill_faults(again, {})) == []


def test_a_form_says_no_nonsense_of_it():
    for prefill, more in (
        ("phone", {}),
        ("household_file.phone", {"kind": "image"}),
    ):
        with pytest.raises(InvalidForm):
            asking(prefill, **more)
