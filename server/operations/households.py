"""Operations on households: adopting one that was written at the door into one of the roster.

Each record of the unlisted household is copied into the household's record of the same form and
key, and then declared void (`sync.core.adoption` says which changes that takes). Copies are stored
before anything is void: whatever fails in between is done by the next call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from schema.area import AreaId, AreaKind
from schema.grant import Right
from schema.record_id import RecordId
from schema.text import Text, in_language
from server.clock import now_ms
from server.directory import Directory
from server.errors import (
    LiesElsewhere,
    NoHousehold,
    NoRight,
    NotAdopted,
    NothingWritten,
    OnTheRoster,
)
from server.operations.arguments import Arguments
from server.people import audit
from server.people.staff import Staff
from server.station import Station
from server.views.errors import Unreadable
from sync.core.adoption import Adoption, adopt, changes_of
from sync.core.change import Change
from sync.core.errors import ChangeRefused
from sync.core.record import STATUS, read_record, superseded
from sync.core.results import Refused
from sync.core.scan import scan

REMARK_CHARACTERS_MAX: Final = 1_000
"""Of a remark that is repeated with a copy; the whole of it stays with the record that is void."""

LAST_MS: Final = 253_370_764_800_000
"""The first of January 9999: a tablet's clock may say later, a calendar cannot."""

