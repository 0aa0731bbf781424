"""A survey round of 250 doors by three people: the six numbers of each equal a count of the log.

The office acts through the operations, the people through the tablets' own code; a part is given to
somebody else while its holder is without signal, some are not met, one opens after midnight, and
one leaves the roster with what it has. What is expected is read straight from the rows of
log.db with pycrdt, door by door, with nothing of the project's own reading or counting.
"""

import contextlib
import itertools
import json
import random
import sqlite3
from collections import Counter, defaultdict
from types import SimpleNamespace

import msgpack
import pytest

from clients.reference_cli.answers import parse_arguments
from clients.reference_cli.rounds import walks
from clients.reference_cli.tablet import Tablet
from schema.area import Area, AreaId, AreaKind
from schema.grant import Grant, Role
from schema.pack import load_pack
from server import database, desk
from server.clock import now_ms
from server.people import areas, enrolment, forms, grants, staff
from server.station import Station
from server.submission import submission
from sync.core.gate import judge
from sync.core.messages import Changes
from sync.home.rows import Bundle, Enrolment
from sync.home.store import HomeStore
from tests.golden.pycrdt_reader import read

GRID = "130709/100/002/007"
BUILDINGS = [f"{GRID}/x03/b0{n}" for n in range(1, 6)]
DOORS = [
    f"{building}/u1/{floor:02}{door:02}"
    for building in BUILDINGS
    for floor in range(1, 11)
    for door in range(1, 6)
]
FORM, VISIT = "renovation_opinion", "visit"
STATES = ("to_visit", "visited", "come_back", "refused", "vacant", "done")
MIDNIGHT = 1_800_028_800_000
"""The first of a month in Shanghai; every tablet's clock is set by hand."""


def tree():
    yield "130709", "district", "崇礼区"
    yield "130709/100", "street", "西湾子镇"
    yield "130709/100/002", "community", "长青路社区"
    yield GRID, "grid", "第7网格"
    yield f"{GRID}/x03", "compound", "和平小区"
    for n, building in enumerate(BUILDINGS, start=1):
        yield building, "building", f"{n}号楼"
        yield f"{building}/u1", "unit", "1单元"
    for door in DOORS:
        yield door, "household", door.rpartition("/")[2]


def fill(connection):
    made = [
        Area(id=AreaId(area), kind=AreaKind(kind), name=name, parent=AreaId(area).parent)
        for area, kind, name in tree()
    ]
    areas.add_all(connection, made)
    known = [form for form in load_pack("chongli").forms if form.id in (FORM, VISIT)]
    forms.publish(connection, known, 0)
    for login, role, area in (
        ("root", Role.admin, "130709"),
        ("wang", Role.grid_member, GRID),
        ("li", Role.grid_member, GRID),
        ("he", Role.grid_head, GRID),
    ):
        person = staff.add(connection, login=login, name=login, password_hash=None, now_ms=0)
        grants.give(connection, person, [Grant(area=AreaId(area), role=role)])


class Walker:
    """One person with a tablet of their own, and its way to the office without a network."""

    def __init__(self, station, store, login):
        self.station, self.store = station, store
        self.id = station.directory.by_login[login].id
        self.clock_ms = MIDNIGHT - 8 * 3_600_000
        bits = itertools.count(hash(login) % 1_000 << 40)
        self.tablet = Tablet(store, clock_ms=lambda: self.clock_ms, draw_bits=lambda _: next(bits))
        (code,) = station.change(
            lambda c: enrolment.issue_codes(c, [self.id], hours=1, now_ms=now_ms())
        )
        enrolled = station.change(
            lambda c: enrolment.enroll(
                c, code=code.code, nonce=login, device_name="", platform="", now_ms=now_ms()
            )
        )
        self.device = enrolled.device
        store.papers.keep_nonce(login)
        store.papers.enrol(
            Enrolment(
                nonce=login,
                url="http://127.0.0.1:9",
                token=enrolled.token,
                device=self.device,
                staff=self.id,
            )
        )
        self.fetch()

    def fetch(self):
        """Takes the forms, areas and rounds of the moment."""
        etag, document = self.station.directory.bundle(self.id)
        self.store.papers.keep_bundle(Bundle(etag=etag, document=json.loads(document)))
        self.tablet.forget_library()

    def new(self, form, door, *answers, draft=False):
        known = self.tablet.library.form_to_fill(form)
        given = parse_arguments(known, answers, "en")
        self.clock_ms += 60_000
        return self.tablet.new(form, AreaId(door), given, draft=draft, lang="en")

    def call(self, door, outcome, *more):
        self.new(VISIT, door, f"outcome={outcome}", *more)

    def sync(self):
        """Out and in: what the office answers is what its gate and log say."""
        for row in list(self.store.outbox()):
            verdict = judge(row.record, row.data, frozenset({self.id}), self.station.directory)
            handed = submission(row.record, row.data, self.device, self.id, verdict)
            (answer,) = self.station.store([handed])
            self.store.store_results([(row.hash, answer)])
        after = self.store.cursors().get(GRID, (0, b""))[0]
        rows = self.station.reader.read(GRID, after, 1 << 30)
        self.store.store_changes(
            Changes(
                scope=GRID,
                from_seq=after,
                to_seq=rows[-1].seq if rows else after,
                mark=b"12345678",
                items=tuple((row.record, row.data, row.seq) for row in rows),
                more=False,
            )
        )
        self.fetch()

    def numbers(self):
        """The six numbers of this person by their own tablet."""
        (walk,) = walks(self.tablet)
        return [walk.counts[each] for each in STATES]


