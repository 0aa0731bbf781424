"""Forms are data, and one that contradicts itself is not made."""

import json
from typing import Any

import pytest

from schema.errors import InvalidForm
from schema.form import Form
from schema.question import Kind, MergePolicy, default_policy


def words(text: str) -> dict[str, str]:
    return {"zh-CN": text, "en": text}


def plain(**changes: Any) -> dict[str, Any]:
    """A form that is right, but for the changes."""
    return {
        "id": "inspection",
        "version": "1",
        "title": words("巡查"),
        "key": [],
        "areas": ["compound"],
        "questions": [question(name="note", kind="text")],
        **changes,
    }


def question(**data: Any) -> dict[str, Any]:
    return {"label": words("题"), **data}


CHOICES = [{"name": "pass", "label": words("合格")}, {"name": "fail", "label": words("不合格")}]

WRONG = {
    "an id with a capital": plain(id="Inspection"),
    "no version": plain(version=""),
    "no areas": plain(areas=[]),
    "an unknown kind of area": plain(areas=["village"]),
    "a title in one language": plain(title={"en": "Inspection"}),
    "no questions at all": {k: v for k, v in plain().items() if k != "questions"},
    "questions that are none": plain(questions=["note"]),
    "a question without a kind": plain(questions=[question(name="a")]),
    "an unknown kind": plain(questions=[question(name="a", kind="osm")]),
    "an unknown policy": plain(questions=[question(name="a", kind="text", merge="random")]),
    "a label in one language": plain(
        questions=[{"name": "a", "kind": "text", "label": {"zh-CN": "题"}}]
    ),
    "a name with a dot that is another's path": plain(
        questions=[
            question(name="g.a", kind="text"),
            question(name="a", kind="text"),
            question(name="g", kind="group", questions=[question(name="a", kind="text")]),
        ]
    ),
    "a name with a bracket": plain(questions=[question(name="a[b]", kind="text")]),
    "a name with a space": plain(questions=[question(name="a b", kind="text")]),
    "a name of ours": plain(questions=[question(name="_status", kind="text")]),
    "a name of a reason to return": plain(questions=[question(name="_return.a", kind="text")]),
    "a name twice": plain(questions=[question(name="a", kind="text")] * 2),
    "a select without choices": plain(questions=[question(name="a", kind="select_one")]),
    "a text with choices": plain(questions=[question(name="a", kind="text", choices=CHOICES)]),
    "a choice twice": plain(
        questions=[question(name="a", kind="select_one", choices=CHOICES + CHOICES[:1])]
    ),
    "a choice with a space": plain(
        questions=[
            question(name="a", kind="select_one", choices=[{"name": "a b", "label": words("甲")}])
        ]
    ),
    "a choice without a label": plain(
        questions=[question(name="a", kind="select_one", choices=[{"name": "a", "label": {}}])]
    ),
    "a state that is no question": plain(workflow={"state": "a", "closed": ["pass"]}),
    "a state of text": plain(workflow={"state": "note", "closed": ["pass"]}),
    "a closed state that is no choice": plain(
        questions=[question(name="a", kind="select_one", choices=CHOICES)],
        workflow={"state": "a", "closed": ["pass", "done"]},
    ),
    "a state that is never closed": plain(
        questions=[question(name="a", kind="select_one", choices=CHOICES)],
        workflow={"state": "a", "closed": []},
    ),
    "a due that is no day": plain(
        questions=[
            question(name="a", kind="select_one", choices=CHOICES),
            question(name="b", kind="time"),
        ],
        workflow={"state": "a", "closed": ["pass"], "due": "b"},
    ),
    "a workflow without a state": plain(workflow={"closed": ["pass"]}),
    "a reference to no form's id": plain(
        questions=[question(name="a", kind="text", refers="Meeting")]
    ),
    "a number that refers": plain(questions=[question(name="a", kind="integer", refers="meeting")]),
    "bounds of a text": plain(questions=[question(name="a", kind="text", minimum=1)]),
    "bounds that cross": plain(
        questions=[question(name="a", kind="integer", minimum=2, maximum=1)]
    ),
    "a bound that is no number": plain(
        questions=[question(name="a", kind="integer", minimum=True)]
    ),
    "a bound in words": plain(questions=[question(name="a", kind="integer", minimum="2")]),
    "questions of a text": plain(
        questions=[question(name="a", kind="text", questions=[question(name="b", kind="text")])]
    ),
    "an empty repeat": plain(questions=[question(name="a", kind="repeat")]),
    "a wrong question in a repeat within a repeat": plain(
        questions=[
            question(
                name="a",
                kind="repeat",
                questions=[
                    question(name="b", kind="repeat", questions=[question(name="c d", kind="text")])
                ],
            )
        ]
    ),
    "a path that is too long": plain(
        questions=[
            question(
                name="a" * 120,
                kind="repeat",
                questions=[question(name="b" * 128, kind="text")],
            )
        ]
    ),
    "a list that is not there": plain(
        questions=[question(name="a", kind="select_one", list_name="villages")]
    ),
    "a list without names": plain(
        questions=[question(name="a", kind="select_one", list_name="villages")],
        lists={"villages": {"columns": ["id"], "rows": [["v1"]]}},
    ),
    "a list with a row too short": plain(
        lists={"villages": {"columns": ["name", "label"], "rows": [["v1"]]}},
    ),
    "a filter of choices that have no columns": plain(
        questions=[
            question(name="a", kind="select_one", choices=CHOICES, choice_filter="name = 'pass'")
        ]
    ),
    "another answer without the choice for it": plain(
        questions=[question(name="a", kind="select_one", choices=CHOICES, other=True)]
    ),
    "a step of a text": plain(questions=[question(name="a", kind="text", step=1)]),
    "a step backwards": plain(questions=[question(name="a", kind="range", step=-1)]),
    "rows counted of a text": plain(questions=[question(name="a", kind="text", count="3")]),
    "a calculation of a group": plain(
        questions=[question(name="a", kind="group", calculation="1", questions=[])]
    ),
    "a calculate that is none": plain(questions=[question(name="a", kind="calculate")]),
    "a wrong question in a repeat": plain(
        questions=[question(name="a", kind="repeat", questions=[question(name="b c", kind="text")])]
    ),
    "a key that is no question": plain(key=["day"]),
    "a key twice": plain(key=["note", "note"]),
    "a key of several choices": plain(
        key=["a"], questions=[question(name="a", kind="select_multiple", choices=CHOICES)]
    ),
    "a sensitive key": plain(
        key=["a"], questions=[question(name="a", kind="text", sensitive=True)]
    ),
}


