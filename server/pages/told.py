"""A line of the audit as a sentence: who did what to whom.

Every act that the code writes down has a sentence (`told_acts`), which a test holds against the
code; one that an older or newer server wrote has a neutral one. A restricted record is named to
those alone who may see it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.grant import Right, Role
from schema.record_id import RecordId
from server.pages.held_back import why
from server.pages.round_words import walker
from server.pages.told_acts import ACTS, UNKNOWN, About, Act
from server.pages.visit import Visit
from server.people.audited import AuditLine
from server.surveys.counting import NOBODY

SERVER: Final = "server"


def told(visit: Visit, line: AuditLine) -> str:
    """A line as a sentence; the neutral one where a version of before noted other details."""
    act = ACTS.get(line.act, UNKNOWN)
    who = _who(visit, line.actor)
    try:
        details = {name: _DETAILS[name](visit, line) for name in act.details}
    except (KeyError, TypeError, ValueError):
        return visit.words.say(UNKNOWN.sentence, who=who)
    return visit.words.say(act.sentence, who=who, **_subject(visit, line, act), **details)


def may_hear(visit: Visit, line: AuditLine) -> bool:
    """Whether the visitor audits where this act was done; what has no place is the district's."""
    areas = _places(visit, line) or visit.station.directory.tree.roots
    return any(visit.permit.allows(Right.audit, area, None) for area in areas)


def is_hidden(visit: Visit, line: AuditLine) -> bool:
    """Whether the line is about a record that the visitor may not know of."""
    record = _record(line)
    return (
        record is not None
        and record.form in visit.station.directory.restricted
        and not visit.permit.allows(Right.read, record.area, record.form)
    )


def _who(visit: Visit, actor: str) -> str:
    return visit.words.say("The server") if actor == SERVER else visit.words.person(actor)


def _subject(visit: Visit, line: AuditLine, act: Act) -> dict[str, str]:
    if act.about is About.person:
        return {"whom": visit.words.person(line.subject)}
    if act.about is About.tablet:
        return {"whom": visit.words.person(_holder(visit, line))}
    if act.about is About.area:
        return {"place": visit.words.address(AreaId(line.subject))}
    if act.about is About.record:
        return {"record": _record_in_words(visit, line)}
    if act.about is About.form:
        return {"form": visit.words.form(line.subject)}
    return {}


def _record_in_words(visit: Visit, line: AuditLine) -> str:
    record = _record(line)
    if record is None:
        return visit.words.say("an unreadable record")
    if is_hidden(visit, line):
        return visit.words.say("a restricted record")
    return visit.words.say(
        "%(subject)s of %(address)s",
        subject=visit.words.subject(record),
        address=visit.words.address(record.area),
    )


def _record(line: AuditLine) -> RecordId | None:
    """The record that a line is about; None for a line about something else."""
    act = ACTS.get(line.act, UNKNOWN)
    if act.about is not About.record:
        return None
    try:
        return RecordId.parse(line.subject)
    except InvalidRecordId:
        return None


def _holder(visit: Visit, line: AuditLine) -> str:
    """Who enrolled the tablet, else who holds it."""
    if line.act == "devices.enroll":
        return line.actor
    device = visit.station.directory.devices.get(line.subject)
    return device.staff if device else ""


def _places(visit: Visit, line: AuditLine) -> list[AreaId]:
    """Where an act was done: the record's or area's place, else where the person works."""
    act = ACTS.get(line.act, UNKNOWN)
    if act.about is About.area:
        return [AreaId(line.subject)]
    if act.about in (About.form, About.round) and line.detail.get("area"):
        return [AreaId(line.detail["area"])]
    if act.about is About.round:
        made = visit.station.directory.rounds.get(line.subject)
        return list(made.areas) if made else []
    if act.about is About.record:
        record = _record(line)
        return [record.area] if record else []
    staff = {About.person: line.subject, About.tablet: _holder(visit, line)}.get(act.about, "")
    person = visit.station.directory.staff.get(staff)
    return [grant.area for grant in person.grants] if person else []


def _round(visit: Visit, line: AuditLine) -> str:
    return visit.station.directory.rounds[line.subject].title


def _part(visit: Visit, line: AuditLine) -> str:
    """Which part of a round: a grid by its name, what lies in one by its address."""
    return visit.words.place(AreaId(line.detail["area"]))


def _given(visit: Visit, line: AuditLine) -> str:
    """To whom a part of a round was given."""
    return walker(visit.words, line.detail["staff"] or NOBODY)


def _role(visit: Visit, line: AuditLine) -> str:
    return visit.words.role_name(Role(line.detail["role"]))


def _area(name: str) -> Callable[[Visit, AuditLine], str]:
    return lambda visit, line: visit.words.area(AreaId(line.detail[name]))


def _from(visit: Visit, line: AuditLine) -> str:
    return visit.words.address(AreaId(line.detail["from"]))


def _whole(visit: Visit, line: AuditLine) -> str:
    """What an export was of: an area, or all that its maker may take away."""
    area = line.detail.get("area")
    return visit.words.area(AreaId(area)) if area else visit.words.say("all their areas")


def _reason(visit: Visit, line: AuditLine) -> str:
    """Why it was held back, and what the person who decided said."""
    parts = [why(visit, line.detail["reason"]), line.detail.get("because", "")]
    return visit.words.listed(filter(None, parts))


def _question(visit: Visit, line: AuditLine) -> str:
    record = _record(line)
    if record is None or is_hidden(visit, line):
        return "…"
    form = visit.station.directory.whole_forms.get(record.form)
    return visit.words.question(form, line.detail["question"])


_DETAILS: Final[Mapping[str, Callable[[Visit, AuditLine], str]]] = {
    "role": _role,
    "area": _area("area"),
    "from": _from,
    "to": _area("to"),
    "round": _round,
    "part": _part,
    "given": _given,
    "successor": lambda visit, line: visit.words.person(line.detail["to"]),
    "reason": _reason,
    "question": _question,
    "whole": _whole,
    "address": lambda visit, line: (
        line.detail.get("address") or visit.words.say("an unknown place")
    ),
    "version": lambda _, line: str(line.detail["version"]),
    "file": lambda _, line: str(line.detail["file"]),
    "rows": lambda _, line: f"{line.detail['rows']:,}",
}