def counted(data, round_id, holders):
    """The six numbers of each person straight from the log, door by door, rule by rule."""
    with contextlib.closing(sqlite3.connect(data / "log.db")) as connection:
        rows = connection.execute("SELECT record, position, data FROM rows ORDER BY position")
        said, first = defaultdict(dict), {}
        for record, position, row in rows:
            first.setdefault(record, position)
            for key, content in read(row)["a"].items():
                said[record][key.split("\x1f")[0]] = msgpack.unpackb(bytes.fromhex(content))[0]
    calls, done = defaultdict(list), set()
    for record, answers in said.items():
        area = record.partition("/")[2].split(":")[0]
        if answers.get("_status") != "finished":
            continue
        if record.startswith("visit/") and answers["round"] == round_id:
            calls[area].append((first[record], answers["outcome"]))
        elif record == f"{FORM}/{area}:p2022":
            done.add(area)
    numbers = defaultdict(Counter)
    for door, holder in holders.items():
        last = max(calls[door])[1] if calls[door] else "absent"
        state = {"absent": "to_visit", "done": "visited"}.get(last, last)
        numbers[holder]["done" if door in done else state] += 1
    return {holder: [of[state] for state in STATES] for holder, of in numbers.items()}


def told(shown):
    """The six numbers of each person as the office is told them."""
    return {line["staff"]: [line[state] for state in STATES] for line in shown["lines"]}


@pytest.fixture
def survey(tmp_path):
    """The station, the round, and the three with their tablets; two buildings each, and one."""
    database.create(tmp_path / "data", fill)
    with contextlib.ExitStack() as opened:
        station = opened.enter_context(Station(tmp_path / "data"))
        people = SimpleNamespace(station=station, holders={})

        def perform(operation, **values):
            return desk.perform(station, operation, values)

        people.perform = perform
        asked = {"form": FORM, "keys": {"project": "p2022"}, "areas": [GRID], "by": "2099-12-31"}
        people.round = perform("rounds.add", title="冬季入户", **asked)["id"]
        for login, buildings in (
            ("wang", BUILDINGS[:2]),
            ("li", BUILDINGS[2:4]),
            ("he", BUILDINGS[4:]),
        ):
            for building in buildings:
                perform("rounds.assign", round=people.round, area=building, staff=login)
            store = opened.enter_context(HomeStore(tmp_path / login, create=True))
            walker = Walker(station, store, login)
            setattr(people, login, walker)
            own = [door for door in DOORS if door.startswith(tuple(buildings))]
            people.holders.update(dict.fromkeys(own, walker.id))
        yield people


def walk(walker, doors, draw):
    """Calls at doors as they come: not met, met with a form or without, refused, vacant, later."""
    for door in doors:
        outcome = draw.choice(
            ["", "absent", "done", "done", "done", "refused", "vacant", "come_back"]
        )
        if draw.random() < 0.2:
            walker.call(door, "absent")
        if outcome == "come_back":
            walker.call(door, outcome, "come_back_at=2027-01-16 18:00")
        elif outcome:
            walker.call(door, outcome)
        if outcome == "done" and draw.random() < 0.7:
            walker.new(FORM, door, "road=support", draft=draw.random() < 0.2)


def test_the_six_numbers_of_each_person_are_those_of_the_log(survey):
    draw = random.Random(250)
    wang, li, he = survey.wang, survey.li, survey.he
    for walker, part in ((wang, DOORS[:70]), (li, DOORS[100:180]), (he, DOORS[200:240])):
        walk(walker, part, draw)

    # The second building is given to He while Wang is without signal and walks it on.
    survey.perform("rounds.assign", round=survey.round, area=BUILDINGS[1], staff="he")
    survey.holders |= dict.fromkeys(DOORS[50:100], he.id)
    he.sync()
    walk(he, DOORS[60:90], draw)
    walk(wang, DOORS[80:95], draw)
    # One of Li's doors opens after midnight, which no round ends at.
    li.call(DOORS[181], "absent")
    li.clock_ms = MIDNIGHT + 5 * 60_000
    li.call(DOORS[181], "vacant")
    for walker in (he, wang, li, he, wang):
        walker.sync()
    # A household that was called at leaves the roster: nobody has to go there, what it has stays.
    gone = AreaId(DOORS[181])
    survey.station.change(lambda connection: areas.mark_gone(connection, [gone], now_ms()))
    del survey.holders[gone]
    li.fetch()

    survey.station.wait_for_views()
    shown = survey.perform("rounds.show", round=survey.round)
    expected = counted(survey.station.data, survey.round, survey.holders)
    assert told(shown) == expected
    assert sum(map(sum, expected.values())) == 249
    assert shown["beside"] == [gone]
    assert len(survey.station.calls.at(survey.round, [gone])[gone]) == 2
    assert all(map(sum, zip(*expected.values(), strict=True))), "each state is somewhere"
    for walker in (wang, li, he):
        assert walker.numbers() == expected[walker.id]

    # Nothing that anybody wrote is lost, and where two called both calls are there, by name.
    with contextlib.closing(sqlite3.connect(survey.station.data / "log.db")) as connection:
        stored = {record for (record,) in connection.execute("SELECT record FROM rows")}
        refused = connection.execute("SELECT count(*) FROM quarantine").fetchone()
    assert refused == (0,)
    for walker in (wang, li, he):
        assert {each.record for each in walker.tablet.records()} <= stored
    both = [
        door
        for door, calls in survey.station.calls.at(survey.round, DOORS).items()
        if {wang.id, he.id} <= {call.staff for call in calls}
    ]
    assert both
    assert set(both) <= set(shown["called_by_others"]) <= set(DOORS[50:100])
