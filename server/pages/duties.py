"""`/` for somebody who reads no records, such as an administrator: what there is for them to do.

An overview of records would be a page of zeros to them, which reads as if nothing had been done.
"""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.grant import Permit, Right
from server.pages import navigation
from server.pages.errors import N_
from server.pages.visit import Visit

_PURPOSES: Final = {
    "/staff": N_("Who works where and was last heard of when; codes that get a tablet started."),
    "/devices": N_(
        "Which tablets have delivered everything, and which have not; shut out a lost one."
    ),
    "/quarantine": N_("What was held back and why; accept it, or discard it."),
    "/areas": N_("Communities, grids and households, and where nobody works yet."),
    "/rounds": N_("Who goes to which doors, and how far each survey round is."),
    "/forms": N_("What is being asked now, and in which version."),
    "/audit": N_("Who saw, changed or took away what."),
    "/exports": N_("Tables to take away."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A page that is open to the visitor: its path, its name and what it is for."""

    path: str
    label: str
    purpose: str


def reads_nothing(permit: Permit) -> bool:
    """Whether somebody has work here that is not with records."""
    held = {right for grant in permit.grants for right in grant.rights}
    return bool(held) and Right.read not in held


def duties(visit: Visit) -> Response:
    """The pages that are open to the visitor, each with what it is for."""
    say = visit.words.say
    found = [
        Duty(path=entry.path, label=say(entry.label), purpose=say(_PURPOSES[entry.path]))
        for entry in navigation.entries(visit.permit)
        if entry.path in _PURPOSES
    ]
    return visit.show("duties.html", duties=found)
