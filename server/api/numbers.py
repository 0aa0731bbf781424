"""The numbers of the district, and the work behind records by state: the pages' as documents."""

from typing import Any

from schema.area import AreaId
from schema.text import in_language
from server.api.answering import Document
from server.api.errors import BadParameter
from server.api.parameters import absent
from server.operations.numbers import by_area
from server.pages.errors import NoSuchFilter
from server.pages.filters import known_numbers, touched_area
from server.pages.orders import states, work_forms
from server.pages.period import Period, asked_period
from server.pages.visit import Visit
from server.views.asking import Filter
from server.views.numbers import document, number_of, numbers


def district_numbers(visit: Visit) -> Document:
    """Documents `number`; of one number also by community and grid."""
    area, period, known = _area(visit), _period(visit), known_numbers(visit)
    name = visit.asked("number")
    figure = known.figure(name)
    if name and figure is None:
        raise absent("number", name)
    counts = visit.station.figures.counts(
        visit.sight,
        area=area,
        first_day=period.first_day,
        last_day=period.last_day,
        figures=None if figure is None else figure.counted,
        by_grid=figure is not None,
    )
    lang = visit.words.lang
    if figure is None:
        found = [document(each, known, lang) for each in numbers(known, counts)]
        return {"numbers": found, "areas": []}
    places = by_area(counts, visit.sight.tree, area)
    return {
        "numbers": [document(number_of(figure, known, counts), known, lang)],
        "areas": [
            {"area": place, **document(number_of(figure, known, of), known, lang)}
            for place, of in places.items()
        ],
    }


def orders(visit: Visit) -> Document:
    """How much work is in each state of each form, and how much of it is overdue."""
    area, form = _area(visit), visit.asked("form")
    forms = {each.id: each for each in work_forms(visit)}
    if form and form not in forms:
        raise absent("form", form)
    counts = visit.station.views.work(Filter(area=area), visit.sight, visit.now_ms)
    known = {(each.form, each.state): each for each in counts}
    found: list[dict[str, Any]] = []
    for each in forms.values():
        if form not in ("", each.id) or each.workflow is None:
            continue
        whole = visit.station.directory.whole_forms[each.id]
        question = whole.question(each.workflow.state)
        for state in states(each, whole, counts):
            count = known.get((each.id, state))
            choice = question.choice(state) if question and state else None
            found.append(
                {
                    "form": each.id,
                    "state": state or None,
                    "title": in_language(choice.label, visit.words.lang) if choice else None,
                    "closed": state in each.workflow.closed,
                    "records": count.records if count else 0,
                    "open": count.open if count else 0,
                    "overdue": count.overdue if count else 0,
                }
            )
    return {"orders": found}


def _area(visit: Visit) -> AreaId | None:
    try:
        return touched_area(visit)
    except NoSuchFilter as error:
        raise absent("area", visit.asked("area")) from error


def _period(visit: Visit) -> Period:
    for name in ("from", "until"):
        try:
            asked_period(visit.asked(name), "")
        except NoSuchFilter as error:
            raise BadParameter(
                name=name, value=visit.asked(name), expected="a day such as 2022-06-12"
            ) from error
    return asked_period(visit.asked("from"), visit.asked("until"))
