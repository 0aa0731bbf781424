"""Which numbers the district counts: given back as they are kept, and replaced as a whole.

What comes in is looked at against the published forms, like the numbers of a pack. All of it takes
the place of what was kept, or none of it. The projector counts anew what counts otherwise, as it
does when a form changes.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from schema.figure import Figure, figure_faults
from schema.figure_faults import figure_fault
from schema.form import Form
from schema.pack import uncountable
from schema.text import Text
from server.clock import now_ms
from server.errors import InvalidRequest, NumbersRefused
from server.operations.arguments import Arguments
from server.people import audit, figures, generations
from server.people.staff import Staff
from server.station import Station

NUMBERS_MAX: Final = 500
"""Numbers of a district: the reference district reads some seventy."""


def export(station: Station, _: Arguments) -> object:
    """The numbers as they are kept, in all languages and in the order of people."""
    return [each.to_json() for each in station.directory.figures]


def replace(
    station: Station, given: Sequence[object], actor: Staff, file: str, *, fitting: bool = False
) -> list[str]:
    """Counts these numbers from now on, and no others; which were left out.

    Args:
        station: where.
        given: the numbers, as JSON has them.
        actor: who says so.
        file: where they were read from, for people.
        fitting: leave out what the forms that are here cannot answer, instead of refusing all.

    Raises:
        NumbersRefused: with everything that is wrong; nothing was stored.
    """
    while (left := _replaced(station, given, actor, file, fitting=fitting)) is None:
        pass  # somebody else wrote about forms in between: it is looked at again
    return left


def _replaced(
    station: Station, given: Sequence[object], actor: Staff, file: str, *, fitting: bool
) -> list[str] | None:
    """One try; None if the forms were others by the time of the commit."""
    at_ms, then = now_ms(), station.directory
    found, left = looked_at(given, then.published, fitting=fitting)
    before, after = _written(then.figures), _written(found)
    if [*before.items()] == [*after.items()]:
        return left
    detail = {"file": file, "numbers": len(found), **_changes(before, after)}

    def act(connection: sqlite3.Connection) -> bool:
        if generations.numbers(connection)["forms"] != then.numbers["forms"]:
            return False
        figures.keep(connection, found)
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor.id,
            act="numbers.import",
            subject="",
            detail=detail,
        )
        return True

    return left if station.change(act) else None


def looked_at(
    given: Sequence[object], forms: Mapping[str, Form], *, fitting: bool = False
) -> tuple[tuple[Figure, ...], list[str]]:
    """The numbers, and the ids of those that were left out since these forms cannot answer them.

    Raises:
        NumbersRefused: with everything that is wrong.
    """
    wrong = [*_faults(given)]
    unanswered = [*_unanswered(given, forms)]
    if faults := wrong if fitting else wrong + unanswered:
        problems = [_problem(given, *each) for each in sorted(faults, key=lambda each: each[0])]
        raise NumbersRefused(count=len(problems), problems=problems)
    found = [Figure.stored(_object(each)) for each in given]
    left = _with_shares({found[place].id for place, _ in unanswered}, found) if fitting else set()
    kept = tuple(each for each in found if each.id not in left)
    return kept, [each.id for each in found if each.id in left]


def _faults(given: Sequence[object]) -> Iterator[tuple[int, Text]]:
    """What is wrong with numbers without regard to forms: which one, from 0, and why."""
    storable = [each if _is_storable(each) else None for each in given]
    for place, reason in figure_faults(storable):
        lost = storable[place] is not given[place]
        yield place, figure_fault("unstorable") if lost else reason


def _unanswered(given: Sequence[object], forms: Mapping[str, Form]) -> Iterator[tuple[int, Text]]:
    """What forms cannot answer, also of numbers with which something else is wrong."""
    asking = [
        dataclasses.replace(Figure.asking(_object(each)), id=str(place))
        for place, each in enumerate(given)
        if _is_storable(each)
    ]
    return ((int(name), reason) for name, reason in uncountable(asking, forms.values()))


def _is_storable(data: object) -> bool:
    """JSON may hold half a surrogate pair, and what is no number."""
    try:
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return True


def _with_shares(left: set[str], several: Iterable[Figure]) -> set[str]:
    """Also the shares of what is left out."""
    return left | {each.id for each in several if left.intersection(each.share or ())}


def _problem(given: Sequence[object], place: int, reason: Text) -> dict[str, Any]:
    """A fault as documents say it: the number by its id, and by its place from 1."""
    name = str(_object(given[place]).get("id") or "")
    return {
        "number": name.encode(errors="replace").decode() or None,
        "place": place + 1,
        "message": dict(reason),
    }


def _object(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _written(several: Iterable[Figure]) -> dict[str, str]:
    """Numbers by their ids, as texts that are compared: to Python 1 and true are the same."""
    return {each.id: json.dumps(each.to_json()) for each in several}


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """The ids of what is new, counted or called otherwise, and gone."""
    both = before.keys() & after.keys()
    return {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(name for name in both if after[name] != before[name]),
        "removed": sorted(before.keys() - after.keys()),
    }


def _import(station: Station, arguments: Arguments) -> object:
    """Replaces the numbers; with `left`, those of a pack that the forms here cannot answer."""
    given = arguments.value("numbers")
    if not isinstance(given, list) or len(given) > NUMBERS_MAX:
        raise InvalidRequest(reason=f"numbers is a list of {NUMBERS_MAX} at most")
    actor, file = arguments.actor(station.directory), arguments.text("file")
    fitting = arguments.flag("fitting")
    left = replace(station, given, actor, file, fitting=fitting)
    return {"ok": True, "left": left} if fitting else {"ok": True}


OPERATIONS: Mapping[str, Callable[[Station, Arguments], object]] = {
    "numbers.export": export,
    "numbers.import": _import,
}
