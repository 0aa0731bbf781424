"""Operations on the quarantine: list, show, accept. Bytes are shown as they came, in hex.

Accepting stores the very bytes that were refused, on the authority of the person who accepts; the
audit names them. The author and the time of the change stay what its bytes say. Where one of those
chosen is no change at all, none is accepted.
"""

from sqlite3 import Connection

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.clock import now_ms
from server.directory import nearest
from server.errors import (
    NotAcceptable,
    NothingChosen,
    UnknownEntry,
    UnknownReason,
)
from server.operations.arguments import Arguments
from server.people import audit
from server.people.staff import Staff
from server.station import Station
from sync.core.catalogue import BY_NAME, REFUSAL_NAMES
from sync.core.errors import ChangeRefused
from sync.core.results import Refused
from sync.core.scan import scan
from sync.log.log import Kept, Submission

REASONS = tuple(
    name for name, problem in BY_NAME.items() if name in REFUSAL_NAMES and not problem.retryable
)
"""What a change is refused for good for, and so kept."""


def list_kept(station: Station, arguments: Arguments) -> object:
    """Documents `quarantine`, oldest first, perhaps of one reason, perhaps of one tablet."""
    return [_document(each) for each in _matching(station, arguments)]


def _matching(station: Station, arguments: Arguments) -> list[Kept]:
    reason, device = arguments.optional_text("reason"), arguments.optional_text("device")
    if reason is not None and reason not in REASONS:
        raise UnknownReason(name=reason, nearest=nearest(reason, REASONS))
    if device is not None:
        device = station.directory.device_named(device).id
    return station.reader.quarantine(reason=reason, device=device)


def show(station: Station, arguments: Arguments) -> object:
    """The document `quarantine` of one entry."""
    return _document(_entry(station, arguments.text("id")))


def _entry(station: Station, number: str) -> Kept:
    kept = station.reader.kept(int(number)) if number.isascii() and number.isdigit() else None
    if kept is None:
        raise UnknownEntry(name=number)
    return kept


def accept(station: Station, arguments: Arguments) -> object:
    """Stores what was refused: the entries named, or all of one reason or tablet.

    Raises:
        NothingChosen: nothing is meant.
        UnknownEntry: it is not there, or not for this person to decide.
        NotAcceptable: one of them is no change at all, or its number is taken.
    """
    actor = arguments.actor(station.directory)
    chosen = _chosen(station, arguments)
    submissions = [_on_authority(station, actor, kept) for kept in chosen]
    at_ms = now_ms()

    def note(connection: Connection) -> None:
        for kept in chosen:
            detail = {"reason": kept.reason, "device": kept.device, "hash": kept.hash.hex()}
            audit.record(
                connection,
                at_ms=at_ms,
                actor=actor.id,
                act="quarantine.accept",
                subject=kept.record or "",
                detail=detail,
            )

    station.change(note)
    answers = zip(chosen, station.store(submissions), strict=True)
    refused = tuple(str(kept.id) for kept, answer in answers if isinstance(answer, Refused))
    if refused:
        raise NotAcceptable(ids=refused)
    return {"ok": True}


def _chosen(station: Station, arguments: Arguments) -> list[Kept]:
    """The entries named, or all of a reason or a tablet."""
    numbers = arguments.texts("ids")
    if numbers:
        return [_entry(station, number) for number in numbers]
    if arguments.optional_text("reason") is None and arguments.optional_text("device") is None:
        raise NothingChosen
    return _matching(station, arguments)


def _on_authority(station: Station, actor: Staff, kept: Kept) -> Submission:
    """The kept bytes as a change that this person answers for."""
    try:
        change, record = scan(kept.data), RecordId.parse(kept.record or "")
    except (ChangeRefused, InvalidRecordId) as error:
        raise NotAcceptable(ids=(str(kept.id),)) from error
    permit = station.directory.permit(actor.id)
    if not permit.allows(Right.quarantine, record.area, record.form):
        raise UnknownEntry(name=str(kept.id))
    return Submission(
        record=kept.record,
        data=kept.data,
        device=kept.device,
        staff=kept.staff,
        change_id=change.change_id,
        scope=record.scope,
        forced=actor.id,
    )


def _document(kept: Kept) -> dict[str, object]:
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
    "quarantine.accept": accept,
}
