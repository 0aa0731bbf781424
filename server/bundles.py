"""What a tablet is given: forms, areas, grants, colleagues and rounds, as far as its grants reach.

A bundle is made anew each time (a grid's takes a millisecond, all of a district's would fill
memory), and asked for only where its name is another one.
"""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schema.area import Area, AreaId
from schema.form import Form
from schema.grant import Grant
from schema.rounds import Round
from schema.tree import AreaTree
from server.known_forms import KnownForms, edition
from server.people.staff import Staff, grant_json


@dataclass(frozen=True, slots=True)
class Made:
    """What was worked out of areas, forms and people, by grants: kept as long as these stay.

    `etags` are of rounds too, and begun anew when a round is another one.
    """

    work_etags: dict[tuple[Grant, ...], str] = field(default_factory=dict)
    beside: dict[tuple[Grant, ...], tuple[Staff, ...]] = field(default_factory=dict)
    etags: dict[tuple[Grant, ...], str] = field(default_factory=dict)

    def without_rounds(self) -> "Made":
        """The same, as far as it does not depend on rounds."""
        return Made(work_etags=self.work_etags, beside=self.beside)


class Bundles:
    """The bundles of one snapshot, by the grants that somebody holds."""

    def __init__(
        self,
        tree: AreaTree,
        known: KnownForms,
        staff: Mapping[str, Staff],
        rounds: Sequence[Round],
        areas_number: int,
        made: Made,
    ) -> None:
        self._tree = tree
        self._known = known
        self._staff = staff
        self._rounds = rounds
        self._areas_number = areas_number
        self._made = made

    def etag(self, held: tuple[Grant, ...]) -> str:
        """Names what `document` gives now; kept, since every hello asks."""
        etag = self._made.etags.get(held)
        if etag is None:
            etag = self._etag_of_work(held)
            if assigned := self._assignments(held):
                etag = _named([etag, assigned])
            self._made.etags[held] = etag
        return etag

    def _assignments(self, held: Iterable[Grant]) -> list[dict[str, Any]]:
        """Documents `assignment` of the open rounds that reach into the granted areas.

        With the parts of colleagues there, since the nearest part counts.
        """
        tops = {grant.area for grant in held if grant.of_records}
        cut = (self._cut(each, tops) for each in self._rounds)
        return [each.to_json() for each in cut if each is not None]

    def _cut(self, whole: Round, tops: Collection[AreaId]) -> Round | None:
        """What of a round reaches into some areas; None where nothing does."""
        over = {step for top in tops for step in self._tree.lineage(top)}

        def meets(area: AreaId) -> bool:
            return area in over or any(step in tops for step in self._tree.lineage(area))

        areas = tuple(area for area in whole.areas if meets(area))
        if not areas:
            return None
        scopes = {scope for top in tops for scope in self._tree.scopes_below(top)}
        return dataclasses.replace(
            whole,
            areas=areas,
            parts={area: staff for area, staff in whole.parts.items() if meets(area)},
            starts={scope: seq for scope, seq in whole.starts.items() if scope in scopes},
        )

    def _etag_of_work(self, held: tuple[Grant, ...]) -> str:
        """Names forms, areas, grants and colleagues."""
        etag = self._made.work_etags.get(held)
        if etag is None:
            given = (edition(form, self._known.standings) for form in self._forms_of(held))
            colleagues = [(each.id, each.name) for each in self._colleagues(held)]
            grants = [grant_json(grant) for grant in held]
            etag = _named([[self._areas_number, *given], grants, colleagues])
            self._made.work_etags[held] = etag
        return etag

    def document(self, held: tuple[Grant, ...]) -> bytes:
        """The bundle, as JSON."""
        document = {
            "forms": [form.to_json() for form in self._forms_of(held)],
            "areas": [area.to_json() for area in self._areas_of(held)],
            "grants": [grant_json(grant) for grant in held],
            "staff": [{"id": p.id, "name": p.name} for p in self._colleagues(held)],
            "assignments": self._assignments(held),
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def _forms_of(self, held: Iterable[Grant]) -> list[Form]:
        opening = [grant for grant in held if grant.of_records]
        return [
            form
            for form in self._known.forms.values()
            if any(grant.covers(form.id, restricted=form.restricted) for grant in opening)
        ]

    def _areas_of(self, held: Iterable[Grant]) -> Iterable[Area]:
        """The granted areas with all below them, and those above them by which they are named.

        And those moved away from there: a tablet takes what it does not know for a part of its
        nearest known ancestor by id.
        """
        wanted: dict[str, Area] = {}
        inside: set[str] = set()
        for grant in held:
            if grant.of_records:
                above = reversed(self._tree.lineage(grant.area))
                below = self._tree.subtree(grant.area)
                inside.update(area.id for area in below)
                for area in (*map(self._tree.get, above), *below):
                    if area is not None:
                        wanted[area.id] = area
        for area in self._tree.moved_away(inside):
            wanted.setdefault(area.id, area)
        return wanted.values()

    def _colleagues(self, held: tuple[Grant, ...]) -> tuple[Staff, ...]:
        """Everybody whose grants reach an area of these; the disabled too, for their records."""
        beside = self._made.beside.get(held)
        if beside is None:
            people = tuple(self._staff.values())
            beside = tuple(people[place] for place in sorted(self._reaching(held)))
            self._made.beside[held] = beside
        return beside

    def _reaching(self, held: Iterable[Grant]) -> set[int]:
        found: set[int] = set()
        for grant in held:
            if grant.of_records:
                found.update(self._places_below.get(grant.area, ()))
                for above in self._tree.lineage(grant.area):
                    found.update(self._places_at.get(above, ()))
        return found

    @functools.cached_property
    def _places_at(self) -> Mapping[str, set[int]]:
        """Who records by a grant on an area itself, as places in the order of `staff`."""
        places: dict[str, set[int]] = {}
        for place, person in enumerate(self._staff.values()):
            for grant in person.grants:
                if grant.of_records:
                    places.setdefault(grant.area, set()).add(place)
        return places

    @functools.cached_property
    def _places_below(self) -> Mapping[str, set[int]]:
        """The same for an area and all below it."""
        places: dict[str, set[int]] = {}
        for area, held_by in self._places_at.items():
            for above in self._tree.lineage(area):
                places.setdefault(above, set()).update(held_by)
        return places


def _named(parts: list[object]) -> str:
    """Another text as soon as one of the parts is another one."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
