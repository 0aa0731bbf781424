"""Conditions of a form on the tablet: what is asked, what stops a record, what is kept."""

import json

import pytest

from sync.home.store import HomeStore
from tests.clients.conftest import UNIT, bundle

RENT = {
    "id": "rent",
    "version": "1",
    "title": {"zh-CN": "租住登记", "en": "Renting"},
    "areas": ["household"],
    "questions": [
        {
            "name": "use",
            "kind": "select_one",
            "label": {"zh-CN": "用途", "en": "Use"},
            "choices": [
                {"name": "own", "label": {"zh-CN": "自住", "en": "Own"}},
                {"name": "rented", "label": {"zh-CN": "出租", "en": "Rented"}},
            ],
        },
        {
            "name": "landlord",
            "kind": "text",
            "label": {"zh-CN": "房东", "en": "Landlord"},
            "relevant": "${use} = 'rented'",
            "required": True,
        },
        {
            "name": "since",
            "kind": "date",
            "label": {"zh-CN": "入住日期", "en": "Since"},
            "constraint": ". <= today()",
            "constraint_message": {"zh-CN": "不能晚于今天", "en": "not after today"},
        },
        {
            "name": "years",
            "kind": "calculate",
            "label": {"zh-CN": "居住年数", "en": "Years here"},
            "calculation": "int((today() - ${since}) div 365.25)",
        },
        {"name": "moved", "kind": "text", "label": {"zh-CN": "搬来", "en": "Moved in"}},
        {
            "name": "key_fits",
            "kind": "text",
            "label": {"zh-CN": "钥匙", "en": "Key"},
            "constraint": "date(${moved}) <= today()",
        },
        {"name": "aid", "kind": "calculate", "label": {}, "calculation": "1 + 1"},
    ],
}


@pytest.fixture
def renting(wang):
    """Wang's tablet, to which the form has come."""
    wang.download(forms=[*bundle()["forms"], RENT])
    return wang


def new(home, *answers):
    return home.run("new", "rent", "--area", f"{UNIT}/0301", *answers)


def test_what_is_not_asked_does_not_stop_a_record(renting):
    assert new(renting, "use=own").exit_code == 0


def test_an_expression_that_fails_is_flagged_and_holds_up_nothing(renting):
    made = json.loads(new(renting, "use=own", "moved=soon", "key_fits=yes", "--json").stdout)
    assert made["status"] == "finished"
    assert made["answers"]["key_fits"]["flags"] == [
        {"code": "failed", "message": "无法核对：“soon”不是日期，已保存，请核对"}
    ]
    shown = json.loads(renting.run("show", made["id"], "--json").stdout)
    assert shown["answers"]["key_fits"]["value"] == "yes"


def test_what_is_asked_does(renting):
    result = new(renting, "use=rented")
    assert result.exit_code != 0
    assert "房东" in result.stderr
    assert "必填，还没有填" in result.stderr


def test_an_answer_that_is_not_accepted_is_refused_in_the_forms_words(renting):
    result = new(renting, "use=own", "since=2022-06-13")
    assert "入住日期" in result.stderr
    assert "不能晚于今天" in result.stderr
    assert new(renting, "use=own", "since=2022-06-12").exit_code == 0


def test_a_draft_may_be_anything(renting):
    assert new(renting, "use=rented", "since=2022-06-13", "--draft").exit_code == 0


def test_an_answer_that_nobody_asks_for_any_more_is_kept_apart(renting):
    assert new(renting, "use=rented", "landlord=周红").exit_code == 0
    renting.ok("edit", "0301", "use=own")
    lines = renting.ok("show", "0301").splitlines()
    assert next(n for n, line in enumerate(lines) if "自住" in line) < lines.index(
        "已保留，不再询问："
    )
    assert "周红" in lines[lines.index("已保留，不再询问：") + 1]
    record = json.loads(renting.ok("show", "0301", "--json"))
    assert record["irrelevant"] == ["landlord"]
    assert record["answers"]["landlord"]["value"] == "周红"


