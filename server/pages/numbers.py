"""`/numbers`: what has the district done, and which records say so.

The numbers of the district for an area and a period, by the forms that they count; or one of them
by community and grid. Each opens the list of exactly the records behind it, and beside it stands
how many more wait until somebody settles what clashes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from starlette.responses import Response

from schema.area import AreaId, AreaKind
from schema.figure import Figure
from schema.text import in_language
from server.operations.numbers import by_area
from server.pages.errors import NoSuchFilter
from server.pages.filters import OTHER_PART, known_numbers, touched_area
from server.pages.origin import with_query
from server.pages.period import NO_PERIOD, Period, asked_period, known_periods
from server.pages.records import area_choice
from server.pages.visit import Visit
from server.views.figures import Counts
from server.views.numbers import Known, Number, Part, number_of, numbers, part_title, unit, value_of

UNDECIDED = "1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """One value in words, and the list of the records behind it; `href` is empty for none.

    `records`: how many these are, of what is added up; None where the value itself says it.
    """

    label: str
    value: str
    href: str
    records: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownNumber:
    """A number in words.

    Attributes:
        id: of its figure.
        title, unit: what it is called, and of what it is.
        opening: its value; of one that is told apart by choices, and of a share, None.
        percent: of a share; empty where there is nothing of which it could be one.
        parts: its choices, or of a share the number that is a part and the one that is the whole.
        undecided: how many records wait until somebody settles what clashes.
        by_grid: the same by community and grid.
        fault: it cannot be counted any more.
    """

    id: str
    title: str
    unit: str
    opening: Opening | None
    percent: str
    parts: tuple[Opening, ...]
    undecided: Opening | None
    by_grid: str
    fault: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a page of numbers is about: an area or None, a period, and the numbers themselves."""

    area: AreaId | None
    period: Period
    known: Known

    def records(self, figure: str, **more: str) -> str:
        """The list of the records behind a number."""
        first, last = self.period.first, self.period.last
        asked = {
            "number": figure,
            "area": self.area or "",
            "from": first.isoformat() if first else "",
            "until": last.isoformat() if last else "",
        }
        return with_query("/records", **{**asked, **more})


def numbers_page(visit: Visit) -> Response:
    """The numbers that the address asks for, or one of them by community and grid."""
    asked = Asked(
        area=touched_area(visit),
        period=asked_period(visit.asked("from"), visit.asked("until")),
        known=known_numbers(visit),
    )
    chosen = visit.asked("number")
    figure = asked.known.figure(chosen)
    if chosen and figure is None:
        raise NoSuchFilter
    heads, board = _board(visit, asked, figure) if figure else ([], [])
    return visit.show(
        "numbers.html",
        figure=figure,
        title=in_language(figure.title, visit.words.lang) if figure else "",
        groups=[] if figure else _groups(shown(visit, asked), visit),
        board=board,
        heads=heads,
        area=asked.area or "",
        area_name=visit.words.area(asked.area) if asked.area else "",
        areas=area_choice(visit),
        period=asked.period,
        periods=known_periods(visit, asked.period),
        all=with_query(visit.path, number=""),
    )


def shown(
    visit: Visit, asked: Asked, figures: tuple[Figure, ...] | None = None
) -> list[ShownNumber]:
    """Numbers in words: all of the district, or these."""
    wanted = None if figures is None else [name for each in figures for name in each.counted]
    counts = visit.station.figures.counts(
        visit.sight,
        area=asked.area,
        first_day=asked.period.first_day,
        last_day=asked.period.last_day,
        figures=wanted,
    )
    found = numbers(asked.known, counts)
    return [
        _shown(number, asked, visit)
        for number in found
        if figures is None or number.figure in figures
    ]


def overview_numbers(visit: Visit) -> list[ShownNumber]:
    """The numbers that the first page shows, of all time."""
    asked = Asked(area=None, period=NO_PERIOD, known=known_numbers(visit))
    figures = tuple(each for each in asked.known.figures if each.overview)
    return shown(visit, asked, figures) if figures else []


