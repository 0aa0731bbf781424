"""Answers as a fleet's staff give them: drawn by a seed for any question of any form.

Pure: equal draws give equal answers on every machine, since only `Random.random` is used, the one
method whose sequence Python promises. What is drawn keeps the form's rules.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeVar

from schema.answer import Value
from schema.form import Form
from schema.question import Kind, Question

T = TypeVar("T")

ANSWERED: Final = 0.8
"""How many of the questions that need no answer get one."""

ROWS_MAX: Final = 3
CHOICES_MAX: Final = 3
INTEGER_SPAN: Final = 9
"""Above the smallest number allowed, where no greatest one is given."""

FIRST_YEAR: Final = 1800
"""From here up to the day drawn for, a smallest number is a year; none is drawn that is to come."""

DUE_DAYS_MAX: Final = 14

_SAID: Final = (
    "楼道灯坏了，晚上看不清路",
    "希望尽快施工，别拖到入冬",
    "担心施工期间停水停电",
    "车位不够，常有人占用消防通道",
    "下雨天单元门口积水",
    "同意改造，请先公示方案",
    "老人多，盼着加装电梯",
    "施工时间请避开午休",
)
_RELATIVES: Final = ("家人甲", "家人乙", "家人丙")


def pick(random: Random, items: Sequence[T]) -> T:
    """One of the items."""
    return items[int(random.random() * len(items))]


def shuffled(random: Random, items: Iterable[T]) -> list[T]:
    """The items in a drawn order."""
    return [item for _, _, item in sorted(_numbered(random, items), key=lambda each: each[:2])]


def _numbered(random: Random, items: Iterable[T]) -> Iterable[tuple[float, int, T]]:
    return ((random.random(), number, item) for number, item in enumerate(items))


def answers(random: Random, questions: Iterable[Question], day: date) -> dict[str, Any]:
    """A document of answers, a repeat as a list of rows.

    What is required is always there, what is sensitive only then: nothing here is a phone number.
    What stands in groups, or is asked only sometimes, is left to whoever comes later.
    """
    given: dict[str, Any] = {}
    for question in questions:
        if question.worked_out or not _is_plain(question):
            continue
        wanted = random.random() < ANSWERED and not question.sensitive
        if question.kind is Kind.repeat:
            given[question.name] = _rows(random, question, day)
        elif question.required or wanted:
            given[question.name] = answer(random, question, day)
    return given


def _rows(random: Random, repeat: Question, day: date) -> list[dict[str, Any]]:
    count = 1 + int(random.random() * ROWS_MAX)
    rows = []
    for number in range(count):
        row = answers(random, repeat.questions, day)
        for inner in repeat.questions:
            if inner.kind is Kind.text and inner.name in row:
                row[inner.name] = _RELATIVES[number % len(_RELATIVES)]
        rows.append(row)
    return rows


def can_be_drawn(form: Form) -> bool:
    """Whether answers can be drawn that its rules accept: what conditions want is not guessed."""
    asked = [each for each in form.questions if each.kind is not Kind.group]
    left = [each for each in form.questions if each.kind is Kind.group]
    if not any(map(_is_plain, asked)) or not all(map(_can_be_drawn, asked)):
        return False
    return not any(inner.required for each in left for inner in each.walk())


def _can_be_drawn(question: Question) -> bool:
    if question.kind is Kind.repeat:
        return not question.count and all(map(_can_be_drawn, question.questions))
    return _is_plain(question) or not question.required


def _is_plain(question: Question) -> bool:
    """Whether no more than bounds says when it is asked and which of its answers are accepted."""
    guessed = question.constraint and question.minimum is None
    conditions = (question.relevant, question.narrowed, question.count, question.read_only)
    if guessed or any(conditions) or (question.refers and question.kind is Kind.text):
        return False
    return question.kind in _DRAWN.keys() | {Kind.repeat}


def answer(random: Random, question: Question, day: date) -> Value:
    """One answer to a question that is no repeat."""
    return _DRAWN[question.kind](random, question, day)


def another(random: Random, question: Question, given: Value, day: date) -> Value:
    """An answer to the question that is not the given one; the question has two at least."""
    while True:
        drawn = answer(random, question, day)
        if drawn != given:
            return drawn


def open_to_two(question: Question) -> bool:
    """Whether two people can be made to answer it differently."""
    match question.kind:
        case Kind.select_one | Kind.select_multiple:
            return len(question.choices) > 1
        case Kind.integer:
            return question.minimum is None or question.minimum != question.maximum
    return question.kind is Kind.text


def _choice(random: Random, question: Question, _day: date) -> Value:
    return pick(random, question.choices).name


def _choices(random: Random, question: Question, _day: date) -> Value:
    """Up to three, in the form's order: what is equal looks equal."""
    count = 1 + int(random.random() * CHOICES_MAX)
    chosen = set(shuffled(random, (choice.name for choice in question.choices))[:count])
    return [choice.name for choice in question.choices if choice.name in chosen]


def _integer(random: Random, question: Question, day: date) -> Value:
    least = int(question.minimum or 0)
    most = least + INTEGER_SPAN if question.maximum is None else int(question.maximum)
    if FIRST_YEAR <= least <= day.year:
        most = min(most, day.year)
    return least + int(random.random() * (most - least + 1))


def _text(random: Random, _question: Question, _day: date) -> Value:
    return pick(random, _SAID)


def _date(random: Random, _question: Question, day: date) -> Value:
    return (day + timedelta(days=1 + int(random.random() * DUE_DAYS_MAX))).isoformat()


_DRAWN: Final[dict[Kind, Callable[[Random, Question, date], Value]]] = {
    Kind.select_one: _choice,
    Kind.select_multiple: _choices,
    Kind.integer: _integer,
    Kind.decimal: _integer,
    Kind.text: _text,
    Kind.date: _date,
}
