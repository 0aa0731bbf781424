"""Operations on the quarantine that change nothing in it: list, show, export; and what is chosen.

Bytes are shown as they came, in hex. Who acts decides only over what lies in their areas: by a
reason or a tablet that is all they are given, and an entry elsewhere is not there for them. What
has no readable record id lies where the person works who sent it.
"""

from sqlite3 import Connection

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.clock import now_ms
from server.directory import nearest
from server.errors import NothingChosen, UnknownEntry, UnknownReason
from server.operations.arguments import Arguments
from server.people import audit
from server.people.staff import Staff
from server.station import Station
from sync.core.catalogue import BY_NAME, REFUSAL_NAMES
from sync.log.log import Kept

REASONS = tuple(
    name for name, problem in BY_NAME.items() if name in REFUSAL_NAMES and not problem.retryable
)
"""What a change is refused for good for, and so kept."""


def list_kept(station: Station, arguments: Arguments) -> object:
    """Documents `quarantine`, oldest first, perhaps of one reason, perhaps of one tablet."""
    return [document(each) for each in _matching(station, arguments)]


def show(station: Station, arguments: Arguments) -> object:
    """The document `quarantine` of one entry."""
    return document(_entry(station, arguments.text("id")))


def export(station: Station, arguments: Arguments) -> object:
    """Documents `quarantine` of those chosen, or of all; the audit names each.

    Raises:
        UnknownEntry: one is not there, or not for this person to see.
        UnknownReason, UnknownDevice: the filter names nothing.
    """
    actor = arguments.actor(station.directory)
    found = chosen(station, arguments, actor, everything=True)
    at_ms = now_ms()
    station.change(
        lambda connection: note(connection, "quarantine.export", found, actor, at_ms, None)
    )
    return [document(each) for each in found]


def chosen(
    station: Station, arguments: Arguments, actor: Staff, *, everything: bool = False
) -> list[Kept]:
    """The entries named, or all of a reason or a tablet that this person may decide over.

    Args:
        station: the data directory in use.
        arguments: `ids`, or `reason` and `device`.
        actor: who acts.
        everything: without a name or a filter all are meant; else nothing is.

    Raises:
        NothingChosen: nothing is meant.
        UnknownEntry: one is not there, or not for this person to decide over.
    """
    numbers = arguments.texts("ids")
    if numbers:
        found = [_entry(station, number) for number in numbers]
        for kept in found:
            if not may_decide(station, actor, kept.record, kept.staff):
                raise UnknownEntry(name=str(kept.id))
        return found
    filters = (arguments.optional_text("reason"), arguments.optional_text("device"))
    if filters == (None, None) and not everything:
        raise NothingChosen
    return [
        kept
        for kept in _matching(station, arguments)
        if may_decide(station, actor, kept.record, kept.staff)
    ]


def note(
    connection: Connection,
    act: str,
    entries: list[Kept],
    actor: Staff,
    at_ms: int,
    because: str | None,
) -> None:
    """A row of the audit for each entry, in the transaction that is open."""
    for kept in entries:
        detail = {"reason": kept.reason, "device": kept.device, "hash": kept.hash.hex()}
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor.id,
            act=act,
            subject=kept.record or "",
            detail=detail if because is None else {**detail, "because": because},
        )


def _matching(station: Station, arguments: Arguments) -> list[Kept]:
    reason, device = arguments.optional_text("reason"), arguments.optional_text("device")
    if reason is not None and reason not in REASONS:
        raise UnknownReason(name=reason, nearest=nearest(reason, REASONS))
    if device is not None:
        device = station.directory.device_named(device).id
    return station.reader.quarantine(reason=reason, device=device)


def _entry(station: Station, number: str) -> Kept:
    kept = station.reader.kept(int(number)) if number.isascii() and number.isdigit() else None
    if kept is None:
        raise UnknownEntry(name=number)
    return kept


def may_decide(station: Station, actor: Staff, received: str | None, staff: str) -> bool:
    """Whether an entry lies where this person has the right `quarantine`.

    Args:
        station: the data directory in use.
        actor: who would decide.
        received: its record id as it came.
        staff: who sent it.
    """
    permit = station.directory.permit(actor.id)
    try:
        record = RecordId.parse(received or "")
    except InvalidRecordId:
        return any(permit.allows(Right.quarantine, area, None) for area in _areas(station, staff))
    return permit.allows(Right.quarantine, record.area, record.form)


def _areas(station: Station, staff: str) -> list[str]:
    """Where the person works who sent it; the whole tree where nobody knows."""
    sender = station.directory.staff.get(staff)
    if sender is None or not sender.grants:
        return [str(root) for root in station.directory.tree.roots]
    return [str(grant.area) for grant in sender.grants]


def document(kept: Kept) -> dict[str, object]:
    """The document `quarantine` of an entry."""
    return {
        "id": kept.id,
        "record": kept.record,
        "device": kept.device,
        "staff": kept.staff,
        "at_ms": kept.received_ms,
        "reason": kept.reason,
        "bytes": kept.data.hex(),
    }


OPERATIONS = {
    "quarantine.list": list_kept,
    "quarantine.show": show,
    "quarantine.export": export,
}