def _shown(number: Number, asked: Asked, visit: Visit) -> ShownNumber:
    figure, lang = number.figure, visit.words.lang
    told_apart = number.share is not None or bool(figure.by)
    return ShownNumber(
        id=figure.id,
        title=in_language(figure.title, lang),
        unit=unit(figure, lang),
        opening=None if told_apart or number.fault else _opening(number, "", asked),
        percent=f"{number.value:g}" if number.share and number.value is not None else "",
        parts=tuple(_parts(number, asked, visit)),
        undecided=_undecided(number, asked),
        by_grid=with_query(
            visit.path if visit.path.startswith("/numbers") else "/numbers", number=figure.id
        ),
        fault=bool(number.fault),
    )


def _parts(number: Number, asked: Asked, visit: Visit) -> Iterable[Opening]:
    if number.share is not None:
        for each in number.share:
            yield _opening(each, in_language(each.figure.title, visit.words.lang), asked)
        return
    question = asked.known.question(number.figure)
    for part in number.parts:
        yield Opening(
            label=part_title(part.name, question, visit.words.lang),
            value=_said(value_of(number.figure, part)),
            href=asked.records(number.figure.id, part=part.name or OTHER_PART)
            if part.records
            else "",
            records=part.records if number.figure.amount else None,
        )


def _opening(number: Number, label: str, asked: Asked) -> Opening:
    records = number.total.records
    return Opening(
        label=label,
        value=_said(number.value),
        href=asked.records(number.figure.id) if records else "",
        records=records if number.figure.amount else None,
    )


def _undecided(number: Number, asked: Asked) -> Opening | None:
    if not number.undecided:
        return None
    href = asked.records(number.figure.id, undecided=UNDECIDED)
    return Opening(label="", value=_said(number.undecided), href=href)


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


def _groups(found: Iterable[ShownNumber], visit: Visit) -> list[tuple[str, list[ShownNumber]]]:
    """Numbers below the title of the form that they count, in their order."""
    figures = {each.id: each for each in visit.station.directory.figures}

    def form(number: ShownNumber) -> str:
        return figures[figures[number.id].counted[0]].form

    return [(visit.words.form(name), list(each)) for name, each in groupby(found, form)]


# One number by community and grid


_Lines: TypeAlias = list[tuple[AreaId, str, ShownNumber]]


def _board(
    visit: Visit, asked: Asked, figure: Figure
) -> tuple[list[str], list[tuple[str, _Lines]]]:
    """What the columns are called; the communities, then the grids and other areas with records."""
    counts = visit.station.figures.counts(
        visit.sight,
        area=asked.area,
        first_day=asked.period.first_day,
        last_day=asked.period.last_day,
        figures=figure.counted,
        by_grid=True,
    )
    tree, say = visit.station.directory.tree, visit.words.say
    places = by_area(counts, tree, asked.area)
    communities = {place for place in places if tree.kind(place) is AreaKind.community}
    if len(communities) > 1:
        parts = [(say("By community"), communities), (say("By grid"), places.keys() - communities)]
    else:
        alone = communities - {each.grid for each in counts}
        parts = [(say("By grid"), places.keys() - alone)]
    whole = number_of(figure, asked.known, counts)
    return _heads(visit, asked, whole), [
        (title, _lines(visit, asked, whole, {place: places[place] for place in sorted(those)}))
        for title, those in parts
    ]


def _lines(
    visit: Visit, asked: Asked, whole: Number, places: Mapping[AreaId, Sequence[Counts]]
) -> _Lines:
    """Areas, each with the number there, told apart by all that is found anywhere."""
    lines = []
    for area, counts in places.items():
        here = Asked(area=area, period=asked.period, known=asked.known)
        number = number_of(whole.figure, asked.known, counts)
        known = {part.name: part for part in number.parts}
        parts = tuple(known.get(part.name, Part(name=part.name)) for part in whole.parts)
        shown_here = _shown(replace(number, parts=parts), here, visit)
        lines.append((area, visit.words.area(area), shown_here))
    return lines


def _heads(visit: Visit, asked: Asked, whole: Number) -> list[str]:
    """What the columns of one number are called."""
    parts, figure = [part.label for part in _parts(whole, asked, visit)], whole.figure
    return [*parts, *([in_language(figure.title, visit.words.lang)] if not figure.by else [])]
