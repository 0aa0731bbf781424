"""One record: its state, its answers with who and when, what is wrong with it, what to do."""

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
from sync.core.record import RETURN_PREFIX, STATUS, VERSION, row_of
from sync.core.review import APPROVED, Reason, Review

VALUE_COLUMNS_MAX: Final = 24
"""Of an answer that others are aligned with; a longer one pushes only its own line."""

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """An answer's line before its columns are known."""

    indent: int
    label: str
    value: str
    tail: str


def tell(held: HeldRecord, voice: Voice) -> list[str]:
    """The record in words."""
    document = held.document(voice.lang)
    return [
        f"{voice.title(held.id.form)}  {voice.address(held.id.text)}{voice.keys(held.id.text)}",
        state(held, voice),
        *_reasons(held, voice),
        *_answers(held, document, voice),
        *_remarks(held, voice),
        *_refused(held, document["refused"], voice),
        _next(held, document["answers"], voice),
    ]


def answers(held: HeldRecord, voice: Voice) -> Iterator[str]:
    """The answers of a record, each with its author and what is wrong with it."""
    return _answers(held, held.document(voice.lang), voice)


def state(held: HeldRecord, voice: Voice) -> str:
    """How a record stands, and whether everything of it was delivered."""
    words, reading = voice.words, held.reading
    clashes = len(reading.clashes)
    return words.both(
        words.named("state", reading.status) if reading.changes else "",
        words("show.changed") if reading.review and not reading.review.returned else "",
        words("show.clashes", n=clashes) if clashes else "",
        *delivered(held.own_waiting, len(held.refused), voice),
    )


def delivered(waiting: int, refused: int, voice: Voice) -> list[str]:
    """How many own changes wait and how many were refused; else that everything was delivered."""
    words = voice.words
    said = [
        words("show.waiting", n=waiting) if waiting else "",
        words("show.refused", n=refused) if refused else "",
    ]
    return said if any(said) else [words("show.delivered")]


def _reasons(held: HeldRecord, voice: Voice) -> Iterator[str]:
    """Why a returned record was returned: as a whole, and for which question."""
    review = held.reading.review
    if review is not None and review.returned:
        for reason in review.reasons:
            about = reason.question and full_label(held, reason.question, voice)
            yield tell_reason(reason, about, voice)


def tell_reason(reason: Reason, about: str | None, voice: Voice) -> str:
    """One reason of a return in words; `about` is the question's label, if it is for one."""
    words = voice.words
    text = voice.text(reason.text)
    said = words(
        "show.returned_because",
        who=voice.who(reason.staff),
        when=voice.when(reason.time_ms),
        text=f"{about}{words('colon')}{text}" if about else text,
    )
    return f"{said}  {words('show.answered')}" if reason.answered else said


def full_label(held: HeldRecord, question: str, voice: Voice) -> str:
    """A question's label; in a row, behind the repeat's and the row's number as shown now."""
    return in_its_rows(question, rows_shown(held), lambda path: voice.label(held.shown_in, path))


def _answers(held: HeldRecord, document: Answer, voice: Voice) -> Iterator[str]:
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


def _remarks(held: HeldRecord, voice: Voice) -> Iterator[str]:
    review = held.reading.review
    told = {each.change for each in review.reasons} if review and review.returned else ()
    for remark in held.reading.remarks:
        if remark.change in told:
            continue
        yield voice.words(
            "show.remark",
            who=voice.who(remark.staff),
            when=voice.when(remark.time_ms),
            text=voice.text(remark.text),
        )


def _refused(held: HeldRecord, refused: Sequence[Answer], voice: Voice) -> Iterator[str]:
    colon = voice.words("colon")
    form = held.shown_in
    for change in refused:
        said = [
            f"{voice.label(form, name)}{colon}{voice.value(form, name, each['value'])}"
            for name, each in change["answers"].items()
            if name != VERSION
        ]
        remark = [voice.text(change["remark"])] if change["remark"] else []
        yield voice.words(
            "show.refused_change",
            who=voice.who(change["staff"]),
            when=voice.when(change["at_ms"]),
            answers=voice.words.several([*said, *remark]),
        )
        yield voice.words("show.refused_hint", hint=change["hint"])


def _next(held: HeldRecord, answers: Mapping[str, Answer], voice: Voice) -> str:
    """What to do about this record; the most pressing thing alone."""
    record = voice.short(held.id.text)
    if held.refused:
        return voice.words("show.ask")
    foreign = [each for each in held.reading.clashes if not voice.settles(held, each)]
    if own := [each for each in held.reading.clashes if each not in foreign]:
        return voice.words("show.settle", record=record, question=own[0])
    if any(APPROVED in held.reading.answers[each].says for each in foreign):
        return voice.words("show.office")  # returned or done: nobody here can know
    flagged = [name for name, answer in answers.items() if answer["flags"]]
    review = held.reading.review
    if review is not None and review.returned:
        return _next_of_returned(held, review, record, voice)
    if held.reading.status == "draft":
        return voice.words("show.finish", record=record)
    if flagged:
        return voice.words("show.correct", record=record, question=flagged[0])
    if held.own_waiting:
        return voice.words("show.sync")
    return voice.words("show.office" if foreign else "show.nothing")


def _next_of_returned(held: HeldRecord, review: Review, record: str, voice: Voice) -> str:
    """First the questions that were returned, then that it is done."""
    named = [name for name in review.open_questions if row_of(name) is None]
    if named and held.form is not None and held.form.question(named[0]) is not None:
        return voice.words("show.correct", record=record, question=named[0])
    return voice.words("show.finish_again", record=record)
