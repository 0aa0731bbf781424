"""Erasing a record: nothing that was said in it is left in any file, and everybody is told so."""

import json
import shutil

import pytest

from schema.record_id import RecordId
from server import desk, withdrawals
from server.errors import InvalidRequest, MayNotErase, RecordErased, RecordsErased, UnknownRecord
from server.safekeeping.backup import back_up
from server.safekeeping.errors import NotNoted
from server.safekeeping.restoring import restore
from server.safekeeping.verifying import verify
from server.station import Station
from server.submission import submission
from server.views.errors import Ambiguous
from sync.core.change import Change, Entry
from sync.core.gate import judge
from sync.core.results import Duplicate, Stored
from sync.core.update import encode
from sync.log.connect import open_reader, reading
from sync.log.sqlite import SqliteLog
from sync.log.verify import verify_rows
from tests.server.conftest import DISTRICT, GRID, HOUSEHOLD

RECORD = f"opinion/{HOUSEHOLD}"
NEXT_DOOR = "opinion/130709/100/002/007/x03/0302"
CARE = f"care/{HOUSEHOLD}"
SAID = "𠮷𡃁𠀋说的话"  # of four bytes each: three are met by chance in a file of hashes
"""In signs that nothing else here is written in, so that one of them alone betrays it."""


@pytest.fixture
def people(connection, add_person):
    found = {
        "boss": add_person("boss", ("admin", DISTRICT), ("district", DISTRICT)),
        "zhao": add_person("zhao", ("community", "130709/100/002")),
        "qian": add_person("qian", ("district", DISTRICT, "care")),
        "wang": add_person("wang", ("grid_member", GRID), ("grid_member", GRID, "care")),
    }
    connection.commit()
    connection.close()
    return found


@pytest.fixture
def filled(data, people):
    with Station(data) as opened:
        fill(opened, people)
        yield opened


def fill(station, people):
    """Three records, one of them clashing and with a change in quarantine; all of it projected."""
    for record, said in [(RECORD, SAID), (RECORD, f"{SAID}，又说"), (NEXT_DOOR, "别的")]:
        write(station, people["wang"], record, said)
    write(station, people["wang"], CARE, "照料")
    push(station, RECORD, a_change(people["wang"], f"{SAID}，没收下"), assigned=())
    station.wait_for_views()


def write(station, staff, record, said):
    return station.record_change(RecordId.parse(record), staff, [("note", said, ())])


def a_change(staff, said, change_id=77):
    return encode(Change(change_id, staff, 5, None, (Entry("note", said),)))


def push(station, record, data, assigned):
    verdict = judge(record, data, frozenset(assigned), station.directory)
    return station.store([submission(record, data, "tablet00", "wang", verdict)])[0]


def erase(station, *records, **values):
    return desk.perform(station, "records.erase", {"ids": list(records), **values})


def show(station, record):
    return desk.perform(station, "records.show", {"id": record})


def traces(folder):
    """The files in which a sign of what was said is left."""
    return [
        file.name
        for file in sorted(folder.iterdir())
        if file.is_file() and any(sign.encode() in file.read_bytes() for sign in SAID[:3])
    ]


def audited(station):
    with reading(connection := open_reader(station.data / "log.db")):
        found = connection.execute("SELECT actor, act, subject, detail FROM audit").fetchall()
    connection.close()
    return found


def test_nothing_that_was_said_is_left_in_any_file_and_the_rest_is(filled):
    assert {"log.db-wal", "views.db-wal"} <= set(traces(filled.data)), "it was there"
    assert erase(filled, RECORD) == {
        "ok": True,
        "erased": [RECORD],
        "already": [],
        "scrubbed": True,
    }
    assert traces(filled.data) == []
    assert show(filled, NEXT_DOOR)["answers"]["note"]["value"] == "别的"
    assert [] == list(verify_rows(filled.reader))


def test_nor_in_the_files_of_a_directory_on_which_nobody_works_any_more(data, people):
    with Station(data) as station:
        fill(station, people)
        erase(station, RECORD)
    assert traces(data) == []


def test_it_is_in_no_list_no_search_and_no_count_any_more(filled):
    sight = {"form": "opinion"}
    assert len(desk.perform(filled, "records.list", sight)) == 2
    assert len(desk.perform(filled, "records.clashes", {})) == 1
    erase(filled, RECORD)
    assert [each["id"] for each in desk.perform(filled, "records.list", sight)] == [NEXT_DOOR]
    assert desk.perform(filled, "records.clashes", {}) == []
    assert filled.views.totals().records == 2


