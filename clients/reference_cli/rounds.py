"""Survey rounds on a tablet: whose door is whose, and how far each is by what is held here.

Everything comes from the last bundle and from the rows of this home, unsent ones included; nothing
needs the server. How far a door is says `schema.rounds`, as on the server: where both hold the same
rows they say the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from clients.reference_cli.library import Library
from clients.reference_cli.tablet import Tablet
from schema.area import AreaId, AreaKind
from schema.record_id import RecordId
from schema.rounds import LEFT, STATES, VISIT, Round, State, asked_for, place, state
from schema.walking import walking_place
from sync.core.calling import DoorCall
from sync.home.rows import IndexedRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class CallHere:
    """A call at a door with its record."""

    record: str
    said: DoorCall


Calls = Mapping[str, Sequence[CallHere]]
"""Those of one round by door, the latest last."""

Finished = Mapping[str, Sequence[int | None]]
"""Of the records that a round asks for, the numbers by which they were finished, by door."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One door of a round.

    Attributes:
        area: the household.
        state: how far it is.
        calls: those of the round there, whoever made them, the latest last.
    """

    area: AreaId
    state: State
    calls: Sequence[CallHere]

    @property
    def come_back(self) -> datetime | None:
        """When somebody is to come back, on this device's clock; None if no time was said.

        None as well for a time that no clock here shows, at an end of the calendar.
        """
        if self.state is not State.come_back:
            return None
        try:
            return datetime.fromisoformat(self.calls[-1].said.come_back_at).astimezone()
        except (ValueError, OverflowError):
            return None

    def due(self, today: date) -> bool:
        """Whether somebody is to come back there today, or was before."""
        return self.come_back is not None and self.come_back.date() <= today


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """What one person has to walk of a round.

    Attributes:
        round: the round.
        doors: theirs, in walking order.
        unnamed: how many doors here nobody is named for.
    """

    round: Round
    doors: Sequence[Door]
    unnamed: int

    @property
    def counts(self) -> dict[State, int]:
        """How many of the doors are in each state."""
        return {each: sum(door.state is each for door in self.doors) for each in STATES}

    def left(self, today: date) -> list[Door]:
        """The doors at which something is left, those first to which one comes back today.

        These by their times, all others in walking order; those to which one comes back on another
        day behind.
        """
        open_ones = [door for door in self.doors if door.state in LEFT]
        due = [door for door in open_ones if door.due(today)]
        later = [door for door in open_ones if door.come_back is not None and not door.due(today)]
        between = [door for door in open_ones if door.come_back is None]
        return [*sorted(due, key=_back_at), *between, *sorted(later, key=_back_at)]


def _back_at(door: Door) -> datetime:
    return door.come_back or datetime.max.replace(tzinfo=UTC)


def walks(tablet: Tablet) -> list[Walk]:
    """What this tablet's holder has to walk: of each open round, the one that ends first first."""
    library, staff = tablet.library, tablet.staff
    calls = _calls(tablet, tablet.records(form=VISIT)) if library.rounds else {}
    found = [_walk(tablet, made, calls.get(made.id, {}), staff) for made in library.rounds]
    some = [walk for walk in found if walk.doors or walk.unnamed]
    return sorted(some, key=lambda walk: (walk.round.last_day, walk.round.title))


def stands(tablet: Tablet, door: AreaId) -> list[tuple[Round, State]]:
    """How far one door is in each open round that it is in, whoever is named for it."""
    library = tablet.library
    if library.tree.get(door) is None or library.tree.kind(door) is not AreaKind.household:
        return []
    inside = [made for made in library.rounds if made.covers(library.tree, door)]
    if not inside:
        return []
    tablet.refresh()
    here: dict[str, list[IndexedRecord]] = defaultdict(list)
    for each in tablet.store.index.at(door):
        here[each.form].append(each)
    calls = _calls(tablet, here[VISIT])
    found = []
    for made in inside:
        finished = _finished(library, made, here[made.form])
        found.append((made, _door(made, door, calls.get(made.id, {}), finished).state))
    return found


def _walk(tablet: Tablet, made: Round, calls: Calls, staff: str) -> Walk:
    library, tree = tablet.library, tablet.library.tree
    finished = _finished(library, made, tablet.records(form=made.form))
    named = [(door, made.assigned(tree, door)) for door in made.doors(tree)]
    own = [door for door, who in named if who == staff]
    own.sort(key=lambda door: walking_place(tree, door))
    return Walk(
        round=made,
        doors=[_door(made, door, calls, finished) for door in own],
        unnamed=sum(who is None for _, who in named),
    )


def _door(made: Round, door: AreaId, calls: Calls, finished: Finished) -> Door:
    """One door, by the calls of its round and by what was finished for it."""
    here = calls.get(door, ())
    said = [each.said.call for each in here]
    how_far = state(said, finished.get(door, ()), made.start(door))
    return Door(area=door, state=how_far, calls=here)


def _calls(tablet: Tablet, visits: Sequence[IndexedRecord]) -> dict[str, dict[str, list[CallHere]]]:
    """The calls that these visits are, by round and door, the latest last."""
    came = {record: n for n, record in enumerate(tablet.store.index.as_they_came(VISIT))}
    found: dict[str, dict[str, list[CallHere]]] = defaultdict(lambda: defaultdict(list))
    for each in sorted(visits, key=lambda each: came.get(each.record, len(came))):
        call = (each.summary or {}).get("call")
        if call is not None:
            here = CallHere(record=each.record, said=DoorCall.from_json(call))
            found[here.said.round][each.area].append(here)
    for doors in found.values():
        for calls in doors.values():
            calls.sort(key=lambda here: place(here.said.call))
    return found


def _finished(
    library: Library, made: Round, records: Sequence[IndexedRecord]
) -> dict[str, list[int | None]]:
    """The numbers by which the round's form was finished, by door."""
    form = library.forms.get(made.form)
    key = form.key if form is not None else ()
    found: dict[str, list[int | None]] = defaultdict(list)
    for each in records:
        finished = (each.summary or {}).get("finished")
        if finished is not None and asked_for(made.keys, RecordId.parse(each.record), key):
            found[each.area].append(finished["seq"])
    return found
