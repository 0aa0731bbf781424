"""Which row of a record a row of a list is: the one that answers its first question alike, or new.

A new row has an id that follows from that answer, so that a list that comes again finds it, and
begins with its place in the list, since rows of one change stand in the order of their ids.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from schema.filling import base36
from schema.form import Form
from server.lists.given import GivenRecord, GivenRow
from server.views.answering import Held

_PLACES: Final = 36**2
_ROW_IDS: Final = 36**4
"""How many places the first two digits of a row's id tell, and how many rows the others."""


def markers_of(form: Form, held: Held, given: GivenRecord, repeat: str) -> Iterator[str]:
    """The markers of the rows that a list gives: of those that are there, or new ones."""
    known: dict[str, list[str]] = {}
    first = _identity(form, given.rows[repeat], repeat)
    values = held.reading.values
    for row in held.reading.rows.get(repeat, ()):
        known.setdefault(str(values.get(f"{row.marker}.{first}")), []).append(row.marker)
    taken = {marker for markers in known.values() for marker in markers}
    for number, listed in enumerate(given.rows[repeat]):
        said = listed.answers.get(first)
        name = str(said.value) if said else f"#{number}"
        there = known.get(name, [])
        if there:
            yield there.pop(0)
            continue
        marker = _fresh(f"{given.record.text}\x1f{repeat}\x1f{name}", repeat, number, taken)
        taken.add(marker)
        yield marker


def _identity(form: Form, rows: Sequence[GivenRow], repeat: str) -> str:
    """The first question of a repeat, in the form's order, that a list has."""
    located = form.located(repeat)
    given = {name for row in rows for name in row.answers}
    inner = located.inner if located else ()
    return next((each.name for each in inner if each.name in given), "")


def _fresh(row: str, repeat: str, place: int, taken: set[str]) -> str:
    digest = hashlib.blake2b(row.encode(), digest_size=8, person=b"doorstep row")
    first = base36(min(place, _PLACES - 1), 2)
    number = int.from_bytes(digest.digest())
    while (marker := f"{repeat}[{first}{base36(number % _ROW_IDS, 4)}]") in taken:
        number += 1
    return marker
