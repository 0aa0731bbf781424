"""The town with records that are hard to put into a table, and exports of it."""

import functools
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schema.form import Form
from server.exports import making
from server.exports.order import Format, Order
from server.exports.running import Made
from server.people import forms
from tests.server.town import OTHER_GRID, UNIT, Town, founded, town

__all__ = ["town"]

HOUSE = f"survey/{UNIT}/0301"
NEXT_DOOR = f"survey/{UNIT}/0302"
UNLISTED = f"survey/{UNIT}/+0301-2"
ELSEWHERE = f"survey/{OTHER_GRID}/x01/b01/u2/0502"
RECORDS = (HOUSE, NEXT_DOOR, UNLISTED, ELSEWHERE)

NASTY = (
    "=1+1",
    "+86 138",
    "@SUM(A1)",
    "-2+3",
    "\t=1+1",
    "\u200b=1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "\u202eabc\u202c",
    "a\r\nb",
    'say "x", y',
    "_x0041_",
    "bell\x07",
    "𠮷野家",
)
"""What people and programs write into text fields."""


def _question(
    name: str, kind: str, chinese: str, english: str, **more: object
) -> dict[str, object]:
    return {"name": name, "kind": kind, "label": {"zh-CN": chinese, "en": english}, **more}


def _choice(name: str, chinese: str, english: str) -> dict[str, object]:
    return {"name": name, "label": {"zh-CN": chinese, "en": english}}


def survey(version: str = "1", **more: object) -> Form:
    """A form with every kind of question."""
    return Form.from_json(
        {
            "id": "survey",
            "version": version,
            "title": {"zh-CN": "入户调查", "en": "Survey"},
            "key": [],
            "areas": ["household"],
            "questions": [
                _question("note", "text", "说明", "Note"),
                _question("id_number", "text", "证件号码", "ID number"),
                _question("phone", "text", "电话", "Phone", sensitive=True),
                _question("rooms", "integer", "房间数", "Rooms"),
                _question("size", "decimal", "面积", "Size"),
                _question("since", "date", "入住日期", "Here since"),
                _question(
                    "use",
                    "select_one",
                    "用途",
                    "Use",
                    choices=[
                        _choice("own_use", "自住", "Owner"),
                        _choice("let_out", "出租", "Let"),
                    ],
                ),
                _question(
                    "needs",
                    "select_multiple",
                    "需要",
                    "Needs",
                    choices=[
                        _choice("lift_up", "电梯", "Lift"),
                        _choice("park_in", "车位", "Parking"),
                    ],
                ),
                _question("spot", "geopoint", "位置", "Spot"),
                _question(
                    "people",
                    "repeat",
                    "家庭成员",
                    "People",
                    questions=[
                        _question("name", "text", "姓名", "Name"),
                        _question("card", "text", "证件", "Card", sensitive=True),
                        _question(
                            "kin",
                            "select_one",
                            "关系",
                            "Relation",
                            choices=[_choice("head_of", "户主", "Head")],
                        ),
                    ],
                ),
            ],
            **more,
        }
    )


def write_survey(town: Town) -> None:
    """A full record, one that clashes, one not on the roster, and one elsewhere."""
    with town.connection:
        forms.publish(town.connection, [survey()], 1)
    town.write(
        HOUSE,
        "fang",
        {
            "note": "=1+1",
            "id_number": "130709199001011234",
            "phone": "13800001234",
            "rooms": 3,
            "size": 62.5,
            "since": "2019-06-12",
            "use": "own_use",
            "needs": ["lift_up"],
            "people[0a1b2c]": True,
            "people[0a1b2c].name": "张伟",
            "people[0a1b2c].card": "130709198001011234",
            "people[0a1b2c].kin": "head_of",
            "people[9z8y7x]": True,
            "people[9z8y7x].name": "李娜",
            "_status": "finished",
            "_version": "1",
        },
        remark="楼道灯坏了",
    )
    town.write(NEXT_DOOR, "fang", {"use": "own_use", "_status": "finished"})
    town.write(NEXT_DOOR, "qiang", {"use": "let_out"})
    town.write(UNLISTED, "qiang", {"note": "新住户"})
    town.write(ELSEWHERE, "hong", {"note": "别处", "needs": []})


@pytest.fixture
def surveyed(town: Town) -> Town:
    """A town of the test's own, with the records of the survey."""
    write_survey(town)
    return town


Export = Callable[..., dict[str, object]]


def _exports(town: Town, folders: Iterator[Path]) -> Export:
    def make(format_: str = "csv", **asked: object) -> dict[str, object]:
        folder = next(folders)
        folder.mkdir()
        order = Order(**{"form": "survey", "format": Format(format_), **asked})
        again = Order.from_json(json.loads(json.dumps(order.to_json())))
        return {**making.make(town.data, again, folder / f"x.{format_}"), "folder": folder}

    return make


def _numbered(folder: Path) -> Iterator[Path]:
    return (folder / f"export-{number}" for number in itertools.count())


@pytest.fixture
def export(surveyed: Town, tmp_path: Path) -> Export:
    """Makes an export of the test's own town, as it is by then, in this process."""
    make = _exports(surveyed, _numbered(tmp_path))

    def folded(*words: object, **asked: object) -> dict[str, object]:
        surveyed.fold()
        return make(*words, **asked)

    return folded


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    """The same of a town that no test writes into; each export is made once."""
    folder = tmp_path_factory.mktemp("exported")
    with founded(folder / "data") as town:
        write_survey(town)
        town.fold()
        yield functools.cache(_exports(town, _numbered(folder)))


class Here:
    """Makes an export in this process: what a child would make, without the time of its start."""

    def __init__(self, data: Path, order: Order, file: Path) -> None:
        self._data, self._order, self._file = data, order, file

    def follow(self, told: Callable[[float, int], None] = lambda _, __: None) -> Made:
        def count(rows: int, whole: int) -> None:
            told(rows / whole, rows)

        return Made.from_json(making.make(self._data, self._order, self._file, count))

    def stop(self) -> None:
        """There is nothing to end."""
