"""What records are folded with: forms, areas and numbers, and what follows when these are others.

Where records would come to something else, all are folded anew. Where areas alone have changed, as
they do day by day, addresses are indexed anew, and what records name is asked again.

Left out: the folding (`following`), how one state is told from another (`fingerprints`).
"""

import functools

from schema.record_id import RecordId
from server.views.figuring import Countings
from server.views.fingerprints import (
    AREAS,
    FIGURES,
    FORMS,
    concerned,
    figures_fingerprint,
    forms_fingerprint,
    tree_fingerprint,
)
from server.views.followed import Knowledge
from server.views.projection import place
from server.views.referring import named_in
from server.views.storing import ViewsFile


class Learning:
    """What one file of views is folded with.

    Attributes:
        known: forms, areas and numbers.
        countings: how records count in the numbers.
    """

    def __init__(self, views: ViewsFile, knowledge: Knowledge) -> None:
        self._views = views
        self.known = knowledge
        self.countings = Countings(knowledge.figures)
        self._take_over({**_told_of_forms(knowledge), **_told_of_areas(knowledge)})

    def learn(self, knowledge: Knowledge) -> bool:
        """Takes over forms, areas and numbers; whether all is to be folded anew."""
        before, self.known = self.known, knowledge
        told: dict[str, str] = {}
        if knowledge.forms is not before.forms or knowledge.figures is not before.figures:
            self.countings = Countings(knowledge.figures)
            told |= _told_of_forms(knowledge)
        if knowledge.tree is not before.tree:
            told |= _told_of_areas(knowledge)
        return self._take_over(told)

    def _take_over(self, told: dict[str, str]) -> bool:
        known = {name: self._views.fact(name) for name in told}
        others = {name: fact for name, fact in told.items() if fact != known[name]}
        if not others:
            return False
        has = self._views.has_records
        anew = any(
            concerned(known[name], fact, has) for name, fact in others.items() if name != AREAS
        )
        with self._views.transaction():
            if anew:
                self._views.forget_positions()
            if AREAS in others:
                self._move_places()
            # Of what is folded anew, it is asked then; numbers have nothing to do with it.
            if not anew and others.keys() != {FIGURES}:
                self._refer_anew()
            for name, fact in others.items():
                self._views.put_fact(name, fact)
        return anew

    def _move_places(self) -> None:
        for number, record, indexed_as in self._views.places():
            today = place(RecordId.parse(record), self.known.tree)
            if today != indexed_as:
                self._views.move(number, today)

    def _refer_anew(self) -> None:
        """What a record names follows from all forms and areas, not from its own form alone."""
        forms = self.known.forms
        named = functools.partial(named_in, forms=forms, tree=self.known.tree)
        for form in forms.values():
            if form.referring:
                self._views.refer_anew(form.id, named)


def _told_of_forms(knowledge: Knowledge) -> dict[str, str]:
    return {
        FORMS: forms_fingerprint(knowledge.forms),
        FIGURES: figures_fingerprint(knowledge.figures),
    }


def _told_of_areas(knowledge: Knowledge) -> dict[str, str]:
    return {AREAS: tree_fingerprint(knowledge.tree)}
