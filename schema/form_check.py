"""What a form's questions must be like, so that nobody has to ask again while people work.

Each rule is one function that yields what is wrong, in words; schema.form turns the first into
an InvalidForm. Nothing here looks at answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Final

from schema.choice import NAME_COLUMN, OTHER, ListedChoices
from schema.naming import RETURN_PREFIX
from schema.outline import Located, walk
from schema.prefill import PREFILLED, Source
from schema.question import HOLDERS, NUMBERS, REFERRING, SELECTS, UNLABELLED, Kind, Question
from schema.record_id import FORM_ID
from schema.table import Table
from schema.text import LANGUAGES, Text
from schema.unicode14 import QUESTION_NAME_BYTES_MAX, question_name_ok

CHOICE_NAME: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
"""Choice names hold no space: on the command line spaces separate them."""

KEY_KINDS: Final = frozenset({Kind.text, Kind.integer, Kind.decimal, Kind.date, Kind.select_one})
"""Kinds whose answers can stand in a record's id."""

OURS: Final = frozenset({"_status", "_version"})
"""Names of what every record says of itself."""

_ROW: Final = "[000000]"
"""As long as a row in a path."""


def question_faults(questions: Sequence[Question], languages: Sequence[str] = ()) -> Iterator[str]:
    """What is wrong with a form's questions, or with those that one of them holds."""
    names = [question.name for question in questions]
    yield from (f"question {name} is there twice" for name in set(names) if names.count(name) > 1)
    for question in questions:
        for fault in _faults(question, languages):
            yield f"question {question.name}: {fault}"
        yield from question_faults(question.questions, languages)


def key_faults(key: Sequence[str], by_name: Mapping[str, Question]) -> Iterator[str]:
    """What is wrong with a key made of these questions."""
    for name in key:
        question = by_name.get(name)
        if question is None:
            yield f"key {name} is no question of the form"
        elif question.kind not in KEY_KINDS:
            yield f"key {name}: a {question.kind} cannot be a key"
        elif question.name != name:
            yield f"key {name}: two questions have this name, so it cannot be a key"
        elif question.sensitive:
            yield f"key {name}: a sensitive answer cannot stand in a record id"
    if len(set(key)) != len(key):
        yield "a key question is named twice"


def list_faults(questions: Sequence[Question], lists: Mapping[str, Table]) -> Iterator[str]:
    """Which lists and columns a form lacks."""
    for question in (each for top in questions for each in top.walk()):
        table = lists.get(question.list_name)
        if question.list_name and table is None:
            yield f"question {question.name}: there is no list {question.list_name}"
        elif table is not None and (question.value_column or NAME_COLUMN) not in table.columns:
            yield f"question {question.name}: list {question.list_name} has no column for names"


def path_faults(located: Sequence[Located]) -> Iterator[str]:
    """Which answers cannot be told apart, or have a name that is longer than a record may hold."""
    patterns = [each.pattern for each in walk(located)]
    for pattern in patterns:
        if len(pattern.replace("[]", _ROW).encode()) > QUESTION_NAME_BYTES_MAX:
            yield f"question {pattern}: its name is too long with the repeats around it"
    if len(set(patterns)) < len(patterns):
        twice = next(each for each in patterns if patterns.count(each) > 1)
        yield f"question {twice} is there twice"


def text_faults(text: Text, what: str, languages: Sequence[str] = ()) -> Iterator[str]:
    """Which languages a text lacks; in a form that names its languages one is enough."""
    if languages:
        if not any(text.values()):
            yield f"{what} is missing"
        return
    missing = [lang for lang in LANGUAGES if not text.get(lang)]
    if missing:
        yield f"{what} is missing in {', '.join(missing)}"


