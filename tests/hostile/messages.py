"""Mutants of honest messages, the same ones for the same seed.

Most mutations know the format: one field is missing, of another type, beyond its bound, there
twice; the rest of the message stays honest, so that it gets past the first check. The others change
bytes.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from tests.golden.messages import FROM_SERVER, FROM_TABLET
from tests.hostile.packing import KILLERS, Pairs, Raw, deflated, pack

STRANGE: Sequence[Any] = (
    None, True, False, -1, 0, 1, 2**31, 2**53 - 1, 2**53, 2**63, 2**64 - 1, -(2**63), 0.5, 1e300,
    float("nan"), float("inf"), "", "a", "\x00", "z", "t", "130709/100/002/007", "全", "x" * 2000,
    b"", b"\x00" * 8, b"\x00" * 16, b"\x00" * 17, [], [[]], [None], [0, b""], {}, {"t": "ping"},
    Raw(b"\xc1"), Raw(b"\xd4\x05\x00"), Raw(b"\xdf\xff\xff\xff\xff"), Raw(b"\xa2\xff\xfe"),
    Raw(b"\x91" * 600 + b"\xc0"), Raw(b"\xa3\xed\xa0\x80"), Pairs([(1, 1)]), Pairs([("a", 1)] * 3),
)  # fmt: skip

ITEMS_MAX = 4_000
"""Of a list that grew: mutations that fall on one another must not fill this machine's memory."""

TYPES = sorted({document["t"] for table in (FROM_TABLET, FROM_SERVER) for _, document in
                table.values()} | {"z", "t", "", "hell", "HELLO", "push\x00"})  # fmt: skip


