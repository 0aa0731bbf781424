"""Tablets in words: who holds each, what it last said, and whether all of its work is here.

Complete is a tablet that was heard of within a day, had nothing left to send then, and holds the
same as the server. One that said so longer ago may have been used since, so it is silent; one that
never said anything since it was enrolled is another thing again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schema.area import AreaId
from server.clock import now_ms
from server.database import reading_database
from server.pages.heard import SILENT_MS
from server.pages.oversight import manages, sees
from server.pages.systems import system_in_words
from server.pages.visit import Visit
from server.pages.words import Words
from server.people import devices, discrepancies
from server.people.devices import Contact, Device

CLOCK_TOLERANCE_MS: Final = 60_000
_MINUTE_MS: Final = 60_000


class Standing(StrEnum):
    """How a tablet stands; worse ones first."""

    differs = "differs"
    never = "never"
    waiting = "waiting"
    silent = "silent"
    complete = "complete"
    revoked = "revoked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tablet:
    """One tablet as a page shows it.

    Attributes:
        id: for links.
        holder, holder_id: who has it.
        phone: by which the holder is reached; empty if not known.
        where: what the holder is, and where.
        name, platform: what it is called, and what it said that it runs on.
        system: the same by the name that people know.
        contact_ms: when it was last heard of; None if never.
        contact: the same in words; empty if never.
        unsent: changes that it had not delivered then; None if it never said.
        oldest: how old the oldest of them is, in words.
        clock: how its clock goes, in words; empty if right or not known.
        differs: the areas in which it does not hold what the server holds.
        standing: what all this comes to.
        manageable: whether the visitor may shut it out.
    """

    id: str
    holder: str
    holder_id: str
    phone: str
    where: str
    name: str
    platform: str
    system: str
    contact_ms: int | None
    contact: str
    unsent: int | None
    oldest: str
    clock: str
    differs: tuple[str, ...]
    standing: Standing
    manageable: bool

    @property
    def silence(self) -> tuple[int, str]:
        """Sorts the longest silence first."""
        return (-1 if self.contact_ms is None else self.contact_ms, self.id)


def tablets(visit: Visit, holders: Iterable[str] | None = None) -> list[Tablet]:
    """The tablets of all whom the visitor oversees, or of these; the longest silence first."""
    wanted = None if holders is None else frozenset(holders)
    with reading_database(visit.station.data) as connection:
        contacts = devices.contacts(connection)
        platforms = devices.platforms(connection)
        reported = discrepancies.load(connection)
    differing: dict[str, list[str]] = {}
    for device, scope in reported:
        differing.setdefault(device, []).append(visit.words.area(AreaId(scope)))
    found = [
        _shown(visit, each, contacts.get(each.id), platforms[each.id], differing.get(each.id, []))
        for each in visit.station.directory.devices.values()
        if (wanted is None or each.staff in wanted) and _is_overseen(visit, each)
    ]
    return sorted(found, key=lambda tablet: tablet.silence)


def _is_overseen(visit: Visit, device: Device) -> bool:
    holder = visit.station.directory.staff.get(device.staff)
    return holder is not None and sees(visit, holder)


def _shown(
    visit: Visit, device: Device, contact: Contact | None, platform: str, differing: list[str]
) -> Tablet:
    words = visit.words
    holder = visit.station.directory.staff[device.staff]
    oldest_ms = contact.outbox_oldest_ms if contact else None
    return Tablet(
        id=device.id,
        holder=holder.name,
        holder_id=holder.id,
        phone=holder.phone or "",
        where=words.post(holder),
        name=device.name,
        platform=platform,
        system=system_in_words(platform),
        contact_ms=contact.contact_ms if contact else None,
        contact=words.ago(contact.contact_ms) if contact else "",
        unsent=contact.outbox if contact else None,
        oldest="" if oldest_ms is None else words.ago(oldest_ms),
        clock=_clock(words, contact.clock_offset_ms if contact else None),
        differs=tuple(differing),
        standing=_standing(device, contact, differs=bool(differing)),
        manageable=manages(visit, holder) and not device.revoked,
    )


def _standing(device: Device, contact: Contact | None, *, differs: bool) -> Standing:
    if device.revoked:
        return Standing.revoked
    if differs:
        return Standing.differs
    if contact is None:
        return Standing.never
    if contact.outbox:
        return Standing.waiting
    if contact.outbox is None or contact.contact_ms <= now_ms() - SILENT_MS:
        return Standing.silent
    return Standing.complete


def _clock(words: Words, offset_ms: int | None) -> str:
    """How a clock stands to the server's; positive offsets are slow clocks."""
    if offset_ms is None or abs(offset_ms) < CLOCK_TOLERANCE_MS:
        return ""
    minutes = round(abs(offset_ms) / _MINUTE_MS)
    if offset_ms > 0:
        return words.say_many("%(n)s min slow", "%(n)s min slow", minutes)
    return words.say_many("%(n)s min fast", "%(n)s min fast", minutes)
