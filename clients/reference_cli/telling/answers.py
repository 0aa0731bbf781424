"""A record's answers as lines: each with its author and what is wrong with it, in columns.

Answers in rows stand below their row, those that clash below each other. What of a record is no
answer to a question of its form is told elsewhere (`show`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clients.reference_cli.layout import aligned, pad, width
from clients.reference_cli.naming import in_its_rows
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling.headings import Headings
from clients.reference_cli.voice import Voice
from clients.reference_cli.writing import rows_shown
from schema.question import DEVICE
from sync.core.record import RETURN_PREFIX, STATUS, VERSION

VALUE_COLUMNS_MAX: Final = 24
"""Of an answer that others are aligned with; a longer one pushes only its own line."""

Answer = Mapping[str, Any]
"""A document `record`, or a part of it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """An answer's line before its columns are known."""

    indent: int
    label: str
    value: str
    tail: str


def full_label(held: HeldRecord, question: str, voice: Voice) -> str:
    """A question's label; in a row, behind the repeat's and the row's number as shown now."""
    return in_its_rows(question, rows_shown(held), lambda path: voice.label(held.shown_in, path))


def tell(held: HeldRecord, document: Answer, voice: Voice) -> Iterator[str]:
    """The answers; behind them those that are kept although nobody asks for them any more."""
    gone = frozenset(document["irrelevant"])
    given: Mapping[str, Answer] = document["answers"]
    yield from _listed(held, {q: a for q, a in given.items() if q not in gone}, voice)
    kept = list(_listed(held, {q: a for q, a in given.items() if q in gone}, voice))
    if kept:
        yield voice.words("show.kept")
        yield from kept


def _listed(held: HeldRecord, answers: Mapping[str, Answer], voice: Voice) -> Iterator[str]:
    waiting = {each.change.change_id for each in held.reading.changes if each.seq is None}
    lines: list[_Line] = []
    rows: dict[str, int] = {}
    headings = Headings()
    for question, answer in answers.items():
        if _hidden(held, question, answer):
            continue
        located = None if held.shown_in is None else held.shown_in.located(question)
        groups = () if located is None else located.groups
        is_row = question.endswith("]")
        indent = 2 * (question.count("[") + (not is_row))
        for group in headings.before(question, groups):
            title = voice.label_of(group, held.shown_in)
            if title:
                lines.append(_Line(indent, voice.words("form.group", label=title), "", ""))
        if is_row:
            heading = _row_heading(held, question, answers, rows, voice)
            lines.append(_Line(indent, heading, "", _flags(answer)))
        elif answer["outcome"] == "clash":
            lines += _clash(held, question, answer, indent, waiting, voice)
        else:
            lines.append(_single(held, question, answer, indent, waiting, voice))
    yield from _set(lines)


def _row_heading(
    held: HeldRecord,
    marker: str,
    answers: Mapping[str, Answer],
    rows: dict[str, int],
    voice: Voice,
) -> str:
    """A row's label and number; with those around it where these are not told before it."""
    repeat = marker[: marker.rindex("[")]
    rows[repeat] = rows.get(repeat, 0) + 1
    around = repeat[: repeat.rfind("]") + 1]
    if around and around not in answers:
        return full_label(held, marker, voice)
    return voice.words("show.row", label=voice.label(held.shown_in, marker), number=rows[repeat])


def _hidden(held: HeldRecord, question: str, answer: Answer) -> bool:
    """Answers that stand elsewhere on the page: in its title, its state, or nowhere for people."""
    if question.startswith(RETURN_PREFIX):
        return True
    if question == VERSION:
        return not answer["flags"]
    if question == STATUS:
        return bool(answer["outcome"] != "clash")
    asked = held.form.question(question) if held.form else None
    if asked is not None and (asked.is_aid or (asked.kind in DEVICE and not asked.label)):
        return True
    return held.form is not None and question in held.form.key


def _single(
    held: HeldRecord,
    question: str,
    answer: Answer,
    indent: int,
    waiting: set[int],
    voice: Voice,
) -> _Line:
    values = answer["values"]
    shown = [value for value in values if value["shown"]] or values
    tail = [*(_author(value, voice) for value in shown[-1:]), _flags(answer)]
    if any(value["change"] in waiting for value in values):
        tail.append(voice.words("show.not_delivered"))
    said = voice.value(held.shown_in, question, answer["value"])
    label = voice.label(held.shown_in, question)
    return _Line(indent, label, said, "  ".join(filter(None, tail)))


def _clash(
    held: HeldRecord,
    question: str,
    answer: Answer,
    indent: int,
    waiting: set[int],
    voice: Voice,
) -> list[_Line]:
    values = answer["values"]
    two_people = len(values) == 2 and len({value["staff"] for value in values}) == 2
    key = "show.nobody_knew" if two_people else "show.many_knew"
    said = voice.words(key, n=len(values))
    heading = _Line(indent, voice.label(held.shown_in, question), "", f"{said}  {_flags(answer)}")
    lines = aligned(list(clash_values(held, question, values, voice, waiting)))
    if not voice.settles(held, question):
        lines.append(voice.words("show.office"))
    return [heading, *(_Line(indent + 4, "", "", line) for line in lines)]


def clash_values(
    held: HeldRecord,
    question: str,
    values: Sequence[Answer],
    voice: Voice,
    waiting: set[int] | frozenset[int] = frozenset(),
) -> Iterator[tuple[str, str, str]]:
    """Each value of a clash with its number, who wrote it, and when."""
    for number, value in enumerate(values, start=1):
        tail = [voice.when(value["at_ms"])]
        if value["shown"]:
            tail.append(voice.words("show.for_now"))
        if value["change"] in waiting:
            tail.append(voice.words("show.not_delivered"))
        said = voice.value(held.shown_in, question, value["value"])
        yield f"{number}) {said}", voice.who(value["staff"]), "  ".join(tail)


def _author(value: Answer, voice: Voice) -> str:
    return f"{voice.who(value['staff'])}  {voice.when(value['at_ms'])}"


def _flags(answer: Answer) -> str:
    return "  ".join(f"！{flag['message']}" for flag in answer["flags"])


def _set(lines: Sequence[_Line]) -> Iterator[str]:
    """Columns: labels as wide as the widest, answers too, up to a bound."""
    labels = max((width(line.label) for line in lines), default=0)
    values = max(
        (width(line.value) for line in lines if width(line.value) <= VALUE_COLUMNS_MAX), default=0
    )
    for line in lines:
        text = " " * line.indent
        if line.label:
            text += pad(line.label, labels) + "  "
        if line.value:
            text += pad(line.value, values) + "  "
        yield (text + line.tail).rstrip()