def test_whoever_asks_for_it_is_told_that_it_was_erased(filled):
    erase(filled, RECORD)
    for name in (RECORD, "opinion/130709/100/002/007/x03/0301"[4:]):
        with pytest.raises(RecordErased, match="erased at somebody's request"):
            show(filled, name)
    with pytest.raises(RecordErased):
        desk.perform(
            filled,
            "records.settle",
            {"id": RECORD, "question": "note", "value": "x", "as": "wang"},
        )


def test_the_views_made_anew_from_the_log_have_nothing_of_it(data, people):
    with Station(data) as station:
        fill(station, people)
        erase(station, RECORD)
    for file in data.glob("views.db*"):
        file.unlink()
    with Station(data) as again:
        assert show(again, NEXT_DOOR)["id"] == NEXT_DOOR
        with pytest.raises(RecordErased):
            show(again, RECORD)
    assert () == verify(data).problems


def test_the_audit_says_who_and_why_and_not_what(filled, people):
    erase(filled, RECORD, because="本人要求", **{"as": "boss"})
    actor, act, subject, detail = audited(filled)[-1]
    assert (actor, act, subject) == (people["boss"], "records.erase", RECORD)
    assert json.loads(detail) == {"because": "本人要求"}


def test_it_is_noted_outside_backups_before_it_is_done(filled, people, monkeypatch):
    noted = []

    def failing(data, *lines):
        noted.extend(lines)
        raise NotNoted(file="withdrawn.jsonl", reason="no room")

    monkeypatch.setattr(withdrawals, "note", failing)
    with pytest.raises(NotNoted):
        erase(filled, RECORD)
    assert [line.id for line in noted] == [RECORD]
    monkeypatch.undo()
    assert len(show(filled, RECORD)["answers"]["note"]["values"]) == 2
    assert isinstance(write(filled, people["wang"], RECORD, "第三次"), Stored)
    erase(filled, RECORD)
    lines = withdrawals.read(filled.data / withdrawals.FILE_NAME)
    assert [(line.kind, line.id) for line in lines] == [("record", RECORD)]


def test_a_name_that_is_none_leaves_the_whole_list_as_it_was(filled):
    for wrong in ("opinion/130709/100/002/007/x03/0999", "/x03/030"):
        with pytest.raises(UnknownRecord):
            erase(filled, RECORD, wrong)
    with pytest.raises(Ambiguous):
        erase(filled, RECORD, "0301")
    with pytest.raises(InvalidRequest):
        erase(filled)
    assert len(show(filled, RECORD)["answers"]["note"]["values"]) == 2


def test_what_was_erased_before_stays_so_and_is_said(filled):
    erase(filled, RECORD)
    before = (audited(filled), filled.reader.heads())
    again = erase(filled, RECORD, NEXT_DOOR, NEXT_DOOR)
    assert (again["erased"], again["already"]) == ([NEXT_DOOR], [RECORD])
    assert len(audited(filled)) == len(before[0]) + 1
    assert erase(filled, RECORD)["already"] == [RECORD]
    assert len(withdrawals.read(filled.data / withdrawals.FILE_NAME)) == 2


def test_only_the_district_office_erases_and_restricted_forms_only_if_it_is_named(filled):
    for login, records in (("zhao", [RECORD]), ("wang", [RECORD]), ("boss", [RECORD, CARE])):
        with pytest.raises(MayNotErase, match="nothing was erased") as caught:
            erase(filled, *records, **{"as": login})
        assert caught.value.records == (records[-1],)
    assert filled.reader.erased() == {}
    assert erase(filled, CARE, **{"as": "qian"})["erased"] == [CARE]


def test_no_change_of_it_is_taken_any_more_not_even_on_authority(filled, people):
    kept = filled.reader.quarantine()
    erase(filled, RECORD)
    assert len(kept) == 1
    assert filled.reader.quarantine() == [], "nor held back"
    later = a_change(people["wang"], "还要说", 78)
    assert push(filled, RECORD, later, assigned={people["wang"]}).code == "erased"
    assert (
        push(filled, RECORD, a_change("nobody00", "还要说", 79), assigned=()).code == "other_author"
    )
    numbers = [str(each.id) for each in filled.reader.quarantine()]
    for number in numbers:
        with pytest.raises(RecordsErased):
            desk.perform(filled, "quarantine.accept", {"ids": [number]})
    assert write(filled, people["wang"], RECORD, "还要说").code == "erased"


def test_a_record_that_is_only_held_back_is_erased_too_and_no_name_that_is_none(filled, people):
    only_here = "opinion/130709/100/002/007/x03/0309"
    push(filled, only_here, a_change(people["wang"], f"{SAID}，别处"), assigned=())
    push(filled, "no record", b"junk", assigned=())
    with pytest.raises(UnknownRecord):
        erase(filled, only_here, "no record")
    assert erase(filled, only_here, RECORD)["erased"] == [only_here, RECORD]
    assert [kept.data for kept in filled.reader.quarantine()] == [b"junk"]
    assert traces(filled.data) == []


