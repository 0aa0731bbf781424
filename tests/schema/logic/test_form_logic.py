"""What a form's conditions say of a record: what is asked, what is missing, what does not hold."""

from datetime import datetime
from typing import Any

import pytest

from schema.errors import InvalidForm
from schema.form import Form
from schema.rules import Circumstances, Findings, examine

NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    both = {"zh-CN": name, "en": name}
    if kind.startswith("select"):
        more["choices"] = [{"name": n, "label": {"zh-CN": n, "en": n}} for n in more["choices"]]
    if kind == "repeat":
        more["questions"] = list(more["questions"])
    return {"name": name, "kind": kind, "label": both, **more}


def form(*questions: dict[str, Any]) -> Form:
    both = {"zh-CN": "表", "en": "Form"}
    return Form.from_json(
        {"id": "f", "version": "1", "title": both, "areas": ["household"], "questions": questions}
    )


def found(form: Form, answers: dict[str, Any], lang: str = "en", **how: bool) -> Findings:
    return examine(form, answers, lang, Circumstances(now=NOW), **how)


def said(form: Form, answers: dict[str, Any], lang: str = "en") -> list[tuple[str, str, str]]:
    return [(flag.question, flag.code, flag.reason) for flag in found(form, answers, lang).flags]


RENTED = form(
    question("use", "select_one", choices=["own", "rented"]),
    question("landlord", relevant="${use} = 'rented'", required=True),
    question("rent", "integer", relevant="${landlord} != ''", constraint=". < 10000"),
)


def test_a_question_that_is_not_asked_is_not_missed():
    assert said(RENTED, {"use": "own"}) == []
    assert said(RENTED, {"use": "rented"}) == [
        ("landlord", "required", "required, not answered yet")
    ]


def test_what_was_answered_before_is_named_and_nothing_is_said_against_it():
    findings = found(RENTED, {"use": "own", "landlord": "王", "rent": 90000})
    assert findings.irrelevant == {"landlord", "rent"}
    assert findings.flags == ()


def test_the_answer_to_a_question_that_is_not_asked_counts_as_blank_elsewhere():
    assert found(RENTED, {"use": "own", "landlord": "王", "rent": 1}).irrelevant == {
        "landlord",
        "rent",
    }
    assert found(RENTED, {"use": "rented", "landlord": "王", "rent": 1}).irrelevant == set()


def test_conditions_are_worked_out_in_the_order_in_which_they_depend_on_each_other():
    backwards = form(
        question("c", relevant="${b} = '1'"),
        question("b", relevant="${a} = '1'"),
        question("a"),
    )
    assert found(backwards, {"a": "2", "b": "1", "c": "1"}).irrelevant == {"b", "c"}


def test_an_answer_that_its_constraint_does_not_accept_is_flagged_in_the_forms_words():
    both = {"zh-CN": "不能晚于今天", "en": "not after today"}
    dated = form(question("day", "date", constraint=". <= today()", constraint_message=both))
    assert said(dated, {"day": "2026-11-26"}) == []
    assert said(dated, {"day": "2026-11-27"}) == [("day", "constraint", "not after today")]
    assert said(dated, {"day": "2026-11-27"}, "zh-CN") == [("day", "constraint", "不能晚于今天")]


def test_a_constraint_without_words_has_a_plain_sentence():
    plain = form(question("n", "integer", constraint=". mod 2 = 0"))
    assert said(plain, {"n": 3}) == [("n", "constraint", "not accepted here")]


def test_a_blank_answer_breaks_no_constraint():
    plain = form(question("n", "integer", constraint=". > 5"))
    assert said(plain, {}) == said(plain, {"n": None}) == []


def test_required_may_depend_on_other_answers():
    asked = form(question("a"), question("b", required_if="${a} = 'x'"))
    assert said(asked, {"a": "y"}) == []
    assert said(asked, {"a": "x"}) == [("b", "required", "required, not answered yet")]
    assert found(asked, {"a": "x"}, finished=False).flags == ()


PEOPLE = form(
    question("alone", "select_one", choices=["yes", "no"]),
    question(
        "members",
        "repeat",
        relevant="${alone} = 'no'",
        questions=[
            question("age", "integer", constraint=". < 130"),
            question("school", relevant="${age} < 18", required=True),
        ],
    ),
    question("eldest", relevant="max(${age}) >= 80"),
)


