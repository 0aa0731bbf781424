"""The JSON documents `record` and `clash`, field by field."""

import json

from schema.form import Form
from schema.record_id import RecordId
from schema.rules import Findings, Flag
from sync.core.change import Change, Entry
from sync.core.document import RefusedChange, clash_documents, record_document
from sync.core.record import HeldChange, read_record

WANG, LI = "wang0000", "li000000"
RECORD = RecordId.parse("renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022")

FORM = Form.from_json(
    {
        "id": "renovation_opinion",
        "version": "1",
        "title": {"zh-CN": "改造意见", "en": "Opinion"},
        "key": ["project"],
        "areas": ["household"],
        "questions": [
            {
                "name": "project",
                "kind": "select_one",
                "label": {"zh-CN": "Project", "en": "Project"},
                "choices": [{"name": "p2022", "label": {"zh-CN": "2022", "en": "2022"}}],
            },
            {"name": "road", "kind": "text", "label": {"zh-CN": "Road", "en": "Road"}},
            {
                "name": "needs",
                "kind": "select_multiple",
                "label": {"zh-CN": "Needs", "en": "Needs"},
                "choices": [
                    {"name": "water", "label": {"zh-CN": "Water", "en": "Water"}},
                    {"name": "light", "label": {"zh-CN": "Light", "en": "Light"}},
                ],
            },
            {
                "name": "members",
                "kind": "repeat",
                "label": {"zh-CN": "Members", "en": "Members"},
                "questions": [
                    {"name": "name", "kind": "text", "label": {"zh-CN": "Name", "en": "Name"}}
                ],
            },
        ],
    }
)

FIRST = Change(
    11,
    WANG,
    1000,
    "门口有狗",
    (Entry("road", "yes"), Entry("needs", ["water"]), Entry("_version", "1")),
)
SECOND = Change(12, LI, 2000, None, (Entry("road", "no"), Entry("needs", ["light"])))


def document(*held, form=FORM, record=RECORD, **options):
    made = record_document(record, read_record(form, held), form=form, **options)
    return json.loads(json.dumps(made, allow_nan=False))


def value(value, staff, at_ms, change, *, shown):
    return {"value": value, "staff": staff, "at_ms": at_ms, "change": change, "shown": shown}


def test_a_record_that_two_wrote_into():
    held = [HeldChange(change=FIRST, seq=4, device="dev00001"), HeldChange(change=SECOND, seq=9)]
    assert document(*held) == {
        "id": "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022",
        "form": "renovation_opinion",
        "version": "1",
        "area": "130709/100/002/007/x03/b02/u1/0301",
        "scope": "130709/100/002/007",
        "created_by": WANG,
        "created_ms": 1000,
        "begun_seq": 4,
        "status": "draft",
        "sync": "synced",
        "merged": True,
        "review": None,
        "answers": {
            "project": {"value": "p2022", "outcome": "single", "values": [], "flags": []},
            "road": {
                "value": "no",
                "outcome": "clash",
                "values": [
                    value("yes", WANG, 1000, 11, shown=False),
                    value("no", LI, 2000, 12, shown=True),
                ],
                "flags": [],
            },
            "needs": {
                "value": ["light", "water"],
                "outcome": "rule",
                "values": [
                    value(["water"], WANG, 1000, 11, shown=True),
                    value(["light"], LI, 2000, 12, shown=True),
                ],
                "flags": [],
            },
            "_version": {
                "value": "1",
                "outcome": "single",
                "values": [value("1", WANG, 1000, 11, shown=True)],
                "flags": [],
            },
        },
        "irrelevant": [],
        "remarks": [{"text": "门口有狗", "staff": WANG, "at_ms": 1000, "change": 11}],
        "refused": [],
    }


def test_a_return_stands_in_it_with_its_reasons_and_what_was_answered_since():
    returned = Change(
        13,
        LI,
        3000,
        "请核实",
        (Entry("_status", "returned"), Entry("_return.road", "?")),
    )
    answered = Change(14, WANG, 4000, None, (Entry("road", "yes", (11, 12)),))
    held = [
        HeldChange(change=each, seq=seq)
        for seq, each in enumerate((FIRST, SECOND, returned, answered))
    ]
    said = {"staff": LI, "at_ms": 3000, "change": 13}
    assert document(*held)["review"] == {
        "returned": True,
        "changed": True,
        "reasons": [
            {"question": None, "text": "请核实", "answered": False, **said},
            {"question": "road", "text": "?", "answered": True, **said},
        ],
    }


def test_the_key_in_the_id_counts_whatever_was_written_under_its_name():
    written = Change(7, LI, 1, None, (Entry("project", "p1999"),))
    reading = read_record(FORM, [HeldChange(change=written, seq=1)])
    document = record_document(RECORD, reading, form=FORM)
    assert "p2022" == document["answers"]["project"]["value"]
    assert ["p1999"] == [each["value"] for each in document["answers"]["project"]["values"]]


