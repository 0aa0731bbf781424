"""`/staff/ID`: one person with their tablets; what gets them started, and what hands a tablet on.

A code is shown once, on the page that answers the press that made it: nobody can look it up again.
A tablet that another person takes over keeps all it holds, so that is a code for the other person;
one that is lost is shut out first, with what it had not delivered before one's eyes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import segno
from markupsafe import Markup
from starlette.responses import Response

from schema.area import AreaId, AreaKind
from schema.grant import Right
from schema.rounds import Round
from server.operations.arguments import Arguments
from server.operations.devices import issue
from server.operations.handing_over import hand_over, may_succeed, rounds_of
from server.pages.errors import NotThere
from server.pages.oversight import actor, manages, person_named, require
from server.pages.staff import reads_work, records_here, work_of
from server.pages.tablets import Standing, tablets
from server.pages.visit import Visit
from server.people.staff import Staff
from server.surveys.counting import doors_of_people, left, survey
from server.views.found import Work

HOURS: Final = (24, 72, 168, 744)
"""How long a code may be valid: a day, three, a week, a month."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeCard:
    """A code for one person: to type, to scan, and until when; `url` is where it is typed."""

    name: str
    post: str
    code: str
    url: str
    expires: str
    picture: Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedRound:
    """What of a round is one person's: where, how many doors; `left` None for who reads none."""

    title: str
    areas: str
    doors: int
    left: int | None


def person(visit: Visit) -> Response:
    """One person: where they work, their numbers, their tablets."""
    found = _named(visit)
    return visit.show(
        "person.html",
        person=found,
        posts=_posts(visit, found),
        work=_work(visit, found),
        tablets=tablets(visit, [found.id]),
        manageable=manages(visit, found) and not found.disabled,
        walks=bool(rounds_of(visit.station.directory, found)),
        today=visit.words.today.isoformat(),
    )


def code(visit: Visit) -> Response:
    """Makes a code for one person and shows it, this once."""
    found = _managed(visit)
    cards = _issued(visit, [found], HOURS[0])
    return visit.show("code.html", card=cards[0], person=found, taken_over="")


def handover(visit: Visit) -> Response:
    """Says what is not delivered, and hands over: a tablet alone, or all of somebody who leaves."""
    found = _managed(visit)
    others = [each for each in _colleagues(visit, found) if each.id != found.id]
    if visit.request.method == "POST":
        chosen = next((each for each in others if each.id == visit.field("to")), None)
        if chosen is None:
            raise NotThere
        if visit.field("leaves"):
            return _handed_over(visit, found, chosen)
        cards = _issued(visit, [chosen], HOURS[0])
        return visit.show("code.html", card=cards[0], person=chosen, taken_over=found.name)
    known = visit.station.directory
    in_use = [t for t in tablets(visit, [found.id]) if t.standing is not Standing.revoked]
    return visit.show(
        "handover.html",
        person=found,
        post=visit.words.post(found),
        tablets=in_use,
        unsent=sum(tablet.unsent or 0 for tablet in in_use),
        others=[(each.id, each.name, visit.words.post(each)) for each in others],
        rounds=[_handed(visit, made, found) for made in rounds_of(known, found)],
        successors=[
            (each.id, each.name, visit.words.post(each))
            for each in others
            if may_succeed(known, each, found)
        ],
    )


def _handed_over(visit: Visit, found: Staff, chosen: Staff) -> Response:
    """Hands all over in one act, and shows what came of it with the successor's code."""
    given = rounds_of(visit.station.directory, found)
    rounds = [_handed(visit, made, found) for made in given]
    asked = {"login": found.login, "to": chosen.login, "as": actor(visit)}
    done: Any = hand_over(visit.station, Arguments(asked))
    revoked = {each["id"] for each in done["devices"]}
    return visit.show(
        "handed_over.html",
        person=found,
        successor=chosen,
        rounds=rounds,
        tablets=[t for t in tablets(visit, [found.id]) if t.id in revoked],
        unsent=done["unsent"],
        card=_card(visit, chosen, done["code"]),
    )


