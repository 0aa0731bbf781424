"""The statements of `queries.sql` by name, and the filling of their `{rows}`.

The file is plain SQL in blocks headed `-- name: …`, a sentence each. A statement with `{rows}`
takes a varying number of values; the number is always a power of two, so that a connection's
cache of prepared statements knows all texts after a few commits.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

GROUPS_MAX = 256
"""Most groups of values in one statement: 8 columns stay far below SQLite's 32,766 parameters."""

T = TypeVar("T")


def load(path: Path) -> Mapping[str, str]:
    """The statements of a file by name, without their sentences."""
    blocks = path.read_text(encoding="utf-8").split("-- name: ")[1:]
    parted = (block.partition("\n") for block in blocks)
    return {name.strip(): _without_comments(text) for name, _, text in parted}


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()


SQL = load(Path(__file__).with_name("queries.sql"))


@lru_cache(maxsize=256)
def filled(name: str, columns: int, groups: int) -> str:
    """A statement with placeholders for `groups` of so many columns; one column goes bare."""
    group = "(" + ", ".join("?" * columns) + ")" if columns > 1 else "?"
    return SQL[name].format(rows=", ".join([group] * groups))


def exact_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in parts whose lengths are powers of two: for statements that write."""
    start = 0
    while start < len(values):
        length = min(GROUPS_MAX, 1 << (len(values) - start).bit_length() - 1)
        yield values[start : start + length]
        start += length


def padded_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The same with the last value repeated up to a power of two: for `IN`, where it is no sin."""
    for start in range(0, len(values), GROUPS_MAX):
        part = values[start : start + GROUPS_MAX]
        missing = (1 << (len(part) - 1).bit_length()) - len(part)
        yield [*part, *[part[-1]] * missing]
