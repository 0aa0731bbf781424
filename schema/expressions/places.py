"""Where questions stand in a record: what `${name}` refers to, seen from another question.

Inside a repeat a name means the answer of the same row; seen from outside it means those of all
rows. That is how pyxform turns names into paths, and how ODK's documentation describes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

Place: TypeAlias = tuple[str, ...]
"""The names from the record down to a node: `("data", "members", "age")`."""


HOUSEHOLDS: Final = "households"
"""The list of households, which no form brings (schema.roster)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """The way from one question to another: so many parents up, then down by these names."""

    up: int
    down: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """All places of a form, by name and by what stands below; its repeats and lists of items."""

    by_name: Mapping[str, tuple[Place, ...]]
    below: Mapping[Place, tuple[Place, ...]]
    repeats: frozenset[Place]
    lists: frozenset[str]

    @classmethod
    def of(cls, places: Mapping[Place, bool], lists: Iterable[str] = ()) -> Self:
        """From every place of a form and whether it is a repeat, and the names of its lists."""
        by_name: dict[str, list[Place]] = {}
        below: dict[Place, list[Place]] = {}
        for place in places:
            by_name.setdefault(place[-1], []).append(place)
            below.setdefault(place[:-1], []).append(place)
        return cls(
            by_name={name: tuple(found) for name, found in by_name.items()},
            below={place: tuple(found) for place, found in below.items()},
            repeats=frozenset(place for place, repeat in places.items() if repeat),
            lists=frozenset(lists),
        )

    def in_repeat(self, place: Place) -> bool:
        """Whether a place stands in a repeat, however deep; a repeat does not stand in itself."""
        return any(place[:length] in self.repeats for length in range(len(place)))

    def reference(self, home: Place, target: Place) -> Reference:
        """How `target` is reached from `home`: by the innermost repeat that holds both.

        A repeat does not hold itself: its name means all its rows, also within one.
        """
        shared = 0
        for length in range(1, min(len(home) + 1, len(target))):
            if home[:length] != target[:length]:
                break
            if home[:length] in self.repeats:
                shared = length
        return Reference(up=len(home) - shared, down=target[shared:])