def test_what_is_held_back_of_it_leaves_the_files_when_it_is_discarded(filled, people):
    erase(filled, RECORD)
    push(filled, RECORD, a_change(people["wang"], f"{SAID}，晚到", 78), assigned={people["wang"]})
    assert traces(filled.data) == ["log.db-wal"]
    done = desk.perform(filled, "quarantine.discard", {"reason": "erased", "because": "asked for"})
    assert done == {"ok": True, "scrubbed": True}
    assert traces(filled.data) == []


def test_a_row_that_was_stored_stays_a_duplicate_so_that_nobody_is_stuck(filled, people):
    data = a_change(people["wang"], SAID, 78)
    assert isinstance(push(filled, RECORD, data, assigned={people["wang"]}), Stored)
    erase(filled, RECORD)
    assert isinstance(push(filled, RECORD, data, assigned={people["wang"]}), Duplicate)
    assert traces(filled.data) == []


def test_while_somebody_reads_for_long_it_says_that_it_has_to_be_done_again(filled):
    filled.writer.between(lambda c: c.execute("PRAGMA busy_timeout = 0")).result()
    connection = open_reader(filled.data / "log.db")
    with reading(connection):
        connection.execute("SELECT count(*) FROM rows").fetchone()
        done = erase(filled, RECORD)
        assert (done["erased"], done["scrubbed"]) == ([RECORD], False)
        assert traces(filled.data) != []
    connection.close()
    done = erase(filled, RECORD)
    assert (done["already"], done["scrubbed"]) == ([RECORD], True)
    assert traces(filled.data) == []


def test_who_comes_after_a_server_that_was_killed_before_it_was_done_does_it(
    data, people, monkeypatch
):
    with Station(data) as station:
        fill(station, people)
        monkeypatch.setattr(SqliteLog, "scrub", lambda _: False)
        assert not erase(station, RECORD)["scrubbed"]
        shutil.copytree(data, data.with_name("killed"))
    monkeypatch.undo()
    assert traces(data.with_name("killed")) != []
    with Station(data.with_name("killed")) as again:
        again.change(lambda _: None)
        assert traces(again.data) == []


def test_a_backup_made_afterwards_has_nothing_of_it(filled, tmp_path):
    erase(filled, RECORD)
    place = tmp_path / "backups"
    place.mkdir()
    back_up(filled.data, place / "today.db")
    assert traces(place) == []


def test_an_older_backup_is_restored_without_it_and_goes_on_refusing_it(filled, people, tmp_path):
    kept = a_change(people["wang"], f"{SAID}，没收下")
    back_up(filled.data, tmp_path / "yesterday.db")
    write(filled, people["wang"], "opinion/130709/100/002/008/x01/0101", "后来才有")
    erase(filled, RECORD)
    done = restore(
        tmp_path / "yesterday.db", tmp_path / "again", filled.data / withdrawals.FILE_NAME
    )
    assert (done.withdrawn["record"], done.problems) == (1, [])
    assert traces(tmp_path / "again") == []
    with Station(tmp_path / "again") as again:
        assert again.reader.heads()[GRID] == filled.reader.heads()[GRID]
        assert [row.data for row in again.reader.record(RECORD)] == [b"", b""]
        assert show(again, NEXT_DOOR)["answers"]["note"]["value"] == "别的"
        assert push(again, RECORD, kept, assigned={people["wang"]}).code == "discarded"
        new = a_change(people["wang"], "还要说", 78)
        assert push(again, RECORD, new, assigned={people["wang"]}).code == "erased"
    assert traces(tmp_path / "again") == []
    assert () == verify(tmp_path / "again").problems


def test_a_record_that_the_backup_does_not_know_is_refused_after_its_restore(
    filled, people, tmp_path
):
    back_up(filled.data, tmp_path / "yesterday.db")
    new = "opinion/130709/100/002/007/x03/0303"
    data = a_change(people["wang"], SAID, 78)
    assert isinstance(push(filled, new, data, assigned={people["wang"]}), Stored)
    erase(filled, new)
    restore(tmp_path / "yesterday.db", tmp_path / "again", filled.data / withdrawals.FILE_NAME)
    with Station(tmp_path / "again") as again:
        assert push(again, new, data, assigned={people["wang"]}).code == "erased"
        with pytest.raises(RecordErased):
            show(again, new)


def test_a_log_put_back_to_before_the_erasure_is_shown_as_it_is(data, people):
    copied = data.with_name("copied")
    with Station(data) as station:
        fill(station, people)
    shutil.copytree(data, copied)
    with Station(data) as station:
        erase(station, RECORD)
    shutil.copy(copied / "log.db", data / "log.db")
    with Station(data) as station:
        assert len(show(station, RECORD)["answers"]["note"]["values"]) == 2
