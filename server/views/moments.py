"""The records of one moment, read one by one: for exports, in a process of their own.

The views keep the moment for as long as it is read, so a server's own process never does this: its
write-ahead log could not be folded meanwhile.
"""

import contextlib
import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from server.views.asking import Filter, Sight
from server.views.file import FILE_NAME
from server.views.found import Document
from server.views.narrowing import narrowed
from server.views.queries import in_language
from server.views.reading import alone
from sync.log.statements import load

ROWS: Final = 256
"""Documents that are in memory at once: about a megabyte."""

_SQL: Final = load(Path(__file__).with_name("reading.sql"))


class Moment:
    """The records that a filter chose, in the order of their ids."""

    def __init__(self, connection: sqlite3.Connection, numbers: Sequence[int], lang: str) -> None:
        self._connection = connection
        self._numbers = numbers
        self._lang = lang

    def __len__(self) -> int:
        return len(self._numbers)

    def documents(self) -> Iterator[Document]:
        """The records as documents."""
        for first in range(0, len(self._numbers), ROWS):
            some = json.dumps(list(self._numbers[first : first + ROWS]))
            for row in self._connection.execute(_SQL["of_numbers"], (some,)).fetchall():
                yield in_language(row[0], row[1], self._lang)


@contextlib.contextmanager
def moment(data: Path, wanted: Filter, sight: Sight, lang: str) -> Iterator[Moment]:
    """The records that are wanted and that the eyes may see, as they are now.

    Raises:
        NotReady: the views are not there.
    """
    with alone(data / FILE_NAME) as connection:
        connection.execute("BEGIN")
        where, values = narrowed(connection, sight, wanted)
        found = connection.execute(_SQL["chosen"].format(where=where), values)
        yield Moment(connection, array("q", (number for (number,) in found)), lang)
