"""A survey round in the small town, and calls at its doors."""

import pytest

from schema.area import AreaId
from schema.pack import load_pack
from schema.rounds import Round
from server.people import forms, rounds
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

__all__ = ["COMMUNITY", "ELSEWHERE_DOOR", "FIRST", "GRID", "SECOND", "WINTER", "walked"]


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


@pytest.fixture
def walked(town):
    """A round of both grids; one door visited by two, one refused, one beside the list."""
    publish_visits(town)
    made = Round(
        id=WINTER,
        title="冬季<入户>",
        form="renovation_opinion",
        keys={"project": "p2022"},
        areas=(AreaId(COMMUNITY),),
        parts={AreaId(GRID): town.id_of("fang"), AreaId(OTHER_GRID): town.id_of("hong")},
        first_day="2026-11-01",
        last_day="2026-11-02",
    )
    rounds.add(town.connection, made, 0)
    call(town, FIRST, "qiang", "absent", WINTER)
    back = "2026-11-26T18:00:00+08:00"
    call(town, FIRST, "fang", "come_back", WINTER, come_back_at=back)
    call(town, ELSEWHERE_DOOR, "hong", "refused", WINTER)
    call(town, f"{UNIT}/+0301-2", "fang", "done", WINTER)
    return town
