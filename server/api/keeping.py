"""What is kept beside the records: what was refused, and who did what.

Refused changes come without their bytes, which may hold sensitive answers: those are handed out by
`doorstep quarantine export`, which the audit names.
"""

import json
from typing import Any, Final

from schema.grant import Right
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.parameters import absent, bad_mark, limit
from server.database import reading_database
from server.operations.quarantine import REASONS, document, may_decide
from server.pages.errors import NotThere
from server.pages.frame import Visit
from server.pages.origin import with_query
from server.pages.records import is_number
from server.people import audit
from sync.log.log import Kept

_FILTERS: Final = ("actor", "act", "subject")


def quarantine(visit: Visit) -> Document:
    """Documents `quarantine`, but for the bytes, of what the visitor may decide over."""
    if visit.person is None or not _holds(visit, Right.quarantine):
        raise NotThere
    reason, device = visit.asked("reason"), visit.asked("device")
    if reason and reason not in REASONS:
        expected = f"one of {', '.join(REASONS)}"
        raise BadParameter(name="reason", value=reason, expected=expected)
    if device and device not in visit.station.directory.devices:
        raise absent("device", device)
    most, after = limit(visit), _number(visit)
    kept = visit.station.reader.quarantine(reason=reason or None, device=device or None)
    person = visit.person
    found = [each for each in kept if may_decide(visit.station, person, each.record, each.staff)]
    page = [each for each in found if each.id > after][: most + 1]
    more = page[most - 1].id if len(page) > most else None
    return {
        "quarantine": [_kept(each) for each in page[:most]],
        "count": len(found),
        "next": with_query(visit.path, after=str(more)) if more is not None else None,
    }


def _kept(entry: Kept) -> dict[str, Any]:
    found = document(entry)
    del found["bytes"]
    return {**found, "size": len(entry.data)}


def audit_lines(visit: Visit) -> Document:
    """Who did what, latest first; for auditors of the whole district."""
    roots = visit.station.directory.tree.roots
    if not all(visit.permit.allows(Right.audit, root, None) for root in roots):
        raise NotThere
    most, before = limit(visit), _number(visit)
    asked = {name: visit.asked(name) for name in _FILTERS if visit.asked(name)}
    with reading_database(visit.station.data) as connection:
        found = audit.acts(connection, asked, before=before or None, limit=most + 1)
    page = found[:most]
    more = page[-1].n if len(found) > most else None
    return {
        "audit": [_act(each) for each in page],
        "next": with_query(visit.path, after=str(more)) if more is not None else None,
    }


def _act(act: audit.Act) -> dict[str, Any]:
    return {
        "n": act.n,
        "at_ms": act.at_ms,
        "actor": act.actor,
        "act": act.act,
        "subject": act.subject,
        "detail": json.loads(act.detail),
        "hash": act.hash.hex(),
    }


def _holds(visit: Visit, right: Right) -> bool:
    return any(right in grant.rights for grant in visit.permit.grants)


def _number(visit: Visit) -> int:
    """The number that a page begins behind; 0 for the first."""
    mark = visit.asked("after")
    if mark and not is_number(mark):
        raise bad_mark(visit)
    return int(mark or 0)