_COPIED: Final[Text] = {
    "zh-CN": "由“{label}”（未登记）并入：{name} {when}填写",
    "en": "Adopted from “{label}”, not on the roster: written by {name} on {when}",
}
_VOID: Final[Text] = {"zh-CN": "已并入{household}", "en": "Adopted into {household}"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Adopter:
    """Who adopts, and when: what every copy says.

    Attributes:
        person: whose rights count, and who is the author.
        at_ms: now.
        lang: of the remarks.
        unlisted: the household written at the door.
        household: the one of the roster.
    """

    person: Staff
    at_ms: int
    lang: str
    unlisted: AreaId
    household: AreaId

    def said(self, directory: Directory, change: Change) -> str:
        """The remark of a copy: where it comes from, who wrote it when, and their own remark."""
        when = datetime.fromtimestamp(min(change.time_ms, LAST_MS) / 1000, tz=UTC).astimezone()
        text = in_language(_COPIED, self.lang).format(
            label=self.unlisted.label,
            name=directory.name(change.staff),
            when=f"{when:%Y-%m-%d %H:%M}",
        )
        between = "：" if self.lang.startswith("zh") else ": "
        own = (change.remark or "")[:REMARK_CHARACTERS_MAX]
        return between.join(filter(None, (text, own)))

    def void(self, directory: Directory) -> str:
        """The remark of the change that makes the old record void."""
        place = directory.tree.words(self.household, self.lang)
        return in_language(_VOID, self.lang).format(household=place)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Adopted:
    """One record on its way."""

    old: RecordId
    written: Sequence[Change]
    into: RecordId
    adoption: Adoption
    clashes: int

    def document(self) -> dict[str, object]:
        """What a program reads of it."""
        return {
            "record": self.old.text,
            "into": self.into.text,
            "form": self.old.form,
            "answers": self.adoption.answers,
            "clashes": self.clashes,
        }


def adopt_household(station: Station, arguments: Arguments) -> object:
    """Copies what was written of an unlisted household into one of the roster, and voids it there.

    Raises:
        OnTheRoster, UnknownArea, NoHousehold, LiesElsewhere: the two do not belong together.
        NothingWritten: no record is of the unlisted one.
        NoRight: whoever acts may not write all of it; nothing was changed.
        SetAside, Unreadable: one of the records cannot be read; nothing was changed.
        NotAdopted: a copy was refused; nothing is void.
    """
    adopter = _adopter(station, arguments)
    station.wait_for_views()
    records = [RecordId.parse(each) for each in station.views.of_area(adopter.unlisted)]
    fitting = [each for each in records if _is_for_households(station.directory, each.form)]
    if not records:
        raise NothingWritten(unlisted=adopter.unlisted)
    _refuse(station.directory, adopter, fitting)
    adopted = [_adopted(station, adopter, old) for old in fitting]
    todo = [each for each in adopted if each.adoption.copies or each.adoption.void]
    if todo:
        _audit(station, adopter, todo)
        _copy(station, todo)
        _void(station, adopter, todo)
    return {
        "ok": True,
        "unlisted": adopter.unlisted,
        "household": adopter.household,
        "copied": [each.document() for each in todo],
        "left": [each.text for each in records if each not in fitting],
    }


def _adopter(station: Station, arguments: Arguments) -> _Adopter:
    directory = station.directory
    unlisted = AreaId.parse(arguments.text("unlisted").rstrip("/"))
    if not unlisted.unlisted or unlisted in directory.tree:
        raise OnTheRoster(area=unlisted)
    household = directory.area_named(arguments.text("household"))
    if household.kind is not AreaKind.household:
        raise NoHousehold(area=household.id, found_kind=household.kind.value)
    place = directory.tree.nearest(unlisted)
    if place is None or place not in directory.tree.lineage(household.id):
        above = place or unlisted.parent or unlisted
        raise LiesElsewhere(household=household.id, unlisted=unlisted, place=above)
    return _Adopter(
        person=arguments.actor(directory),
        at_ms=now_ms(),
        lang=arguments.lang(),
        unlisted=unlisted,
        household=household.id,
    )


def _is_for_households(directory: Directory, form: str) -> bool:
    known = directory.forms.get(form)
    return known is not None and AreaKind.household in known.areas


def _refuse(directory: Directory, adopter: _Adopter, records: Sequence[RecordId]) -> None:
    """Refuses who may not write one of the records, there or here."""
    permit = directory.permit(adopter.person.id)
    for record in records:
        for area in (adopter.unlisted, adopter.household):
            if not permit.allows(Right.write, area, record.form):
                raise NoRight(login=adopter.person.login, area=area)


def _adopted(station: Station, adopter: _Adopter, old: RecordId) -> _Adopted:
    directory = station.directory
    form = directory.forms[old.form]
    into = RecordId.of(old.form, adopter.household, *old.keys)
    written, held = _changes(station, old), _changes(station, into)
    adoption = adopt(
        old,
        written,
        into,
        held,
        form=form,
        staff=adopter.person.id,
        time_ms=adopter.at_ms,
        said=lambda change: adopter.said(directory, change),
    )
    clashes = read_record(form, changes_of(held, adoption.copies)).clashes
    return _Adopted(old=old, written=written, into=into, adoption=adoption, clashes=len(clashes))


def _changes(station: Station, record: RecordId) -> list[Change]:
    """A record's changes in log order; those that were erased are not there."""
    try:
        return [scan(row.data) for row in station.reader.record(record.text) if row.data]
    except ChangeRefused as refusal:
        raise Unreadable(record=record.text, reason=str(refusal)) from refusal


def _audit(station: Station, adopter: _Adopter, adopted: Sequence[_Adopted]) -> None:
    detail = {"from": adopter.unlisted, "records": [each.old.text for each in adopted]}
    station.change(
        lambda connection: audit.record(
            connection,
            at_ms=adopter.at_ms,
            actor=adopter.person.id,
            act="households.adopt",
            subject=adopter.household,
            detail=detail,
        )
    )


def _copy(station: Station, adopted: Sequence[_Adopted]) -> None:
    copies = [(each, copy) for each in adopted for copy in each.adoption.copies]
    answers = station.store([station.judged(each.into, copy) for each, copy in copies])
    for (each, _), answer in zip(copies, answers, strict=True):
        if isinstance(answer, Refused):
            raise NotAdopted(record=each.old.text, refusal=answer.code, reason=answer.hint)


def _void(station: Station, adopter: _Adopter, adopted: Sequence[_Adopted]) -> None:
    for each in adopted:
        if each.adoption.void:
            held = {change.change_id for change in each.written}
            state = (STATUS, "void", superseded(each.written, held, STATUS, None))
            remark = adopter.void(station.directory)
            answer = station.record_change(each.old, adopter.person.id, [state], remark)
            if isinstance(answer, Refused):
                raise NotAdopted(record=each.old.text, refusal=answer.code, reason=answer.hint)


OPERATIONS = {"households.adopt": adopt_household}
