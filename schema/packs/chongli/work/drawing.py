"""How a record is drawn: by a seed, the same on every machine.

Only `Random.random` is used, the one method whose sequence Python promises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, TypeAlias, TypeVar

from schema.answer import Scalar, Value
from schema.area import AreaId
from schema.key import ULID_DIGITS

Answers: TypeAlias = dict[str, Value]
"""By path; rows of repeats under their composite names."""

T = TypeVar("T")

ZONE: Final = "+08:00"
"""The district's clock."""

_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """One record that is being drawn.

    Attributes:
        random: decides.
        day: on which it is made.
        area: which it is about.
        others: ids of records made before for the same place, by form: what it may refer to.
    """

    random: Random
    day: date
    area: AreaId
    others: Mapping[str, str]

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.random.random() * len(items))]

    def some(self, items: Sequence[str], most: int = 3) -> list[Scalar]:
        """One or several of the items, in their order."""
        wanted = 1 + int(self.random.random() * most)
        drawn = sorted(range(len(items)), key=lambda _: self.random.random())[:wanted]
        return [items[place] for place in sorted(drawn)]

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.random.random() < share

    def date(self, days: int = 0) -> str:
        """The day so many days later."""
        return (self.day + timedelta(days=days)).isoformat()

    def moment(self, hour: int, days: int = 0) -> str:
        """A moment within that hour."""
        return f"{self.date(days)}T{hour:02}:{self.number(0, 59):02}:00{ZONE}"

    def time(self, hour: int, least: int = 0, most: int = 59) -> str:
        """A time of day within that hour."""
        return f"{hour:02}:{self.number(least, most):02}:00"

    def someone(self) -> str:
        """Somebody who is named by no more than a surname."""
        return f"{self.pick(_SURNAMES)}某"

    def rows(self, repeat: str, rows: Sequence[Answers]) -> Answers:
        """The rows of a repeat."""
        found: Answers = {}
        for row in rows:
            marker = f"{repeat}[{''.join(self.pick(_BASE36) for _ in range(6))}]"
            found |= {marker: True, **{f"{marker}.{name}": value for name, value in row.items()}}
        return found

    def ulid(self) -> str:
        """A key of a record of which there may be any number."""
        return "0" + "".join(self.pick(ULID_DIGITS) for _ in range(25))


def answered(**answers: Value) -> Answers:
    """The answers that were given: a question left open is none."""
    return {name: value for name, value in answers.items() if value is not None}
