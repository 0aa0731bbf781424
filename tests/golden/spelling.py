"""The bytes of a Yjs v1 update with one client and plain keys, from the format's description alone.

A third writer beside pycrdt and Yjs, in both of their spellings, small enough to be checked by eye:
tests plant faults with it and re-encode what was read. It imports nothing of the project.
"""

from collections.abc import Iterable
from typing import Literal

Spelling = Literal["pycrdt", "yjs"]
Block = tuple[str, str, bytes]
"""Root map, key, content."""


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first, the high bit for "more follows"."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def sized(content: bytes) -> bytes:
    """The content behind its length."""
    return varint(len(content)) + content


def block(of: Block, spelling: Spelling) -> bytes:
    """An item: info (content kind, 0x20 for a key), parent by name, root, key, content."""
    root, key, content = of
    if spelling == "yjs":
        return b"\x23\x01" + sized(root.encode()) + sized(key.encode()) + sized(content)
    one_buffer = b"\x01\x74"
    return b"\x28\x01" + sized(root.encode()) + sized(key.encode()) + one_buffer + sized(content)


def update(client: int, blocks: Iterable[bytes]) -> bytes:
    """One client section from clock 0, and an empty delete set."""
    written = list(blocks)
    head = b"\x01" + varint(len(written)) + varint(client) + b"\x00"
    return head + b"".join(written) + b"\x00"


def base36(number: int) -> str:
    """Digits 0-9 a-z."""
    if number < 36:
        return "0123456789abcdefghijklmnopqrstuvwxyz"[number]
    return base36(number // 36) + base36(number % 36)
