"""The acts of the audit: the sentence of each, what it is about, and which details it names.

A table with an entry for every act that the code writes down. How a line is told by it, and who may
hear that, stands in `told`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from server.pages.errors import N_


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

UNKNOWN: Final = Act(
    sentence=N_("%(who)s did something that this page has no words for"), about=About.nothing
)
