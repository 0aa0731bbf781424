"""An edit, made into a change: what it replaces, its fresh id, its bytes.

Pure: time and randomness are given. A change id is 53 fresh random bits, drawn for this change
alone, so that neither a copied home nor an old copy put back can ever write under an id that is
taken. An answer replaces every entry of its question that is held here and that no acknowledged
entry replaces (`sync.core.record.superseded`): what its author saw, and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from clients.reference_cli.answers import NEW_ROW, Answer, Place
from clients.reference_cli.errors import NoSuchRow, TooMuchAtOnce, UnreadableText
from clients.reference_cli.reading import HeldRecord
from schema.answer import Value, valid
from schema.filling import base36
from schema.form import Form
from schema.key import ulid_of
from sync.core.change import Change, Entry
from sync.core.errors import LocalError
from sync.core.parting import parted
from sync.core.record import STATUS, VERSION, superseded
from sync.core.update import encode

DrawBits = Callable[[int], int]
"""Random bits: as many as asked for, as one number."""

CHANGE_ID_BITS: Final = 53
ROW_ID_DIGITS: Final = 6
ROW_ID_BITS: Final = 62
"""Bits drawn for a row id: twice what six base-36 digits hold, so that all are about as likely."""


Written = Sequence[tuple[str, Value]]
"""Answers by their full names, as they will stand in the change."""


Rows = Mapping[str, Sequence[str]]
"""The ids of a record's rows by the path of their repeat, as they are shown."""


def rows_shown(held: HeldRecord) -> dict[str, list[str]]:
    """The rows of a record."""
    return {repeat: [row.id for row in rows] for repeat, rows in held.reading.rows.items()}


def names_rows(answers: Iterable[Answer]) -> bool:
    """Whether one of the answers stands in a row that is there already."""
    return any(not is_new(row) for place, _ in answers for _, row in place.rows)


def resolve(
    answers: Iterable[Answer], rows: Rows, draw_row: Callable[[], str]
) -> list[tuple[str, Value]]:
    """Answers by their full names; rows get their ids, new ones their markers.

    Rows that one change begins are shown in the order of their ids, so the ids drawn are given out
    in ascending order: rows stand as they were typed.

    Raises:
        NoSuchRow: none of the `rows`.
    """
    places = [(_known(place, rows), value) for place, value in answers]
    begun = dict.fromkeys(key for place, _ in places for key in _begun(place))
    ids = sorted(draw_row() for _ in begun)
    fresh = dict(zip(begun, ids, strict=True))
    written: dict[str, Value] = {}
    for place, value in places:
        path = ""
        for depth, (repeat, row) in enumerate(place.rows, start=1):
            drawn = fresh.get(place.rows[:depth], row)
            path += f"{repeat}[{drawn}]"
            if drawn != row:
                written.setdefault(path, True)
            path += "."
        if place.name:
            written[path + place.name] = value
    return list(written.items())


def is_new(row: str) -> bool:
    """Whether what stands in the brackets means a row to be begun."""
    return row.startswith(NEW_ROW)


def _begun(place: Place) -> Iterator[tuple[tuple[str, str], ...]]:
    """The new rows of a place, each with those around it."""
    for depth, (_, row) in enumerate(place.rows, start=1):
        if is_new(row):
            yield place.rows[:depth]


def _known(place: Place, shown: Rows) -> Place:
    """The same place with the ids of its rows, but for new ones and those within them.

    Raises:
        NoSuchRow: no such row is shown.
    """
    rows: list[tuple[str, str]] = []
    before = ""
    for repeat, row in place.rows:
        rows.append((repeat, row if is_new(row) else _row_of(before + repeat, row, shown)))
        before += f"{repeat}[{rows[-1][1]}]."
    return Place(place.name, tuple(rows))


def find_marker(place: Place, rows: Rows) -> str:
    """The name of the row that a place names by numbers (as shown, from 1) or ids.

    Raises:
        NoSuchRow: no such row is shown.
    """
    if any(is_new(row) for _, row in place.rows):
        raise NoSuchRow(repeat=place.rows[-1][0], row=place.rows[-1][1], count=0)
    return ".".join(f"{repeat}[{row}]" for repeat, row in _known(place, rows).rows)


def row_named(row: str, rows: Sequence[str]) -> str | None:
    """The id of one of these rows, by that or by its number, from 1; None if it is none."""
    if row in rows:
        return row
    number = int(row) if row.isdecimal() and row.isascii() else 0
    return rows[number - 1] if 1 <= number <= len(rows) and len(row) != ROW_ID_DIGITS else None


def _row_of(repeat: str, row: str, shown: Rows) -> str:
    """The id of a row of the repeat at this path, by that or by its number."""
    rows = shown.get(repeat, ())
    found = row_named(row, rows)
    if found is None:
        raise NoSuchRow(repeat=repeat, row=row, count=len(rows))
    return found


def make_changes(
    held: HeldRecord | None,
    written: Written,
    *,
    staff: str,
    time_ms: int,
    remark: str | None,
    draw_bits: DrawBits,
) -> list[bytes]:
    """The bytes of an act about this record (None: its first), made once and for all.

    One change, or as many as it takes, one ms after another.

    Raises:
        UnreadableText: a text that has no UTF-8.
        TooMuchAtOnce: an answer or a remark larger than a change.
    """
    if remark is not None and not valid(remark):
        raise UnreadableText
    form = None if held is None else held.form
    changes, acknowledged = (
        ((), frozenset[int]())
        if held is None
        else (
            held.changes,
            held.acknowledged,
        )
    )
    entries = (
        Entry(question, value, superseded(changes, acknowledged, question, form))
        for question, value in written
    )
    parts = [
        Change(
            change_id=draw_bits(CHANGE_ID_BITS),
            staff=staff,
            time_ms=time_ms + place,
            remark=None if place else remark,
            entries=part,
        )
        for place, part in enumerate(parted(entries))
    ]
    try:
        return [encode(part) for part in parts]
    except LocalError as error:
        raise TooMuchAtOnce from error


def opening(form: Form, written: Written, *, draft: bool) -> list[tuple[str, Value]]:
    """What a record's first change says: the form's version, the answers, and that it is done."""
    status: Written = () if draft else ((STATUS, "finished"),)
    return [(VERSION, form.version), *written, *status]


def row_id(draw_bits: DrawBits) -> str:
    """A row's id: six random base-36 digits."""
    return base36(draw_bits(ROW_ID_BITS), ROW_ID_DIGITS)[::-1]  # the lowest digit stands first


def ulid(time_ms: int, draw_bits: DrawBits) -> str:
    """A ULID: 48 bits of time, 80 random ones, in Crockford's base 32."""
    return ulid_of((time_ms & (1 << 48) - 1) << 80 | draw_bits(80))