def test_the_form_says_its_conditions_by_labels(renting):
    lines = renting.ok("forms", "rent").splitlines()
    assert "  landlord  房东      必填 · 仅当 “用途” = 'rented'" in lines
    assert "  since     入住日期  要求：不能晚于今天" in lines


def test_what_is_worked_out_is_shown_if_it_has_a_label_and_nobody_fills_it_in(renting):
    assert new(renting, "use=own", "since=2020-06-01").exit_code == 0
    shown = renting.ok("show", "0301")
    assert "居住年数  2" in shown
    assert "aid" not in shown
    record = json.loads(renting.ok("show", "0301", "--json"))
    assert record["answers"]["aid"] == {
        "value": 2,
        "outcome": "single",
        "values": [],
        "flags": [],
    }
    refused = renting.run("edit", "0301", "years=5")
    assert "由其他答案算出，不用填" in refused.stderr


HOUSE = {
    "id": "house",
    "version": "1",
    "title": {"zh-CN": "一户", "en": "House"},
    "areas": ["household"],
    "questions": [
        {
            "name": "members",
            "kind": "repeat",
            "label": {"zh-CN": "成员", "en": "Members"},
            "questions": [
                {"name": "name", "kind": "text", "label": {"zh-CN": "姓名", "en": "Name"}}
            ],
        },
        {
            "name": "head",
            "kind": "select_one",
            "label": {"zh-CN": "户主", "en": "Head"},
            "answers_of": "${name}",
        },
    ],
}


def test_who_was_named_in_a_row_can_be_chosen_and_nobody_else(wang):
    wang.download(forms=[*bundle()["forms"], HOUSE])
    named = ("new", "house", "--area", f"{UNIT}/0301", "members[+].name=张伟")
    refused = wang.run(*named, "head=李娜")
    assert refused.exit_code != 0
    assert "张伟" in refused.stderr
    made = json.loads(wang.run(*named, "head=张伟", "--json").stdout)
    assert made["answers"]["head"] == made["answers"]["head"] | {"value": "张伟", "flags": []}


def test_a_record_begins_with_what_the_roster_says_of_its_household(wang):
    asked = {
        **HOUSE,
        "questions": [
            {
                "name": "where",
                "kind": "text",
                "label": {"zh-CN": "地址", "en": "Address"},
                "dynamic_default": "pulldata('households', 'address', 'here', 'yes')",
            }
        ],
    }
    wang.download(forms=[*bundle()["forms"], asked])
    made = json.loads(wang.run("new", "house", "--area", f"{UNIT}/0301", "--json").stdout)
    assert made["answers"]["where"]["value"] == "和平小区 3号楼 1单元 0301"


def test_more_counted_rows_than_one_change_holds_are_stored_in_one_act_and_stand_in_order(wang):
    counted = {
        **HOUSE,
        "questions": [
            {"name": "n", "kind": "integer", "label": {"zh-CN": "几个", "en": "How many"}},
            {
                "name": "rows",
                "kind": "repeat",
                "label": {"zh-CN": "行", "en": "Rows"},
                "count": "${n}",
                "questions": [
                    {
                        "name": "at",
                        "kind": "integer",
                        "label": {"zh-CN": "第几", "en": "Number"},
                        "dynamic_default": "position(..)",
                    }
                ],
            },
        ],
    }
    wang.download(forms=[*bundle()["forms"], counted])
    made = json.loads(wang.run("new", "house", "--area", f"{UNIT}/0301", "n=300", "--json").stdout)
    rows = [name for name in made["answers"] if name.endswith("].at")]
    assert [made["answers"][name]["value"] for name in rows] == [*range(1, 301)]
    assert made["status"] == "finished"
    with HomeStore(wang.path) as store:
        assert len(store.outbox()) == 2
