"""The simulated district: its areas, forms and people, and what they are granted.

Two communities of two grids, two compounds a grid, two forms, one of them restricted.
"""

import random

from schema.area import AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Role
from schema.question import Choice, Kind, MergePolicy, Question

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


Grants = tuple[Grant, ...]


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


def record_of(chance: random.Random, grids: int) -> tuple[str, AreaId]:
    """Some form and some place of the district."""
    form = RESTRICTED if chance.random() < 0.25 else OPEN
    area = chance.choice((GRIDS[:grids], COMPOUNDS[: 2 * grids])[chance.random() < 0.6])
    return form, area