def test_each_row_of_a_repeat_is_judged_by_its_own_answers():
    answers = {"alone": "no", "members[a].age": 10, "members[b].age": 40, "members[b].school": "x"}
    findings = found(PEOPLE, answers)
    assert [(flag.question, flag.code) for flag in findings.flags] == [
        ("members[a].school", "required")
    ]
    assert findings.irrelevant == {"members[b].school", "eldest"}


def test_a_repeat_that_is_not_asked_takes_its_rows_along():
    answers = {"alone": "yes", "members[a].age": 300, "eldest": "x"}
    findings = found(PEOPLE, answers)
    assert findings.irrelevant == {
        "members",
        "members[a]",
        "members[a].age",
        "members[a].school",
        "eldest",
    }
    assert findings.flags == ()


def test_a_repeat_without_rows_can_be_not_asked_too():
    needed = form(
        question("a"),
        question("rows", "repeat", relevant="${a} = 'x'", required=True, questions=[question("b")]),
    )
    assert said(needed, {"a": "y"}) == []
    assert said(needed, {"a": "x"}) == [("rows", "required", "required, not answered yet")]


def test_a_condition_that_fails_is_said_and_decides_nothing():
    failing = form(
        question("when"), question("b", relevant="date(${when}) > today()", required=True)
    )
    assert said(failing, {"when": "soon"}) == [
        ("b", "failed", "could not be checked: soon is no date")
    ]
    assert said(failing, {"when": "2999-01-01"}) == [
        ("b", "required", "required, not answered yet")
    ]
    assert said(failing, {"when": "soon", "b": "x"}, "zh-CN") == [
        ("b", "failed", "无法核对：“soon”不是日期")
    ]


def test_what_stands_in_a_group_whose_condition_fails_is_not_missed_until_it_can_be_told():
    group = question(
        "g", "group", relevant="date(${when}) > today()", questions=[question("b", required=True)]
    )
    live = form(question("when"), group).logic.open({"when": "soon"}, {}, Circumstances(now=NOW))
    assert live.judgement().undecided >= {"b"}
    live.answer("when", "2999-01-01")
    assert live.judgement().undecided == set()


def test_nothing_is_held_up_by_what_nobody_who_fills_in_can_put_right():
    failing = form(question("when"), question("b", constraint="date(${when}) > today()"))
    flags = found(failing, {"when": "soon", "b": "x", "later": "y"}).flags
    assert [(flag.code, flag.holds_up) for flag in flags] == [("failed", False), ("unknown", False)]
    (broken,) = found(failing, {"when": "2000-01-01", "b": "x"}).flags
    assert broken.holds_up


def test_choices_are_called_by_the_labels_of_the_first_language_whoever_reads():
    labels = {"name": "a", "label": {"zh-CN": "甲", "en": "First"}}
    named = form(
        {**question("q"), "kind": "select_one", "choices": [labels]},
        question("r", constraint=". = jr:choice-name(${q}, '${q}')"),
    )
    assert said(named, {"q": "a", "r": "甲"}, "zh-CN") == []
    assert said(named, {"q": "a", "r": "甲"}) == []
    assert said(named, {"q": "a", "r": "First"}) == [("r", "constraint", "not accepted here")]


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ([question("a", relevant="${b} = 1")], "there is no question b"),
        ([question("a", relevant="foo(1)")], "there is no function foo()"),
        ([question("a", constraint=". >")], "it ends too early"),
        ([question("a", required_if="count(1)")], "has to refer to a question"),
        ([question("a", relevant=". = 1")], "in a circle: a"),
        (
            [question("a", relevant="${b} = 1"), question("b", relevant="${a} = 1")],
            "in a circle",
        ),
        (
            [question("r", "repeat", relevant="count(${x}) > 0", questions=[question("x")])],
            "in a circle",
        ),
    ],
)
def test_a_form_with_a_condition_that_cannot_be_is_refused(questions, reason):
    with pytest.raises(InvalidForm, match="question") as raised:
        form(*questions)
    assert reason in str(raised.value)


def test_a_form_without_conditions_loads_no_logic():
    assert form(question("a")).logic is None
    assert RENTED.logic is not None


