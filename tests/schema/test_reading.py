"""What people type is read as the one value that everybody else writes too."""

import pytest

from schema.answer import Value
from schema.errors import UnreadableAnswer
from schema.form import Form
from schema.question import Choice, Kind, MergePolicy, Question
from schema.rules import expected, parse_answer


def asked(kind: Kind) -> Question:
    label = {"zh-CN": "题", "en": "question"}
    return Question(name="q", kind=kind, label=label, merge=MergePolicy.clash)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.text, "楼道灯坏了", "楼道灯坏了"),
        (Kind.text, " 1３ ", " 1３ "),
        (Kind.text, "first\nsecond", "first\nsecond"),
        (Kind.text, "  ", None),
        (Kind.integer, "", None),
        (Kind.integer, "3", 3),
        (Kind.integer, " ３ ", 3),
        (Kind.integer, "-2", -2),
        (Kind.integer, "+007", 7),
        (Kind.integer, str(2**53 - 1), 2**53 - 1),
        (Kind.decimal, "2.5", 2.5),
        (Kind.decimal, "２．５", 2.5),
        (Kind.decimal, "3", 3),
        (Kind.date, "2022-06-12", "2022-06-12"),
        (Kind.date, "2022-6-1", "2022-06-01"),
        (Kind.date, "2022/6/1", "2022-06-01"),
        (Kind.date, "2022.06.01", "2022-06-01"),
        (Kind.date, "2022年6月1日", "2022-06-01"),
        (Kind.date, "2024-02-29", "2024-02-29"),
    ],
)
def test_typed_answers(kind: Kind, text: str, value: Value) -> None:
    assert parse_answer(asked(kind), text, "en") == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.text, "\udce4"),
        (Kind.integer, "three"),
        (Kind.integer, "三"),
        (Kind.integer, "2.0"),
        (Kind.integer, "1e3"),
        (Kind.integer, "1_000"),
        (Kind.integer, str(2**53)),
        (Kind.integer, "9" * 5000),
        (Kind.decimal, "nan"),
        (Kind.decimal, "inf"),
        (Kind.decimal, "1,5"),
        (Kind.decimal, "."),
        (Kind.date, "2022-02-30"),
        (Kind.date, "2023-02-29"),
        (Kind.date, "22-06-12"),
        (Kind.date, "12.06.2022"),
        (Kind.date, "2022年6月"),
        (Kind.date, "0000-01-01"),
    ],
)
def test_what_is_no_answer(kind: Kind, text: str) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        parse_answer(asked(kind), text, "en")
    assert (caught.value.question, caught.value.text) == ("q", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("support", "support"),
        (" oppose ", "oppose"),
        ("支持", "support"),
        ("Neutral", "neutral"),
        ("NEUTRAL", "neutral"),
        ("", None),
    ],
)
def test_a_choice_is_named_by_its_name_or_a_label(opinion: Form, text: str, value: Value) -> None:
    road = opinion.question("road")
    assert road is not None
    assert parse_answer(road, text, "zh-CN") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("parking", ["parking"]),
        ("elevator parking", ["parking", "elevator"]),
        ("elevator parking elevator", ["parking", "elevator"]),
        ("加装电梯、增设车位", ["parking", "elevator"]),
        ("加装电梯，fitness；供暖管道", ["elevator", "heating", "fitness"]),
        ("Stairwell lights", ["stair_lights"]),
        (" ", None),
    ],
)
def test_several_choices_come_in_the_order_of_the_form(
    opinion: Form, text: str, value: Value
) -> None:
    needs = opinion.question("needs")
    assert needs is not None
    assert parse_answer(needs, text, "zh-CN") == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("road", "yes"), ("road", "support oppose"), ("needs", "parking pool"), ("needs", "、")],
)
def test_a_choice_that_there_is_not(opinion: Form, name: str, text: str) -> None:
    question = opinion.question(name)
    assert question is not None
    with pytest.raises(UnreadableAnswer):
        parse_answer(question, text, "en")


def test_a_label_of_two_choices_names_neither() -> None:
    label = {"zh-CN": "其他", "en": "Other"}
    question = Question(
        name="q",
        kind=Kind.select_one,
        label=label,
        merge=MergePolicy.clash,
        choices=(Choice(name="a", label=label), Choice(name="b", label=label)),
    )
    with pytest.raises(UnreadableAnswer):
        parse_answer(question, "其他", "zh-CN")
    assert parse_answer(question, "b", "zh-CN") == "b"


@pytest.mark.parametrize(
    ("name", "lang", "words"),
    [
        ("road", "zh-CN", "请选一项：support（支持）、oppose（反对）、neutral（中立）"),
        (
            "road",
            "en",
            "one of these is needed: support (Support), oppose (Oppose), neutral (Neutral)",
        ),
        ("parking_spaces", "zh-CN", "请填整数，如 3"),
        ("parking_spaces", "en", "a whole number is needed, such as 3"),
    ],
)
def test_the_error_says_what_would_be_an_answer(
    opinion: Form, name: str, lang: str, words: str
) -> None:
    question = opinion.question(name)
    assert question is not None
    with pytest.raises(UnreadableAnswer) as caught:
        parse_answer(question, "?", lang)
    assert caught.value.expected == caught.value.hint == words
    assert str(caught.value) == f"{name}=?: {words}"


def test_a_group_is_answered_one_question_at_a_time(household_file: Form) -> None:
    members = household_file.question("members")
    assert members is not None
    with pytest.raises(UnreadableAnswer):
        parse_answer(members, "张三", "zh-CN")
    assert expected(members, "zh-CN") == "这是一组问题，请逐项填写，如 members[+].name=…"
    assert expected(members, "en").endswith("members[+].name=…")


@pytest.mark.parametrize("kind", [Kind.text, Kind.decimal, Kind.date])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_kind_has_words_in_both_languages(kind: Kind, lang: str) -> None:
    assert expected(asked(kind), lang)
