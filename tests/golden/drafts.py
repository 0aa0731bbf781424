"""Honest changes drawn at random, in the parts that a mutation needs to find.

In either spelling or a mix of both, with msgpack in any width that can hold a value: received
msgpack is kept as it is, so every width is honest.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.golden.spelling import Block, base36, varint

QUESTIONS = ["road", "q", "members[0a1b2c].name", "members[0a1b2c]", "_status", "道路硬化", "a-b.c"]
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, -33, 255, 65536, 2**53 - 1, -(2**53) + 1, 0.5, 1.0, -2.5e300,
    "", "support", "停车位", "x" * 40, [], ["a", "b"], [None, True, 1, 0.5, "停"], [1] * 17,
]  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A change in the making: its numbers in front, its blocks, its delete set."""

    client: int
    blocks: list[Block]
    spellings: list[str]
    honest: bool = True
    ready: bytes | None = None
    done: list[str] = field(default_factory=list)

    def update(self) -> bytes:
        """The update, unless a mutation below the level of blocks has written it already."""
        return self.ready if self.ready is not None else b"".join(self.tokens())

    def tokens(self) -> list[bytes]:
        """The update in its smallest parts: numbers, names, contents."""
        tokens = [b"\x01", varint(len(self.blocks)), varint(self.client), b"\x00"]
        for of, spelling in zip(self.blocks, self.spellings, strict=True):
            tokens += parts(of, spelling)
        return [*tokens, b"\x00"]


def parts(of: Block, spelling: str) -> list[bytes]:
    """One item in its smallest parts."""
    root, key, content = of
    name = key.encode("utf-8", "surrogatepass")
    buffer = [b"\x01", b"\x74"] if spelling == "pycrdt" else []
    info = b"\x28" if spelling == "pycrdt" else b"\x23"
    head = [info, b"\x01", varint(len(root)), root.encode(), varint(len(name)), name]
    return [*head, *buffer, varint(len(content)), content]


def pack(random: Random, value: Any) -> bytes:
    """A value in msgpack, in any of the widths that can hold it."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, float):
        narrow = struct.unpack(">f", struct.pack(">f", value))[0] if abs(value) < 1e30 else None
        if narrow == value and random.random() < 0.5:
            return b"\xca" + struct.pack(">f", value)
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, int):
        return random.choice(list(_integers(value)))
    if isinstance(value, str):
        data = value.encode()
        sizes = [
            (32, None, 0xA0),
            (1 << 8, ">B", 0xD9),
            (1 << 16, ">H", 0xDA),
            (1 << 32, ">I", 0xDB),
        ]
        return _header(random, len(data), sizes) + data
    items = b"".join(pack(random, item) for item in value)
    sizes = [(16, None, 0x90), (1 << 16, ">H", 0xDC), (1 << 32, ">I", 0xDD)]
    return _header(random, len(value), sizes) + items


def _integers(value: int) -> Iterable[bytes]:
    if -32 <= value < 128:
        yield struct.pack(">b", value)
    for code, kind in zip(
        range(0xCC, 0xD4), [">B", ">H", ">I", ">Q", ">b", ">h", ">i", ">q"], strict=True
    ):
        try:
            yield bytes([code]) + struct.pack(kind, value)
        except struct.error:
            continue


def _header(random: Random, size: int, sizes: list[tuple[int, str | None, int]]) -> bytes:
    _, kind, code = random.choice([each for each in sizes if size < each[0]])
    return bytes([code | size]) if kind is None else bytes([code]) + struct.pack(kind, size)


PEOPLE = ("wang0000", "k" * 32)
"""Whose changes these are."""


def honest(random: Random, people: Sequence[str] = PEOPLE) -> Draft:
    """A change of one of these people that keeps every rule."""
    client = random.choice([random.getrandbits(53), random.getrandbits(53), random.randrange(300)])
    remark = random.choice([None, "r", "家里没人"])
    questions = random.sample(QUESTIONS, random.randrange(0 if remark else 1, 5))
    key = base36(client)
    journal = [random.choice(people), random.choice([0, 1655000000000]), remark]
    blocks = [("j", key, pack(random, journal))]
    blocks += [("a", f"{name}\x1f{key}", content(random, client)) for name in questions]
    one = random.choice(["pycrdt", "yjs"])
    mixed = random.random() < 0.2
    spellings = [random.choice(["pycrdt", "yjs"]) if mixed else one for _ in blocks]
    return Draft(client, blocks, spellings)


def content(random: Random, client: int) -> bytes:
    replaces = {random.choice([5, 200, random.getrandbits(53)]) for _ in range(random.randrange(3))}
    return pack(random, [random.choice(VALUES), sorted(replaces - {client})])
