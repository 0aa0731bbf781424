"""What a filled form comes to: read from its fields, judged, and what is written of it."""

import dataclasses
from datetime import datetime

import pytest

from schema.question import Kind
from schema.record_id import RecordId
from schema.rules import Circumstances
from server.clock import ZONE
from server.pages.filling.choices import FOUND_MAX, offered
from server.pages.filling.entry import entries_of, in_the_way
from server.pages.filling.filled import fill
from server.pages.filling.following import first_of_record
from server.pages.filling.posted import Posted
from server.pages.filling.texts import read, texts_of, unchanged
from server.views.answering import NOTHING_SEEN, Held, Mark, numbers
from sync.core.change import Change, Entry
from sync.core.parting import parted
from sync.core.record import HeldChange
from tests.server.pages import kinds

FORM = kinds.form()
AT = Circumstances(now=datetime(2026, 6, 12, 9, 30, tzinfo=ZONE), seed="survey/x")
DEVICE = {Kind.start: "2026-06-12T09:00:00+08:00", Kind.username: "赵敏"}


def filled(answers=None, *, original=None, posted=None, **more):
    """The form with these fields sent (each one text, or several)."""
    sent = {
        name: (said,) if isinstance(said, str) else tuple(said)
        for name, said in (answers or {}).items()
    }
    posted = dataclasses.replace(posted or Posted(**more), answers=sent)
    beginning = first_of_record(FORM, DEVICE, AT) if original is None else {}
    return fill(FORM, posted, "zh-CN", AT, original=original or {}, fixed={}, beginning=beginning)


def held(*changes):
    """A record of which a page showed these answers, one change after the other."""
    made = tuple(
        HeldChange(
            change=Change(
                number,
                "fang0001",
                number,
                None,
                tuple(Entry(name, value) for name, value in answers.items()),
            ),
            seq=number,
        )
        for number, answers in enumerate(changes, start=1)
    )
    return Held(
        form=FORM,
        record=RecordId.parse("survey/130709/100"),
        mark=Mark(9, b"x"),
        seen=made,
        behind=(),
    )


def asked(name):
    return FORM.question(name)


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("owner", "  张三 ", "  张三 "),
        ("story", "一\r\n二", "一\n二"),
        ("size", "８６.５", 86.5),
        ("floor", "十", None),
        ("mood", "4", 4),
        ("built", "1998年6月1日", "1998-06-01"),
        ("woken", "14:30", "14:30:00"),
        ("seen", "2026-06-12T09:14", "2026-06-12T09:14:00+08:00"),
        ("spot", "40.97 115.28", [40.97, 115.28]),
        ("agreed", "OK", "OK"),
        ("village", "v9999", "v9999"),
        ("photo", "门牌.jpg", "门牌.jpg"),
    ],
)
def test_each_kind_is_read_from_its_field_and_stands_in_it_as_it_was(name, said, value):
    page = filled({name: said})
    if value is None:
        assert (name in page.changed, page.unread[name].texts) == (False, (said,))
        return
    assert page.changed[name] == value
    shown = texts_of(asked(name), value)
    assert unchanged(asked(name), value, shown)
    assert name not in filled({name: shown}, original={name: value}).changed


def test_a_choice_that_the_form_lacks_today_stays_and_other_ones_stand_in_its_order():
    old = ["nurse", "gone"]
    assert filled({"needs": ("", "gone", "nurse")}, original={"needs": old}).changed == {}
    assert read(asked("needs"), ["gone", "lift", "food"], "en") == ["food", "lift", "gone"]


def test_a_text_with_unseen_characters_is_not_written_anew_when_nobody_touched_it():
    text = "停车\u202e位\x07\r\n不够"
    sent = "停车\u202e位\ufffd\n不够"
    assert filled({"story": sent}, original={"story": text}).changed == {}


def test_a_field_that_did_not_come_says_nothing_and_a_blank_one_clears():
    original = {"owner": "张三", "size": 86}
    page = filled({"size": " "}, original=original)
    assert page.changed == {"size": None}
    assert page.values["owner"] == "张三"


def test_fields_that_no_page_has_are_passed_over():
    sent = {
        "_status": "approved",
        "weeks": "3",
        "children.name": "李",
        "children[+].name": "李",
        "children[aaaaaa].name": "李",
        "began": "2020-01-01T00:00:00Z",
        "home": "x",
    }
    page = filled(sent, rows=("home[aaaaaa]", "children", "children.visits[aaaaaa]"))
    assert (page.changed, page.begun) == ({}, ())


def test_a_form_counts_its_rows_and_takes_those_back_in_which_nobody_typed():
    three = filled({"how_many": "3"})
    assert len(three.begun) == 3
    assert list(three.begun) == sorted(three.begun)
    first, second, third = three.begun
    typed = {f"{third}.name": "小明"}
    two = filled({"how_many": "2", **typed}, rows=three.begun)
    assert two.begun == (first, second, third)  # the third one holds something
    assert any(flag.code == "count" for flag in two.findings.flags)
    one = filled({"how_many": "1"}, rows=three.begun)
    assert one.begun == (first,)


