"""What a record counts as in the district's numbers, from the document that is shown of it.

Counted is what is done: finished or approved. A draft, what was returned and not finished again,
and what is void count nowhere; what is only tried is a form of its own, of which there is no
number. Where two people decided otherwise at once (finished, returned), the record is undecided
until somebody settles it.

Pure. Left out: sums (`storing`), and who may see them (`figures`).
"""

from collections.abc import Iterable
from typing import Final

from schema.counting import Answered, Counting, Figured
from schema.counting_rules import counting
from schema.figure import Figure
from schema.form import STATUS, Form
from schema.trial import is_trial
from server.clock import ZONE, local
from server.views.spans import day_number
from sync.core.calling import DONE
from sync.core.document import Document
from sync.core.fold import Outcome

UNCOUNTED: Final = Counting(rules=(), faults={})


class Countings:
    """How the records of each form count: made when a record of it, or a page, first asks."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures: dict[str, list[Figure]] = {}
        for figure in figures:
            self._figures.setdefault(figure.form, []).append(figure)
        self._made: dict[str, tuple[Form, Counting]] = {}

    def of(self, form: Form | None) -> Counting:
        """How the records of a form count, in the version that is given."""
        if form is None or form.id not in self._figures or is_trial(form.id):
            return UNCOUNTED
        known = self._made.get(form.id)
        if known is None or known[0] is not form:
            made = counting(form, self._figures[form.id], ZONE)
            known = self._made[form.id] = form, made
        return known[1]


def figured(document: Document, rules: Counting, done_ms: int) -> tuple[Figured, ...]:
    """What a record counts as.

    Args:
        document: document `record`.
        rules: of its form.
        done_ms: when it was finished; where it is not, when it got the state that it shows.
    """
    if not rules.rules:
        return ()
    answers = document["answers"]
    status = answers.get(STATUS)
    states = {each["value"] for each in status["values"]} if status else set()
    if states.isdisjoint(DONE):
        return ()
    gone = frozenset(document["irrelevant"])
    asked = {
        path: answer for path, answer in answers.items() if path[0] != "_" and path not in gone
    }
    answered = Answered(
        {path: answer["value"] for path, answer in asked.items()},
        {
            path: [each["value"] for each in answer["values"]]
            for path, answer in asked.items()
            if answer["outcome"] == Outcome.CLASH
        },
    )
    # A clock may be wrong by ages; a span is made of days that the calendar has.
    done_day = day_number(local(done_ms).date())
    return tuple(rules.count(answered, done_day, decided=states <= DONE))
