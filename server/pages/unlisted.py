"""Households written at the door that are not on the roster, and those of the roster they may be.

Records are shown to those who may read them. Whom a label may mean is only proposed, by its
spelling: a person looks at both side by side and decides.
"""

from dataclasses import dataclass
from itertools import groupby

from schema.area import AreaId
from schema.record_id import RecordId
from server.near import near
from server.pages.visit import Visit
from server.views.found import AtTheDoor


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One record of such a household: its id, what it is, who began it, and when it changed."""

    id: str
    subject: str
    person: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlisted:
    """A household that is not on the roster, its records, and near ones that are (id, address)."""

    id: str
    address: str
    grid: str
    records: tuple[Written, ...]
    near: tuple[tuple[str, str], ...]


def unlisted(visit: Visit) -> list[Unlisted]:
    """All of which the visitor may read a record, in the order of their ids."""
    lines = visit.station.views.unlisted(visit.sight)
    return [
        _shown(visit, AreaId(area), list(found))
        for area, found in groupby(lines, key=lambda line: line.area)
    ]


def _shown(visit: Visit, area: AreaId, lines: list[AtTheDoor]) -> Unlisted:
    words, tree = visit.words, visit.station.directory.tree
    return Unlisted(
        id=area,
        address=words.address(area),
        grid=words.area(AreaId(tree.counted_in(area))),
        records=tuple(
            Written(
                id=line.id,
                subject=words.subject(RecordId.parse(line.id)),
                person=words.person(line.created_by),
                when=words.when(line.changed_ms),
            )
            for line in lines
        ),
        near=tuple((each, words.address(each)) for each in near(tree, area)),
    )
