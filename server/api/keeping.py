"""What is kept beside the records: what was refused, and who did what.

Refused changes come without their bytes, which may hold sensitive answers: those are handed out by
`doorstep quarantine export`, which the audit names. A line of the audit about a restricted record
does not name it to those who may not see it.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.parameters import absent, bad_mark, limit
from server.operations.quarantine import REASONS, document, may_decide
from server.pages import audit
from server.pages.errors import NotThere
from server.pages.origin import with_query
from server.pages.oversight import require
from server.pages.records import is_number
from server.pages.visit import Visit
from server.people.audited import AuditLine
from sync.log.log import Kept

BATCH: Final = 100
"""Refused changes read at once, while those are looked for that the visitor may decide over."""


def quarantine(visit: Visit) -> Document:
    """Documents `quarantine`, but for the bytes, of what the visitor may decide over."""
    require(visit, Right.quarantine)
    reason, device = visit.asked("reason"), visit.asked("device")
    if reason and reason not in REASONS:
        expected = f"one of {', '.join(REASONS)}"
        raise BadParameter(name="reason", value=reason, expected=expected)
    if device and device not in visit.station.directory.devices:
        raise absent("device", device)
    most = limit(visit)
    kept = list(islice(_decided_over(visit, reason, device, _number(visit)), most + 1))
    more = kept[most - 1].id if len(kept) > most else None
    return {
        "quarantine": [_kept(each) for each in kept[:most]],
        "next": None if more is None else with_query(visit.path, after=str(more)),
    }


def audit_lines(visit: Visit) -> Document:
    """Who did what, latest first, perhaps of somebody or somewhere, as the page finds it."""
    require(visit, Right.audit)
    most = limit(visit)
    wanted = audit.meant(visit, visit.asked("q"))
    nobody = wanted is not None and not wanted
    before = _number(visit) or audit.LAST
    found = [] if nobody else list(islice(audit.heard(visit, wanted, before), most + 1))
    more = found[most - 1].n if len(found) > most else None
    return {
        "audit": [_line(visit, each) for each in found[:most]],
        "next": None if more is None else with_query(visit.path, after=str(more)),
    }


def _decided_over(visit: Visit, reason: str, device: str, after: int) -> Iterator[Kept]:
    """What the visitor may decide over, oldest first, behind a number."""
    station, person = visit.station, visit.person
    if person is None:
        raise NotThere
    while True:
        batch = station.reader.quarantine(
            reason=reason or None, device=device or None, after=after, rows_max=BATCH
        )
        yield from (each for each in batch if may_decide(station, person, each.record, each.staff))
        if len(batch) < BATCH:
            return
        after = batch[-1].id


def _kept(entry: Kept) -> dict[str, Any]:
    found = document(entry)
    del found["bytes"]
    return {**found, "size": len(entry.data)}


def _line(visit: Visit, line: AuditLine) -> dict[str, Any]:
    hidden = _is_hidden(visit, line.subject)
    return {
        "n": line.n,
        "at_ms": line.at_ms,
        "actor": line.actor,
        "act": line.act,
        "subject": None if hidden else line.subject,
        "detail": {} if hidden else dict(line.detail),
    }


def _is_hidden(visit: Visit, subject: str) -> bool:
    """Whether it is a record of a restricted form that the visitor may not know of."""
    try:
        record = RecordId.parse(subject)
    except InvalidRecordId:
        return False
    restricted = record.form in visit.station.directory.restricted
    return restricted and not visit.sight.may_read(record.area, record.form)


def _number(visit: Visit) -> int:
    """The number that a page begins behind; 0 for the first."""
    mark = visit.asked("after")
    if mark and not is_number(mark):
        raise bad_mark(visit)
    return int(mark or 0)
