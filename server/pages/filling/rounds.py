"""Of which survey round a visit is that the office writes down: chosen by title, not by its id.

The question offers the rounds that are open where the visit is, and begins with the one that is
there alone.
"""

from collections.abc import Sequence

from schema.answer import Value
from schema.choice import Choice
from schema.rounds import ROUND, VISIT
from server.pages.filling.subject import Subject
from server.pages.visit import Visit


def rounds_at(visit: Visit, subject: Subject) -> Sequence[Choice]:
    """The rounds of which a visit can be, as choices; none for any other form."""
    if subject.form.id != VISIT or subject.area is None or subject.form.question(ROUND) is None:
        return ()
    known = visit.station.directory
    return [
        Choice(name=made.id, label={"zh-CN": made.title, "en": made.title})
        for made in known.rounds.values()
        if not made.closed and made.covers(known.tree, subject.area)
    ]


def round_begun(visit: Visit, subject: Subject) -> dict[str, Value]:
    """The round with which a new visit begins: the only one there is."""
    found = rounds_at(visit, subject)
    return {ROUND: found[0].name} if len(found) == 1 else {}
