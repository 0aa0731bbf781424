"""Commands about records: documents of what is stored at the moment they ask."""

import time

import pytest

from schema.errors import UnreadableAnswer
from schema.pack import load_pack
from server.errors import (
    InvalidRequest,
    ProjectorBehind,
    StaffDisabled,
    UnknownArea,
    UnknownForm,
    UnknownQuestion,
    UnknownRecord,
    UnknownStaff,
    UnknownState,
)
from server.operations.arguments import Arguments
from server.people import forms, staff
from server.station import Station
from server.views.errors import Ambiguous, NotWritten
from server.views.operations import OPERATIONS
from server.views.supervisor import Projector
from tests.server.town import ELSEWHERE, NEXT_DOOR, OPINION, UNIT

CALL = f"visit/{UNIT}/0301:01J0ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
def station(town):
    town.write(OPINION, "fang", {"road": "support", "_status": "finished"}, remark="楼道灯坏了")
    town.write(OPINION, "qiang", {"road": "oppose"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.write(ELSEWHERE, "hong", {"road": "neutral"})
    town.connection.close()
    with Station(town.data) as opened:
        yield opened


def ask(station, name, **values):
    return OPERATIONS[name](station, Arguments(values))


def ids(documents):
    return [document["id"] for document in documents]


def test_a_list_holds_the_documents_of_a_form(station):
    everything = ask(station, "records.list", form="renovation_opinion")
    assert ids(everything) == sorted([OPINION, NEXT_DOOR, ELSEWHERE])
    assert ids(ask(station, "records.list", form="hazard_report")) == []
    other = ask(station, "records.list", form="renovation_opinion", area="130709/100/002/008")
    assert ids(other) == [ELSEWHERE]
    done = ask(station, "records.list", form="renovation_opinion", status="finished")
    assert ids(done) == [OPINION]


def test_one_record_is_shown_with_every_value_and_its_history(station):
    document = ask(station, "records.show", id=OPINION, history=True)
    road = document["answers"]["road"]
    assert (road["outcome"], [value["value"] for value in road["values"]]) == (
        "clash",
        ["support", "oppose"],
    )
    assert [change["seq"] for change in document["history"]] == [1, 2]
    assert document["history"][0]["device"] == "device0000000001"
    assert "history" not in ask(station, "records.show", id=OPINION)


def test_a_record_may_be_named_by_the_tail_of_its_id(station):
    assert ask(station, "records.show", id="0302:p2022")["id"] == NEXT_DOOR
    with pytest.raises(Ambiguous) as refusal:
        ask(station, "records.show", id="p2022")
    assert OPINION in refusal.value.candidates
    with pytest.raises(UnknownRecord):
        ask(station, "records.show", id="9999:p2022")


def test_clashes_are_listed_oldest_first(station):
    (clash,) = ask(station, "records.clashes")
    assert (clash["record"], clash["question"]) == (OPINION, "road")
    assert len(clash["values"]) == 2
    assert ask(station, "records.clashes", area="130709/100/002/008") == []


def test_settling_writes_in_the_name_of_who_is_named_and_keeps_every_value(station):
    answer = ask(
        station, "records.settle", id=OPINION, question="road", value="neutral", **{"as": "min"}
    )
    assert answer == {"ok": True}
    assert ask(station, "records.clashes") == []
    document = ask(station, "records.show", id=OPINION, history=True)
    (value,) = document["answers"]["road"]["values"]
    assert (value["value"], value["staff"]) == ("neutral", station.directory.by_login["min"].id)
    written = [change["answers"]["road"]["value"] for change in document["history"]]
    assert written == ["support", "oppose", "neutral"]
    assert document["history"][2]["device"] == "server"


def test_settling_without_the_right_is_refused_with_the_reason(station):
    with pytest.raises(NotWritten, match="forbidden") as refusal:
        ask(station, "records.settle", id=OPINION, question="road", value="neutral")
    assert refusal.value.reason
    assert len(ask(station, "records.clashes")) == 1


def test_a_moment_that_is_settled_is_meant_on_the_districts_clock(town, monkeypatch):
    (visit,) = (form for form in load_pack("chongli").forms if form.id == "visit")
    forms.publish(town.connection, [visit], 0)
    town.write(CALL, "fang", {"outcome": "come_back", "come_back_at": "2026-06-12T18:00:00+08:00"})
    town.write(CALL, "qiang", {"come_back_at": "2026-06-12T19:00:00+08:00"})
    town.connection.close()
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        with Station(town.data) as station:
            said = {"question": "come_back_at", "value": "2026-06-12 19:30", "as": "min"}
            ask(station, "records.settle", id=CALL, **said)
            answer = ask(station, "records.show", id=CALL)["answers"]["come_back_at"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert answer["value"] == "2026-06-12T19:30:00+08:00"


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("records.list", {}, InvalidRequest),
        ("records.list", {"form": "renovation"}, UnknownForm),
        ("records.list", {"form": "renovation_opinion", "area": "1/2"}, UnknownArea),
        ("records.list", {"form": "renovation_opinion", "status": "lost"}, UnknownState),
        ("records.clashes", {"area": "1/2"}, UnknownArea),
        ("records.settle", {"id": OPINION, "question": "raod", "value": "x"}, UnknownQuestion),
        ("records.settle", {"id": OPINION, "question": "road", "value": "x"}, UnreadableAnswer),
        (
            "records.settle",
            {"id": OPINION, "question": "road", "value": "support", "as": "nobody"},
            UnknownStaff,
        ),
    ],
)
def test_what_does_not_exist_is_named(station, name, values, error):
    with pytest.raises(error):
        ask(station, name, **values)


def test_the_nearest_question_is_offered(station):
    with pytest.raises(UnknownQuestion) as refusal:
        ask(station, "records.settle", id=OPINION, question="raod", value="support")
    assert "road" in refusal.value.nearest


def test_a_disabled_person_settles_nothing(station):
    person = station.directory.by_login["min"].id
    station.change(lambda connection: staff.disable(connection, person))
    with pytest.raises(StaffDisabled):
        ask(
            station, "records.settle", id=OPINION, question="road", value="support", **{"as": "min"}
        )


def test_a_projector_that_does_not_come_along_is_said_to(station, monkeypatch):
    monkeypatch.setattr(Projector, "wait_for", lambda *_, **__: False)
    for name, values in (("records.show", {"id": OPINION}), ("records.clashes", {})):
        with pytest.raises(ProjectorBehind):
            ask(station, name, **values)
