"""Settling a clash: an ordinary change that replaces what its author saw.

Nothing is decided for a person here. What was not seen is not replaced: if somebody else wrote
meanwhile, the question clashes again, with both values, and is said to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from schema.answer import Value
from schema.form import Form
from schema.record_id import RecordId
from schema.rounds import ROUND, VISIT
from server.directory import Directory
from server.errors import UnknownQuestion, UnknownRecord
from server.station import Station
from sync.core.change import Change
from sync.core.record import HeldChange, entries_of, superseded
from sync.core.results import Result
from sync.core.scan import scan


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A question as it stands in the log: what was written, by change, and what to replace."""

    values: dict[int, Value]
    replaces: tuple[int, ...]


def standing(station: Station, record: RecordId, question: str) -> Standing:
    """What is held of a question now.

    Raises:
        UnknownRecord: nothing is stored under this id, or it was erased.
        UnknownQuestion: nobody answered this question in it.
    """
    changes = [scan(row.data) for row in station.reader.record(record.text) if row.data]
    if not changes:
        raise UnknownRecord(name=record.text)
    return _standing(changes, question, station.directory.forms.get(record.form))


def settle(
    station: Station,
    record: RecordId,
    question: str,
    value: Value,
    *,
    staff_id: str,
    saw: Collection[int] | None = None,
) -> Result:
    """Writes the value that a person chose, and gives the log's answer.

    Args:
        station: where.
        record: the record.
        question: the question in it.
        value: what shall stand; of a visit's round its title will do.
        staff_id: who chose, whose rights count.
        saw: ids of the changes whose entries the person saw; None means all there are now.

    Raises:
        UnknownRecord, UnknownQuestion: there is nothing to settle.
    """
    found = standing(station, record, question)
    replaces = found.replaces if saw is None else tuple(sorted(found.values.keys() & set(saw)))
    said = _round_by_id(station.directory, record, question, value)
    return station.record_change(record, staff_id, [(question, said, replaces)])


def _round_by_id(directory: Directory, record: RecordId, question: str, value: Value) -> Value:
    """The value; the id of a round where it is the title of the one open round at the door."""
    if (record.form, question) != (VISIT, ROUND):
        return value
    there = (made for made in directory.rounds.values() if not made.closed)
    titled = [made for made in there if made.title == value]
    found = [made.id for made in titled if made.covers(directory.tree, record.area)]
    return found[0] if len(found) == 1 else value


def _standing(changes: Sequence[Change], question: str, form: Form | None) -> Standing:
    held = (HeldChange(change=change) for change in changes)
    values = {entry.change: entry.value for entry in entries_of(held, form).get(question, ())}
    if not values:
        raise UnknownQuestion(name=question)
    ids = {change.change_id for change in changes}
    return Standing(values=values, replaces=superseded(changes, ids, question, form))
