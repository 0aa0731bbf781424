"""One place at a glance: what is known of a household, what waits, and what happened last."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from clients.reference_cli.layout import aligned
from clients.reference_cli.place import Below, Place
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling import answers
from clients.reference_cli.telling import history as past
from clients.reference_cli.telling.show import delivered, state
from clients.reference_cli.voice import Voice
from schema.area import AreaKind
from schema.form import OPEN
from schema.glance import Work
from schema.rounds import COME_BACK_AT, VISIT
from sync.core.change import Change
from sync.core.record import STATUS, VERSION

OPENED_MAX: Final = 5
"""Records of one form that are shown with their answers."""

LINES_MAX: Final = 20
"""Further ones of the same form, a line each; `list --area` has them all."""

ACTS_MAX: Final = 10
LABELS_MAX: Final = 4
"""Questions that one act is told by."""


def tell(place: Place, voice: Voice, *, history: bool = False) -> list[str]:
    """The place in words; its records are numbered in the order of `place.records`.

    With `history`, each that is shown with its answers has every change below them.
    """
    words = voice.words
    kind = words.named("kind", place.kind or AreaKind.household)
    address = voice.address_of(place.area)
    return [
        words.both(address, kind),
        *_waits(place, voice),
        *_calls(place, voice),
        *_to_do(place.to_do, voice),
        *_sheets(place, voice, history=history),
        *_below(place.below, voice),
        *_timeline(place, voice),
        *_last(place, voice),
    ]


def _last(place: Place, voice: Voice) -> Iterator[str]:
    """What to do next."""
    words = voice.words
    if place.below:
        yield words("place.look", area=place.below[0].area.id)
    if place.records:
        yield words("place.last")
    elif not place.below:
        yield words("place.new", area=place.area)


def _waits(place: Place, voice: Voice) -> Iterator[str]:
    """What of it waits for somebody, in one line; nothing is said of a place without records."""
    if not place.records:
        if not place.below:
            yield voice.words("place.none")
        return
    words, held = voice.words, place.records
    returned = sum(bool(each.reading.review and each.reading.review.returned) for each in held)
    drafts = sum(each.reading.status == "draft" for each in held)
    clashes = sum(len(each.reading.clashes) for each in held)
    yield words.both(
        words("list.head", n=len(held)),
        words("place.returned", n=returned) if returned else "",
        words("show.clashes", n=clashes) if clashes else "",
        words("place.drafts", n=drafts) if drafts else "",
        *delivered(place.waiting, place.refused, voice),
    )


def _calls(place: Place, voice: Voice) -> Iterator[str]:
    """How far a door is in each survey round, and when somebody is to come back."""
    for made, how_far in place.stands:
        said = voice.words.named("door", how_far)
        yield voice.words("place.round", title=voice.text(made.title), state=said)
    for call in place.calls:
        at = "" if call.at is None else voice.value(voice.form(VISIT), COME_BACK_AT, call.at)
        yield voice.words("place.come_back", at=at) if at else voice.words("place.come_back_once")


def _to_do(works: Sequence[Work], voice: Voice) -> Iterator[str]:
    """What is left to do, a line each, to be followed."""
    if not works:
        return
    words = voice.words
    yield words("place.to_do")
    rows = [
        [
            voice.subject_of(each.record),
            voice.state_of_work(each),
            words("place.due", when=each.due) if each.due else "",
            words("place.overdue") if each.overdue else "",
            words("related.show", record=voice.short(each.record)),
        ]
        for each in works
    ]
    yield from aligned(rows, indent=2)


def _sheets(place: Place, voice: Voice, *, history: bool) -> Iterator[str]:
    """A sheet a form: the latest and those that are open with their answers, others as lines."""
    numbered = list(enumerate(place.records, start=1))
    for form, several in groupby(numbered, key=lambda pair: pair[1].id.form):
        here = list(several)
        open_ones = [pair for at, pair in enumerate(here) if at == 0 or _is_open(pair[1])]
        opened = open_ones[:OPENED_MAX]
        for number, held in opened:
            record = f"{voice.title(form)}{voice.keys(held.id.text)}"
            yield voice.words("place.sheet", number=number, record=record, state=state(held, voice))
            yield from answers.tell(held, held.document(voice.lang), voice)
            if history:
                yield from (f"  {line}" for line in past.tell(held, voice))
        further = [pair for pair in here if pair not in opened]
        rows = [_line(number, held, voice) for number, held in further[:LINES_MAX]]
        yield from aligned(rows, indent=2)
        left = len(further) - len(rows)
        if left:
            yield voice.words("place.left", n=left, form=form, area=place.area)


def _is_open(held: HeldRecord) -> bool:
    waits = held.reading.status in OPEN or held.own_waiting > 0
    return waits or bool(held.refused) or bool(held.reading.clashes)


def _line(number: int, held: HeldRecord, voice: Voice) -> list[str]:
    reading = held.reading
    return [
        f"#{number}",
        voice.when(reading.created_ms or 0),
        voice.who(reading.created_by or ""),
        voice.heading(held) or voice.keys(held.id.text),
        state(held, voice),
    ]


def _below(below: Sequence[Below], voice: Voice) -> list[str]:
    words = voice.words
    if not below:
        return []
    rows = []
    for each in below:
        counts = words.both(
            words("place.households", n=each.households) if each.holds_households else "",
            words("list.head", n=each.records),
            words("place.returned", n=each.returned) if each.returned else "",
            words("place.clashing", n=each.clashing) if each.clashing else "",
            words("place.drafts", n=each.drafts) if each.drafts else "",
            words("show.waiting", n=each.waiting) if each.waiting else "",
            words("show.refused", n=each.refused) if each.refused else "",
        )
        rows.append([each.area.name, words.named("kind", each.area.kind), counts])
    return [words("place.below", n=len(below)), *aligned(rows, indent=2)]


def _timeline(place: Place, voice: Voice) -> Iterator[str]:
    acts = [(each.change, held) for held in place.records for each in held.reading.changes]
    if not acts:
        return
    acts.sort(key=lambda act: act[0].time_ms, reverse=True)
    yield voice.words("place.timeline")
    yield from aligned([_act(change, held, voice) for change, held in acts[:ACTS_MAX]], indent=2)


def _act(change: Change, held: HeldRecord, voice: Voice) -> list[str]:
    """Who did what to which record; of answers their questions alone."""
    words = voice.words
    status = next((each.value for each in change.entries if each.question == STATUS), None)
    labels = [
        voice.label(held.shown_in, each.question)
        for each in change.entries
        if each.question not in (STATUS, VERSION) and not each.question.endswith("]")
    ]
    labels = [label for label in dict.fromkeys(labels) if label]
    more = words("place.more", n=len(labels) - LABELS_MAX) if len(labels) > LABELS_MAX else ""
    said = words.both(
        words.named("state", str(status)) if status is not None else "",
        words.several(labels[:LABELS_MAX]) + more,
        voice.text(change.remark) if change.remark else "",
    )
    title = voice.title(held.id.form)
    return [voice.when(change.time_ms), voice.who(change.staff), title, said]