def _handed(visit: Visit, made: Round, person: Staff) -> HandedRound:
    """What of a round is somebody's: where, how many doors, and at how many something is left."""
    found = survey(visit.station, made, visit.permit)
    own = [line.counts for line in found.lines if line.staff == person.id]
    areas = [area for area, staff in made.parts.items() if staff == person.id]
    return HandedRound(
        title=made.title,
        areas=visit.words.listed(visit.words.place(area) for area in areas),
        doors=doors_of_people(visit.station.directory.tree, made).get(person.id, 0),
        left=sum(map(left, own)) if found.doors.spans else None,
    )


def codes(visit: Visit) -> Response:
    """Codes for all who work at doors in an area, on one sheet to print."""
    require(visit, Right.people)
    area = visit.station.directory.tree.get(visit.field("area") or visit.asked("area"))
    if area is None or not visit.permit.allows(Right.people, area.id, None):
        raise NotThere
    with_tablet = {
        tablet.holder_id for tablet in tablets(visit) if tablet.standing is not Standing.revoked
    }
    everybody = _working_in(visit, area.id)
    new = [each for each in everybody if each.id not in with_tablet]
    if visit.request.method != "POST":
        return visit.show("codes.html", area=area, all=len(everybody), new=len(new), hours=HOURS)
    hours = visit.field("hours")
    if hours not in map(str, HOURS):
        raise NotThere
    people = everybody if visit.field("whom") == "all" else new
    return visit.show("sheet.html", area=area, cards=_issued(visit, people, int(hours)))


def _issued(visit: Visit, people: Sequence[Staff], hours: int) -> list[CodeCard]:
    if visit.person is None:
        raise NotThere
    made = issue(visit.station, people, hours, visit.person) if people else []
    return [_card(visit, each, document) for each, document in zip(people, made, strict=True)]


def _card(visit: Visit, holder: Staff, document: dict[str, Any]) -> CodeCard:
    text = f"{document['url']}#{document['code']}"
    return CodeCard(
        name=holder.name,
        post=visit.words.post(holder),
        code=document["code"],
        url=document["url"],
        expires=visit.words.when(document["expires_ms"]),
        picture=Markup(segno.make(text, error="m").svg_inline(omitsize=True, border=2)),  # noqa: S704 - made here, of nothing but modules
    )


def _named(visit: Visit) -> Staff:
    return person_named(visit, visit.request.path_params["staff"])


def _managed(visit: Visit) -> Staff:
    """The person of the address; one answer for all to whom the visitor may give no tablet."""
    found = _named(visit)
    if found.disabled or not manages(visit, found):
        raise NotThere
    return found


def _posts(visit: Visit, found: Staff) -> list[str]:
    """Every grant in words: the role, where, and the form if it is for one alone."""
    words = visit.words
    posts = []
    for grant in found.grants:
        parts = [words.role_name(grant.role), words.area(grant.area)]
        if grant.form:
            parts.append(words.form(grant.form))
        posts.append(" · ".join(parts))
    return posts


def _work(visit: Visit, found: Staff) -> Work | None:
    if not reads_work(visit, found):
        return None
    return work_of(visit).get(found.id) or Work(staff=found.id)


def _colleagues(visit: Visit, found: Staff) -> list[Staff]:
    """To whom a tablet can be handed: those whom the visitor manages in the same community."""
    tree = visit.station.directory.tree
    places = {
        step
        for grant in found.grants
        for step in tree.lineage(grant.area)
        if tree.kind(step) is AreaKind.community
    }
    return [
        each
        for each in visit.station.directory.staff.values()
        if not each.disabled
        and manages(visit, each)
        and any(places.intersection(tree.lineage(grant.area)) for grant in each.grants)
    ]


def _working_in(visit: Visit, area: AreaId) -> list[Staff]:
    tree = visit.station.directory.tree
    return [
        each
        for each in visit.station.directory.staff.values()
        if not each.disabled
        and records_here(each)
        and manages(visit, each)
        and any(area in tree.lineage(grant.area) for grant in each.grants)
    ]
