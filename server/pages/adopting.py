"""Adopting a household written at the door into one of the roster: both side by side first.

Nothing moves: answers are copied, where both have one both stay, and the records at the door become
void. So it is asked once more, with all answers of both before the visitor's eyes.
"""

import contextlib
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from schema.area import AreaId
from schema.errors import InvalidAreaId
from schema.grant import Right
from schema.question import Kind
from schema.record_id import RecordId
from server.errors import (
    LiesElsewhere,
    NoHousehold,
    NoRight,
    NotAdopted,
    NothingWritten,
    OnTheRoster,
    ProjectorBehind,
    ServerError,
)
from server.near import near, roster
from server.operations.arguments import Arguments
from server.operations.households import adopt_household
from server.pages.errors import N_, NotThere
from server.pages.oversight import actor, require
from server.pages.settle import PROJECTED_TIMEOUT_S
from server.pages.undone import undone
from server.pages.visit import Visit
from server.pages.words import masked
from server.views.errors import SetAside, Unreadable
from sync.core.record import STATUS, VERSION

CHOICES_MAX: Final = 500
"""Households that are offered to choose from: more than any building has."""

_SENTENCES: Final[dict[type[ServerError], str]] = {
    OnTheRoster: N_("This household is on the roster already."),
    NoHousehold: N_("Only a household of the roster can adopt it."),
    LiesElsewhere: N_("The two lie in different places."),
    NothingWritten: N_("Nothing is written of this household any more."),
    NoRight: N_("You may not write all of its records, so nothing was changed."),
    NotAdopted: N_("A copy was refused, so nothing became void."),
    SetAside: N_("One of the records cannot be read, so nothing was changed."),
    Unreadable: N_("One of the records cannot be read, so nothing was changed."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One question with the answers of both; empty where one has none."""

    label: str
    door: str
    roster: str

    @property
    def unequal(self) -> bool:
        """Whether both have one, and not the same."""
        return bool(self.door and self.roster) and self.door != self.roster


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """One record at the door beside that of the roster."""

    subject: str
    pairs: tuple[Pair, ...]


def adopt(visit: Visit) -> Response:
    """Shows both side by side, and adopts when that is sent."""
    require(visit, Right.areas)
    unlisted = _area(visit, "unlisted")
    if not unlisted.unlisted or not visit.permit.allows(Right.areas, unlisted, None):
        raise NotThere
    household = _area(visit, "household") if _asked(visit, "household") else None
    if household is not None and household not in roster(visit.station.directory.tree, unlisted):
        raise NotThere
    if visit.request.method == "POST" and household is not None:
        return _adopt(visit, unlisted, household)
    return _side_by_side(visit, unlisted, household)


def _adopt(visit: Visit, unlisted: AreaId, household: AreaId) -> Response:
    asked = {"unlisted": unlisted, "household": household, "as": actor(visit)}
    try:
        done: Any = adopt_household(visit.station, Arguments({**asked, "lang": visit.words.lang}))
    except tuple(_SENTENCES) as error:
        heading = visit.words.say("Not adopted")
        sentence = visit.words.say(_SENTENCES[type(error)])
        return undone(visit, "/areas", heading=heading, sentence=sentence, back="/areas")
    with contextlib.suppress(ProjectorBehind):  # then the list shows it for a moment longer
        visit.station.wait_for_views(PROJECTED_TIMEOUT_S)
    clashes = sum(each["clashes"] for each in done["copied"])
    return visit.go(f"/areas?done=adopted&clashes={clashes}")


def _side_by_side(visit: Visit, unlisted: AreaId, household: AreaId | None) -> Response:
    tree, words = visit.station.directory.tree, visit.words
    records = [
        line.id for line in visit.station.views.unlisted(visit.sight) if line.area == unlisted
    ]
    if not records:
        raise NotThere
    nearest = near(tree, unlisted)
    others = [each for each in roster(tree, unlisted) if each not in nearest]
    return visit.show(
        "adopt.html",
        unlisted=unlisted,
        address=words.address(unlisted),
        household=household or "",
        household_address=words.address(household) if household else "",
        beside=[_beside(visit, RecordId.parse(record), household) for record in records],
        choices=[(each, words.address(each)) for each in (nearest + others)[:CHOICES_MAX]],
    )


def _beside(visit: Visit, record: RecordId, household: AreaId | None) -> Beside:
    door = _answers(visit, record)
    into = RecordId.of(record.form, household, *record.keys) if household else None
    listed = _answers(visit, into) if into else {}
    form = visit.station.directory.whole_forms.get(record.form)
    return Beside(
        subject=visit.words.subject(record),
        pairs=tuple(
            Pair(
                label=visit.words.question(form, name),
                door=door.get(name, ""),
                roster=listed.get(name, ""),
            )
            for name in dict.fromkeys([*door, *listed])
        ),
    )


def _answers(visit: Visit, record: RecordId) -> dict[str, str]:
    """The answers of a record in words, by question; sensitive ones masked.

    A row that is kept says so by the answers in it.
    """
    form = visit.station.directory.whole_forms.get(record.form)
    document = visit.station.views.record(record.text, visit.sight, visit.words.lang)
    found = {}
    for name, answer in (document["answers"] if document else {}).items():
        question = form.question(name) if form else None
        if name in (STATUS, VERSION) or answer["value"] is None:
            continue
        if question is not None and question.kind is Kind.repeat and answer["value"] is True:
            continue
        text = visit.words.answer(form, name, answer["value"])
        found[name] = masked(text) if question and question.sensitive else text
    return found


def _area(visit: Visit, name: str) -> AreaId:
    try:
        return AreaId.parse(_asked(visit, name))
    except InvalidAreaId as error:
        raise NotThere from error


def _asked(visit: Visit, name: str) -> str:
    return visit.field(name) or visit.asked(name)
