"""What commands ask of the numbers of the district: which there are, and what they come to.

Like `records`, they answer for the head at the time of the call, and see everything.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from schema.area import AreaId, AreaKind
from schema.figure import Figure
from schema.text import in_language
from schema.tree import AreaTree
from server.directory import Directory, nearest
from server.errors import InvalidRequest, UnknownNumber
from server.operations.arguments import Arguments
from server.station import Station
from server.views.asking import Sight
from server.views.figures import Counts
from server.views.numbers import Known, document, known_figures, number_of, numbers
from server.views.spans import day_number


def list_numbers(station: Station, arguments: Arguments) -> object:
    """What each number counts, in the order in which people read them."""
    lang = arguments.lang()
    known = _known(station.directory)
    return [_definition(figure, known, lang) for figure in known.figures]


def show(station: Station, arguments: Arguments) -> object:
    """Documents `number` of an area and a period; of one number also by community and grid."""
    lang = arguments.lang()
    known, area = _known(station.directory), arguments.optional_text("area")
    name = arguments.optional_text("number")
    figure = None if name is None else _named(known, name)
    station.wait_for_views(counted=True)
    asked: dict[str, Any] = {
        "area": station.directory.area_named(area).id if area else None,
        "first_day": _day(arguments, "since"),
        "last_day": _day(arguments, "until"),
        "figures": None if figure is None else figure.counted,
    }
    sight = Sight(permit=None, tree=station.directory.tree)
    if figure is None:
        counts = station.figures.counts(sight, **asked)
        return [document(each, known, lang) for each in numbers(known, counts)]
    counts = station.figures.counts(sight, **asked, by_grid=True)
    return {
        **document(number_of(figure, known, counts), known, lang),
        "areas": [
            {"area": place, **document(number_of(figure, known, of), known, lang)}
            for place, of in by_area(counts, sight.tree, asked["area"]).items()
        ],
    }


def by_area(
    counts: Sequence[Counts], tree: AreaTree, asked: AreaId | None
) -> dict[AreaId, list[Counts]]:
    """Counts by grid, or larger area with records of its own, and by community, in order of id.

    Each has all that lies below it, as the list of its records does. Named is nothing larger than
    the area that was asked for; of one within a grid, that area alone.
    """
    own = {each.grid for each in counts}
    found: dict[AreaId, list[Counts]] = {}
    for each in counts:
        steps = tree.lineage(each.grid)
        named = (step for step in steps if step in own or tree.kind(step) is AreaKind.community)
        inside = [step for step in named if asked is None or asked in tree.lineage(step)]
        for place in inside or [asked or AreaId(each.grid)]:
            found.setdefault(place, []).append(each)
    return dict(sorted(found.items()))


def _known(directory: Directory) -> Known:
    """All numbers whose forms were published."""
    return known_figures(directory, directory.published)


def _named(known: Known, name: str) -> Figure:
    figure = known.figure(name)
    if figure is None:
        raise UnknownNumber(name=name, nearest=nearest(name, [each.id for each in known.figures]))
    return figure


def _definition(figure: Figure, known: Known, lang: str) -> dict[str, Any]:
    return {
        **figure.to_json(),
        "title": in_language(figure.title, lang),
        "unit": in_language(figure.unit, lang),
        "fault": in_language(known.fault(figure), lang) or None,
    }


def _day(arguments: Arguments, name: str) -> int | None:
    text = arguments.optional_text(name)
    if text is None:
        return None
    try:
        return day_number(date.fromisoformat(text))
    except ValueError as error:
        raise InvalidRequest(reason=f"{name} is a day such as 2022-06-12") from error


OPERATIONS: Mapping[str, Callable[[Station, Arguments], object]] = {
    "numbers.list": list_numbers,
    "numbers.show": show,
}
