"""A line of the audit as a sentence: who did what to whom.

Every act that the code writes down has a sentence here, which a test holds against the code; one
that an older or newer server wrote has a neutral one. A restricted record is named to those alone
who may see it. A table of sentences, and so longer than other files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.grant import ROLE_NAMES, Right, Role
from schema.record_id import RecordId
from schema.text import in_language
from server.pages.errors import N_
from server.pages.held_back import why
from server.pages.round_words import walker
from server.pages.visit import Visit
from server.people.audited import AuditLine
from server.surveys.counting import NOBODY

SERVER: Final = "server"


class About(Enum):
    """What the subject of an act is."""

    nothing = "nothing"
    person = "person"
    tablet = "tablet"
    area = "area"
    record = "record"
    form = "form"
    round = "round"


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """How an act is told: its sentence, what its subject is, and which details it names."""

    sentence: str
    about: About
    details: tuple[str, ...] = ()


ACTS: Final[Mapping[str, Act]] = {
    "init": Act(sentence=N_("%(who)s set this server up"), about=About.nothing),
    "restore": Act(sentence=N_("The server was put back from a backup"), about=About.nothing),
    "staff.add": Act(sentence=N_("%(who)s added %(whom)s"), about=About.person),
    "staff.grant": Act(
        sentence=N_("%(who)s made %(whom)s %(role)s in %(area)s"),
        about=About.person,
        details=("role", "area"),
    ),
    "staff.revoke": Act(
        sentence=N_("%(whom)s is no longer %(role)s in %(area)s, by %(who)s"),
        about=About.person,
        details=("role", "area"),
    ),
    "staff.disable": Act(sentence=N_("%(who)s shut %(whom)s out everywhere"), about=About.person),
    "staff.password": Act(sentence=N_("%(who)s gave %(whom)s a new password"), about=About.person),
    "staff.rename": Act(
        sentence=N_("%(who)s wrote down another name for %(whom)s"), about=About.person
    ),
    "staff.phone": Act(
        sentence=N_("%(who)s changed the phone number of %(whom)s"), about=About.person
    ),
    "session.begin": Act(
        sentence=N_("%(who)s signed in from %(address)s"),
        about=About.person,
        details=("address",),
    ),
    "session.end": Act(sentence=N_("%(who)s signed out"), about=About.person),
    "session.refuse": Act(
        sentence=N_("Somebody tried a wrong password for %(whom)s from %(address)s"),
        about=About.person,
        details=("address",),
    ),
    "devices.code": Act(
        sentence=N_("%(who)s made a code for a tablet of %(whom)s"), about=About.person
    ),
    "devices.enroll": Act(sentence=N_("%(whom)s enrolled a tablet"), about=About.tablet),
    "devices.revoke": Act(
        sentence=N_("%(who)s shut out the tablet of %(whom)s"), about=About.tablet
    ),
    "areas.move": Act(
        sentence=N_("%(who)s moved %(place)s from %(from)s to %(to)s"),
        about=About.area,
        details=("from", "to"),
    ),
    "forms.import": Act(
        sentence=N_("%(who)s took over version %(version)s of %(form)s from %(file)s, as a draft"),
        about=About.form,
        details=("version", "file"),
    ),
    "forms.trial": Act(
        sentence=N_("%(who)s put version %(version)s of %(form)s on trial"),
        about=About.form,
        details=("version",),
    ),
    "forms.publish": Act(
        sentence=N_("%(who)s published version %(version)s of %(form)s"),
        about=About.form,
        details=("version",),
    ),
    "forms.stop": Act(sentence=N_("%(who)s stopped collecting %(form)s"), about=About.form),
    "forms.delete": Act(
        sentence=N_("%(who)s deleted version %(version)s of %(form)s, which was never published"),
        about=About.form,
        details=("version",),
    ),
    "forms.resume": Act(sentence=N_("%(who)s has %(form)s collected again"), about=About.form),
    "numbers.import": Act(
        sentence=N_("%(who)s took over the numbers of the district from %(file)s"),
        about=About.nothing,
        details=("file",),
    ),
    "rounds.add": Act(
        sentence=N_("%(who)s made the survey round “%(round)s”"),
        about=About.round,
        details=("round",),
    ),
    "rounds.assign": Act(
        sentence=N_("%(who)s gave %(part)s of the survey round “%(round)s” to %(given)s"),
        about=About.round,
        details=("round", "part", "given"),
    ),
    "rounds.close": Act(
        sentence=N_("%(who)s closed the survey round “%(round)s”"),
        about=About.round,
        details=("round",),
    ),
    "staff.handover": Act(
        sentence=N_("%(who)s had %(whom)s hand over to %(successor)s"),
        about=About.person,
        details=("successor",),
    ),
    "areas.import": Act(
        sentence=N_("%(who)s took over the list of areas %(file)s for %(place)s"),
        about=About.area,
        details=("file",),
    ),
    "households.import": Act(
        sentence=N_("%(who)s took over the list of households %(file)s for %(place)s"),
        about=About.area,
        details=("file",),
    ),
    "households.adopt": Act(
        sentence=N_("%(who)s adopted %(from)s into %(place)s"), about=About.area, details=("from",)
    ),
    "quarantine.accept": Act(
        sentence=N_("%(who)s accepted a change of %(record)s that was held back (%(reason)s)"),
        about=About.record,
        details=("reason",),
    ),
    "quarantine.discard": Act(
        sentence=N_("%(who)s discarded a change of %(record)s that was held back (%(reason)s)"),
        about=About.record,
        details=("reason",),
    ),
    "quarantine.export": Act(
        sentence=N_("%(who)s took away a change of %(record)s that was held back (%(reason)s)"),
        about=About.record,
        details=("reason",),
    ),
    "records.read": Act(sentence=N_("%(who)s read %(record)s"), about=About.record),
    "records.import": Act(
        sentence=N_("%(who)s imported records of %(form)s from the list %(file)s"),
        about=About.form,
        details=("file",),
    ),
    "records.erase": Act(
        sentence=N_("%(who)s had %(record)s erased at the person's request"), about=About.record
    ),
    "records.reveal": Act(
        sentence=N_("%(who)s looked at the masked answer “%(question)s” of %(record)s"),
        about=About.record,
        details=("question",),
    ),
    "export": Act(
        sentence=N_("%(who)s took away the table “%(form)s” of %(whole)s, %(rows)s rows"),
        about=About.form,
        details=("whole", "rows"),
    ),
    "row.healed": Act(
        sentence=N_("A change of %(record)s that the disk had damaged was put back from a tablet"),
        about=About.record,
    ),
}

_UNKNOWN: Final = Act(
    sentence=N_("%(who)s did something that this page has no words for"), about=About.nothing
)


def told(visit: Visit, line: AuditLine) -> str:
    """A line as a sentence; the neutral one where a version of before noted other details."""
    act = ACTS.get(line.act, _UNKNOWN)
    who = _who(visit, line.actor)
    try:
        details = {name: _DETAILS[name](visit, line) for name in act.details}
    except (KeyError, TypeError, ValueError):
        return visit.words.say(_UNKNOWN.sentence, who=who)
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
    act = ACTS.get(line.act, _UNKNOWN)
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
    act = ACTS.get(line.act, _UNKNOWN)
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
    return in_language(ROLE_NAMES[Role(line.detail["role"])], visit.words.lang)


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
