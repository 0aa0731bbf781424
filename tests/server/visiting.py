"""A survey round in the small town, and calls at its doors; and what is asked of its station."""

import json

import pytest

from schema.area import AreaId
from schema.pack import load_pack
from schema.rounds import Round
from server import desk
from server.people import forms, rounds
from server.station import Station
from server.surveys.counting import survey
from tests.server.town import COMMUNITY, GRID, OTHER_GRID, UNIT, Town

FIRST, SECOND = f"{UNIT}/0301", f"{UNIT}/0302"
ELSEWHERE_DOOR = f"{OTHER_GRID}/x01/b01/u2/0502"
ASKED = {
    "title": "冬季入户",
    "form": "renovation_opinion",
    "keys": {"project": "p2022"},
    "areas": [COMMUNITY],
    "by": "2026-12-31",
}
ZEROS = {"to_visit": 0, "visited": 0, "come_back": 0, "refused": 0, "vacant": 0, "done": 0}


def publish_visits(town: Town) -> None:
    """Has visits written in the town, and sites inspected, by the pack's own forms."""
    wanted = [
        form for form in load_pack("chongli").forms if form.id in ("visit", "daily_inspection")
    ]
    forms.publish(town.connection, wanted, 0)


def ulid(number: int) -> str:
    """A key of a visit."""
    return f"01G5AKBN{number:018d}"


def call(town: Town, area: str, login: str, outcome: str, round_id: str, **more: str) -> str:
    """A finished visit; its record."""
    record = f"visit/{area}:{ulid(next(town.ids))}"
    said = {"round": round_id, "outcome": outcome, **more, "_status": "finished"}
    town.write(record, login, said)
    return record


WINTER = "winter0000000001"


def begin(town: Town, title: str, last_day: str) -> Round:
    """A round of both grids, with Fang in one and Hong in the other; nothing was written yet."""
    publish_visits(town)
    made = Round(
        id=WINTER,
        title=title,
        form="renovation_opinion",
        keys={"project": "p2022"},
        areas=(AreaId(COMMUNITY),),
        parts={AreaId(GRID): town.id_of("fang"), AreaId(OTHER_GRID): town.id_of("hong")},
        first_day="2026-11-01",
        last_day=last_day,
    )
    rounds.add(town.connection, made, 0)
    return made


@pytest.fixture
def walked(town):
    """A round of both grids; one door visited by two, one refused, one beside the list."""
    begin(town, "冬季<入户>", "2026-11-02")
    call(town, FIRST, "qiang", "absent", WINTER)
    back = "2026-11-26T18:00:00+08:00"
    call(town, FIRST, "fang", "come_back", WINTER, come_back_at=back)
    call(town, ELSEWHERE_DOOR, "hong", "refused", WINTER)
    call(town, f"{UNIT}/+0301-2", "fang", "done", WINTER)
    return town


@pytest.fixture
def opened(town):
    """A station on what was written so far."""
    stations = []

    def open_now():
        town.fold()
        town.connection.close()
        stations.append(Station(town.data))
        return stations[-1]

    yield open_now
    for station in stations:
        station.close()


@pytest.fixture
def station(town, opened):
    publish_visits(town)
    return opened()


def perform(station, operation, **values):
    return desk.perform(station, operation, values)


def counted(station, made, login=None):
    """The same as in documents, of the views as they stand; seen by somebody, or whole."""
    known = station.directory
    permit = known.permit(known.by_login[login].id) if login else None
    found = survey(station, known.rounds[made], permit)
    return {state.value: n for state, n in found.counts.items()}


def audited(station):
    rows = station.change(
        lambda c: c.execute("SELECT act, subject, detail FROM audit ORDER BY n").fetchall()
    )
    return [(act, subject, json.loads(detail)) for act, subject, detail in rows]