def honest(table: dict[str, tuple[Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The documents of the golden messages."""
    return [_with_bytes(document) for _, document in table.values()]


def _with_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"hex"}:
            return bytes.fromhex(value["hex"])
        return {key: _with_bytes(each) for key, each in value.items()}
    return [_with_bytes(each) for each in value] if isinstance(value, list) else value


def _times(items: list[Any], count: int) -> list[Any]:
    """The list so often, or fewer times where it would grow beyond its bound."""
    return items * max(1, min(count, ITEMS_MAX // len(items)))


class Mutator:
    """Draws mutants of these documents.

    Attributes:
        used: how often each mutation was.
    """

    def __init__(self, seed: int, documents: Iterable[dict[str, Any]]) -> None:
        self.used: Counter[str] = Counter()
        self._random = Random(seed)
        self._documents = list(documents)

    def draw(self) -> bytes:
        """The next mutant."""
        random = self._random
        if random.random() < 0.02:
            self.used["killer"] += 1
            return random.choice(KILLERS)[1]
        fields = list(random.choice(self._documents).items())
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            change = random.choice(self._ON_FIELDS)
            self.used[change.__name__.strip("_")] += 1
            fields = change(self, fields)
        data = pack(Pairs(fields))
        if random.random() < 0.35:
            change = random.choice(self._ON_BYTES)
            self.used[change.__name__.strip("_")] += 1
            data = change(self, data)
        return data

    # Fields: everything around the fault stays honest.

    def _missing(self, fields: list[Any]) -> list[Any]:
        at = self._random.randrange(len(fields) or 1)
        return fields[:at] + fields[at + 1 :]

    def _retyped(self, fields: list[Any]) -> list[Any]:
        return self._at_one(fields, lambda name, _: (name, self._random.choice(STRANGE)))

    def _deep(self, fields: list[Any]) -> list[Any]:
        return self._at_one(fields, lambda name, value: (name, self._within(value)))

    def _within(self, value: Any) -> Any:
        """The same value with something strange somewhere inside."""
        random = self._random
        if isinstance(value, dict) and value and random.random() < 0.8:
            key = random.choice(list(value))
            if random.random() < 0.3:
                return Pairs([*value.items(), (random.choice(STRANGE), value[key])])
            return {**value, key: self._within(value[key])}
        if isinstance(value, list | tuple) and value and random.random() < 0.8:
            at = random.randrange(len(value))
            rest = list(value)
            rest[at] = self._within(rest[at])
            return _times(rest, random.choice((1, 1, 1, 2, 40)))
        return random.choice(STRANGE)

    def _renamed(self, fields: list[Any]) -> list[Any]:
        return self._at_one(fields, lambda _, value: (self._random.choice(STRANGE), value))

    def _twice(self, fields: list[Any]) -> list[Any]:
        name, _ = self._random.choice(fields) if fields else ("t", None)
        return [*fields, (name, self._random.choice(STRANGE))]

    def _other_kind(self, fields: list[Any]) -> list[Any]:
        kind = self._random.choice(TYPES)
        return [(name, kind if name == "t" else value) for name, value in fields]

    def _with_those_of(self, fields: list[Any]) -> list[Any]:
        return [*fields, *self._random.choice(self._documents).items()]

    def _more(self, fields: list[Any]) -> list[Any]:
        count = self._random.choice((1, 15, 200))
        return [*fields, *((f"x{n}", self._random.choice(STRANGE)) for n in range(count))]

    def _repeated(self, fields: list[Any]) -> list[Any]:
        """A list or map far longer than any honest one."""

        def longer(name: Any, value: Any) -> tuple[Any, Any]:
            if isinstance(value, list) and value:
                return name, _times(value, self._random.choice((65, 300, 3000)))
            if isinstance(value, dict) and value:
                one = next(iter(value.values()))
                return name, {f"130709/100/002/{n:03}": one for n in range(2000)}
            return name, value

        return self._at_one(fields, longer)

    def _at_one(self, fields: list[Any], change: Any) -> list[Any]:
        if not fields:
            return fields
        at = self._random.randrange(len(fields))
        return [*fields[:at], change(*fields[at]), *fields[at + 1 :]]

    # Bytes.

    def _flipped(self, data: bytes) -> bytes:
        changed = bytearray(data or b"\x80")
        for _ in range(self._random.choice((1, 1, 2, 8))):
            changed[self._random.randrange(len(changed))] ^= 1 << self._random.randrange(8)
        return bytes(changed)

    def _cut(self, data: bytes) -> bytes:
        return data[: self._random.randrange(len(data) or 1)]

    def _spliced(self, data: bytes) -> bytes:
        at = self._random.randrange(len(data) or 1)
        piece = self._random.choice((self._random.randbytes(3), b"\xc1", b"\xdf\xff\xff\xff\xff"))
        return data[:at] + piece + data[at + self._random.randrange(3) :]

    def _longer(self, data: bytes) -> bytes:
        return data + self._random.choice((b"\x00", data, b"\x80", bytes(2000)))

    def _other_header(self, data: bytes) -> bytes:
        return struct.pack(">BI", self._random.choice((0xDF, 0xDD)), len(data)) + data[1:]

    def _wrapped(self, data: bytes) -> bytes:
        packed = deflated(data, 1)
        return pack(
            {"t": "z", "d": self._flipped(packed) if self._random.random() < 0.3 else packed}
        )

    _ON_FIELDS = (
        _missing, _retyped, _retyped, _deep, _deep, _deep, _renamed, _twice, _other_kind,
        _with_those_of, _more, _repeated,
    )  # fmt: skip
    _ON_BYTES = (_flipped, _cut, _spliced, _longer, _other_header, _wrapped, _wrapped)


def of_tablets(seed: int, token: str | None = None) -> Mutator:
    """Mutants of what tablets say; those of a hello carry this token, where there is one."""
    documents = honest(FROM_TABLET)
    if token is not None:
        documents = [
            {**each, **({"token": token} if "token" in each else {})} for each in documents
        ]
    return Mutator(seed, documents)


def of_servers(seed: int) -> Mutator:
    """Mutants of what servers say."""
    return Mutator(seed, honest(FROM_SERVER))
