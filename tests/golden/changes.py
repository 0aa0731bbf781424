"""Golden changes: what they say, and their bytes as pycrdt and as Yjs wrote them once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.core.change import Change, Entry

_GOLDEN = json.loads((Path(__file__).parent / "changes.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Golden:
    """A change in words (`said`, as JSON) and in both spellings."""

    name: str
    said: dict[str, Any]
    pycrdt: bytes
    yjs: bytes

    @property
    def change(self) -> Change:
        """The change as our code names it."""
        return named(self.said)


def named(said: dict[str, Any]) -> Change:
    """A change from its JSON."""
    entries = tuple(Entry(name, value, tuple(ids)) for name, value, ids in said["answers"])
    return Change(said["change"], said["staff"], said["at_ms"], said["remark"], entries)


GOLDEN = tuple(
    Golden(case["name"], case["change"], bytes.fromhex(case["pycrdt"]), bytes.fromhex(case["yjs"]))
    for case in _GOLDEN["changes"]
)
