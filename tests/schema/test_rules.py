"""Rules flag what does not fit, in both languages, and never lose an answer."""

import pytest

from schema import rules
from schema.answer import Value
from schema.form import Form
from schema.rules import Circumstances, Flag

LANGUAGES = ["zh-CN", "en"]


def check(form: Form, answers: dict[str, Value], lang: str, **how: bool) -> tuple[Flag, ...]:
    return rules.check(form, answers, lang, Circumstances.at(0, ""), **how)


def messages(form: Form, answers: dict[str, Value], lang: str) -> list[tuple[str, str, str]]:
    return [(flag.question, flag.code, flag.message) for flag in check(form, answers, lang)]


@pytest.mark.parametrize(
    ("lang", "reason", "message"),
    [
        ("zh-CN", "超出0–2", "超出0–2，已保存，请核对"),
        ("en", "outside 0–2", "outside 0–2; saved, please check"),
    ],
)
@pytest.mark.parametrize("value", [3, -1, 3.0])
def test_a_number_out_of_its_range(
    opinion: Form, lang: str, reason: str, message: str, value: Value
) -> None:
    flag = Flag(question="parking_spaces", code="range", message=message, reason=reason)
    assert check(opinion, {"parking_spaces": value}, lang) == (flag,)


@pytest.mark.parametrize("value", [0, 1, 2, 2.0, None])
def test_a_number_within_its_range(opinion: Form, value: Value) -> None:
    assert check(opinion, {"parking_spaces": value}, "en") == ()


def test_half_open_ranges_say_which_side_is_crossed(opinion: Form) -> None:
    data = opinion.to_json()
    spaces = next(each for each in data["questions"] if each["name"] == "parking_spaces")
    del spaces["maximum"]
    above_zero = Form.from_json(data)
    del spaces["minimum"]
    spaces["maximum"] = 2
    up_to_two = Form.from_json(data)
    assert check(above_zero, {"parking_spaces": -1}, "zh-CN")[0].reason == "小于0"
    assert check(above_zero, {"parking_spaces": -1}, "en")[0].reason == "below 0"
    assert check(up_to_two, {"parking_spaces": 3}, "zh-CN")[0].reason == "大于2"
    assert check(up_to_two, {"parking_spaces": 3}, "en")[0].reason == "above 2"


@pytest.mark.parametrize(
    ("lang", "message"),
    [("zh-CN", "必填，还没有填，请补填"), ("en", "required, not answered yet; please fill it in")],
)
@pytest.mark.parametrize("answers", [{}, {"category": None}, {"category": ""}])
def test_a_required_answer_that_is_missing(
    hazard: Form, lang: str, message: str, answers: dict[str, Value]
) -> None:
    assert messages(hazard, answers, lang) == [("category", "required", message)]
    assert check(hazard, answers, lang, finished=False) == ()


def test_a_key_question_is_answered_by_the_record_id(opinion: Form) -> None:
    assert check(opinion, {}, "en") == ()


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("zh-CN", "选项里没有“maybe”，已保存，请核对"),
        ("en", "“maybe” is not one of the choices; saved, please check"),
    ],
)
def test_a_choice_that_the_form_lacks(opinion: Form, lang: str, message: str) -> None:
    assert messages(opinion, {"road": "maybe"}, lang) == [("road", "choice", message)]
    assert messages(opinion, {"needs": ["parking", "maybe"]}, lang) == [
        ("needs", "choice", message)
    ]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("parking_spaces", "2"),
        ("parking_spaces", True),
        ("parking_spaces", 1.5),
        ("parking_spaces", [1]),
        ("opinion", 5),
        ("opinion", False),
        ("road", ["support"]),
        ("road", 1),
        ("needs", "parking"),
        ("needs", [1]),
        ("needs", [None]),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_of_another_kind(opinion: Form, question: str, value: Value, lang: str) -> None:
    (flag,) = check(opinion, {question: value}, lang)
    assert (flag.question, flag.code) == (question, "kind")


@pytest.mark.parametrize("value", ["2022-06-31", "12 June", "2022年6月1日", 20220601])
def test_a_date_that_is_none(hazard: Form, value: Value) -> None:
    answers: dict[str, Value] = {"category": "safety", "due": value}
    assert messages(hazard, answers, "zh-CN") == [("due", "kind", "不是日期，已保存，请核对")]
    assert check(hazard, answers | {"due": "2022-06-30"}, "zh-CN") == ()


def test_answers_that_fit_have_no_flag(opinion: Form) -> None:
    answers: dict[str, Value] = {
        "road": "support",
        "needs": ["heating", "parking"],
        "parking_spaces": 2,
        "opinion": "楼道灯坏了",
        "source": "door",
        "_status": "finished",
        "_version": "1",
    }
    assert check(opinion, answers, "zh-CN") == ()


def test_a_question_that_the_form_lacks_is_flagged_and_states_are_not(opinion: Form) -> None:
    answers: dict[str, Value] = {"colour": "red", "_return.colour": "why", "road[1].x": 1}
    assert messages(opinion, answers, "en") == [
        ("colour", "unknown", "the form has no such question; saved, please check"),
        ("road[1].x", "unknown", "the form has no such question; saved, please check"),
    ]


def test_each_row_of_a_repeat_is_checked(household_file: Form) -> None:
    answers: dict[str, Value] = {
        "members[bbbbbb]": True,
        "members[bbbbbb].name": "甲",
        "members[bbbbbb].birth_year": 1899,
        "members[aaaaaa]": True,
        "members[aaaaaa].relation": "cousin",
    }
    found = [(flag.question, flag.code) for flag in check(household_file, answers, "en")]
    assert found == [
        ("members[bbbbbb].birth_year", "range"),
        ("members[aaaaaa].name", "required"),
        ("members[aaaaaa].relation", "choice"),
    ]


def test_a_row_that_was_removed_asks_for_nothing(household_file: Form) -> None:
    answers: dict[str, Value] = {"members[aaaaaa]": False, "members[aaaaaa].name": None}
    assert check(household_file, answers, "en") == ()


def test_a_row_with_an_answer_is_a_row_even_if_its_marker_says_removed(
    household_file: Form,
) -> None:
    answers: dict[str, Value] = {"members[aaaaaa]": False, "members[aaaaaa].relation": "head"}
    found = [(flag.question, flag.code) for flag in check(household_file, answers, "en")]
    assert found == [("members[aaaaaa].name", "required")]


def test_a_required_repeat_wants_a_row(household_file: Form) -> None:
    data = household_file.to_json()
    next(each for each in data["questions"] if each["name"] == "members")["required"] = True
    form = Form.from_json(data)
    assert [flag.code for flag in check(form, {}, "en")] == ["required"]
    assert check(form, {"members[aaaaaa].name": "甲"}, "en") == ()


def test_flags_come_in_the_order_of_the_form(opinion: Form) -> None:
    answers: dict[str, Value] = {"zzz": 1, "source": 1, "parking_spaces": 9, "road": 1}
    assert [flag.question for flag in check(opinion, answers, "en")] == [
        "road",
        "parking_spaces",
        "source",
        "zzz",
    ]


def test_a_flag_repeats_no_whole_essay(opinion: Form) -> None:
    (flag,) = check(opinion, {"road": "长" * 500}, "zh-CN")
    assert flag.reason == f"选项里没有“{'长' * 40}…”"


def test_braces_in_an_answer_are_only_text(opinion: Form) -> None:
    (flag,) = check(opinion, {"road": "{reason}{0}"}, "en")
    assert flag.reason == "“{reason}{0}” is not one of the choices"
