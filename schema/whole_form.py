"""The questions of a form through all its versions: an answer that was given once keeps its name.

The newest version says order, kind and label. Questions and choices that only older ones had come
behind. A question is sensitive if any version says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from schema.form import Form
from schema.question import Kind, Question


def whole_form(versions: Iterable[Form]) -> Form:
    """The newest of these versions (oldest first), with what only older ones ask behind it."""
    newest, *older = reversed(list(versions))
    return replace(
        newest, questions=_together([newest.questions, *(form.questions for form in older)])
    )


def _together(lists: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """All questions of these lists, newest first, each once."""
    found: dict[str, list[Question]] = {}
    for questions in lists:
        for question in questions:
            found.setdefault(question.name, []).append(question)
    return tuple(_joined(same) for same in found.values())


def _joined(same: Sequence[Question]) -> Question:
    """One question as its versions had it, newest first."""
    newest = same[0]
    alike = [each for each in same if (each.kind is Kind.repeat) == (newest.kind is Kind.repeat)]
    choices = {choice.name: choice for each in reversed(alike) for choice in each.choices}
    ordered = [*(choice.name for choice in newest.choices), *choices]
    return replace(
        newest,
        choices=tuple(choices[name] for name in dict.fromkeys(ordered)),
        sensitive=any(each.sensitive for each in alike),
        questions=_together([each.questions for each in alike]),
    )
