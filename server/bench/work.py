"""What tablets have written before a measurement begins: changes and pushes, as bytes.

All of it is made beforehand, so that what is timed is the way to the server and not the making.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from server.bench import visits
from server.bench.district import District, Enrolled
from server.clock import now_ms
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.deflate import wrapped
from sync.core.encode import encode as encode_message
from sync.core.messages import Push
from sync.core.update import encode


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit's change: the record's id, the bytes, and the change's id."""

    record: str
    data: bytes
    change_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One tablet and its day.

    Attributes:
        pushes: the messages that hand in its visits, wrapped where a tablet wraps them.
        expected: how many rows its grid has once everybody has handed in theirs.
    """

    tablet: Enrolled
    visits: tuple[Visit, ...]
    pushes: tuple[bytes, ...]
    expected: int

    def held(self, received: Iterable[tuple[str, bytes, int]]) -> set[tuple[str, bytes]]:
        """What the tablet holds in the end: its own visits, and what came."""
        own = {(visit.record, visit.data) for visit in self.visits}
        return own | {(record, data) for record, data, _ in received}


def day(district: District, a_push: int, each: int | None = None) -> list[Work]:
    """The day of every tablet of the district, in the order of its tablets.

    Args:
        district: with as many tablets a grid as `visits` says.
        a_push: so many visits go into one message.
        each: so many visits a tablet; by default as many as `visits` says.
    """
    random = Random(1)  # noqa: S311 - ids of invented changes, no secret
    each = visits.VISITS_A_TABLET if each is None else each
    a_grid = visits.TABLETS_A_GRID * each
    records = {scope: iter(district.records(scope, a_grid)) for scope in district.grids}
    works = []
    for number, tablet in enumerate(district.tablets):
        mine = made(tablet, list(islice(records[tablet.scope], each)), number * each, random)
        works.append(
            Work(
                tablet=tablet,
                visits=tuple(mine),
                pushes=tuple(packed(mine, a_push)),
                expected=a_grid,
            )
        )
    return works


def made(tablet: Enrolled, records: Sequence[str], first: int, random: Random) -> list[Visit]:
    """A visit in each of these records by a tablet's holder, numbered from `first` on."""
    at_ms = now_ms()
    made = []
    for number, record in enumerate(records, first):
        entries = tuple(Entry(question, value) for question, value in visits.answers(number))
        change = Change(random.randrange(INT_BOUND), tablet.staff, at_ms, None, entries)
        made.append(Visit(record, encode(change), change.change_id))
    return made


def packed(made: Sequence[Visit], a_push: int) -> list[bytes]:
    """The push messages of these visits, so many in each; numbered from 1."""
    starts = range(0, len(made), a_push)
    return [
        wrapped(
            encode_message(
                Push(
                    id=number,
                    changes=tuple((v.record, v.data) for v in made[start : start + a_push]),
                )
            )
        )
        for number, start in enumerate(starts, 1)
    ]
