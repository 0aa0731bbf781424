"""Who may do what at one moment, as the server's directory has it; and what the oracle makes of it.

An `Office` is a snapshot; a changed copy is a changed district. `may_read` is the oracle's own
reading of grants and areas, ten lines that share nothing with `schema.grant`.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from schema.area import Area, AreaId, AreaKind, Scope
from schema.form import Form
from schema.grant import Permit
from schema.tree import AreaTree
from sync.home.rows import Bundle
from tests.simulation.people import (
    COMMUNITIES,
    COMPOUNDS,
    DISTRICT,
    FORMS,
    GRIDS,
    RESTRICTED,
    STAFF,
    STREET,
    Grants,
)

Moved = tuple[tuple[AreaId, AreaId], ...]
"""Areas that lie under another parent than their id says."""


@functools.cache
def tree_of(moved: Moved) -> AreaTree:
    """The area tree."""
    parents = dict(moved)
    return AreaTree(
        Area(id=area, kind=kind, name=str(area), parent=parents.get(area, area.parent))
        for kind, level in (
            (AreaKind.district, (DISTRICT,)),
            (AreaKind.street, (STREET,)),
            (AreaKind.community, COMMUNITIES),
            (AreaKind.grid, GRIDS),
            (AreaKind.compound, COMPOUNDS),
        )
        for area in level
    )


@functools.cache
def permit_of(grants: Grants, moved: Moved) -> Permit:
    """The real permit; kept, as a directory keeps it."""
    return Permit(grants, tree_of(moved), {RESTRICTED})


@functools.cache
def bundle_of(grants: Grants, moved: Moved) -> Bundle:
    """What a tablet downloads beside the rows."""
    tree = tree_of(moved)
    covered = [
        form
        for form in FORMS.values()
        if any(grant.covers(form.id, restricted=form.restricted) for grant in grants)
    ]
    areas = {
        area.id: area
        for grant in grants
        for area in (*map(tree.get, reversed(tree.lineage(grant.area))), *tree.subtree(grant.area))
        if area is not None
    }
    for area, _ in moved:  # else a tablet takes it for a part of what it lay in
        if area not in areas and area.parent in areas:
            areas[area] = tree.get(area)
    return Bundle(
        etag=etag_of(grants, moved),
        document={
            "forms": [form.to_json() for form in covered],
            "areas": [area.to_json() for area in areas.values()],
            "grants": [{"area": str(g.area), "role": g.role.value, "form": g.form} for g in grants],
            "staff": [{"id": staff, "name": staff} for staff in STAFF],
            "assignments": [],
        },
    )


@functools.cache
def etag_of(grants: Grants, moved: Moved) -> str:
    """Names a bundle."""
    words = [f"{g.area} {g.role.value} {g.form or ''}".strip() for g in grants]
    return "; ".join([*words, *(f"{area} in {parent}" for area, parent in moved)])


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet as the directory knows it; two homes of one device are clones."""

    id: str
    staff: str
    assigned: frozenset[str]
    revoked: bool = False


@dataclass(frozen=True)
class Office:
    """People and tablets at one moment.

    Attributes:
        moved: areas under another parent than their id says.
        moves: how many moves touched each scope.
        nonces: the device of each home, by the home's nonce.
        number: counts the changes.
    """

    grants: Mapping[str, Grants]
    devices: Mapping[str, Device]
    moved: Moved = ()
    moves: Mapping[Scope, int] = field(default_factory=dict)
    nonces: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    forms: Mapping[str, Form] = field(default_factory=lambda: FORMS)
    read: dict[tuple[str, str], bool] = field(default_factory=dict, init=False, compare=False)

    # As sessions ask

    def permit(self, staff_id: str) -> Permit:
        return permit_of(self.grants.get(staff_id, ()), self.moved)

    def device_of_token(self, token: str) -> Device | None:
        return self.devices.get(token.removeprefix("token-"))

    def bundle_etag(self, staff_id: str) -> str:
        return etag_of(self.grants.get(staff_id, ()), self.moved)

    def bundle(self, staff_id: str) -> Bundle:
        return bundle_of(self.grants.get(staff_id, ()), self.moved)

    # As people change it

    def with_grants(self, staff: str, grants: Grants) -> "Office":
        return replace(self, grants={**self.grants, staff: grants}, number=self.number + 1)

    def with_device(self, device: Device) -> "Office":
        return replace(self, devices={**self.devices, device.id: device}, number=self.number + 1)

    def with_area(self, area: AreaId, parent: AreaId) -> "Office":
        """An area was moved; what touches a scope is counted in it."""
        touched = tree_of(self.moved).scopes_below(area)
        moved = {known: under for known, under in self.moved if known != area}
        if parent != area.parent:
            moved[area] = parent
        return replace(
            self,
            moved=tuple(sorted(moved.items())),
            moves={**self.moves, **{scope: self.moves.get(scope, 0) + 1 for scope in touched}},
            number=self.number + 1,
        )

    def enrolled(self, nonce: str, staff: str) -> "tuple[Office, str]":
        """A home has a code of this person's: its device, a new one where the old is revoked."""
        device = self.devices.get(self.nonces.get(nonce, ""))
        if device is None or device.revoked:
            device = Device(f"{nonce}-{self.number}", staff, frozenset({staff}))
        else:
            device = replace(device, staff=staff, assigned=device.assigned | {staff})
        nonces = {**self.nonces, nonce: device.id}
        return replace(self.with_device(device), nonces=nonces), device.id


def may_read(office: Office, device: str, record: str) -> bool:
    """The oracle's own answer: whether this device may hold this record."""
    found = office.read.get((device, record))
    if found is None:
        found = office.read[device, record] = _may_read(office, device, record)
    return found


def _may_read(office: Office, device: str, record: str) -> bool:
    known = office.devices.get(device)
    if known is None or known.revoked:
        return False
    form, area = record.split("/", 1)
    above = set(_above(dict(office.moved), area))
    return any(
        grant.area in above and (grant.form == form or (grant.form is None and form != RESTRICTED))
        for grant in office.grants.get(known.staff, ())
    )


def _above(parents: Mapping[str, str], area: str) -> Iterator[str]:
    while area:
        yield area
        area = parents.get(area) or area.rpartition("/")[0]


def granted_anything(office: Office, device: str) -> bool:
    """The oracle's own answer: whether this device gets more than a deposit."""
    known = office.devices.get(device)
    return known is not None and not known.revoked and bool(office.grants.get(known.staff))
