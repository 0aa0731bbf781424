"""Today's list of a survey round: what is left, in walking order, and what was found there."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from clients.reference_cli.layout import aligned
from clients.reference_cli.rounds import Door, Walk
from clients.reference_cli.voice import Voice
from schema.rounds import LEFT, OUTCOME, STATES, VISIT, State


def document(walk: Walk, today: date, voice: Voice) -> dict[str, Any]:
    """One round: how many doors are in which state, and those that are left, in order."""
    made, counts = walk.round, walk.counts
    return {
        "round": {
            "id": made.id,
            "title": made.title,
            "form": made.form,
            "from": made.first_day,
            "by": made.last_day,
        },
        "doors": len(walk.doors),
        "left": sum(counts[each] for each in LEFT),
        "due": sum(door.due(today) for door in walk.doors),
        **{each.value: counts[each] for each in STATES},
        "unnamed": walk.unnamed,
        "list": [_door(door, today, voice) for door in walk.left(today)],
    }


def _door(door: Door, today: date, voice: Voice) -> dict[str, Any]:
    return {
        "area": door.area,
        "address": voice.address_of(door.area),
        "state": door.state.value,
        "due": door.due(today),
        "come_back_at": door.come_back.isoformat() if door.come_back else None,
        "calls": [
            {
                "record": each.record,
                "outcome": each.said.call.outcome,
                "staff": each.said.staff,
                "at_ms": each.said.at_ms,
            }
            for each in door.calls
        ],
    }


def tell(walks: Sequence[Walk], today: date, voice: Voice) -> Iterator[str]:
    """All rounds, the one that ends first first; then how a call is written down."""
    if not walks:
        yield voice.words("today.none")
        return
    first = None
    for walk in walks:
        left = walk.left(today)
        first = first or next(iter(left), None)
        yield from _walk(walk, left, today, voice)
    if first is not None:
        yield voice.words("today.last", area=first.area)


def _walk(walk: Walk, left: Sequence[Door], today: date, voice: Voice) -> Iterator[str]:
    words, made = voice.words, walk.round
    yield words("today.head", title=voice.text(made.title), n=len(left), doors=len(walk.doors))
    if made.first_day > today.isoformat():
        yield words("today.begins", day=voice.day(date.fromisoformat(made.first_day)))
    last = date.fromisoformat(made.last_day)
    late = bool(left) and last < today
    yield words("today.late" if late else "today.until", day=voice.day(last))
    counts = walk.counts
    said = [f"{words.named('door', each)} {n}" for each in STATES if (n := counts[each])]
    if said:
        yield words.both(*said)
    if walk.unnamed:
        yield words("today.unnamed", n=walk.unnamed)
    due = [door for door in left if door.due(today)]
    others = [door for door in left if not door.due(today)]
    if due:
        yield words("today.due", n=len(due))
        yield from aligned(
            [_line(door, voice.address_of(door.area), voice) for door in due], indent=2
        )
    for place, doors in groupby(others, key=lambda door: voice.place_above(door.area)):
        yield place
        yield from aligned([_line(door, voice.door(door.area), voice) for door in doors], indent=2)


def _line(door: Door, place: str, voice: Voice) -> list[str]:
    """A door: where, how far it is, when one comes back, and who called last when."""
    words = voice.words
    back = voice.moment(door.come_back) if door.come_back else ""
    return [
        place,
        " ".join(filter(None, [words.named("door", door.state), back])),
        _last(door, voice),
    ]


def _last(door: Door, voice: Voice) -> str:
    if not door.calls:
        return ""
    said = door.calls[-1].said
    outcome = voice.value(voice.form(VISIT), OUTCOME, said.call.outcome)
    met = "" if door.state is State.come_back else outcome
    when = voice.words("today.call", who=voice.who(said.staff), when=voice.when(said.at_ms))
    more = voice.words("today.calls", n=len(door.calls)) if len(door.calls) > 1 else ""
    return " ".join(filter(None, [met, when, more]))