def test_the_plain_form_is_right() -> None:
    assert Form.from_json(plain()).id == "inspection"


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG.keys())
def test_a_form_that_contradicts_itself_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidForm):
        Form.from_json(data)


def test_an_error_says_which_question_is_wrong() -> None:
    with pytest.raises(InvalidForm, match=r"form inspection: question a: .* minimum .* maximum"):
        Form.from_json(plain(questions=[question(name="a", kind="integer", minimum=2, maximum=1)]))


def test_each_kind_has_its_policy_by_default() -> None:
    latest = ["geopoint", "start", "end", "today", "deviceid", "username", "calculate", "hidden"]
    each = ["image", "file", "audio", "video"]
    named = dict.fromkeys(latest, "latest") | dict.fromkeys(each, "each")
    assert {str(kind): default_policy(kind) for kind in Kind} == {
        **dict.fromkeys(map(str, Kind), "clash"),
        **named,
        "select_multiple": "union",
    }


def test_a_question_may_name_another_policy() -> None:
    form = Form.from_json(plain(questions=[question(name="a", kind="text", merge="latest")]))
    assert form.policy("a") is MergePolicy.latest
    assert Form.from_json(form.to_json()) == form


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("_version", "latest"),
        ("_status", "clash"),
        ("_return.phone", "clash"),
        ("phone", "clash"),
        ("members[0a1b2c]", "clash"),
        ("members[0a1b2c].name", "clash"),
        ("of_another_version", "clash"),
    ],
)
def test_policies_by_path(household_file: Form, path: str, policy: str) -> None:
    assert household_file.policy(path) == policy


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("phone", "phone"),
        ("members", "members"),
        ("members[0a1b2c]", "members"),
        ("members.name", "name"),
        ("members[0a1b2c].name", "name"),
        ("members[0a1b2c].phone", None),
        ("phone[0a1b2c]", None),
        ("phone[0a1b2c].name", None),
        ("members[].name", None),
        ("members[0a1b2c", None),
        ("members[0a1b2c].name.first", None),
        ("name", None),
        ("", None),
    ],
)
def test_questions_by_path(household_file: Form, path: str, name: str | None) -> None:
    found = household_file.question(path)
    assert (found and found.name) == name


def test_what_is_stored_reads_back(opinion: Form, household_file: Form, hazard: Form) -> None:
    for form in (opinion, household_file, hazard):
        assert Form.from_json(json.loads(json.dumps(form.to_json()))) == form


def test_the_document_of_a_form_is_in_one_language(opinion: Form) -> None:
    chinese, english = opinion.document("zh-CN"), opinion.document("en")
    assert (chinese["title"], english["title"]) == ("改造意见", "Renovation opinion")
    assert chinese["key"] == ["project"]
    assert chinese["areas"] == ["household"]
    parking = next(each for each in english["questions"] if each["name"] == "parking_spaces")
    assert parking == {
        "name": "parking_spaces",
        "kind": "integer",
        "label": "Parking spaces",
        "hint": "How many spaces this household needs",
        "required": False,
        "merge": "clash",
        "choices": [],
        "required_if": None,
        "relevant": None,
        "calculation": None,
        "constraint": ". >= 0 and . <= 2",
        "constraint_message": None,
        "default": None,
        "sensitive": False,
        "guidance": None,
        "required_message": None,
        "read_only": None,
        "choice_filter": None,
        "dynamic_default": None,
        "count": None,
        "appearance": None,
    }
    road = next(each for each in chinese["questions"] if each["name"] == "road")
    assert road["choices"] == [
        {"name": "support", "label": "支持"},
        {"name": "oppose", "label": "反对"},
        {"name": "neutral", "label": "中立"},
    ]
    assert road["constraint"] is None


def test_the_document_of_a_repeat_lists_its_questions(household_file: Form) -> None:
    questions = household_file.document("en")["questions"]
    members = next(each for each in questions if each["name"] == "members")
    assert [each["name"] for each in members["questions"]] == [
        "name",
        "relation",
        "birth_year",
        "residence",
    ]


@pytest.mark.parametrize(
    ("bounds", "constraint"),
    [({"minimum": 0}, ". >= 0"), ({"maximum": 2.5}, ". <= 2.5"), ({}, None)],
)
def test_bounds_as_an_expression(bounds: dict[str, float], constraint: str | None) -> None:
    form = Form.from_json(plain(questions=[question(name="a", kind="decimal", **bounds)]))
    assert form.questions[0].limits == constraint
