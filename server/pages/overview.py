"""`/`: which grid is behind, and is everyone heard of.

Three numbers that open lists, the survey rounds that are open, then the communities and the grids,
worst first. Progress is that of one form, which the address names; clashes and returned records are
those of all forms. Beside each number of a grid stands how long ago the last of its people was
heard of: nothing done and nothing arrived look different. Every number opens a list of exactly that
length.
"""

from collections.abc import Iterable, Sequence

from starlette.responses import Response

from schema.form import Form
from schema.text import in_language
from server.clock import now_ms
from server.pages.board import board, communities
from server.pages.duties import duties, reads_nothing
from server.pages.errors import NoSuchFilter
from server.pages.heard import by_grid, heard
from server.pages.numbers import overview_numbers
from server.pages.orders import work_forms
from server.pages.progress import added, of_households, progress
from server.pages.rounds import round_lines
from server.pages.summary import summary
from server.pages.visit import Visit
from server.views.asking import Filter
from server.views.found import Numbers


def overview(visit: Visit) -> Response:
    """The first page after signing in."""
    if reads_nothing(visit.permit):
        return duties(visit)
    numbers = visit.station.sums.numbers(visit.sight, visit.words.today_ms)
    chosen = chosen_form(visit, numbers)
    people = heard(visit)
    by_scope = progress(numbers, chosen, visit)
    total = added(by_scope.values())
    lines = board(by_scope, by_grid(people), visit)
    silent = [each for each in people if each.silent(now_ms())]
    return visit.show(
        "overview.html",
        form=chosen,
        form_title=in_language(chosen.title, visit.words.lang) if chosen else "",
        forms=_forms(visit, numbers),
        by_roster=of_households(chosen),
        total=total,
        communities=communities(by_scope, visit),
        board=lines,
        silent=len(silent),
        longest=visit.words.ago(silent[0].contact_ms) if silent and silent[0].contact_ms else "",
        today=visit.words.today.isoformat(),
        oldest=_oldest(visit),
        rounds=round_lines(visit),
        overdue=_overdue(visit),
        figures=overview_numbers(visit),
        summary=summary(visit, chosen, total, lines, silent),
    )


def chosen_form(visit: Visit, numbers: Iterable[Numbers]) -> Form | None:
    """The form that the address names, else the one about households with the most records."""
    forms = visit.station.directory.published
    asked = visit.asked("form")
    if asked:
        if asked not in forms:
            raise NoSuchFilter
        return forms[asked]
    records: dict[str, int] = dict.fromkeys(forms, 0)
    for line in numbers:
        records[line.form] = records.get(line.form, 0) + line.records
    return max(
        forms.values(), key=lambda form: (of_households(form), records[form.id]), default=None
    )


def _forms(visit: Visit, numbers: Sequence[Numbers]) -> list[tuple[str, str, int]]:
    """Every form with the records that the visitor sees of it."""
    return [
        (
            form.id,
            in_language(form.title, visit.words.lang),
            sum(line.records for line in numbers if line.form == form.id),
        )
        for form in visit.station.directory.published.values()
    ]


def _overdue(visit: Visit) -> int | None:
    """How many records have work that is overdue; None where there are no forms with work."""
    if not work_forms(visit):
        return None
    return visit.station.views.count(Filter(overdue_ms=visit.now_ms), visit.sight)


def _oldest(visit: Visit) -> str:
    clashes = visit.station.views.clashes(Filter(), visit.sight, limit=1)
    return visit.words.ago(clashes[0].since_ms) if clashes else ""
