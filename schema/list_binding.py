"""What a form's lists make of its questions: choices, and the question for another answer.

A select question that names a list of its form has that list's rows as choices. One with `other` is
followed by `<name>_other`, asked where the choice `other` is taken, unless the form has that
question already.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from schema.choice import OTHER, ListedChoices
from schema.question import SELECTS, Kind, MergePolicy, Question
from schema.table import Table
from schema.text import Text

OTHER_SUFFIX: Final = "_other"
"""What the question for another answer is called, behind the name of the one it belongs to."""

_LABEL: Final[Text] = {"zh-CN": "其他（请写明）", "en": "Other, please say which"}


def bound(questions: Sequence[Question], lists: Mapping[str, Table]) -> tuple[Question, ...]:
    """The questions of a form, or of one that holds them, with what its lists make of them."""
    return tuple(_bound(questions, lists))


def _bound(questions: Sequence[Question], lists: Mapping[str, Table]) -> Iterator[Question]:
    names = {question.name for question in questions}
    for question in questions:
        yield _with_choices(question, lists)
        if question.other and f"{question.name}{OTHER_SUFFIX}" not in names:
            yield _other(question)


def _with_choices(question: Question, lists: Mapping[str, Table]) -> Question:
    if question.questions:
        inner = bound(question.questions, lists)
        same = all(a is b for a, b in zip(inner, question.questions, strict=False))
        unchanged = same and len(inner) == len(question.questions)
        return question if unchanged else replace(question, questions=inner)
    table = lists.get(question.list_name) if question.kind in SELECTS else None
    if table is None or question.choices:
        return question
    listed = ListedChoices(table, question.value_column, question.label_column)
    return replace(question, choices=listed)


def _other(question: Question) -> Question:
    return Question(
        name=f"{question.name}{OTHER_SUFFIX}",
        kind=Kind.text,
        label=_LABEL,
        merge=MergePolicy.clash,
        relevant=f"selected(${{{question.name}}}, '{OTHER}')",
        sensitive=question.sensitive,
    )
