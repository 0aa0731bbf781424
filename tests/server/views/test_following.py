"""What the follower folds, when, and what it does about records that cannot be read."""

import contextlib
import dataclasses
import sqlite3

import pytest

from schema.question import MergePolicy
from schema.record_id import RecordId
from server.people import generations
from server.views.asking import Filter, Sight
from server.views.file import FILE_NAME
from server.views.following import Follower
from server.views.merging import held_changes
from server.views.queries import Views
from server.views.storing import ViewsFile
from sync.log.sqlite import SqliteLog

OPINION = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
NEXT_DOOR = "renovation_opinion/130709/100/002/007/x03/b02/u1/0302:p2022"


class Reader:
    """Reads records like the real one and says which were read; dies over some."""

    def __init__(self, deadly=()):
        self.read = []
        self.deadly = set(deadly)

    def __call__(self, record, rows):
        self.read.append(record)
        if record in self.deadly:
            raise Death
        return held_changes(record, rows)


class Death(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def views_file(town):
    file = ViewsFile(town.data / FILE_NAME)
    yield file
    file.close()


def follow(town, views_file, reader=None):
    follower = Follower(town.log, views_file, town.directory, held=reader)
    follower.recover()
    while follower.batch():
        pass
    return follower


def shown(town, record):
    return Views(town.data).record(record, Sight(permit=None, tree=town.directory.tree))


def found(town, **wanted):
    sight = Sight(permit=None, tree=town.directory.tree)
    return [line.id for line in Views(town.data).lines(Filter(**wanted), sight, limit=100)]


def test_a_record_is_folded_from_all_its_rows(town, views_file):
    town.write(OPINION, "fang", {"road": "support", "_status": "finished"})
    town.write(OPINION, "qiang", {"parking_spaces": 1})
    follow(town, views_file)
    document = shown(town, OPINION)
    assert document["merged"]
    assert document["status"] == "finished"
    assert document["answers"]["road"]["value"] == "support"
    assert document["answers"]["parking_spaces"]["value"] == 1


def test_a_touched_record_is_folded_with_what_it_held_before(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    follower = follow(town, views_file)
    town.write(OPINION, "qiang", {"road": "oppose", "facade": "support"})
    follower.batch()
    answers = shown(town, OPINION)["answers"]
    assert answers["road"]["outcome"] == "clash"
    assert [value["value"] for value in answers["road"]["values"]] == ["support", "oppose"]


def test_a_new_record_never_gets_the_number_of_one_that_is_written_again(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    follower = follow(town, views_file)
    town.write(NEXT_DOOR, "fang", {"road": "oppose"})
    town.write(OPINION, "qiang", {"facade": "support"})
    follower.batch()
    assert shown(town, OPINION)["answers"]["road"]["value"] == "support"
    assert shown(town, NEXT_DOOR)["answers"]["road"]["value"] == "oppose"


def test_untouched_records_are_not_read_again(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "oppose"})
    reader = Reader()
    follower = follow(town, views_file, reader)
    town.write(NEXT_DOOR, "qiang", {"facade": "support"})
    follower.batch()
    assert reader.read == [OPINION, NEXT_DOOR, NEXT_DOOR]


def test_a_clash_stands_in_the_views_until_it_is_settled(town, views_file):
    one = town.write(OPINION, "fang", {"road": "support"})
    other = town.write(OPINION, "qiang", {"road": "oppose"})
    follower = follow(town, views_file)
    sight = Sight(permit=None, tree=town.directory.tree)
    (clash,) = Views(town.data).clashes(Filter(), sight)
    assert [value["value"] for value in clash.values] == ["support", "oppose"]
    assert clash.since_ms == clash.values[1]["at_ms"]
    town.write(OPINION, "min", {"road": "neutral"}, replaces=(one, other))
    follower.batch()
    assert Views(town.data).clashes(Filter(), sight) == []
    assert shown(town, OPINION)["answers"]["road"]["value"] == "neutral"


def test_a_removed_views_file_is_made_again_from_the_log(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    follow(town, views_file)
    before = shown(town, OPINION)
    views_file.close()
    for leftover in town.data.glob("views.db*"):
        leftover.unlink()
    again = ViewsFile(town.data / FILE_NAME)
    follow(town, again)
    again.close()
    assert shown(town, OPINION) == before


def test_a_file_that_is_no_database_is_replaced(town):
    (town.data / FILE_NAME).write_bytes(b"not a database" * 1000)
    town.write(OPINION, "fang", {"road": "support"})
    file = ViewsFile(town.data / FILE_NAME)
    follow(town, file)
    file.close()
    assert found(town) == [OPINION]


def test_views_of_another_version_make_room_for_new_ones(town):
    with contextlib.closing(sqlite3.connect(town.data / FILE_NAME)) as earlier:
        earlier.execute("CREATE TABLE records (id TEXT)")
        earlier.execute("INSERT INTO records VALUES ('of another version')")
        earlier.execute("PRAGMA user_version = 1")
        earlier.commit()
    town.write(OPINION, "fang", {"road": "support"})
    file = ViewsFile(town.data / FILE_NAME)
    follow(town, file)
    file.close()
    assert found(town) == [OPINION]


def test_a_log_put_back_to_another_state_empties_the_views(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    follow(town, views_file)
    for table in ("rows", "scopes"):
        town.connection.execute(f"DELETE FROM {table}")
    town.log = SqliteLog(town.connection)
    town.write(NEXT_DOOR, "qiang", {"road": "oppose"})
    follow(town, views_file)
    assert found(town) == [NEXT_DOOR]


def test_other_forms_have_every_record_folded_anew(town, views_file):
    town.write(OPINION, "fang", {"needs": ["parking"]})
    town.write(OPINION, "qiang", {"needs": ["heating"]})
    follower = follow(town, views_file)
    assert shown(town, OPINION)["answers"]["needs"]["outcome"] == "rule"
    known = town.directory
    form = known.forms["renovation_opinion"]
    strict = tuple(
        dataclasses.replace(question, merge=MergePolicy.clash)
        if question.name == "needs"
        else question
        for question in form.questions
    )
    forms = {**known.forms, form.id: dataclasses.replace(form, questions=strict)}
    follower.learn(dataclasses.replace(known, forms=forms))
    while follower.batch():
        pass
    assert shown(town, OPINION)["answers"]["needs"]["outcome"] == "clash"


def test_a_renamed_area_is_found_by_its_new_name_without_folding(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    reader = Reader()
    follower = follow(town, views_file, reader)
    town.connection.execute("UPDATE areas SET name = '幸福小区' WHERE name = '和平小区'")
    generations.bump(town.connection, "areas")
    follower.learn(town.directory)
    assert found(town, text="幸福") == [OPINION]
    assert found(town, text="和平") == []
    assert reader.read == [OPINION]


def test_an_unreadable_record_is_set_aside_and_all_others_go_on(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.store(OPINION, 5, bytes.fromhex("000114010001"))
    follow(town, views_file)
    assert found(town) == [NEXT_DOOR]
    assert [aside.record for aside in Views(town.data).aside()] == [OPINION]


def test_a_record_set_aside_stays_so_when_more_of_it_comes(town, views_file):
    town.store(OPINION, 5, bytes.fromhex("000114010001"))
    follower = follow(town, views_file)
    town.write(OPINION, "fang", {"road": "support"})
    follower.batch()
    assert found(town) == []


def test_a_record_that_ends_the_process_twice_alone_is_set_aside(town, views_file):
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.write(OPINION, "fang", {"road": "support"})
    deaths = 0
    for _ in range(5):
        try:
            follow(town, views_file, Reader(deadly=[OPINION]))
        except Death:
            deaths += 1
        else:
            break
    assert deaths == 3  # in the batch, then twice alone
    assert found(town) == [NEXT_DOOR]
    (aside,) = Views(town.data).aside()
    assert aside.record == OPINION
    assert "2 times" in aside.reason


def test_a_record_that_cannot_be_written_is_set_aside_like_one_that_cannot_be_read(
    town, views_file, monkeypatch
):
    put = views_file.put

    def refused(lines):
        if any(line.id == OPINION for line in lines):
            raise Death
        put(lines)

    monkeypatch.setattr(views_file, "put", refused)
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    town.write(OPINION, "fang", {"road": "support"})
    for _ in range(3):
        with pytest.raises(Death):
            follow(town, views_file)
    follow(town, views_file)
    assert found(town) == [NEXT_DOOR]
    assert [aside.record for aside in Views(town.data).aside()] == [OPINION]


def test_a_death_from_outside_sets_nothing_aside(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    with pytest.raises(Death):
        follow(town, views_file, Reader(deadly=[OPINION]))
    follow(town, views_file)
    assert found(town) == [OPINION]
    assert Views(town.data).aside() == []


def test_after_survived_deaths_a_record_starts_with_a_clean_slate(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    for _ in range(2):
        with pytest.raises(Death):
            follow(town, views_file, Reader(deadly=[OPINION]))
    follow(town, views_file)
    town.write(OPINION, "fang", {"facade": "support"})
    with pytest.raises(Death):
        follow(town, views_file, Reader(deadly=[OPINION]))
    with pytest.raises(Death):
        follow(town, views_file, Reader(deadly=[OPINION]))
    follow(town, views_file)
    assert found(town) == [OPINION]


def test_sensitive_answers_are_not_searched(town, views_file):
    household = "household_file/130709/100/002/007/x03/b02/u1/0301"
    town.write(household, "fang", {"phone": "13800001234", "members[0a1b2c].name": "张伟"})
    follow(town, views_file)
    assert found(town, text="张伟") == [household]
    assert found(town, text="00001234") == []


def test_an_area_unknown_to_the_tree_is_still_shown(town, views_file):
    unlisted = "renovation_opinion/130709/100/002/007/x03/b02/u1/+0301-2:p2022"
    town.write(unlisted, "fang", {"road": "support"})
    follow(town, views_file)
    assert found(town, text="0301-2") == [unlisted]


def test_flags_are_worded_in_both_languages(town, views_file):
    town.write(OPINION, "fang", {"parking_spaces": 9})
    follow(town, views_file)
    views, sight = Views(town.data), Sight(permit=None, tree=town.directory.tree)
    chinese = views.record(OPINION, sight, "zh-CN")["answers"]["parking_spaces"]["flags"]
    english = views.record(OPINION, sight, "en")["answers"]["parking_spaces"]["flags"]
    assert "已保存" in chinese[0]["message"]
    assert "saved" in english[0]["message"]


def test_a_draft_is_not_flagged_for_what_is_still_to_come(town, views_file):
    hazard = "hazard_report/130709/100/002/007:01J0ABCDEFGHJKMNPQRSTVWXYZ"
    sight = Sight(permit=None, tree=town.directory.tree)
    town.write(hazard, "fang", {"place": "2号楼东侧"})
    follow(town, views_file)
    assert Views(town.data).lines(Filter(), sight, limit=1)[0].flags == 0
    town.write(hazard, "fang", {"_status": "finished"})
    follow(town, views_file)
    assert Views(town.data).lines(Filter(), sight, limit=1)[0].flags == 1


def erase(town, *records):
    town.log.erase({record: RecordId.parse(record).scope for record in records}, 0)


def test_an_erased_record_leaves_the_views_and_nothing_of_it_is_in_their_files(town, views_file):
    town.write(OPINION, "fang", {"opinion": "𠮷靐"})
    town.write(NEXT_DOOR, "fang", {"opinion": "靐"})
    follower = follow(town, views_file)
    erase(town, OPINION)
    assert not follower.batch(), "there is no new row to wait for"
    assert follower.forget()
    assert (shown(town, OPINION), found(town, text="𠮷")) == (None, [])
    assert found(town, text="靐") == [NEXT_DOOR]
    assert "𠮷".encode() not in b"".join(file.read_bytes() for file in files_of_views(town))
    assert follower.forgotten == 1
    assert not follower.forget(), "once"


def files_of_views(town):
    return sorted(town.data.glob(f"{FILE_NAME}*"))


def test_who_starts_later_knows_what_was_forgotten(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    follow(town, views_file)
    erase(town, OPINION)
    assert follow(town, views_file).forget()
    again = follow(town, views_file)
    assert (again.forgotten, again.forget()) == (1, False)


def test_it_is_forgotten_only_when_the_file_was_written_anew(town, views_file, monkeypatch):
    town.write(OPINION, "fang", {"road": "support"})
    follower = follow(town, views_file)
    erase(town, OPINION)
    monkeypatch.setattr(views_file, "scrub", lambda: False)
    assert (follower.forget(), follower.forgotten) == (False, 0)
    monkeypatch.undo()
    assert (follower.forget(), follower.forgotten) == (True, 1)


def test_rows_that_were_emptied_are_passed_and_set_nothing_aside(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "oppose"})
    erase(town, OPINION)
    follower = follow(town, views_file)
    assert list(follower.positions.values()) == [2]
    assert (found(town), views_file.aside()) == ([NEXT_DOOR], {})


def test_a_record_erased_between_reading_and_folding_is_not_set_aside(
    town, views_file, monkeypatch
):
    town.write(OPINION, "fang", {"road": "support"})
    follower = follow(town, views_file)
    town.write(OPINION, "qiang", {"road": "oppose"})
    reading = town.log.record

    def a_moment_too_late(record):
        erase(town, record)
        return reading(record)

    monkeypatch.setattr(town.log, "record", a_moment_too_late)
    assert follower.batch().aside == {}
    assert follower.forget()
    assert shown(town, OPINION) is None


def test_a_record_set_aside_is_no_alarm_any_more_once_it_is_erased(town, views_file):
    town.store(OPINION, 5, b"no change")
    follower = follow(town, views_file)
    assert list(views_file.aside()) == [OPINION]
    erase(town, OPINION)
    assert follower.forget()
    assert views_file.aside() == {}


def test_a_log_put_back_to_before_an_erasure_is_folded_anew(town, views_file):
    town.write(OPINION, "fang", {"road": "support"})
    before = town.log.record(OPINION)[0].data
    follow(town, views_file)
    erase(town, OPINION)
    assert follow(town, views_file).forget()
    town.connection.execute("DELETE FROM erased")
    town.connection.execute("UPDATE rows SET data = ?", (before,))
    town.log.reload()
    follower = follow(town, views_file)
    assert follower.forget()
    while follower.batch():
        pass
    assert shown(town, OPINION)["answers"]["road"]["value"] == "support"
