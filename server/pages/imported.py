"""Lists that were uploaded and looked through, kept until somebody says that they shall be taken.

A page without a script has nowhere to keep a file between two presses. A list is its uploader's
alone, packed as it was read; the oldest are let go, and all of them with the server: then it is
uploaded again.
"""

import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.people.ids import new_token

KEPT_MAX: Final = 16
"""Lists kept: of a file of 5 MB at most, packed to less than that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """A list that somebody uploaded.

    Attributes:
        staff: who.
        kind: what it is a list of: `households`, `areas`, `staff` or `records`.
        file: what the file is called.
        asked: what else was asked for, as the operation takes it.
        packed: its sheets.
        told: what it would change, or has changed where it is `done`.
        done: whether it was taken.
    """

    staff: str
    kind: str
    file: str
    asked: Mapping[str, Any]
    packed: bytes
    told: Mapping[str, Any]
    done: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What the operation is asked for."""
        sheets = json.loads(zlib.decompress(self.packed))
        return {**self.asked, "file": self.file, "sheets": sheets}


def packed(sheets: object) -> bytes:
    """Sheets as they are kept."""
    return zlib.compress(json.dumps(sheets, ensure_ascii=False).encode(), 1)


class Imports:
    """The latest lists, by names that nobody can guess."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Uploaded] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, uploaded: Uploaded, name: str = "") -> str:
        """Keeps one and gives its name; under a `name` that one had before, in its place."""
        name = name or new_token()
        with self._lock:
            self._kept[name] = uploaded
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return name

    def find(self, name: str, staff: str) -> Uploaded | None:
        """The one of this name, if it is this person's and is kept still."""
        with self._lock:
            found = self._kept.get(name)
        return found if found and found.staff == staff else None
