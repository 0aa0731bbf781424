"""References: an answer that names a record of another form.

A question refers to a form. Its answer is a record's id, told by the slash in it, or the key of a
record at the nearest area, the record's own or one above it, whose kind is among that form's: an
opinion of household `…/x03/b02/u1/0301` whose project is `p2022` names the renovation project
`…/x03:p2022`. So a clerk types what stands on paper, and nobody types an id.

Whether there is such a record, and who may see it, is for the caller to ask. Several keys stand in
one answer as in an id, with `:` between them.
"""

from collections.abc import Iterator, Mapping

from schema import spelling
from schema.answer import Value
from schema.area import AreaId
from schema.errors import SchemaError
from schema.form import Form
from schema.key import key_fault
from schema.question import Question
from schema.record_id import RecordId
from schema.tree import AreaTree


def referred(
    question: Question,
    record_id: RecordId,
    value: Value,
    forms: Mapping[str, Form],
    tree: AreaTree,
) -> RecordId | None:
    """The record that an answer names; None if it names none.

    Args:
        question: what was answered.
        record_id: the record that holds the answer.
        value: the answer.
        forms: those that are known, by their ids.
        tree: the areas of today.
    """
    form = forms.get(question.refers)
    if form is None or not isinstance(value, str) or not value:
        return None
    try:
        found = (
            RecordId.parse(value) if "/" in value else _by_key(form, record_id.area, value, tree)
        )
    except SchemaError:
        return None
    if found is None or found.form != form.id or key_fault(form, found) is not None:
        return None
    return found


def _by_key(form: Form, area: AreaId, value: str, tree: AreaTree) -> RecordId | None:
    nearest = next((step for step in _upwards(area, tree) if tree.kind(step) in form.areas), None)
    if nearest is None:
        return None
    if len(form.key) == 1:
        return RecordId.of(form.id, nearest, value)
    try:
        return RecordId.of(form.id, nearest, *map(spelling.decode, value.split(":")))
    except ValueError:
        return None


def _upwards(area: AreaId, tree: AreaTree) -> Iterator[AreaId]:
    """The area itself, also one that the tree lacks, and those under which it lies today."""
    if area not in tree:
        yield area
    yield from tree.lineage(area)