def _faults(question: Question, languages: Sequence[str]) -> Iterator[str]:
    if not question_name_ok(question.name) or set("[]") & set(question.name):
        yield "its name is made of other characters than letters, digits, _, - and points"
    elif question.name in OURS or question.name.startswith(RETURN_PREFIX):
        yield f"the name {question.name} is the program's own"
    if question.label or not _unlabelled(question):
        yield from text_faults(question.label, "its label", languages)
    yield from _choice_faults(question, languages)
    yield from _bound_faults(question)
    yield from _reference_faults(question)
    yield from _prefill_faults(question)
    yield from _condition_faults(question, languages)
    yield from _holder_faults(question)


def _unlabelled(question: Question) -> bool:
    """Whether it need not be called anything; a hint may stand for a label."""
    return question.kind in UNLABELLED or bool(question.calculation) or any(question.hint.values())


def _choice_faults(question: Question, languages: Sequence[str]) -> Iterator[str]:
    if (question.kind in SELECTS) != bool(question.choices or question.answers_of):
        yield "choices belong to a select question, and to each"
    if question.answers_of and (question.choices or question.list_name or question.other):
        yield "its choices are answers, so it has no others"
    if question.other and question.choice(OTHER) is None:
        yield f"another answer goes with a choice {OTHER!r}"
    if isinstance(question.choices, ListedChoices):
        return  # whoever reads a list has looked at its rows, which may be many
    names = [choice.name for choice in question.choices]
    if len(set(names)) != len(names):
        yield "a choice is there twice"
    for choice in question.choices:
        if not CHOICE_NAME.fullmatch(choice.name):
            yield f"choice {choice.name!r} has a space in its name, or no name"
        yield from text_faults(choice.label, f"the label of choice {choice.name}", languages)


def _bound_faults(question: Question) -> Iterator[str]:
    bounds = [bound for bound in (question.minimum, question.maximum) if bound is not None]
    if bounds and question.kind not in NUMBERS:
        yield "bounds belong to a number"
    if any(isinstance(bound, bool) or not isfinite(bound) for bound in bounds):
        yield "a bound is no number"
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield "its minimum is above its maximum"
    if question.step is not None and (question.kind is not Kind.range or not question.step > 0):
        yield "a step belongs to a range, and is above 0"


def _reference_faults(question: Question) -> Iterator[str]:
    if question.refers and not FORM_ID.fullmatch(question.refers):
        yield f"it refers to {question.refers!r}, which is no form's id"
    if question.refers and question.kind not in REFERRING:
        yield f"a {question.kind} names no record"


def _prefill_faults(question: Question) -> Iterator[str]:
    if question.prefill and Source.parse(question.prefill) is None:
        yield f"it is prefilled from {question.prefill!r}, which is no form.question"
    if question.prefill and (question.kind not in PREFILLED or question.worked_out):
        yield f"a {question.kind} is not prefilled"


def _condition_faults(question: Question, languages: Sequence[str]) -> Iterator[str]:
    if question.constraint_message:
        yield from text_faults(question.constraint_message, "what its constraint wants", languages)
        if not question.constraint:
            yield "it says what its constraint wants, but has none"
    if question.constraint and question.kind in (*HOLDERS, Kind.calculate, Kind.note):
        yield f"a constraint belongs to an answer, not to a {question.kind}"
    if question.calculation and question.kind in HOLDERS:
        yield f"a calculation belongs to an answer, not to a {question.kind}"
    if question.kind is Kind.calculate:
        if not question.calculation and not question.dynamic_default:
            yield "a calculate has no calculation"
        if question.required or question.required_if:
            yield "nobody answers a calculate, so it cannot be required"
    if question.choice_filter and not question.list_name:
        yield "a choice filter is asked of a list's items, so it needs a list"
    if question.count and question.kind is not Kind.repeat:
        yield "a count of rows belongs to a repeat"


def _holder_faults(question: Question) -> Iterator[str]:
    if question.kind not in HOLDERS:
        if question.questions:
            yield "only groups and repeats have questions of their own"
    elif not question.questions and question.kind is Kind.repeat:
        yield "a repeat without questions"
