"""Who goes where in a round, level by level: the parts of an area, and to whom each can be given.

What lies right below an area is shown, with who has it by name or by what lies above, and every
level below one press away; so a whole community is given in one row, and a single door too.
"""

from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, AreaKind
from schema.grant import Right
from schema.rounds import Round
from server.operations.rounds import leads, may_record
from server.pages.errors import NotThere
from server.pages.origin import with_query
from server.pages.visit import Visit
from server.people.staff import Staff
from server.surveys.counting import Survey

_LEVELS: Final = frozenset(AreaKind) - {AreaKind.site}


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One area of the level that is shown.

    Attributes:
        area, name: which.
        doors: how many it has.
        holder: who has it; empty where nobody was named for it or for what lies above.
        own: they were named for this very area, else for one above.
        inside: how many areas within it are other people's.
        path: where what lies below is shown; empty for a door.
        choices: to whom it can be given: ids, names, posts.
    """

    area: str
    name: str
    doors: int
    holder: str
    own: bool
    inside: int
    path: str
    choices: list[tuple[str, str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The level that is shown: the way to it from the round's areas, and its parts."""

    trail: list[tuple[str, str]]
    here: str
    parts: list[Part]


def parts_of(visit: Visit, found: Survey) -> Parts | None:
    """The parts that the address asks for; None for whoever leads none of the round's areas."""
    made, known = found.round, visit.station.directory
    person, tree = visit.person, known.tree
    if person is None:
        return None
    tops = [area for area in made.areas if area in tree and leads(known, person, area)]
    asked = visit.asked("in")
    here = tree.get(asked)
    if asked and (here is None or not made.covers(tree, here.id)):
        raise NotThere
    if here is not None and not leads(known, person, here.id):
        raise NotThere
    areas = [*tree.children(here.id)] if here is not None else tops
    areas = [area for area in areas if tree.households_below(area) and tree.kind(area) in _LEVELS]
    if not areas:
        return None
    return Parts(
        trail=_trail(visit, made, here.id) if here is not None else [],
        here=visit.words.area(here.id) if here is not None else "",
        parts=[_part(visit, made, area) for area in areas],
    )


def _trail(visit: Visit, made: Round, here: AreaId) -> list[tuple[str, str]]:
    """The levels above: where each is shown, and its name."""
    tree = visit.station.directory.tree
    steps = []
    for step in tree.lineage(here)[1:]:
        if not made.covers(tree, step):
            break
        steps.append((_path(made, step), _name(visit, step)))
    return [(f"/rounds/{made.id}#parts", visit.words.say("all areas")), *reversed(steps)]


def _part(visit: Visit, made: Round, area: AreaId) -> Part:
    tree = visit.station.directory.tree
    holder = made.assigned(tree, area)
    below = [part for part in made.parts if part != area and area in tree.lineage(part)]
    is_door = tree.kind(area) is AreaKind.household
    return Part(
        area=area,
        name=_name(visit, area),
        doors=tree.households_below(area),
        holder=visit.words.person(holder) if holder else "",
        own=area in made.parts,
        inside=len(below),
        path="" if is_door else _path(made, area),
        choices=[
            (each.id, each.name, visit.words.post(each))
            for each in _choices(visit, made, area)
            if each.id != holder or area not in made.parts
        ],
    )


def _path(made: Round, area: str) -> str:
    return with_query(f"/rounds/{made.id}", **{"in": area}) + "#parts"


def _name(visit: Visit, area: AreaId) -> str:
    known = visit.station.directory.tree.get(area)
    return known.name if known else area


def _choices(visit: Visit, made: Round, area: AreaId) -> list[Staff]:
    """Who may record there, those nearest to the area first."""
    known = visit.station.directory
    lineage = known.tree.lineage(area)
    near: list[tuple[int, str, Staff]] = []
    for person in known.staff.values():
        steps = [
            lineage.index(grant.area)
            for grant in person.grants
            if Right.write in grant.rights and grant.area in lineage
        ]
        if steps and not person.disabled and may_record(known, made, person, area):
            near.append((min(steps), person.name, person))
    return [person for _, _, person in sorted(near, key=lambda each: each[:2])]
