"""Of which survey round a visit is that the office writes down: chosen by title, not by its id.

The question offers the rounds that are open where the visit is, and begins with the one that fits,
if it is one alone: as on a tablet those in which the door is the writer's own go before others.
"""

from collections.abc import Iterator, Sequence

from schema.answer import Value
from schema.choice import Choice
from schema.rounds import ROUND, VISIT, Round, fitting_rounds
from server.pages.filling.subject import Subject
from server.pages.visit import Visit


def rounds_at(visit: Visit, subject: Subject) -> Sequence[Choice]:
    """The rounds of which a visit can be, as choices; none for any other form."""
    return [
        Choice(name=made.id, label={"zh-CN": made.title, "en": made.title})
        for made in _open(visit, subject)
    ]


def round_begun(visit: Visit, subject: Subject) -> dict[str, Value]:
    """The round with which a new visit begins: the only one that fits."""
    if subject.area is None or visit.person is None:
        return {}
    tree, today = visit.station.directory.tree, visit.words.today
    fits = fitting_rounds(_open(visit, subject), tree, subject.area, visit.person.id, today)
    return {ROUND: fits[0].id} if len(fits) == 1 else {}


def _open(visit: Visit, subject: Subject) -> Iterator[Round]:
    """The rounds of which the visit can be."""
    if subject.form.id != VISIT or subject.area is None or subject.form.question(ROUND) is None:
        return
    known = visit.station.directory
    for made in known.rounds.values():
        if not made.closed and made.covers(known.tree, subject.area):
            yield made
