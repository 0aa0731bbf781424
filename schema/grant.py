"""Grants and permits: what a person was given and where, and what all of it together allows.

A grant gives one person a role on one area and everything below it, and nothing above. Without a
form it covers every form that is not restricted; a restricted form needs a grant that names it.

A permit is immutable: changed grants, areas or forms make a new one. Whether an area lies under a
grant is a matter of the tree (schema.tree): its parents count, not the id's prefix, and an area
that the tree lacks counts as lying under its nearest known ancestor. There is one rule for every
channel (sync, pages, exports), and it is `Permit.allows`; everything else here only answers the
same question for many records at once. The gate asks for every change, so verdicts are kept.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, Scope
from schema.role import ROLE_NAMES, ROLE_RIGHTS, Right, Role
from schema.tree import AreaTree
from schema.trial import tried

__all__ = ["ROLE_NAMES", "ROLE_RIGHTS", "VERDICTS_MAX", "Grant", "Permit", "Right", "Role"]

VERDICTS_MAX: Final = 65_536
"""Verdicts kept; beyond it they are forgotten and found again. Form names come from outside."""

_RECORD_RIGHTS: Final = frozenset({Right.read, Right.write})


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A role on an area and all below it, for one form or for all that are not restricted."""

    area: AreaId
    role: Role
    form: str | None = None

    @property
    def rights(self) -> frozenset[Right]:
        """What the role of this grant may do."""
        return ROLE_RIGHTS[self.role]

    @property
    def of_records(self) -> bool:
        """Whether records may be read or written by it."""
        return bool(_RECORD_RIGHTS & self.rights)

    def covers(self, form: str | None, *, restricted: bool) -> bool:
        """Whether this grant speaks of a form; `restricted` says whether the form is."""
        return self.form == form or (self.form is None and not restricted)