def test_rows_stand_in_rows_and_go_with_them():
    child = filled(added="children").begun[0]
    visit = filled(rows=(child,), added=f"{child}.visits").begun[1]
    assert visit.startswith(f"{child}.visits[")
    page = filled({f"{visit}.day": "2026-06-01"}, rows=(child, visit))
    assert page.changed == {f"{visit}.day": "2026-06-01"}
    assert filled({f"{visit}.day": "2026-06-01"}, rows=(child, visit), gone={child}).begun == ()


def test_what_follows_from_an_answer_is_put_where_nobody_typed():
    page = filled({"county": "7"})
    assert page.values["stamp"] == "县7"
    again = filled({"county": "8", "stamp": "县7"}, put={"stamp": "县7"})
    assert again.values["stamp"] == "县8"
    own = filled({"county": "8", "stamp": "我写的"}, put={"stamp": "县7"})
    assert own.values["stamp"] == "我写的"


def test_a_new_record_says_what_it_began_with_also_where_nobody_sees_it():
    page = filled({"owner": "张三", "county": "7"})
    entries = {
        name: value
        for name, value, _ in entries_of(page, None, finish=True, ending={"ended": "now"})
    }
    assert entries == {
        "_version": "1",
        "owner": "张三",
        "county": "7",
        "code": "由办公室填写",
        "stamp": "县7",
        "began": DEVICE[Kind.start],
        "who": "赵敏",
        "ended": "now",
        "_status": "finished",
    }


def test_only_what_was_changed_is_written_and_replaces_what_was_shown():
    record = held({"owner": "张三", "size": 86, "_status": "finished"}, {"owner": "李四"})
    page = filled({"owner": "李四", "size": "90"}, original={"owner": "李四", "size": 86})
    assert entries_of(page, record, finish=False, ending={}) == [("size", 90, (1,))]
    same = filled({"owner": "李四", "size": "86"}, original={"owner": "李四", "size": 86})
    assert entries_of(same, record, finish=True, ending={"ended": "now"}) == []


def test_removing_a_row_takes_back_all_that_was_shown_in_it():
    row, inner = "children[0a1b2c]", "children[0a1b2c].visits[3c4d5e]"
    answers = {row: True, f"{row}.name": "小明", inner: True, f"{inner}.day": "2026-06-01"}
    record = held(answers)
    page = filled(original=answers, gone=frozenset({row}))
    written = entries_of(page, record, finish=False, ending={})
    assert {name: (value, replaces) for name, value, replaces in written} == {
        row: (False, (1,)),
        f"{row}.name": (None, (1,)),
        inner: (False, (1,)),
        f"{inner}.day": (None, (1,)),
    }


def test_a_finished_record_is_held_up_only_by_what_is_newly_broken():
    finished = {"floor": 40, "ill": "no", "_status": "finished"}
    record = held(finished)
    original = {"floor": 40, "ill": "no"}
    size = filled({"size": "-1"}, original=original)
    assert [f.question for f in in_the_way(size, record, "zh-CN", AT, finish=False)] == ["size"]
    story = filled({"story": "…"}, original=original)
    assert in_the_way(story, record, "zh-CN", AT, finish=False) == ()
    draft = held({"floor": 40})
    assert in_the_way(size, draft, "zh-CN", AT, finish=False) == ()
    held_up = {f.question for f in in_the_way(size, draft, "zh-CN", AT, finish=True)}
    assert {"owner", "agreed", "floor", "size"} <= held_up


def test_a_long_list_is_never_offered_whole_and_keeps_what_is_chosen():
    villages = asked("from").choices
    assert len(villages) == kinds.VILLAGES
    none = offered(villages, ["v9999"], "zh-CN")
    assert [option.name for option in none.options] == ["v9999"]
    assert (none.searched, none.options[0].chosen) == (True, True)
    found = offered(villages, [], "zh-CN", sought="第９９")
    assert (len(found.options), found.more) == (FOUND_MAX, True)
    assert all("第99" in option.label for option in found.options)
    one = offered(villages, [], "en", sought="village 4242")
    assert [option.name for option in one.options] == ["v4242"]
    filtered = filled({"county": "7"}).asked.choices["village"]
    assert [choice.name for choice in filtered] == [f"v{n}" for n in range(700, 800)]
    assert not offered(filtered, [], "en").searched


def test_an_act_of_any_size_is_parted_into_changes_that_hold_it_under_numbers_of_its_own():
    entries = [Entry(f"children[{n:06}].name", "名" * 50, (1, 2)) for n in range(2_000)]
    parts = list(parted(entries))
    assert [entry for part in parts for entry in part] == entries
    assert all(len(part) < 500 for part in parts)
    assert len(parts) <= len(numbers(7))
    assert len({*numbers(7), *numbers(8)}) == 2 * len(numbers(7))


def test_a_mark_comes_back_as_it_was_sent():
    assert Mark.parse(str(NOTHING_SEEN)) == NOTHING_SEEN
    assert Mark.parse(str(Mark(12, b"\x01" * 8))) == Mark(12, b"\x01" * 8)
    for text in ("", "x-00", "1-x", "１-00", "9" * 19 + "-00"):
        with pytest.raises(ValueError, match=r"mark|hexadecimal"):
            Mark.parse(text)
