"""What a record counts as: said by hand for each case, in the words of the figure."""

from datetime import date, timedelta, timezone

import pytest

from schema.answer import Value
from schema.counting import Answered, Figured
from schema.counting_rules import counting
from schema.figure import Figure
from schema.form import Form
from tests.schema.versions import choices, question

CHINA = timezone(timedelta(hours=8))
TITLE = {"zh-CN": "数", "en": "Number"}
DONE_DAY = 19_000


BEFORE = {
    "id": "cleanup",
    "version": "1",
    "title": TITLE,
    "key": ["ulid"],
    "areas": ["grid"],
    "questions": [question("kind", "select_one", choices=choices("street", "river", "stairs"))],
}
FORM = Form.from_json(
    {
        **BEFORE,
        "version": "2",
        "earlier": [BEFORE],
        "questions": [
            question("kind", "select_one", choices=choices("street", "river")),
            question("helpers", "select_multiple", choices=choices("party", "youth", "school")),
            question("weight", "decimal", aliases=["mass"]),
            question("held_on", "date"),
            question("began", "dateTime"),
            question("note", "text"),
            question("secret", "integer", sensitive=True),
            question("double", "calculate", calculation="${weight} * 2"),
            question("fish", "integer", relevant="${kind} = 'river' and ${double} > 2"),
            {
                **question("loads", "repeat"),
                "questions": [
                    question("tons", "decimal"),
                    question("cost", "decimal", sensitive=True),
                    question("sort", "select_one", choices=choices("wet", "dry")),
                ],
            },
        ],
    }
)


def counted(
    figure: dict[str, object],
    answers: dict[str, Value],
    disputed: dict[str, list[Value]] | None = None,
    *,
    decided: bool = True,
) -> list[Figured]:
    """What one figure counts of a record."""
    made = Figure.from_json({"id": "n", "title": TITLE, "form": "cleanup", **figure})
    rules = counting(FORM, [made], CHINA)
    assert not rules.faults
    return [*rules.count(Answered(answers, disputed or {}), DONE_DAY, decided=decided)]


def once(part: str = "", amount: int = 0, day: int = DONE_DAY) -> list[Figured]:
    return [Figured("n", part, 0, day, amount)]


UNDECIDED = [Figured("n", "", 1, DONE_DAY, 0)]


def test_every_record_counts_where_nothing_is_asked() -> None:
    assert counted({}, {}) == once()


@pytest.mark.parametrize(
    ("answers", "fits"),
    [
        ({"kind": "river", "helpers": ["youth", "school"]}, True),
        ({"kind": "street", "helpers": ["school"]}, False),
        ({"kind": "river", "helpers": ["youth"]}, False),
        ({"kind": "river"}, False),
    ],
)
def test_all_questions_have_to_fit_and_of_each_one_of_the_answers(answers, fits) -> None:
    where = {"kind": ["river", "stairs"], "helpers": ["school", "party"]}
    assert counted({"where": where}, answers) == (once() if fits else [])


def test_by_a_choice_a_figure_is_one_number_for_each() -> None:
    assert counted({"by": "kind"}, {"kind": "river"}) == once("river")
    assert counted({"by": "kind"}, {"kind": None}) == []
    both = counted({"by": "helpers"}, {"helpers": ["youth", "party"]})
    assert [each.part for each in both] == ["youth", "party"]


def test_what_a_text_calls_apart_is_a_part_of_its_own() -> None:
    assert counted({"by": "note"}, {"note": "round 3"}) == once("round 3")
    assert counted({"by": "note"}, {"note": ""}) == []


def test_a_choice_of_an_older_version_is_one_still_and_what_never_was_one_is_other() -> None:
    assert counted({"by": "kind"}, {"kind": "stairs"}) == once("stairs")
    assert counted({"by": "kind"}, {"kind": "ocean"}) == once("")


def test_amounts_are_added_up_in_thousandths() -> None:
    assert counted({"sum": "weight"}, {"weight": 0.1}) == once(amount=100)
    assert counted({"sum": "mass"}, {"weight": 3}) == once(amount=3000)
    assert counted({"sum": "weight"}, {"weight": None}) == []
    assert counted({"sum": "weight", "by": "kind"}, {"weight": 2, "kind": "river"}) == once(
        "river", 2000
    )


