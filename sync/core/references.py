"""Which records a record names: by the answers shown, in the order of its form.

The one reading of references for tablets and server. Answers that are not asked any more name
nothing; of several that clash the one that is shown counts, as everywhere until somebody decides.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from schema.answer import Value
from schema.form import Form
from schema.naming import pattern
from schema.record_id import RecordId
from schema.reference import referred
from schema.tree import AreaTree


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One answer that names a record: at which path, and which."""

    question: str
    record: RecordId


def references(
    form: Form,
    record: RecordId,
    values: Mapping[str, Value],
    irrelevant: Collection[str],
    *,
    forms: Mapping[str, Form],
    tree: AreaTree,
) -> Iterator[Reference]:
    """The records that a record names; one that names itself names nobody.

    Args:
        form: the record's.
        record: whose answers they are.
        values: those shown, by path, with those in its id.
        irrelevant: the paths of those that are not asked any more.
        forms: all that are known, by their ids.
        tree: the areas of today.
    """
    for located in form.referring:
        for path in _paths(located.pattern, values):
            if path in irrelevant:
                continue
            named = referred(located.question, record, values[path], forms, tree)
            if named is not None and named != record:
                yield Reference(question=path, record=named)


def _paths(asked: str, values: Mapping[str, Value]) -> Iterator[str]:
    """The paths of one question that have an answer: one in each row."""
    if "[" not in asked:
        return iter((asked,) if asked in values else ())
    return (path for path in values if "[" in path and pattern(path) == asked)