class Permit:
    """What one person may do.

    `restricted` holds the ids of the forms that only a grant naming them opens.
    """

    __slots__ = (
        "_by_area",
        "_granted",
        "_parts",
        "_restricted",
        "_scopes",
        "_touched",
        "_tree",
        "_verdicts",
        "_wholes",
        "grants",
        "roles",
    )

    grants: tuple[Grant, ...]
    roles: frozenset[Role]

    def __init__(
        self, grants: Iterable[Grant], tree: AreaTree, restricted: Collection[str] = ()
    ) -> None:
        self.grants = tuple(sorted(set(grants), key=_order))
        self.roles = frozenset(grant.role for grant in self.grants)
        self._tree = tree
        self._restricted = frozenset(restricted)
        self._by_area: dict[str, list[Grant]] = {}
        for grant in self.grants:
            self._by_area.setdefault(grant.area, []).append(grant)
        self._granted: dict[AreaId, AreaId | None] = {}
        self._verdicts: dict[tuple[Right, AreaId, str | None], bool] = {}
        self._scopes: tuple[Scope, ...] | None = None
        # Of scopes and known areas, which every page asks about: as many as these there are.
        self._parts: dict[Scope, bool] = {}
        self._wholes: dict[Scope, tuple[bool, frozenset[str]]] = {}
        self._touched: dict[str, bool] = {}

    def allows(self, right: Right, area: str, form: str | None) -> bool:
        """Whether this person may do this with a record of the form about the area.

        `form` None asks about the area itself (its people, its devices): only a grant that is
        not bound to a form gives that.
        """
        step = self._tree.nearest(area)
        if step is not None and step not in self._by_area:
            above = self._tree.parent(step)
            step = None if above is None else self._granted_at(above)
        if step is None:
            return False
        key = (right, step, form)
        verdict = self._verdicts.get(key)
        if verdict is None:
            if len(self._verdicts) >= VERDICTS_MAX:
                self._verdicts.clear()
            verdict = self._verdicts[key] = self._judge(right, step, form)
        return verdict

    def _granted_at(self, area: AreaId) -> AreaId | None:
        """The nearest area that a grant names, from a known one upwards; kept for all below it.

        An area that no grant names is as what it lies in.
        """
        if area not in self._granted:
            step: AreaId | None = area
            while step is not None and step not in self._by_area:
                step = self._tree.parent(step)
            self._granted[area] = step
        return self._granted[area]

    def _judge(self, right: Right, area: AreaId, form: str | None) -> bool:
        if form is not None and right is not Right.read:
            form = tried(form)  # a trial may be over when what was tried arrives
        restricted = form in self._restricted
        return any(
            right in grant.rights and grant.covers(form, restricted=restricted)
            for grant in self._over(area)
        )

    def _over(self, area: str) -> list[Grant]:
        """The grants on this area or on one above it."""
        return [grant for step in self._tree.lineage(area) for grant in self._by_area.get(step, ())]

    def tops(self, right: Right, area: AreaId, form: str | None) -> tuple[AreaId, ...]:
        """The largest areas of a known one in which this person may do this: all that lies below.

        The area itself, or those below it that a grant names; of these none lies in another.
        """
        if self.allows(right, area, form):
            return (area,)
        restricted = form in self._restricted
        granted = {
            grant.area
            for grant in self.grants
            if right in grant.rights
            and grant.covers(form, restricted=restricted)
            and grant.area in self._tree
        }
        above = {each: self._tree.lineage(each)[1:] for each in sorted(granted)}
        return tuple(
            each for each, over in above.items() if area in over and granted.isdisjoint(over)
        )

    def scopes(self, known: Iterable[Scope] = ()) -> tuple[Scope, ...]:
        """Every scope in which something may be read or written, sorted.

        Those of the tree, and those of `known` (scopes that have rows) that the tree lacks. A
        grant on a community gives its own scope and its grids'; one on a building, its grid's.
        """
        if self._scopes is None:
            self._scopes = self._scopes_of_tree()
        of_tree = self._tree.scopes()
        further = {scope for scope in known if scope not in of_tree and self.reaching(scope)}
        return tuple(sorted({*self._scopes, *further})) if further else self._scopes

    def _scopes_of_tree(self) -> tuple[Scope, ...]:
        below = {
            scope
            for area in {grant.area for grant in self.grants if grant.of_records}
            for scope in self._tree.scopes_below(area)
        }
        # A partial tree may know a building and not its grid: what else lies in that grid counts
        # as lying under what is known above it.
        headless = filter(self.reaching, self._tree.headless_scopes())
        return tuple(sorted(below.union(headless)))

    def touches(self, area: str) -> bool:
        """Whether something of a known area, or of what lies below it today, may be read."""
        verdict = self._touched.get(area)
        if verdict is None:
            above = set(self._tree.lineage(area))
            verdict = self._touched[area] = any(
                Right.read in grant.rights
                and (grant.area in above or area in self._tree.lineage(grant.area))
                for grant in self.grants
            )
        return verdict

    def reaching(self, scope: Scope) -> tuple[Grant, ...]:
        """The grants by which something in the scope may be read or written, in a fixed order.

        Marks are made of these (protocol, 4.4): they change when the grants do, and not when
        only a household or a form is added.
        """
        over = {
            grant for top in (scope, *self._tree.scope_tops(scope)) for grant in self._over(top)
        }
        return tuple(
            grant
            for grant in self.grants
            if grant.of_records
            and (grant in over or (grant.area.scope == scope and grant.area in self._tree))
        )

    @property
    def restricted(self) -> frozenset[str]:
        """The forms that only a grant naming them opens."""
        return self._restricted

    def reads_whole(self, scope: Scope) -> tuple[bool, frozenset[str]]:
        """What may be read of a scope whatever area in it a record is about.

        Returns:
            whether every form that is not restricted, and which other forms: restricted ones, and
            those that a grant names.
        """
        found = self._wholes.get(scope)
        if found is None:
            named = {grant.form for grant in self.grants if grant.form} | self._restricted
            forms = frozenset(form for form in named if self._reads_all_of(scope, form))
            found = self._wholes[scope] = (self._reads_all_of(scope, None), forms)
        return found

    def reads_in_part(self, scope: Scope) -> bool:
        """Whether some of a scope's records of a form may be read, and others not."""
        verdict = self._parts.get(scope)
        if verdict is None:
            forms = {grant.form for grant in self.reaching(scope) if Right.read in grant.rights}
            verdict = not all(self._reads_all_of(scope, form) for form in forms)
            self._parts[scope] = verdict
        return verdict

    def _reads_all_of(self, scope: Scope, form: str | None) -> bool:
        tops = {AreaId(scope), *self._tree.scope_tops(scope)}
        return all(self.allows(Right.read, top, form) for top in tops)

    def sees_all(self, scope: Scope) -> bool:
        """Whether every record in the scope may be read, whatever its area and form."""
        return all(self._reads_all_of(scope, form) for form in (None, *self._restricted))


def _order(grant: Grant) -> tuple[str, str, str]:
    return (grant.area, grant.role, grant.form or "")
