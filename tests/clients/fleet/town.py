"""A small town for plans: two grids of one building each, and who works there."""

from datetime import date

from clients.reference_cli.fleet.plan import Member, plan
from schema.area import Area, AreaId, AreaKind
from schema.pack import load_pack

DAY = date(2022, 6, 12)
FORMS = {form.id: form for form in load_pack("chongli").forms}
GRIDS = ("130709/100/002/007", "130709/100/002/008")
HOUSEHOLDS = 40


def areas(grid, households=HOUSEHOLDS):
    """A grid with one building and its households."""

    def area(text, kind):
        name = text.rpartition("/")[2]
        parent = AreaId.parse(text).parent
        return Area(id=AreaId.parse(text), kind=kind, name=name, parent=parent)

    building = f"{grid}/x01/b01"
    doors = (f"{building}/u1/{number:04}" for number in range(1, 1 + households))
    return (
        area(grid, AreaKind.grid),
        area(f"{grid}/x01", AreaKind.compound),
        area(building, AreaKind.building),
        *(area(door, AreaKind.household) for door in doors),
    )


def members(*teams, households=HOUSEHOLDS):
    """Tablets numbered from 1, each in the team (a grid) that is named for it."""
    return [
        Member(tablet=number, team=team, areas=areas(team, households))
        for number, team in enumerate(teams, start=1)
    ]


def planned(who, *, visits=10, seed=1, forms=FORMS):
    """Their day."""
    return plan(who, forms.values(), visits=visits, seed=seed, day=DAY)
