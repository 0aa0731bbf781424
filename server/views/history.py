"""A record's history: every change of it, with every value that was ever given.

Read from the log, since the views hold what is shown. The scan reads it; pycrdt is not needed. What
the disk did not keep is left out, and counted by `damaged`.
"""

from typing import Any

from schema.record_id import RecordId
from server.station import Station
from sync.core.document import record_document
from sync.core.record import HeldChange, read_record
from sync.core.scan import scan


def history(station: Station, record: RecordId) -> list[dict[str, Any]]:
    """The `history` of document `record`: its changes in log order; empty if there are none."""
    form = station.directory.forms.get(record.form)
    reading = read_record(form, held_changes(station, record))
    document = record_document(record, reading, form=form, history=True)
    found: list[dict[str, Any]] = document["history"]
    return found


def held_changes(station: Station, record: RecordId) -> list[HeldChange]:
    """The record's changes in log order, as far as they are there."""
    return [
        HeldChange(change=scan(row.data), seq=row.seq, device=row.device)
        for row in station.reader.record(record.text)
        if row.data  # else it was erased this moment, or is damaged
    ]


def damaged(station: Station, record: RecordId) -> list[int]:
    """The numbers of the record's changes that the disk did not keep."""
    return [row.seq for row in station.reader.record(record.text) if row.damaged]