@pytest.mark.parametrize("weight", ["heavy", True, 1e300, float(2 * 10**9)])
def test_an_amount_that_is_none_waits_for_a_person(weight: Value) -> None:
    assert counted({"sum": "weight"}, {"weight": weight}) == UNDECIDED


LOADS: dict[str, Value] = {
    "loads[aaaaaa]": True,
    "loads[aaaaaa].tons": 1.5,
    "loads[aaaaaa].sort": "wet",
    "loads[bbbbbb]": True,
    "loads[bbbbbb].tons": 0.25,
    "loads[bbbbbb].sort": "dry",
}


def test_what_stands_in_rows_is_added_up_and_asked_for_by_an_expression() -> None:
    assert counted({"sum": "loads.tons"}, LOADS) == once(amount=1750)
    assert counted({"sum": "count(${loads})"}, LOADS) == once(amount=2000)
    dry = "count(${loads}[sort = 'dry']) > 0 and ${weight} > 2"
    assert counted({"where": dry}, {**LOADS, "weight": 3}) == once()
    assert counted({"where": dry}, {**LOADS, "weight": 1}) == []


def test_a_record_counts_on_the_day_that_it_names_in_the_district() -> None:
    day = (date(2022, 6, 12) - date(1970, 1, 1)).days
    assert counted({"day": "held_on"}, {"held_on": "2022-06-12"}) == once(day=day)
    late = {"began": "2022-06-11T23:30:00+07:00"}  # half past midnight in China
    assert counted({"day": "began"}, late) == once(day=day)
    for blank in (None, "2022-13-40", "soon"):
        assert counted({"day": "held_on"}, {"held_on": blank}) == once()


# What people disagree about


def test_where_people_disagree_about_what_is_asked_the_record_is_undecided() -> None:
    shown: dict[str, Value] = {"kind": "river", "weight": 2, "held_on": "2022-06-12", "note": "x"}
    clash: dict[str, list[Value]] = {"kind": ["street", "river"]}
    assert counted({"where": {"kind": "river"}}, shown, clash) == UNDECIDED
    assert counted({"by": "kind"}, shown, clash) == UNDECIDED
    assert counted({"where": "${kind} = 'river'"}, shown, clash) == UNDECIDED
    assert counted({"sum": "weight"}, shown, {"weight": [1, 2]}) == UNDECIDED
    assert counted({"sum": "${weight} * 2"}, shown, {"weight": [1, 2]}) == UNDECIDED
    (dated,) = counted({"day": "held_on"}, shown, {"held_on": ["2022-06-11", "2022-06-12"]})
    assert dated.undecided


def test_a_disagreement_that_changes_nothing_decides_nothing() -> None:
    shown: dict[str, Value] = {"kind": "river", "weight": 2, "note": "x"}
    clash: dict[str, list[Value]] = {"kind": ["street", "river"], "note": ["x", "y"]}
    assert counted({}, shown, clash) == once()
    assert counted({"where": {"kind": ["river", "street"]}}, shown, clash) == once()
    assert counted({"where": {"kind": "stairs"}}, shown, clash) == []
    assert counted({"where": {"kind": "river", "weight": 7}}, shown, clash) == []
    assert counted({"where": "${weight} = 7 and ${kind} = 'river'"}, shown) == []


@pytest.mark.parametrize(
    "figure",
    [
        {"where": {"double": 4}},
        {"where": "${double} = 4"},
        {"sum": "double"},
        {"sum": "fish"},
        {"where": {"fish": 3}},
        {"where": "${fish} > 2"},
        {"by": "fish"},
    ],
)
def test_what_depends_on_a_disputed_answer_is_in_doubt_as_well(figure) -> None:
    shown: dict[str, Value] = {"kind": "river", "weight": 2, "double": 4, "fish": 3}
    assert len(counted(figure, shown)) == 1
    assert not counted(figure, shown)[0].undecided
    assert counted(figure, shown, {"weight": [1, 2]}) == UNDECIDED
    hidden = {name: value for name, value in shown.items() if name != "fish"}
    assert counted(figure, hidden, {"weight": [2, 1]}) == UNDECIDED