def test_history_holds_every_value_with_what_it_replaced():
    settled = Change(13, WANG, 3000, None, (Entry("road", "yes", (11, 12)),))
    held = [
        HeldChange(change=settled),
        HeldChange(change=SECOND, seq=9, device="dev00002"),
        HeldChange(change=FIRST, seq=4),
    ]
    history = document(*held, history=True)["history"]
    assert [each["seq"] for each in history] == [4, 9, None]
    assert [each["device"] for each in history] == [None, "dev00002", None]
    assert history[0] == {
        "seq": 4,
        "change": 11,
        "staff": WANG,
        "at_ms": 1000,
        "device": None,
        "remark": "门口有狗",
        "answers": {
            "road": {"value": "yes", "replaces": []},
            "needs": {"value": ["water"], "replaces": []},
            "_version": {"value": "1", "replaces": []},
        },
    }
    assert history[2]["answers"] == {"road": {"value": "yes", "replaces": [11, 12]}}


def test_without_being_asked_there_is_no_history():
    assert "history" not in document(HeldChange(change=FIRST, seq=1))


def test_an_unacknowledged_change_makes_a_record_wait():
    held = [HeldChange(change=FIRST, seq=1), HeldChange(change=SECOND)]
    assert document(*held)["sync"] == "waiting"


def test_a_refused_change_stands_beside_the_record():
    refused = [RefusedChange(change=SECOND, code="forbidden", hint="告诉网格长")]
    made = document(HeldChange(change=FIRST), refused=refused)
    assert made["sync"] == "refused"
    assert made["answers"]["road"]["value"] == "yes"
    assert made["refused"] == [
        {
            "seq": None,
            "change": 12,
            "staff": LI,
            "at_ms": 2000,
            "device": None,
            "remark": None,
            "answers": {
                "road": {"value": "no", "replaces": []},
                "needs": {"value": ["light"], "replaces": []},
            },
            "code": "forbidden",
            "hint": "告诉网格长",
        }
    ]


def test_a_record_of_refused_changes_alone_names_who_tried():
    made = document(refused=[RefusedChange(change=SECOND, code="forbidden", hint="")])
    assert (made["created_by"], made["created_ms"], made["sync"]) == (LI, 2000, "refused")
    assert made["version"] is None


def test_a_clock_at_zero_is_a_time():
    at_zero = Change(1, WANG, 0, "r", ())
    refused = [RefusedChange(change=SECOND, code="forbidden", hint="")]
    assert document(HeldChange(change=at_zero), refused=refused)["created_ms"] == 0


def test_flags_stand_at_their_questions_unanswered_ones_too():
    flags = (
        Flag(question="road", code="choice", message="不是选项", reason=""),
        Flag(question="road", code="length", message="太长", reason=""),
        Flag(question="parking", code="required", message="必填", reason=""),
    )
    findings = Findings(flags=flags, irrelevant=frozenset())
    answers = document(HeldChange(change=FIRST, seq=1), findings=findings)["answers"]
    assert answers["road"]["flags"] == [
        {"code": "choice", "message": "不是选项"},
        {"code": "length", "message": "太长"},
    ]
    assert answers["parking"] == {
        "value": None,
        "outcome": "single",
        "values": [],
        "flags": [{"code": "required", "message": "必填"}],
    }


def test_a_row_removed_while_somebody_filled_it_in_is_flagged_in_the_language_asked_for():
    row = Change(1, WANG, 1000, None, (Entry("members[0a1b2c]", False), Entry("road", "a")))
    name = Change(2, LI, 2000, None, (Entry("members[0a1b2c].name", "甲"),))
    held = [HeldChange(change=row, seq=1), HeldChange(change=name, seq=2)]
    for lang, word in (("zh-CN", "删除"), ("en", "removed")):
        (flag,) = document(*held, lang=lang)["answers"]["members[0a1b2c]"]["flags"]
        assert flag["code"] == "row_removed"
        assert word in flag["message"]


def test_a_form_that_is_not_known_still_makes_a_document():
    made = document(HeldChange(change=FIRST, seq=1), form=None)
    assert made["answers"]["road"]["value"] == "yes"
    assert "project" not in made["answers"]


def test_a_clash_names_record_area_question_and_values():
    reading = read_record(FORM, [HeldChange(change=FIRST, seq=1), HeldChange(change=SECOND, seq=2)])
    assert clash_documents(RECORD, reading) == [
        {
            "record": RECORD.text,
            "area": "130709/100/002/007/x03/b02/u1/0301",
            "question": "road",
            "values": [
                value("yes", WANG, 1000, 11, shown=False),
                value("no", LI, 2000, 12, shown=True),
            ],
        }
    ]


def test_questions_that_are_not_asked_any_more_are_named_and_their_answers_kept():
    findings = Findings(flags=(), irrelevant=frozenset({"road", "never_answered"}))
    made = document(HeldChange(change=FIRST, seq=1), findings=findings)
    assert made["irrelevant"] == ["never_answered", "road"]
    assert made["answers"]["road"]["value"] == "yes"
    assert "never_answered" not in made["answers"]


def test_what_is_worked_out_stands_among_the_answers_without_an_author():
    findings = Findings(calculated={"total": 7, "nothing": None, "road": "x"})
    answers = document(HeldChange(change=FIRST, seq=1), findings=findings)["answers"]
    assert answers["total"] == {"value": 7, "outcome": "single", "values": [], "flags": []}
    assert "nothing" not in answers
    assert answers["road"]["value"] == "x"
