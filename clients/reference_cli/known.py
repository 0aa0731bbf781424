"""Answers that are known already at a place, proposed for a record that is begun there.

They are nobody's answers until a person takes them: a command says which there are, and one that
finishes the record writes them when it is told to, as that person's own.
"""

from collections.abc import Mapping

from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.tablet import Tablet
from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.outline import rows_of
from schema.rules import Circumstances, examine
from sync.core.prefill import Known, proposed
from sync.core.record import DRAFT


def known(
    tablet: Tablet, form: Form, area: AreaId, answers: Mapping[str, Value]
) -> dict[str, Known]:
    """What is known of the questions that nobody answered, and that are asked beside the answers.

    What is only shown is asked of nobody.

    Args:
        tablet: whose records are looked at.
        form: of the record.
        area: what it is about.
        answers: those that were given, cleared ones too, by path.
    """
    if not any(located.question.prefill for located in form.outline):
        return {}
    at_this_place = tablet.store.index.at(area)
    found = proposed(
        form,
        tablet.library.forms,
        lambda name: [
            tablet.read(each.record).document("zh-CN")
            for each in at_this_place
            if each.form == name
        ],
    )
    fresh = {path: each for path, each in found.items() if path not in answers}
    if not fresh or form.logic is None:
        return fresh
    values = {**{path: each.value for path, each in fresh.items()}, **answers}
    at = Circumstances.at(tablet.now_ms, "")
    gone = examine(form, values, "en", at).irrelevant
    live = form.logic.open(values, rows_of(values), at)
    asked = [path for path in fresh if path not in gone and not live.read_only(path)]
    return {path: fresh[path] for path in asked}


def known_of(tablet: Tablet, held: HeldRecord) -> dict[str, Known]:
    """What is known of the questions of a draft that nobody answered yet; nothing of others."""
    if held.form is None or held.reading.status != DRAFT:
        return {}
    answered = {path: answer.value for path, answer in held.reading.answers.items()}
    return known(tablet, held.form, held.id.area, {**answered, **held.values})