def test_what_depends_on_an_answer_through_a_thousand_others_is_in_doubt_with_it() -> None:
    chain = [
        question(f"q{n}", "calculate", calculation=f"${{q{n - 1}}} + 1") for n in range(1, 1_201)
    ]
    long = Form.from_json({**BEFORE, "questions": [question("q0", "integer"), *chain]})
    figure = Figure.from_json({"id": "n", "title": TITLE, "form": "cleanup", "sum": "q1200"})
    rules = counting(long, [figure], CHINA)
    answered = Answered({"q0": 1, "q1200": 1_201}, {"q0": [1, 2]})
    assert [*rules.count(answered, DONE_DAY, decided=True)] == UNDECIDED


def test_a_state_that_people_disagree_about_leaves_undecided_what_fits() -> None:
    assert counted({}, {}, decided=False) == UNDECIDED
    assert counted({"where": {"kind": "river"}}, {"kind": "street"}, decided=False) == []


def test_a_condition_that_cannot_be_worked_out_is_undecided() -> None:
    figure = {"where": "date(${note}) > date('2022-01-01')"}
    assert counted(figure, {"note": "soon"}) == UNDECIDED


# What cannot be counted


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ({"where": {"road": "support"}}, "no question road"),
        ({"where": {"kind": "ocean"}}, "no choice ocean"),
        ({"where": {"loads.sort": "wet"}}, "stands in rows"),
        ({"where": "${road} = 'x'"}, "no question road"),
        ({"where": "today() > ${held_on}"}, "today does not depend"),
        ({"where": "if(${weight} > 1, random(), 0) > 0.5"}, "random does not depend"),
        ({"where": "${last-saved#kind} = 'river'"}, "kind does not depend"),
        ({"by": "weight"}, "nothing to be told apart by"),
        ({"sum": "note"}, "no number"),
        ({"day": "weight"}, "no date"),
        ({"where": "${weight} >"}, ""),
        ({"where": {"secret": 1}}, "secret is sensitive"),
        ({"where": "${weight} + ${secret} > 2"}, "secret is sensitive"),
        ({"where": "count(${loads}) > sum(${cost})"}, "cost is sensitive"),
        ({"by": "secret"}, "secret is sensitive"),
        ({"sum": "secret"}, "secret is sensitive"),
        ({"sum": "loads.cost"}, "cost is sensitive"),
    ],
)
def test_a_figure_that_its_form_cannot_answer_says_why(figure, reason) -> None:
    good = Figure.from_json({"id": "good", "title": TITLE, "form": "cleanup"})
    bad = Figure.from_json({"id": "bad", "title": TITLE, "form": "cleanup", **figure})
    other = Figure.from_json({"id": "other", "title": TITLE, "form": "visit"})
    rules = counting(FORM, [good, bad, other], CHINA)
    assert [rule.figure for rule in rules.rules] == ["good"]
    assert list(rules.faults) == ["bad"]
    (said,) = rules.faults["bad"]
    assert reason in said["en"]


def test_everything_that_a_form_cannot_answer_is_said_with_the_nearest_names() -> None:
    asked = {"where": {"knd": "x", "kind": "rivr"}, "by": "weight", "sum": "note", "day": "kind"}
    figure = Figure.from_json({"id": "n", "title": TITLE, "form": "cleanup", **asked})
    rules = counting(FORM, [figure], CHINA)
    assert rules.rules == ()
    assert [said["en"] for said in rules.faults["n"]] == [
        "form cleanup has no question knd; perhaps kind",
        "question kind has no choice rivr; perhaps river",
        "question weight is nothing to be told apart by: no choice, text or whole number",
        "question note is no number",
        "question kind is no date",
    ]
    assert rules.faults["n"][0]["zh-CN"] == "表单 cleanup 没有问题 knd，是不是 kind？"


def test_a_question_with_very_many_choices_is_nothing_to_tell_apart_by() -> None:
    many = choices(*(f"c{n}" for n in range(51)))
    form = Form.from_json({**BEFORE, "questions": [question("kind", "select_one", choices=many)]})
    figure = Figure.from_json({"id": "n", "title": TITLE, "form": "cleanup", "by": "kind"})
    (said,) = counting(form, [figure], CHINA).faults["n"]
    assert "more than 50" in said["en"]
