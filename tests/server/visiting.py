"""The form of visits as tests need it, and a round in the small town."""

import pytest

from schema.area import AreaId
from schema.form import Form
from schema.rounds import Round
from server.people import forms, rounds
from tests.server.town import COMMUNITY, GRID, OTHER_GRID, UNIT, Town

VISIT = Form.from_json(
    {
        "id": "visit",
        "version": "1",
        "title": {"zh-CN": "走访", "en": "Visit"},
        "key": ["ulid"],
        "areas": ["household"],
        "questions": [
            {"name": "round", "kind": "text", "label": {"zh-CN": "入户任务", "en": "Round"}},
            {
                "name": "outcome",
                "kind": "select_one",
                "required": True,
                "label": {"zh-CN": "结果", "en": "Outcome"},
                "choices": [
                    {"name": name, "label": {"zh-CN": said, "en": name}}
                    for name, said in (
                        ("done", "已见面"),
                        ("absent", "没人"),
                        ("refused", "拒访"),
                        ("vacant", "空户"),
                        ("come_back", "约好再来"),
                    )
                ],
            },
            {
                "name": "come_back_at",
                "kind": "dateTime",
                "label": {"zh-CN": "何时再来", "en": "Come back at"},
            },
        ],
    }
)

FIRST, SECOND = f"{UNIT}/0301", f"{UNIT}/0302"
ELSEWHERE_DOOR = f"{OTHER_GRID}/x01/b01/u2/0502"
ASKED = {
    "title": "冬季入户",
    "form": "renovation_opinion",
    "keys": {"project": "p2022"},
    "areas": [COMMUNITY],
    "by": "2026-12-31",
}

__all__ = ["COMMUNITY", "ELSEWHERE_DOOR", "FIRST", "GRID", "SECOND", "VISIT", "WINTER", "walked"]


def publish_visits(town: Town) -> None:
    """Has the town's people write visits, where its pack has no such form."""
    if "visit" not in town.directory.forms:
        forms.publish(town.connection, [VISIT], 0)


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
