"""Records through versions of their form: renamed, removed and added questions."""

import dataclasses

from schema.record_id import RecordId
from sync.core.change import Change, Entry
from sync.core.findings import asked_anew, findings_of
from sync.core.fold import Outcome
from sync.core.record import HeldChange, read_record, removal, superseded
from tests.schema.versions import form, question

FIRST = form("1", question("road"), question("gone"), question("cars", "integer"))
SECOND = form(
    "2",
    question("surface", aliases=["road"]),
    question("noise", required=True),
    question("cars"),
    earlier=(FIRST,),
)
RECORD = RecordId.parse("survey/130709/100/002/007/x03/b02/u1/0301")


def change(number, *entries, staff="fangfang", time_ms=None):
    written = tuple(Entry(*entry) for entry in entries)
    return Change(number, staff, number if time_ms is None else time_ms, None, written)


def read(*changes, by=SECOND):
    held = (HeldChange(change=each, seq=seq) for seq, each in enumerate(changes, start=1))
    return read_record(by, held)


def test_answers_under_both_names_are_one_question_and_the_later_replaces_the_earlier():
    reading = read(change(1, ("road", "a")), change(2, ("surface", "b", (1,))))
    assert (reading.values["surface"], reading.answers["surface"].outcome) == ("b", Outcome.SINGLE)
    assert "road" not in reading.answers


def test_both_names_answered_unaware_of_each_other_clash():
    reading = read(change(1, ("road", "a")), change(2, ("surface", "b"), staff="liqiang1"))
    assert reading.answers["surface"].outcome is Outcome.CLASH


def test_a_new_answer_replaces_what_stands_under_the_old_name():
    changes = [change(1, ("road", "a")), change(2, ("surface", "b"))]
    assert superseded(changes, {1, 2}, "surface", SECOND) == (1, 2)
    assert superseded(changes, {1, 2}, "road", FIRST) == (1,)


def test_one_change_under_both_names_keeps_both():
    reading = read(change(1, ("road", "a"), ("surface", "b")))
    assert (reading.values["surface"], reading.values["road"]) == ("b", "a")


def test_a_row_under_its_old_name_is_removed_under_the_new_one():
    inner = question("full_name", aliases=["name"])
    people = form("2", question("people", "repeat", aliases=["members"], questions=[inner]))
    written = [change(1, ("members[0a1b2c]", True), ("members[0a1b2c].name", "x"))]
    entries = removal(written, {1}, "people[0a1b2c]", people)
    assert [(e.question, e.value, e.replaces) for e in entries] == [
        ("people[0a1b2c]", False, (1,)),
        ("people[0a1b2c].full_name", None, (1,)),
    ]
    assert read(*written, change(2, *entries), by=people).rows == {}


def test_a_reason_for_a_return_follows_the_questions_name():
    reading = read(
        change(1, ("road", "a"), ("_status", "finished")),
        change(2, ("_return.road", "why"), ("_status", "returned", (1,))),
    )
    assert [reason.question for reason in reading.review.reasons] == ["surface"]
    assert reading.review.open_questions == ("surface",)


def test_a_number_under_a_question_that_became_a_text_is_its_text():
    reading = read(change(1, ("cars", 3)), change(2, ("cars", "3"), staff="liqiang1"))
    assert (reading.values["cars"], reading.answers["cars"].outcome) == ("3", Outcome.SINGLE)


def flags(*entries, version="1", status="finished", by=SECOND):
    states = (("_version", version), ("_status", status))
    reading = read(change(1, *entries, *states), by=by)
    found = findings_of(RECORD, reading, by, {}, "en")
    return {(flag.question, flag.code) for flag in found.flags}


def test_a_finished_record_lacks_nothing_that_only_a_later_version_asks():
    assert flags(("road", "a"), ("gone", "b")) == set()
    assert flags(("road", "a"), ("gone", "b"), version="2") == {("noise", "required")}


def test_a_record_that_is_returned_is_judged_by_todays_version():
    assert flags(("road", "a"), ("gone", "b"), status="returned") == {("noise", "required")}


def test_what_a_former_version_calls_otherwise_is_flagged_by_todays_name():
    strict = form("1", question("road", constraint=". = 'x'"), question("cars", "integer"))
    today = form("2", question("surface", aliases=["road"]), earlier=(strict,))
    assert flags(("road", "a"), ("cars", "many"), by=today) == {
        ("surface", "constraint"),
        ("cars", "kind"),
    }


def test_an_answer_that_no_version_asked_for_is_flagged():
    assert flags(("nobody_asked", "a")) == {("nobody_asked", "unknown")}


def test_what_is_asked_anew_moves_a_record_on_and_a_renamed_question_does_not():
    assert asked_anew(FIRST, SECOND, "noise")
    assert not asked_anew(FIRST, SECOND, "surface")
    assert not asked_anew(FIRST, SECOND, "gone")
    assert not asked_anew(SECOND, SECOND, "noise")


def test_a_record_begun_after_its_form_was_stopped_is_flagged_and_none_before():
    stopped = dataclasses.replace(SECOND, stopped_ms=10)
    for time_ms, expected in ((10, set()), (11, {"stopped"})):
        reading = read(change(1, ("surface", "a"), time_ms=time_ms), by=stopped)
        found = findings_of(RECORD, reading, stopped, {}, "zh-CN").flags
        assert {flag.code for flag in found} == expected