def test_a_form_with_conditions_comes_back_from_json_as_it_was():
    assert Form.from_json(RENTED.to_json()) == RENTED


def test_a_clock_that_claims_any_time_is_no_harm():
    for now_ms in (-1, 0, 2**53 - 1):
        assert Circumstances.at(now_ms, "").now.tzinfo is not None


SCORED = form(
    question("a", "integer"),
    question("b", "integer", relevant="${total} > 5"),
    question("total", "calculate", calculation="coalesce(${a}, 0) * 2"),
    question("grand", "calculate", calculation="${total} + coalesce(${b}, 0)"),
    question(
        "rows",
        "repeat",
        questions=[
            question("n", "integer"),
            question("share", "calculate", calculation="round(${n} div sum(../../rows/n), 2)"),
        ],
    ),
)


def test_calculations_follow_each_other_and_relevance():
    assert found(SCORED, {"a": 3, "b": 4}).calculated == {"total": 6, "grand": 10}
    findings = found(SCORED, {"a": 2, "b": 4})
    assert findings.calculated == {"total": 4, "grand": 4}
    assert findings.irrelevant == {"b"}


def test_each_row_has_its_own_calculation():
    calculated = found(SCORED, {"rows[x].n": 1, "rows[y].n": 3}).calculated
    assert calculated["rows[x].share"] == 0.25
    assert calculated["rows[y].share"] == 0.75


@pytest.mark.parametrize(
    ("calculation", "value"),
    [
        ("1 div 3", 1 / 3),
        ("2 + 2", 4),
        ("1 = 1", "true"),
        ("today()", "2026-11-26"),
        ("now()", "2026-11-26T10:00:00.000+08:00"),
        ("concat('a', 'b')", "ab"),
        ("number('x')", None),
        ("''", None),
        ("1 div 0", "Infinity"),
        ("9007199254740993", 9007199254740992.0),
    ],
)
def test_what_a_calculation_comes_to_as_an_answer(calculation, value):
    made = form(question("c", "calculate", calculation=calculation))
    told = found(made, {}).calculated["c"]
    assert (told, type(told)) == (value, type(value))


def test_what_a_stranger_writes_under_a_calculation_counts_for_nothing():
    assert found(SCORED, {"a": 3, "total": 99}).calculated["total"] == 6


def test_a_calculation_that_fails_is_blank_and_said():
    failing = form(question("d"), question("c", "calculate", calculation="date(${d})"))
    findings = found(failing, {"d": "soon"})
    assert findings.calculated == {"c": None}
    assert [(flag.question, flag.code) for flag in findings.flags] == [("c", "failed")]


def test_a_calculation_that_is_not_asked_is_not_there():
    hidden = form(question("a"), question("c", "calculate", calculation="1", relevant="${a} = 'x'"))
    assert found(hidden, {}).calculated == {}
    assert found(hidden, {"a": "x"}).calculated == {"c": 1}


def test_chance_is_drawn_from_the_records_id():
    drawn = form(question("c", "calculate", calculation="random()"))
    told = [
        examine(drawn, {}, "en", Circumstances(now=NOW, seed=seed)).calculated["c"]
        for seed in ("a", "a", "b")
    ]
    assert told[0] == told[1] != told[2]


RUNNING = form(
    question(
        "rows",
        "repeat",
        questions=[
            question("n", "integer"),
            question("number", "calculate", calculation="position(..)"),
            question("rows_in_all", "calculate", calculation="count(${rows})"),
            question(
                "so_far",
                "calculate",
                calculation="${n} + coalesce(indexed-repeat(${so_far}, ${rows}, position(..) - 1)"
                " * (position(..) > 1), 0)",
            ),
        ],
    ),
)


def test_a_row_knows_its_number_and_what_the_rows_before_came_to():
    answers = {"rows[x].n": 5, "rows[y].n": 7, "rows[z].n": 1}
    calculated = found(RUNNING, answers).calculated
    assert [calculated[f"rows[{row}].number"] for row in "xyz"] == [1, 2, 3]
    assert [calculated[f"rows[{row}].rows_in_all"] for row in "xyz"] == [3, 3, 3]
    assert [calculated[f"rows[{row}].so_far"] for row in "xyz"] == [5, 12, 13]
