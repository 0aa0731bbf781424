"""What is answered without being typed, while somebody fills in a record.

A record begins with the defaults of its questions and with what the device knows; so does each new
row. What follows from an answer is written with it: rows that the form counts, calculations that
the answer triggers, and those that are worked out once and kept. All else that follows is worked
out whenever the record is read, and never written.

Pure: the device's answers, the time and row ids are given. Forms without expressions never load
what works these out.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from schema.answer import Value
from schema.form import Form
from schema.logic.judgement import Circumstances
from schema.outline import Located, paths, rows_in, rows_of
from schema.question import DEVICE, Kind, Question

if TYPE_CHECKING:
    from schema.logic.form_logic import FormLogic

Device: TypeAlias = Mapping[Kind, Value]
"""What the device answers by itself, by the kind of question."""

_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"

ROUNDS_MAX: Final = 20
"""Repeats within repeats whose rows may be counted by each other."""


def begun(form: Form, device: Device, circumstances: Circumstances) -> dict[str, Value]:
    """The answers with which a record begins; those in its id are none of them."""
    asked = [(path, each) for path, each in form.paths({}) if path not in form.key]
    return _begun(form, asked, {}, device, circumstances)


def row_begun(
    form: Form, answers: Mapping[str, Value], marker: str, circumstances: Circumstances
) -> dict[str, Value]:
    """The answers with which the row of this marker begins, beside the record's other answers."""
    repeat = form.located(marker)
    assert repeat is not None
    asked = list(paths(repeat.inner, {}, f"{marker}."))
    return _begun(form, asked, {**answers, marker: True}, {}, circumstances)


def following(
    form: Form,
    answers: Mapping[str, Value],
    given: Collection[str],
    circumstances: Circumstances,
    draw_row: Callable[[], str],
) -> dict[str, Value]:
    """What is written with the answers just `given`, which stand among the `answers` already.

    `draw_row` draws the id of a row that cannot have the one that its number gives.
    """
    if form.logic is None:
        return {}
    found = dict(_counted(form, answers, circumstances, draw_row))
    return found | _stored(form, form.logic, {**answers, **found}, given, circumstances)


def idle_rows(
    form: Form,
    answers: Mapping[str, Value],
    counts: Mapping[str, int],
    circumstances: Circumstances,
) -> frozenset[str]:
    """The markers of the rows beyond those that the form counts in which nobody answered anything.

    They are what a slip of the one who typed the count leaves behind.
    """
    rows = rows_of(answers)
    surplus = [
        f"{repeat}[{row}]" for repeat, most in counts.items() for row in rows.get(repeat, ())[most:]
    ]
    return frozenset(each for each in surplus if _is_idle(form, answers, each, circumstances))


def _is_idle(
    form: Form, answers: Mapping[str, Value], marker: str, circumstances: Circumstances
) -> bool:
    """Whether a row, and those within it, hold no more than they begin with."""
    inside = {path: value for path, value in answers.items() if path.startswith(f"{marker}.")}
    around = {path: value for path, value in answers.items() if path not in inside}
    begins = dict[str, Value]()
    for row in [marker, *(path for path in inside if path.endswith("]"))]:
        begins |= row_begun(form, {**around, **begins}, row, circumstances)
    return all(
        value is None or path.endswith("]") or begins.get(path) == value
        for path, value in inside.items()
    )


def _begun(
    form: Form,
    asked: Sequence[tuple[str, Located]],
    others: Mapping[str, Value],
    device: Device,
    circumstances: Circumstances,
) -> dict[str, Value]:
    """What the questions at these paths begin with, one after the other."""
    found: dict[str, Value] = {}
    for path, located in asked:
        question = located.question
        value = device.get(question.kind) if question.kind in DEVICE else question.default
        if value is not None and not located.repeats and not question.worked_out:
            found[path] = value
    logic = form.logic
    if logic is None or not any(each.place in logic.beginnings for _, each in asked):
        return found
    record = {**others, **found}
    live = logic.open(record, rows_of(record), circumstances)
    for path, located in asked:
        beginning = logic.beginnings.get(located.place)
        if beginning is not None and path not in found:
            value = live.worth(path, beginning)
            if value is not None:
                live.answer(path, value)
                found[path] = value
    return found


def _counted(
    form: Form,
    answers: Mapping[str, Value],
    circumstances: Circumstances,
    draw_row: Callable[[], str],
) -> Iterator[tuple[str, Value]]:
    """The rows that the form counts and the record lacks, each with what it begins with."""
    assert form.logic is not None
    record = dict(answers)
    for _ in range(ROUNDS_MAX):
        rows = rows_of(record)
        counts = form.logic.judge(record, rows, circumstances).counts
        markers = [
            f"{path}[{row}]"
            for path, most in counts.items()
            for row in _more_rows(path, rows.get(path, ()), most, draw_row)
        ]
        if not markers:
            return
        for marker in markers:
            begun_here = {marker: True, **row_begun(form, record, marker, circumstances)}
            record |= begun_here
            yield from begun_here.items()


def _more_rows(
    path: str, rows: Sequence[str], most: int, draw_row: Callable[[], str]
) -> Iterator[str]:
    """The ids of the rows that a counted repeat lacks, in ascending order.

    A row that is there because it is counted has the id that its number gives, so that two people
    who begin one record without knowing of each other begin the same rows; one that is taken is
    drawn.
    """
    for number in range(len(rows) + 1, most + 1):
        row = counted_row(path, number)
        yield draw_row() if row in rows else row


def counted_row(path: str, number: int) -> str:
    """The id of the row of this number, from 1, of the counted repeat at a path."""
    digest = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big")
    return base36(digest % 36**4, 4) + base36(number, 2)


def base36(number: int, digits: int) -> str:
    """A number in so many digits of base 36."""
    found = ""
    for _ in range(digits):
        number, digit = divmod(number, 36)
        found = _BASE36[digit] + found
    return found


def _stored(
    form: Form,
    logic: "FormLogic",
    answers: Mapping[str, Value],
    given: Collection[str],
    circumstances: Circumstances,
) -> dict[str, Value]:
    """Calculations that are written: what the given answers trigger, and what is kept once."""
    written = [place for place, question in logic.by_place.items() if question.trigger]
    written += [place for place in logic.written if place not in written]
    if not written:
        return {}
    live = logic.open(answers, rows_of(answers), circumstances)
    started = [(path, located) for path in given if (located := form.located(path)) is not None]
    found: dict[str, Value] = {}
    for place in (place for place in logic.by_place if place in written):
        question = logic.by_place[place]
        for path in live.paths_at(place):
            if not _is_due(path, question, answers, given, started):
                continue
            value = live.worth(path, logic.written[place]) if place in logic.written else None
            if value != answers.get(path):
                live.answer(path, value)
                found[path] = value
    return found


def _is_due(
    path: str,
    question: Question,
    answers: Mapping[str, Value],
    given: Collection[str],
    started: Iterable[tuple[str, Located]],
) -> bool:
    """Whether a stored calculation is worked out now: it is triggered, or has no answer yet."""
    if not question.trigger:
        return answers.get(path) is None
    if path in given:
        return False
    return any(
        located.question.name in question.trigger and _together(path, cause)
        for cause, located in started
    )


def _together(one: str, other: str) -> bool:
    """Whether two answers stand in the same rows of the repeats that hold both."""
    mine, theirs = (
        {repeat: rows[0] for repeat, rows in rows_in([path]).items()} for path in (one, other)
    )
    return all(mine[repeat] == theirs[repeat] for repeat in mine.keys() & theirs.keys())
