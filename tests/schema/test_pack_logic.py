"""What the forms of the pack work out and ask, by hand-made answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from schema.filling import begun, following
from schema.form import Form
from schema.outline import rows_of
from schema.pack import Pack
from schema.rules import Circumstances, examine

NOW = Circumstances.at(1_781_240_000_000, "x")
"""12 June 2026, about one o'clock in the afternoon."""


@pytest.fixture(scope="module")
def forms(chongli: Pack) -> Mapping[str, Form]:
    return {form.id: form for form in chongli.forms}


@pytest.mark.parametrize(
    ("form", "answers", "expected"),
    [
        (
            "daily_inspection",
            {"window": "morning", "arrived_at": "08:29:00", "fire": "fail", "fitness": "none"},
            {"failed": 1, "on_time": "no"},
        ),
        ("daily_inspection", {"window": "morning", "arrived_at": "09:30:00"}, {"on_time": "yes"}),
        ("daily_inspection", {"window": "evening", "arrived_at": "20:10:00"}, {"on_time": "yes"}),
        ("daily_inspection", {"window": "morning"}, {"failed": 0, "on_time": None}),
        (
            "waste_collection",
            {"due_at": "07:00:00", "collected_at": "07:01:00", "households": 240, "sorting": 90},
            {"on_time": "no", "coverage": 37.5},
        ),
        (
            "property_contract",
            {"cleaning": 18, "greenery": 15, "security": 12, "repairs": 14, "manners": 16},
            {"score": 75, "grade": "B"},
        ),
        ("property_contract", {"cleaning": 18}, {"score": None, "grade": None}),
        ("civility", {"kind": "duty", "people": 3, "hours": 1.5}, {"person_hours": 4.5}),
        ("training_class", {"hours": 2, "attended": 30, "planned": 40}, {"person_hours": 60}),
        (
            "joint_task",
            {"due": "2026-06-10", "state": "done", "done_on": "2026-06-11"},
            {"on_time": "no"},
        ),
        (
            "household_file",
            {
                "members[aaaaaa]": True,
                "members[aaaaaa].residence": "floating",
                "members[bbbbbb]": True,
                "members[bbbbbb].residence": "permanent",
            },
            {"people": 2, "floating_people": 1},
        ),
        ("household_file", {}, {"people": None}),
        (
            "culture_event",
            {"kind": "ski_card", "cards[aaaaaa].age": 9, "cards[bbbbbb].age": 18},
            {"cards_given": 2, "minors": 1},
        ),
        (
            "pairing",
            {"exchanges[aaaaaa].people": 4, "exchanges[bbbbbb].people": 6},
            {"exchanges_held": 2, "people_exchanged": 10},
        ),
        (
            "community_worker",
            {"assessments[aaaaaa].score": 81, "assessments[bbbbbb].score": 92},
            {"best_score": 92},
        ),
        ("renovation_project", {"households": 90, "asked": 60}, {"asked_share": 66.7}),
        ("safety_patrol", {"exits": "fail", "gas": "fail", "people": 2, "hours": 2}, {"failed": 2}),
    ],
)
def test_what_follows_is_worked_out(
    forms: Mapping[str, Form], form: str, answers: dict[str, Any], expected: dict[str, Any]
) -> None:
    logic = forms[form].logic
    assert logic is not None
    found = logic.judge(answers, {k: tuple(v) for k, v in rows_of(answers).items()}, NOW).calculated
    assert expected == {name: found.get(name) for name in expected}


@pytest.mark.parametrize(
    ("form", "answers", "wanted"),
    [
        ("visit", {"outcome": "come_back"}, {"come_back_at"}),
        ("visit", {"outcome": "absent"}, set()),
        ("hazard_report", {"category": "safety", "state": "dismissed"}, {"dismissed_why"}),
        (
            "joint_task",
            {"task": "x", "owner": "x", "due": "2026-07-01", "state": "stuck"},
            {"obstacle"},
        ),
        ("civility", {"kind": "award", "day": "2026-06-01"}, {"award_kind", "receiver"}),
        (
            "culture_event",
            {
                "title": "x",
                "kind": "ski_card",
                "day": "2026-06-01",
                "cards[aaaaaa].card": "x",
                "cards[aaaaaa].holder": "x",
                "cards[aaaaaa].age": 12,
            },
            {"cards[aaaaaa].consent", "cards[aaaaaa].guardian"},
        ),
        (
            "whistle_order",
            {"subject": "x", "kind": "other", "urgency": "normal", "state": "declined"},
            {"dispatched_to", "declined_why"},
        ),
    ],
)
def test_what_has_to_be_answered_depends_on_what_was(
    forms: Mapping[str, Form], form: str, answers: dict[str, Any], wanted: set[str]
) -> None:
    keys = dict.fromkeys(forms[form].key, "20260601-1")
    flags = examine(forms[form], {**keys, **answers}, "en", NOW).flags
    assert wanted == {flag.question for flag in flags if flag.code == "required"}


@pytest.mark.parametrize(
    ("form", "answers", "later", "earlier"),
    [
        ("whistle_order", {}, "arrived_at", "called_at"),
        ("whistle_order", {"state": "done"}, "done_at", "called_at"),
        ("resident_request", {"state": "answered"}, "answered_at", "asked_at"),
        ("pairing", {}, "secondments[aaaaaa].until", "secondments[aaaaaa].from"),
    ],
)
def test_what_comes_behind_something_is_held_to_it_where_that_was_answered(
    forms: Mapping[str, Form], form: str, answers: dict[str, Any], later: str, earlier: str
) -> None:
    day = "T08:00:00+08:00" if later.endswith("_at") else ""

    def fits(**dated: str) -> bool:
        said = {path: f"{date}{day}" for path, date in dated.items()}
        flags = examine(forms[form], {**answers, **said}, "en", NOW).flags
        return (later, "constraint") not in {(flag.question, flag.code) for flag in flags}

    assert fits(**{later: "2026-06-02"})
    assert fits(**{later: "2026-06-02", earlier: "2026-06-01"})
    assert not fits(**{later: "2026-06-01", earlier: "2026-06-02"})


@pytest.mark.parametrize(("urgency", "hours"), [("urgent", 6), ("normal", 72)])
def test_an_order_is_due_by_its_urgency(
    forms: Mapping[str, Form], urgency: str, hours: int
) -> None:
    """Six hours, or three days, from the call; whoever knows better writes another time."""
    form = forms["whistle_order"]
    answers = begun(form, {}, NOW)
    at_first = datetime.fromisoformat(str(answers["due"]))
    assert at_first - datetime.fromisoformat(str(answers["called_at"])) == timedelta(hours=72)
    answers |= {"urgency": urgency}
    found = answers | following(form, answers, ["urgency"], NOW, lambda: "aaaaaa")
    called, due = (
        datetime.fromisoformat(str(each)) for each in (answers["called_at"], found["due"])
    )
    assert due - called == timedelta(hours=hours)
    assert "due" not in following(form, answers, ["urgency", "due"], NOW, lambda: "aaaaaa")
