"""Texts of a form that name other answers, as they are said of one record."""

import pytest

from schema.logic.wording import answer_in_words, with_answers
from schema.rules import check
from tests.schema.logic.forms import AT, calculated, form, question, repeat

USE = {"name": "own", "label": {"zh-CN": "自住", "en": "own"}}
FORM = form(
    question("use", "select_one", label={"zh-CN": "用途"}, choices=[USE]),
    question("card", label={"zh-CN": "身份证"}, sensitive=True),
    question("size", "decimal", label={"zh-CN": "面积"}),
    calculated("twice", "${size} * 2", label={}),
    repeat(
        "members",
        question("name", label={"zh-CN": "姓名"}),
        repeat("visits", question("day", "date", label={"zh-CN": "日期"})),
    ),
)
ANSWERS = {
    "use": "own",
    "card": "110101199003070011",
    "size": 86.50,
    "members[a].name": "张伟",
    "members[b].name": "李娜",
    "members[b].visits[c].day": "2026-06-12",
}


@pytest.mark.parametrize(
    ("text", "home", "said"),
    [
        ("没有别的", "size", "没有别的"),
        ("${use}的房", "size", "自住的房"),
        ("${ size }平方米", "use", "86.5平方米"),
        ("${name}的", "members[b].visits[c].day", "李娜的"),
        ("${name}的", "members[a]", "张伟的"),
        ("${day}来过", "members[b].visits[c].day", "2026-06-12来过"),
    ],
)
def test_an_answer_stands_where_a_text_names_it(text, home, said):
    assert said == with_answers(text, FORM, home, answer_in_words(ANSWERS, "zh-CN"), "zh-CN")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${name}等人", "“姓名”等人"),  # one of many rows
        ("${card}核对过", "“身份证”核对过"),  # sensitive
        ("共${twice}", "共"),  # an aid without a label
        ("${last-saved#size}以前", "上一份的“面积”以前"),
    ],
)
def test_what_cannot_be_said_is_called_by_its_label(text, said):
    assert said == with_answers(text, FORM, "size", answer_in_words(ANSWERS, "zh-CN"), "zh-CN")


def test_a_message_of_the_form_names_answers_and_what_is_worked_out():
    asked = form(
        calculated("most", "${people} * 3", label={}),
        question("people", "integer"),
        question(
            "rooms",
            "integer",
            constraint=". <= ${most}",
            constraint_message={"en": "${people} people have ${most} at most"},
        ),
    )
    (flag,) = check(asked, {"people": 2, "rooms": 7}, "en", AT)
    assert flag.reason == "2 people have 6 at most"
