"""Erasing what was recorded about a person, at that person's request: `records.erase`.

The rows of the record lose their bytes here and on every tablet, and the record takes no change any
more. All that were named are erased in one commit, or none. It is noted outside backups before the
commit (`server.withdrawals`), and afterwards nothing of it is in a file of the data directory.
Neither the audit nor the note says what was erased.
"""

from collections.abc import Collection
from contextlib import suppress
from sqlite3 import Connection

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server import withdrawals
from server.clock import now_ms
from server.errors import InvalidRequest, MayNotErase, ProjectorBehind
from server.operations.arguments import Arguments
from server.people import audit
from server.people.staff import Staff
from server.station import Station
from server.views.operations import named_or_erased
from sync.log.log import Erasure


def erase(station: Station, arguments: Arguments) -> object:
    """Erases the records named; those that were erased before stay so.

    Returns:
        the ids under `erased` and `already`, and `scrubbed`: whether nothing of them is left in the
        files. Where it is not, the same again does it.

    Raises:
        InvalidRequest: nothing is named.
        UnknownRecord, Ambiguous: a name is none; nothing was erased.
        MayNotErase: a record does not lie where this person may; nothing was erased.
        NotNoted: it could not be noted outside backups; nothing was erased.
    """
    actor = arguments.actor(station.directory)
    because = arguments.optional_text("because")
    records = _named(station, arguments.texts("ids"))
    _check(station, actor, records)
    at_ms = now_ms()

    def act(connection: Connection) -> Erasure:
        erasure = station.log.erase({each.text: each.scope for each in records}, at_ms)
        withdrawals.note(
            station.data, *(withdrawals.record_erased(each, at_ms) for each in erasure.records)
        )
        for record in erasure.records:
            audit.record(
                connection,
                at_ms=at_ms,
                actor=actor.id,
                act="records.erase",
                subject=record,
                detail={} if because is None else {"because": because},
            )
        return erasure

    erased = station.change(act).records
    return {
        "ok": True,
        "erased": list(erased),
        "already": [each.text for each in records if each.text not in erased],
        "scrubbed": _scrubbed(station),
    }


def _named(station: Station, names: tuple[str, ...]) -> list[RecordId]:
    if not names:
        raise InvalidRequest(reason="ids are needed")
    station.wait_for_views()
    erased = station.reader.erased()
    found = [_record(station, name, erased) for name in names]
    return list({record.text: record for record in found}.values())


def _record(station: Station, name: str, erased: Collection[str]) -> RecordId:
    """The record of this name, also one of which nothing is stored and something is held back."""
    if station.reader.holds_back(name):
        with suppress(InvalidRecordId):
            return RecordId.parse(name)
    return named_or_erased(station, name, erased)


def _check(station: Station, actor: Staff, records: list[RecordId]) -> None:
    permit = station.directory.permit(actor.id)
    beyond = [each for each in records if not permit.allows(Right.erase, each.area, each.form)]
    if beyond:
        raise MayNotErase(login=actor.login, records=tuple(each.text for each in beyond))


def _scrubbed(station: Station) -> bool:
    """Whether the log's files and the views' are rid of it."""
    done = station.scrub()
    try:
        station.wait_for_views()
    except ProjectorBehind:
        return False
    return done


OPERATIONS = {"records.erase": erase}
