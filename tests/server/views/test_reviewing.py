"""Approving and returning: what is written, what is left alone, and what two at once come to."""

import pytest

from schema.grant import Role
from schema.record_id import RecordId
from server.errors import UnknownQuestion
from server.station import Station
from server.views.reviewing import Hindrance, Reasons, Seen, approve, send_back
from sync.core.record import HeldChange, read_record
from sync.core.scan import scan
from tests.server.town import COMMUNITY, ELSEWHERE, NEXT_DOOR, OPINION

WHOLE = Reasons(whole="请再上门")


@pytest.fixture
def station(town):
    """Three records, two of them finished; the people who review the community are min and lan."""
    town.write(OPINION, "fang", {"road": "support", "parking_spaces": 2, "_status": "finished"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.write(ELSEWHERE, "hong", {"road": "neutral", "_status": "finished"})
    town.add("lan", "兰英", Role.community, COMMUNITY)
    town.connection.close()
    with Station(town.data) as opened:
        yield opened


def head(station, record=OPINION):
    """The record as somebody sees it now."""
    return Seen(record=RecordId.parse(record), upto=max(r.seq for r in rows(station, record)))


def rows(station, record=OPINION):
    return station.reader.record(record)


def read(station, record=OPINION):
    held = [HeldChange(change=scan(row.data), seq=row.seq) for row in rows(station, record)]
    return read_record(None, held)


def person(station, login):
    return station.directory.by_login[login].id


def one(outcomes):
    (outcome,) = outcomes
    return outcome.hindrance


def approve_as(station, login, *seen, strict=False):
    return approve(station, seen, person(station, login), strict=strict)


def return_as(station, login, *seen, reasons=WHOLE, strict=False):
    return send_back(station, seen, person(station, login), reasons, strict=strict)


def test_a_finished_record_is_approved(station):
    assert one(approve_as(station, "min", head(station))) is None
    assert read(station).status == "approved"
    assert rows(station)[-1].device == "server"


def test_a_return_carries_its_reasons(station):
    reasons = Reasons(whole="请再上门", questions={"parking_spaces": "只有一辆车"})
    assert one(return_as(station, "min", head(station), reasons=reasons)) is None
    reading = read(station)
    assert reading.status == "returned"
    assert [(each.question, each.text) for each in reading.review.reasons] == [
        (None, "请再上门"),
        ("parking_spaces", "只有一辆车"),
    ]


def test_a_draft_is_not_approved(station):
    before = len(rows(station, NEXT_DOOR))
    assert one(approve_as(station, "min", head(station, NEXT_DOOR))) is Hindrance.STATE
    assert len(rows(station, NEXT_DOOR)) == before


def test_a_void_record_is_not_returned(station):
    write(station, "fang", _status="void")
    assert one(return_as(station, "min", head(station))) is Hindrance.STATE


def test_a_record_with_an_open_clash_is_not_approved(station):
    write(station, "qiang", replaces=False, road="oppose")
    assert one(approve_as(station, "min", head(station))) is Hindrance.CLASH
    assert one(return_as(station, "min", head(station))) is None


@pytest.mark.parametrize("login", ["fang", "hong", "auditor", "root"])
def test_nobody_without_the_right_to_review_there_does(station, login):
    before = len(rows(station))
    assert one(approve_as(station, login, head(station))) is Hindrance.ABSENT
    assert one(return_as(station, login, head(station))) is Hindrance.ABSENT
    assert len(rows(station)) == before
    assert list(station.reader.quarantine()) == []


def test_a_record_that_is_not_there_gets_the_same_answer_as_one_that_is_not_theirs(station):
    absent = Seen(record=RecordId.parse(OPINION.replace("0301", "9999")), upto=9)
    assert one(approve_as(station, "min", absent)) is Hindrance.ABSENT
    assert one(return_as(station, "min", absent)) is Hindrance.ABSENT


def test_answers_that_nobody_saw_are_never_approved(station):
    seen = head(station)
    write(station, "qiang", road="oppose")
    assert one(approve_as(station, "min", seen)) is Hindrance.CHANGED
    assert read(station).status == "finished"
    assert one(approve_as(station, "min", head(station))) is None


def test_two_who_review_at_once_leave_the_state_in_a_clash_with_both_to_be_seen(station):
    seen = head(station)
    assert one(approve_as(station, "min", seen)) is None
    assert one(return_as(station, "lan", seen)) is None
    reading = read(station)
    assert reading.clashes == ("_status",)
    assert {entry.value for entry in reading.answers["_status"].visible} == {"approved", "returned"}
    assert reading.review.returned


def test_two_who_approve_at_once_agree(station):
    seen = head(station)
    assert one(approve_as(station, "min", seen)) is None
    assert one(approve_as(station, "lan", seen)) is None
    assert read(station).clashes == ()


def test_a_record_finished_again_meanwhile_is_not_returned_behind_its_authors_back(station):
    return_as(station, "min", head(station))
    seen = head(station)
    write(station, "fang", _status="finished")
    assert one(return_as(station, "lan", seen, reasons=Reasons(whole="还有"))) is None
    assert read(station).clashes == ("_status",)


def test_in_bulk_whatever_was_written_into_since_is_left_alone(station):
    seen = [head(station), head(station, ELSEWHERE)]
    return_as(station, "lan", seen[0])
    first, second = approve_as(station, "min", *seen, strict=True)
    assert (first.hindrance, second.hindrance) == (Hindrance.CHANGED, None)
    assert read(station).status == "returned"
    assert read(station, ELSEWHERE).status == "approved"


def test_all_of_a_bulk_is_one_commit(station):
    approve_as(station, "min", head(station), head(station, ELSEWHERE), strict=True)
    (first,), (second,) = rows(station)[-1:], rows(station, ELSEWHERE)[-1:]
    assert first.received_ms == second.received_ms


def test_an_approval_takes_the_reasons_back(station):
    return_as(station, "min", head(station), reasons=Reasons(questions={"road": "?"}))
    write(station, "fang", road="oppose", _status="finished")
    approve_as(station, "min", head(station))
    reading = read(station)
    assert reading.review is None
    assert reading.answers["_return.road"].value is None


def test_one_more_return_adds_to_the_reasons_in_force_and_one_after_a_finish_begins_anew(station):
    return_as(station, "min", head(station), reasons=Reasons(questions={"road": "甲"}))
    return_as(station, "min", head(station), reasons=Reasons(questions={"opinion": "乙"}))
    assert [each.text for each in read(station).review.reasons] == ["乙", "甲"]
    write(station, "fang", road="oppose", _status="finished")
    return_as(station, "min", head(station), reasons=Reasons(questions={"opinion": "丙"}))
    assert [each.text for each in read(station).review.reasons] == ["丙"]


@pytest.mark.parametrize("name", ["project", "nonsense", "_status", "_return.road", "x" * 255])
def test_only_questions_of_the_form_that_can_be_answered_anew_are_returned(station, name):
    before = len(rows(station))
    with pytest.raises(UnknownQuestion):
        return_as(station, "min", head(station), reasons=Reasons(questions={name: "?"}))
    assert len(rows(station)) == before


def write(station, login, *, replaces=True, **answers):
    """What somebody writes who has seen everything, or nothing of these questions."""
    held = [scan(row.data) for row in rows(station)]
    entries = [
        (
            name,
            value,
            [c.change_id for c in held if replaces and any(e.question == name for e in c.entries)],
        )
        for name, value in answers.items()
    ]
    station.record_change(RecordId.parse(OPINION), person(station, login), entries)
