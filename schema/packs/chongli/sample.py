"""The sample of the pack: buildings, units, about 20,000 households, and the staff of each grid.

Everything is generated from a seed, and nobody in it is real. The layout follows what one sees in
such towns: compounds of three to six buildings with three or four stairwells of five or six floors
and two doors a landing (so nobody's building has fewer than 30 households), apartment blocks of
one stairwell with many floors. Equal seeds give equal samples on every
machine: only `Random.random` is used, the one method whose sequence Python promises.

Logins say who it is, so that a demonstration needs no list beside it: `head-002-007`,
`member-002-007-1`, `member-002-007-2` and `building-002-007` work in grid 007 of community 002,
`community-002-1` and `-2` in its office; `district` and `auditor` see all of it. Disputes and care
files are seen by the first of a community's two and by the district, care files by the second as
well: whoever mediates, and whoever looks after people.

Phone numbers are such as nobody can have: behind the town's area code a number begins with 2 to 8,
since 0 and 1 lead out of it (China's numbering plan); these begin with 000.
"""

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

from schema.area import Area, AreaId, AreaKind
from schema.role import Role
from schema.sample import Sample, SampleStaff
from schema.tree import AreaTree

_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程"
_GIVEN_SINGLE: Final = "芳伟敏静强磊军洋勇艳杰娟涛明超霞平刚丽娜鹏华玲斌辉红梅兰"
_GIVEN_DOUBLE: Final = "秀兰桂英建国建华志强秀英海燕晓东玉梅文斌永红春生"
_GIVEN: Final = (
    *_GIVEN_SINGLE,
    *map("".join, zip(_GIVEN_DOUBLE[::2], _GIVEN_DOUBLE[1::2], strict=True)),
)
_NAMED: Final[Mapping[str, str]] = {
    "member-002-007-1": "王芳",
    "member-002-007-2": "李强",
    "community-002-1": "赵敏",
}
"""Names that the documentation and its examples use."""

_RESTRICTED: Final[Mapping[str, tuple[str, ...]]] = {
    "community-1": ("dispute", "care_file"),
    "community-2": ("care_file",),
    "district": ("dispute", "care_file"),
}
"""Who sees which restricted forms; of a community, its first and its second."""

_PHONE: Final = "0313-000{number:04}"

_APARTMENT_MARK: Final = "a"
"""An apartment block's last segment begins so: a01."""


def generate(areas: Iterable[Area], seed: int) -> Sample:
    """All areas with the generated buildings, units and households, and the people."""
    random = Random(seed)  # noqa: S311 - a plausible town, no secret
    known = tuple(areas)
    below = [
        area
        for compound in known
        if compound.kind is AreaKind.compound
        for area in _buildings(compound, random)
    ]
    everything = (*known, *below)
    return Sample(areas=everything, staff=tuple(_staff(AreaTree(everything), random)))


def _buildings(compound: Area, random: Random) -> Iterator[Area]:
    apartments = compound.id.segments[-1].startswith(_APARTMENT_MARK)
    for number in range(1, 1 + (1 if apartments else _between(random, 3, 6))):
        building = _below(compound, AreaKind.building, f"b{number:02}", f"{number}号楼")
        yield building
        floors = _between(random, 14, 20) if apartments else _between(random, 5, 6)
        for unit in range(1, 1 + (1 if apartments else _between(random, 3, 4))):
            yield from _unit(building, unit, floors, doors=10 if apartments else 2)


def _unit(building: Area, number: int, floors: int, *, doors: int) -> Iterator[Area]:
    unit = _below(building, AreaKind.unit, f"u{number}", f"{number}单元")
    yield unit
    for floor in range(1, 1 + floors):
        for door in range(1, 1 + doors):
            name = f"{floor:02}{door:02}"
            yield _below(unit, AreaKind.household, name, name)


def _below(parent: Area, kind: AreaKind, segment: str, name: str) -> Area:
    return Area(id=AreaId(f"{parent.id}/{segment}"), kind=kind, name=name, parent=parent.id)


def _staff(tree: AreaTree, random: Random) -> Iterator[SampleStaff]:
    names = _names(random)
    for number, (login, role, area) in enumerate(_posts(tree), start=1):
        name = _NAMED.get(login) or next(names)
        phone = _PHONE.format(number=number)
        forms = _RESTRICTED.get(f"{role}-{login[-1]}" if role is Role.community else login, ())
        yield SampleStaff(login=login, name=name, role=role, area=area, phone=phone, forms=forms)


def _posts(tree: AreaTree) -> Iterator[tuple[str, Role, AreaId]]:
    """Who is needed: interfaces.md, "Roles of the pack, and its sample"."""
    for area in tree:
        where = "-".join(area.id.segments[2:])
        if area.kind is AreaKind.district:
            yield "district", Role.district, area.id
            yield "auditor", Role.auditor, area.id
        elif area.kind is AreaKind.community:
            yield f"community-{where}-1", Role.community, area.id
            yield f"community-{where}-2", Role.community, area.id
        elif area.kind is AreaKind.grid:
            yield f"head-{where}", Role.grid_head, area.id
            yield f"member-{where}-1", Role.grid_member, area.id
            yield f"member-{where}-2", Role.grid_member, area.id
            yield f"building-{where}", Role.building_head, _first_building(tree, area.id)


def _first_building(tree: AreaTree, grid: AreaId) -> AreaId:
    return next(area.id for area in tree.subtree(grid) if area.kind is AreaKind.building)


def _names(random: Random) -> Iterator[str]:
    """Each name once, in an order that the seed gives; none of those that are given away."""
    names = [surname + given for surname in _SURNAMES for given in _GIVEN]
    drawn = sorted((random.random(), name) for name in names if name not in _NAMED.values())
    return (name for _, name in drawn)


def _between(random: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(random.random() * (high - low + 1))
