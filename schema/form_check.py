"""What a form's questions must be like, so that nobody has to ask again while people work.

Each rule is one function that yields what is wrong, in words; schema.form turns the first into
an InvalidForm. Nothing here looks at answers.
"""

import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Final

from schema.question import NUMBERS, SELECTS, Kind, Question
from schema.text import LANGUAGES, Text
from schema.unicode14 import question_name_ok

CHOICE_NAME: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
"""Choice names hold no space: on the command line spaces separate them."""

_KEY_KINDS: Final = frozenset({Kind.text, Kind.integer, Kind.decimal, Kind.date, Kind.select_one})


def question_faults(questions: Sequence[Question], *, inner: bool = False) -> Iterator[str]:
    """What is wrong with a form's questions, or (`inner`) with a repeat's."""
    names = [question.name for question in questions]
    yield from (f"question {name} is there twice" for name in set(names) if names.count(name) > 1)
    for question in questions:
        for fault in _faults(question, inner=inner):
            yield f"question {question.name}: {fault}"


def key_faults(key: Sequence[str], questions: Sequence[Question]) -> Iterator[str]:
    """What is wrong with a key made of these questions."""
    by_name = {question.name: question for question in questions}
    for name in key:
        question = by_name.get(name)
        if question is None:
            yield f"key {name} is no question of the form"
        elif question.kind not in _KEY_KINDS:
            yield f"key {name}: a {question.kind} cannot be a key"
        elif question.sensitive:
            yield f"key {name}: a sensitive answer cannot stand in a record id"
    if len(set(key)) != len(key):
        yield "a key question is named twice"


def text_faults(text: Text, what: str) -> Iterator[str]:
    """Which languages a text lacks."""
    missing = [lang for lang in LANGUAGES if not text.get(lang)]
    if missing:
        yield f"{what} is missing in {', '.join(missing)}"


def _faults(question: Question, *, inner: bool) -> Iterator[str]:
    if not question_name_ok(question.name) or set(".[]") & set(question.name):
        yield "its name is made of other characters than letters, digits, _ and -"
    elif question.name.startswith("_"):
        yield "names that begin with _ are the program's own"
    if question.label or question.kind is not Kind.calculate:
        yield from text_faults(question.label, "its label")
    yield from _choice_faults(question)
    yield from _bound_faults(question)
    yield from _condition_faults(question)
    yield from _repeat_faults(question, inner=inner)


def _choice_faults(question: Question) -> Iterator[str]:
    if (question.kind in SELECTS) != bool(question.choices):
        yield "choices belong to a select question, and to each"
    names = [choice.name for choice in question.choices]
    if len(set(names)) != len(names):
        yield "a choice is there twice"
    for choice in question.choices:
        if not CHOICE_NAME.fullmatch(choice.name):
            yield f"choice {choice.name!r} has a space in its name, or no name"
        yield from text_faults(choice.label, f"the label of choice {choice.name}")


def _bound_faults(question: Question) -> Iterator[str]:
    bounds = [bound for bound in (question.minimum, question.maximum) if bound is not None]
    if bounds and question.kind not in NUMBERS:
        yield "bounds belong to a number"
    if any(isinstance(bound, bool) or not isfinite(bound) for bound in bounds):
        yield "a bound is no number"
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield "its minimum is above its maximum"


def _condition_faults(question: Question) -> Iterator[str]:
    if question.constraint_message:
        yield from text_faults(question.constraint_message, "what its constraint wants")
        if not question.constraint:
            yield "it says what its constraint wants, but has none"
    if question.constraint and question.kind in (Kind.repeat, Kind.calculate):
        yield f"a constraint belongs to an answer, not to a {question.kind}"
    if bool(question.calculation) != (question.kind is Kind.calculate):
        yield "a calculation belongs to a calculate, and to each"
    if question.kind is Kind.calculate and (question.required or question.required_if):
        yield "nobody answers a calculate, so it cannot be required"


def _repeat_faults(question: Question, *, inner: bool) -> Iterator[str]:
    if question.kind is not Kind.repeat:
        if question.questions:
            yield "only a repeat has questions of its own"
    elif inner:
        yield "a repeat within a repeat"
    elif not question.questions:
        yield "a repeat without questions"
    else:
        yield from question_faults(question.questions, inner=True)
