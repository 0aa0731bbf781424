"""Who the tablets of a fleet turned out to be, read from their homes once they are enrolled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clients.reference_cli.enrolling import address_of
from clients.reference_cli.fleet.plan import Member
from clients.reference_cli.library import Library
from schema.area import Area, AreaId
from schema.form import Form
from schema.grant import ROLE_RIGHTS, Right, Role
from schema.tree import AreaTree
from sync.home.rows import Bundle
from sync.home.store import HomeStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """One tablet after its enrolment.

    Attributes:
        reads: the areas that it may read everything of, restricted forms aside.
    """

    member: Member
    token: str
    reads: tuple[AreaId, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """All tablets, and the forms that they have."""

    tablets: tuple[Enrolled, ...]
    forms: Mapping[str, Form]

    def readers(self) -> list[str]:
        """Tokens of as few tablets as can read everything that any of them can."""
        covered: list[AreaId] = []
        tokens = []
        for tablet in sorted(self.tablets, key=lambda each: _shortest(each.reads)):
            if any(not _within(area, covered) for area in tablet.reads):
                covered.extend(tablet.reads)
                tokens.append(tablet.token)
        return tokens


def read_roster(homes: Mapping[int, Path]) -> Roster:
    """The roster of enrolled homes, by the tablets' numbers."""
    tablets: list[Enrolled] = []
    forms: dict[str, Form] = {}
    for number, home in homes.items():
        with HomeStore(home) as store:
            _, token = address_of(store.papers.enrolment())
            bundle = store.papers.bundle()
        assert bundle is not None, "an enrolled tablet has its forms and areas"
        library = Library.of(bundle)
        forms.update(library.forms)
        tablets.append(
            Enrolled(
                member=_member(number, bundle, library.tree), token=token, reads=_reads(bundle)
            )
        )
    return Roster(tablets=tuple(tablets), forms=forms)


def _member(number: int, bundle: Bundle, tree: AreaTree) -> Member:
    granted = _areas(bundle, Right.write)
    areas: dict[AreaId, Area] = {area.id: area for top in granted for area in tree.subtree(top)}
    return Member(tablet=number, team=_team(granted), areas=tuple(areas.values()))


def _reads(bundle: Bundle) -> tuple[AreaId, ...]:
    return tuple(_areas(bundle, Right.read))


def _areas(bundle: Bundle, right: Right) -> list[AreaId]:
    """The areas in which every open form is granted with this right."""
    grants: list[dict[str, Any]] = bundle.document["grants"]
    return [
        AreaId.parse(grant["area"])
        for grant in grants
        if grant["form"] is None and right in ROLE_RIGHTS[Role(grant["role"])]
    ]


def _team(granted: Iterable[AreaId]) -> str:
    """The grid in which somebody works, or the larger area."""
    return str(max(granted, key=lambda area: len(area.segments)).scope)


def _shortest(areas: Iterable[AreaId]) -> int:
    return min((len(area.segments) for area in areas), default=0)


def _within(area: AreaId, covered: Iterable[AreaId]) -> bool:
    return any(each.contains(area) for each in covered)
