"""The simulated district: areas, forms, people, tablets' papers; and who may read what, by itself.

Two communities of two grids, two compounds a grid, two forms, one of them restricted. An `Office`
is a snapshot, as the server's directory is; a changed copy is a changed district. `may_read` is
the oracle's own reading of grants, ten lines that share nothing with `schema.grant`.
"""

import functools
import random
from dataclasses import dataclass, field, replace

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Permit, Role
from schema.question import Choice, Kind, MergePolicy, Question
from schema.tree import AreaTree
from sync.home.rows import Bundle

DISTRICT = AreaId("130709")
STREET = AreaId("130709/100")
COMMUNITIES = (AreaId("130709/100/002"), AreaId("130709/100/003"))
GRIDS = tuple(
    AreaId(f"{community}/{grid}")
    for community, grid in zip(sorted(COMMUNITIES * 2), ("007", "008", "009", "010"), strict=True)
)
COMPOUNDS = tuple(AreaId(f"{grid}/{name}") for grid in GRIDS for name in ("x01", "x02"))
OPEN, RESTRICTED = "opinion", "dispute"
CHOICES = ("bench", "lamp", "tree")
SUPERVISOR = "zhao0000"
STAFF = (SUPERVISOR, "wang0000", "li000000", "chen0000", "sun00000", "qian0000")


def _form(name: str, *, restricted: bool) -> Form:
    text = {"zh-CN": name, "en": name}
    choices = tuple(Choice(name=each, label=text) for each in CHOICES)
    return Form(
        id=name,
        version="1",
        title=text,
        key=(),
        areas=(AreaKind.grid, AreaKind.compound),
        restricted=restricted,
        questions=(
            Question(name="road", kind=Kind.text, label=text, merge=MergePolicy.clash),
            Question(
                name="wishes",
                kind=Kind.select_multiple,
                label=text,
                merge=MergePolicy.union,
                choices=choices,
            ),
            Question(name="seen", kind=Kind.text, label=text, merge=MergePolicy.latest),
        ),
    )


FORMS = {
    OPEN: _form(OPEN, restricted=False),
    RESTRICTED: _form(RESTRICTED, restricted=True),
}


def _tree() -> AreaTree:
    areas = [
        Area(id=area, kind=kind, name=str(area), parent=area.parent)
        for kind, level in (
            (AreaKind.district, (DISTRICT,)),
            (AreaKind.street, (STREET,)),
            (AreaKind.community, COMMUNITIES),
            (AreaKind.grid, GRIDS),
            (AreaKind.compound, COMPOUNDS),
        )
        for area in level
    ]
    return AreaTree(areas)


TREE = _tree()
Grants = tuple[Grant, ...]


@functools.cache
def permit_of_grants(grants: Grants) -> Permit:
    """The real permit; kept, as a directory keeps it."""
    return Permit(grants, TREE, {RESTRICTED})


@functools.cache
def bundle_of(grants: Grants) -> Bundle:
    """What a tablet downloads beside the rows."""
    covered = [
        form
        for form in FORMS.values()
        if any(grant.covers(form.id, restricted=form.restricted) for grant in grants)
    ]
    areas = {
        area.id: area
        for grant in grants
        for area in (*map(TREE.get, reversed(TREE.lineage(grant.area))), *TREE.subtree(grant.area))
        if area is not None
    }
    return Bundle(
        etag=etag_of(grants),
        document={
            "forms": [form.to_json() for form in covered],
            "areas": [area.to_json() for area in areas.values()],
            "grants": [{"area": str(g.area), "role": g.role.value, "form": g.form} for g in grants],
            "staff": [{"id": staff, "name": staff} for staff in STAFF],
            "assignments": [],
        },
    )


@functools.cache
def etag_of(grants: Grants) -> str:
    """Names a bundle."""
    return ";".join(f"{g.area} {g.role.value} {g.form or ''}" for g in grants)


def member(area: AreaId, form: str | None = None, role: Role = Role.grid_member) -> Grant:
    """A grant."""
    return Grant(area=area, role=role, form=form)


def drawn_grants(chance: random.Random, grids: int) -> Grants:
    """Some grants: a grid or several, a compound, a community, a single or the restricted form."""
    grid, other = chance.choice(GRIDS[:grids]), chance.choice(GRIDS[:grids])
    compound = AreaId(f"{grid}/x0{chance.randrange(1, 3)}")
    menu: tuple[Grants, ...] = (
        (member(grid),),
        (member(grid), member(grid, RESTRICTED)),
        (member(grid), member(other)),
        (member(grid, OPEN),),
        (member(grid), member(compound, RESTRICTED)),
        (member(compound),),
        (member(grid), member(AreaId(f"{other}/x01"))),
        (member(AreaId(str(grid.parent)), role=Role.community),),
        (member(DISTRICT, role=Role.district), member(DISTRICT, RESTRICTED)),
    )
    return tuple(sorted(set(chance.choice(menu)), key=lambda g: (g.area, g.role, g.form or "")))


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet as the directory knows it; two homes of one device are clones."""

    id: str
    staff: str
    assigned: frozenset[str]
    revoked: bool = False


@dataclass(frozen=True)
class Office:
    """People and tablets at one moment."""

    grants: dict[str, Grants]
    devices: dict[str, Device]
    number: int = 0
    forms: dict[str, Form] = field(default_factory=lambda: FORMS)

    def permit(self, staff_id: str) -> Permit:
        return permit_of_grants(self.grants.get(staff_id, ()))

    def device_of_token(self, token: str) -> Device | None:
        return self.devices.get(token.removeprefix("token-"))

    def bundle_etag(self, staff_id: str) -> str:
        return etag_of(self.grants.get(staff_id, ()))

    def with_grants(self, staff: str, grants: Grants) -> "Office":
        return replace(self, grants={**self.grants, staff: grants}, number=self.number + 1)

    def with_device(self, device: Device) -> "Office":
        return replace(self, devices={**self.devices, device.id: device}, number=self.number + 1)


def may_read(office: Office, device: str, record: str) -> bool:
    """The oracle's own answer: whether this device may hold this record."""
    known = office.devices[device]
    form, area = record.split("/", 1)
    return not known.revoked and any(
        (area == grant.area or area.startswith(f"{grant.area}/"))
        and (grant.form == form or (grant.form is None and form != RESTRICTED))
        for grant in office.grants.get(known.staff, ())
    )


def granted_anything(office: Office, device: str) -> bool:
    """The oracle's own answer: whether this device gets more than a deposit."""
    known = office.devices[device]
    return not known.revoked and bool(office.grants.get(known.staff))


def record_of(chance: random.Random, grids: int) -> tuple[str, AreaId]:
    """Some form and some place of the district."""
    form = RESTRICTED if chance.random() < 0.25 else OPEN
    area = chance.choice((GRIDS[:grids], COMPOUNDS[: 2 * grids])[chance.random() < 0.6])
    return form, area
