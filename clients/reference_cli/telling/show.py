"""One record: its state, why it was returned, its answers (`answers`), remarks, what to do."""

from collections.abc import Iterator, Mapping, Sequence

from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling import answers
from clients.reference_cli.telling.answers import Answer, full_label
from clients.reference_cli.voice import Voice
from sync.core.record import VERSION, row_of
from sync.core.review import APPROVED, Reason, Review


def tell(held: HeldRecord, voice: Voice) -> list[str]:
    """The record in words."""
    document = held.document(voice.lang)
    return [
        f"{voice.title(held.id.form)}  {voice.address(held.id.text)}{voice.keys(held.id.text)}",
        state(held, voice),
        *_reasons(held, voice),
        *answers.tell(held, document, voice),
        *_remarks(held, voice),
        *_refused(held, document["refused"], voice),
        _next(held, document["answers"], voice),
    ]


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


def _next(held: HeldRecord, given: Mapping[str, Answer], voice: Voice) -> str:
    """What to do about this record; the most pressing thing alone."""
    record = voice.short(held.id.text)
    if held.refused:
        return voice.words("show.ask")
    foreign = [each for each in held.reading.clashes if not voice.settles(held, each)]
    if own := [each for each in held.reading.clashes if each not in foreign]:
        return voice.words("show.settle", record=record, question=own[0])
    if any(APPROVED in held.reading.answers[each].says for each in foreign):
        return voice.words("show.office")  # returned or done: nobody here can know
    flagged = [name for name, answer in given.items() if answer["flags"]]
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
