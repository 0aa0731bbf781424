"""The sums are those of the records: counted here from the documents themselves, one by one."""

import contextlib
import random
import sqlite3
from collections import Counter

import pytest

from schema.area import AreaId
from schema.grant import Grant, Permit, Right, Role
from server.clock import DAY_MS, ZONE_MS, day_of
from server.people import areas
from server.views.asking import Filter, Sight
from server.views.comparing import WHOLE, differing
from server.views.file import FILE_NAME
from server.views.queries import Views
from server.views.storing import ViewsFile
from server.views.sums import Sums
from tests.server.town import ELSEWHERE, GRID, NEXT_DOOR, OPINION, OTHER_GRID

UNLISTED = f"renovation_opinion/{GRID}/x03/b02/u1/+0301-2:p2022"
FILE = f"household_file/{GRID}/x03/b02/u1/0301"
NOW = 1_760_000_000_000
DAY = day_of(NOW)
YESTERDAY = NOW - DAY_MS


@pytest.fixture
def written(town):
    """Records in every state, two of one household, one not on the roster, some of yesterday."""
    road = {"road": "support"}
    town.write(OPINION, "fang", {**road, "_status": "finished"}, time_ms=NOW)
    town.write(OPINION, "qiang", {"road": "oppose"}, time_ms=NOW)
    first = town.write(NEXT_DOOR, "qiang", {**road, "_status": "finished"}, time_ms=YESTERDAY)
    town.write(NEXT_DOOR, "min", {"_status": "returned"}, (first,), time_ms=NOW)
    old = town.write(ELSEWHERE, "hong", {**road, "_status": "finished"}, time_ms=YESTERDAY)
    town.write(ELSEWHERE, "min", {"_status": "approved"}, (old,), time_ms=NOW)
    town.write(f"{OPINION[:-5]}p2023", "fang", {**road, "_status": "finished"}, time_ms=NOW)
    town.write(UNLISTED, "fang", {**road, "_status": "finished"}, time_ms=NOW)
    town.write(FILE, "fang", {"phone": "13800001234"}, time_ms=NOW)
    town.fold()
    return town


def everything(town) -> Sight:
    return Sight(permit=None, tree=town.directory.tree)


def test_each_state_is_counted_in_its_grid(written):
    lines = {
        (line.scope, line.form): line
        for line in Sums(written.data).numbers(everything(written), NOW)
    }
    here = lines[GRID, "renovation_opinion"]
    assert (here.records, here.finished, here.returned, here.draft) == (4, 3, 1, 0)
    assert (here.clashes, here.clashing, here.done_since) == (1, 1, 3)
    assert lines[GRID, "household_file"].draft == 1
    there = lines[OTHER_GRID, "renovation_opinion"]
    assert (there.approved, there.done_since) == (1, 0)


def test_a_household_counts_once_and_one_that_is_not_on_the_roster_does_not(written):
    lines = Sums(written.data).numbers(everything(written), NOW)
    done = {(line.scope, line.form): line.households for line in lines}
    assert done[GRID, "renovation_opinion"] == 1
    assert done[OTHER_GRID, "renovation_opinion"] == 1
    assert done[GRID, "household_file"] == 0


def test_a_record_is_the_work_of_who_finished_it_also_after_its_return(written):
    people = Sums(written.data).people(everything(written), NOW, NOW - 7 * DAY_MS)
    fang, qiang, hong = (people[written.id_of(login)] for login in ("fang", "qiang", "hong"))
    assert (fang.today, fang.week, fang.clashing, fang.draft) == (3, 3, 1, 1)
    assert (qiang.today, qiang.week, qiang.returned) == (0, 0, 1)
    assert (hong.today, hong.week, hong.done) == (0, 1, 1)
    assert written.id_of("min") not in people


def test_a_day_begins_at_midnight_in_the_district():
    midnight = DAY * DAY_MS - ZONE_MS
    assert (day_of(midnight), day_of(midnight - 1)) == (DAY, DAY - 1)


def test_what_is_corrected_is_counted_anew(written):
    rng = random.Random(5)
    states = ("draft", "finished", "returned", "approved", "void")
    latest = {OPINION: (), NEXT_DOOR: (), ELSEWHERE: (), FILE: ()}
    for _ in range(40):
        record = rng.choice(sorted(latest))
        change = written.write(
            record,
            rng.choice(("fang", "qiang", "hong")),
            {"_status": rng.choice(states)},
            latest[record],
            time_ms=NOW - rng.randrange(3) * DAY_MS,
        )
        latest[record] = (*latest[record], change)
        written.fold()
    views = Views(written.data)
    documents = list(views.documents(Filter(), everything(written)))
    counted = Counter((d["form"], d["status"]) for d in documents)
    summed = Counter()
    for line in Sums(written.data).numbers(everything(written), NOW):
        for state in states:
            summed[line.form, state] += getattr(line, state)
    assert +summed == counted
    assert list(differing(written.log, written.data / FILE_NAME, written.directory)) == []


@pytest.mark.parametrize("table", ["tallies", "days", "desks"])
def test_a_wrong_sum_is_found_by_a_check_of_the_views(written, table):
    with contextlib.closing(sqlite3.connect(written.data / FILE_NAME)) as connection:
        column = "records" if table == "tallies" else "done"
        connection.execute(f"UPDATE {table} SET {column} = {column} + 1")
        connection.commit()
    assert list(differing(written.log, written.data / FILE_NAME, written.directory)) == [WHOLE]


def test_an_erased_record_is_in_no_sum(written):
    with contextlib.closing(sqlite3.connect(written.data / FILE_NAME)) as connection:
        before = connection.execute("SELECT sum(records) FROM tallies").fetchone()[0]
    with contextlib.closing(ViewsFile(written.data / FILE_NAME)) as file, file.transaction():
        file.forget([OPINION])
    numbers = Sums(written.data).numbers(everything(written), NOW)
    assert sum(line.records for line in numbers) == before - 1
    assert sum(line.clashes for line in numbers) == 0


def test_random_grants_sum_up_exactly_what_the_permit_allows(written):
    rng = random.Random(11)
    areas.move(written.connection, AreaId(f"{GRID}/x03"), AreaId(OTHER_GRID), [GRID])
    tree = written.directory.tree
    views, sums = Views(written.data), Sums(written.data)
    documents = list(views.documents(Filter(), everything(written)))
    for _ in range(200):
        grants = [
            Grant(
                area=rng.choice(list(tree)).id,
                role=rng.choice(list(Role)),
                form=rng.choice([None, "renovation_opinion", "household_file"]),
            )
            for _ in range(rng.randint(0, 3))
        ]
        permit = Permit(grants, tree, rng.choice([(), ("household_file",)]))
        sight = Sight(permit=permit, tree=tree)
        seen = [d for d in documents if permit.allows(Right.read, d["area"], d["form"])]
        numbers = sums.numbers(sight, NOW)
        assert sum(line.records for line in numbers) == len(seen)
        by_grid = Counter()
        for line in numbers:
            by_grid[line.scope] += line.records
        assert +by_grid == Counter(tree.counted_in(d["area"]) for d in seen)
        people = sums.people(sight, NOW, NOW)
        assert sum(work.draft for work in people.values()) == sum(
            d["status"] == "draft" for d in seen
        )
        for wanted in (
            Filter(),
            Filter(status="finished"),
            Filter(done=True),
            Filter(clashing=True),
        ):
            assert views.count(wanted, sight) == len(views.lines(wanted, sight, limit=100))
