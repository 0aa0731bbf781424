"""Operations that decide over what is in quarantine: accept, discard.

Accepting stores the very bytes that were refused, on the authority of the person who accepts; the
audit names them. The author and the time of the change stay what its bytes say. Where one of those
chosen cannot be accepted, none is. Discarding empties them for good: their hashes stay, and a
tablet that pushes them again is told so.
"""

from sqlite3 import Connection

from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.clock import now_ms
from server.errors import FormNotImported, NotAcceptable, RecordsErased
from server.operations.arguments import Arguments
from server.operations.quarantine import chosen, note
from server.people.staff import Staff
from server.station import Station
from sync.core.errors import ChangeRefused
from sync.core.results import Refused
from sync.core.scan import scan
from sync.log.log import Kept, Submission


def accept(station: Station, arguments: Arguments) -> object:
    """Stores what was refused: the entries named, or all of one reason or tablet.

    Raises:
        NothingChosen: nothing is meant.
        UnknownEntry: it is not there, or not for this person to decide.
        NotAcceptable: one of them is no change at all, or its number is taken.
        FormNotImported: the server has no such form; nothing was accepted.
        RecordsErased: a record was erased at somebody's request; nothing was accepted.
    """
    actor = arguments.actor(station.directory)
    because = arguments.optional_text("because")
    entries = chosen(station, arguments, actor)
    submissions = _on_authority(station, actor, entries)
    at_ms = now_ms()
    station.change(
        lambda connection: note(connection, "quarantine.accept", entries, actor, at_ms, because)
    )
    answers = zip(entries, station.store(submissions), strict=True)
    refused = tuple(str(kept.id) for kept, answer in answers if isinstance(answer, Refused))
    if refused:
        raise NotAcceptable(ids=refused)
    return {"ok": True}


def _on_authority(station: Station, actor: Staff, entries: list[Kept]) -> list[Submission]:
    """The kept bytes as changes that this person answers for."""
    read = [(kept, as_change(kept)) for kept in entries]
    no_change = tuple(str(kept.id) for kept, submission in read if submission is None)
    if no_change:
        raise NotAcceptable(ids=no_change)
    erased = station.reader.erased()
    gone = tuple(str(kept.id) for kept in entries if kept.record in erased)
    if gone:
        raise RecordsErased(ids=gone)
    forms = {RecordId.parse(kept.record or "").form for kept in entries}
    if missing := tuple(sorted(forms - set(station.directory.forms))):
        raise FormNotImported(forms=missing)
    return [_forced(kept, read_as, actor) for kept, read_as in read if read_as is not None]


def as_change(kept: Kept) -> tuple[int, RecordId] | None:
    """The change id and the record of an entry; None if it is no change of a record."""
    try:
        return scan(kept.data).change_id, RecordId.parse(kept.record or "")
    except (ChangeRefused, InvalidRecordId):
        return None


def _forced(kept: Kept, read_as: tuple[int, RecordId], actor: Staff) -> Submission:
    change_id, record = read_as
    return Submission(
        record=kept.record,
        data=kept.data,
        device=kept.device,
        staff=kept.staff,
        change_id=change_id,
        scope=record.scope,
        forced=actor.id,
    )


def discard(station: Station, arguments: Arguments) -> object:
    """Empties the entries named, or all of one reason or tablet, for good.

    What was held back of an erased record is then in no file any more either.

    Raises:
        NothingChosen: nothing is meant.
        UnknownEntry: it is not there, or not for this person to decide.
        InvalidRequest: nobody said why.
    """
    actor = arguments.actor(station.directory)
    because = arguments.text("because")
    entries = chosen(station, arguments, actor)
    at_ms = now_ms()
    erased = station.reader.erased()
    of_erased = any(kept.record in erased for kept in entries)

    def act(connection: Connection) -> None:
        note(connection, "quarantine.discard", entries, actor, at_ms, because)
        station.log.discard(kept.hash for kept in entries)
        if of_erased:
            station.log.want_scrub()

    station.change(act)
    return {"ok": True, "scrubbed": station.scrub()} if of_erased else {"ok": True}


OPERATIONS = {"quarantine.accept": accept, "quarantine.discard": discard}
