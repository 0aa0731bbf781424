"""A record id whose keys are not as its form declares them is malformed."""

from types import SimpleNamespace

import pytest

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Permit, Role
from schema.tree import AreaTree
from sync.core.change import Change, Entry
from sync.core.gate import judge
from sync.core.update import encode

GRID = AreaId("130709/100/002/007")
TEXT = {"zh-CN": "题", "en": "question"}
DATA = encode(
    Change(
        change_id=1,
        staff="wang0000",
        time_ms=0,
        remark=None,
        entries=(Entry(question="day", value="x", replaces=()),),
    )
)


def form(name: str, key: list[str], kind: str) -> Form:
    return Form.from_json(
        {
            "id": name,
            "version": "1",
            "title": TEXT,
            "key": key,
            "areas": ["grid"],
            "questions": [{"name": "day", "kind": kind, "label": TEXT}],
        }
    )


FORMS = {
    each.id: each
    for each in (
        form("alone", [], "date"),
        form("daily", ["day"], "date"),
        form("numbered", ["day"], "integer"),
        form("report", ["ulid"], "date"),
    )
}
TREE = AreaTree([Area(id=GRID, kind=AreaKind.grid, name="网格", parent=None)])
AUTHORITY = SimpleNamespace(
    forms=FORMS, permit=lambda _: Permit([Grant(area=GRID, role=Role.grid_head)], TREE)
)


@pytest.mark.parametrize(
    ("record", "refusal"),
    [
        (f"alone/{GRID}", None),
        (f"alone/{GRID}:x", "malformed"),
        (f"daily/{GRID}:2022-06-12", None),
        (f"daily/{GRID}", "malformed"),
        (f"daily/{GRID}:2022-6-12", "malformed"),
        (f"daily/{GRID}:2022-06-12:x", "malformed"),
        (f"numbered/{GRID}:7", None),
        (f"numbered/{GRID}:07", "malformed"),
        (f"report/{GRID}:01J0ABCDEFGHJKMNPQRSTVWXYZ", None),
        (f"report/{GRID}:01j0abcdefghjkmnpqrstvwxyz", "malformed"),
        (f"unknown/{GRID}:07", "unknown_form"),
        (f"daily/{GRID}: 2022-06-12", "malformed"),
        (None, "malformed"),
    ],
)
def test_keys_are_spelled_as_the_form_declares_them(record: str | None, refusal: str | None):
    assert judge(record, DATA, {"wang0000"}, AUTHORITY).refusal == refusal
