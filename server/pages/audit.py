"""`/audit`: who saw or took this? A search by person or household, and sentences; nothing changes.

A search means people by their names and logins, with their tablets, and places by their addresses,
with all records in them. What the visitor may not know of is not found by its household either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from starlette.responses import Response

from schema.area import AreaId
from schema.grant import Right
from server.database import reading_database
from server.directory import Directory
from server.pages.errors import NotThere
from server.pages.origin import with_query
from server.pages.oversight import require
from server.pages.records import is_number
from server.pages.told import is_hidden, may_hear, told
from server.pages.took import Took, took
from server.pages.visit import Visit
from server.people import audited
from server.people.audited import About, AuditLine
from server.views.searching import holds

LINES: Final = 50

PLACES_MAX: Final = 50
"""So many places of one name are looked up; who means another one writes more of its address."""

LAST: Final = (1 << 63) - 1
"""Above every number of a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One line: when it was, what, and for an export what it took."""

    when: str
    sentence: str
    took: Took | None


def audit(visit: Visit) -> Response:
    """The acts, the latest first, perhaps of somebody or somewhere."""
    require(visit, Right.audit)
    text = visit.asked("q")
    wanted = meant(visit, text)
    nobody = wanted is not None and not wanted
    found = [] if nobody else list(islice(heard(visit, wanted, _before(visit)), LINES + 1))
    page = found[:LINES]
    return visit.show(
        "audit.html",
        text=text,
        lines=[
            Told(
                when=visit.words.when(each.at_ms),
                sentence=told(visit, each),
                took=took(visit, each),
            )
            for each in page
        ],
        nobody=nobody,
        crowded=wanted is not None and len(wanted.areas) == PLACES_MAX,
        places=PLACES_MAX,
        first=not visit.asked("before"),
        start=with_query(visit.path, before=""),
        more=with_query(visit.path, before=str(page[-1].n)) if len(found) > LINES else "",
    )


def heard(visit: Visit, wanted: About | None, before: int) -> Iterator[AuditLine]:
    """The lines below a number that the visitor may hear, the latest first.

    Args:
        visit: whose.
        wanted: what they are about, from `meant`.
        before: only lines with a smaller number.
    """
    return (
        line
        for line in _from(visit, wanted, before)
        if may_hear(visit, line) and not (wanted is not None and is_hidden(visit, line))
    )


def _from(visit: Visit, wanted: About | None, before: int) -> Iterator[AuditLine]:
    """The lines below a number, a batch at a time."""
    with reading_database(visit.station.data) as connection:
        while True:
            batch = (
                audited.latest(connection, before, LINES + 1)
                if wanted is None
                else audited.about(connection, wanted, before, LINES + 1)
            )
            yield from batch
            if len(batch) <= LINES:
                return
            before = batch[-1].n


def _before(visit: Visit) -> int:
    mark = visit.asked("before")
    if not mark:
        return LAST
    if not is_number(mark):
        raise NotThere
    return int(mark)


def meant(visit: Visit, text: str) -> About | None:
    """The people and places that a text may mean; None for everything."""
    directory = visit.station.directory
    areas = _places(directory, text)
    everywhere = all(root in areas for root in directory.tree.roots)
    if not text or everywhere or _are_all(directory, areas):
        return None
    people = [
        person.id
        for person in directory.staff.values()
        if holds(person.name, text) or person.login == text
    ]
    devices = [device.id for device in directory.devices.values() if device.staff in set(people)]
    return About(
        people=people,
        devices=devices,
        areas=areas,
        above=list({step for area in areas for step in directory.tree.lineage(area)}),
        forms=list(directory.forms),
    )


def _places(directory: Directory, text: str) -> list[AreaId]:
    """The largest areas whose address holds a text, blanks aside; else all its words, anywhere."""
    wanted, words = _plain(text), [_plain(word) for word in text.split()]
    if not wanted:
        return []
    found: list[AreaId] = []
    roots = directory.tree.roots
    _descend(directory, roots, "", lambda address: wanted in address, found)
    if not found and len(words) > 1:
        _descend(directory, roots, "", lambda at: all(word in at for word in words), found)
    return found[:PLACES_MAX]


def _are_all(directory: Directory, areas: list[AreaId]) -> bool:
    """Whether every household of the district lies in one of these: a town of one street."""
    tree = directory.tree
    households = sum(tree.households_below(root) for root in tree.roots)
    return 0 < households == sum(tree.households_below(area) for area in areas)


def _descend(
    directory: Directory,
    areas: tuple[AreaId, ...],
    above: str,
    fits: Callable[[str], bool],
    found: list[AreaId],
) -> None:
    for area in areas:
        known = directory.tree.get(area)
        address = above + _plain(known.name if known else "")
        if fits(address):
            found.append(area)
        else:
            _descend(directory, directory.tree.children(area), address, fits, found)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
