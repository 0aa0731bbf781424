"""A writer of msgpack that also writes what nobody may: maps with a key twice, raw bytes anywhere.

A document is what msgpack packs, and beside it `Raw` (bytes that stand for a value as they are) and
`Pairs` (a map as a list, so that keys may repeat and need be no text).
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import msgpack


class Raw(bytes):
    """Bytes that are written as they are, where a value stands."""


class Pairs(list[tuple[Any, Any]]):
    """A map, as the list of its (key, value)."""


def pack(document: Any) -> bytes:
    """The bytes of a document."""
    match document:
        case Raw():
            return bytes(document)
        case Pairs():
            return _head(0x80, 0xDE, len(document)) + b"".join(
                pack(key) + pack(value) for key, value in document
            )
        case dict():
            return pack(Pairs(document.items()))
        case list() | tuple():
            return _head(0x90, 0xDC, len(document)) + b"".join(pack(item) for item in document)
        case _:
            return msgpack.packb(document)


def _head(fixed: int, wide: int, size: int) -> bytes:
    if size < 16:
        return bytes([fixed | size])
    if size < 1 << 16:
        return bytes([wide]) + struct.pack(">H", size)
    return bytes([wide + 1]) + struct.pack(">I", size)


def deflated(data: bytes, level: int = 9) -> bytes:
    """Raw deflate."""
    packer = zlib.compressobj(level, wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def wrapped(data: bytes, times: int = 1) -> bytes:
    """A message inside a wrapping, or inside several."""
    for _ in range(times):
        data = msgpack.packb({"t": "z", "d": deflated(data)})
    return data


KILLERS: Sequence[tuple[str, bytes]] = (
    ("nothing", b""),
    ("a byte that msgpack never uses", b"\xc1"),
    ("a map of 2^32-1", b"\xdf\xff\xff\xff\xff"),
    ("a list of 2^32-1", b"\xdd\xff\xff\xff\xff"),
    ("a text of 2^32-1", b"\xdb\xff\xff\xff\xff"),
    ("bytes of 2^32-1", b"\xc6\xff\xff\xff\xff"),
    ("an extension of 2^32-1", b"\xc9\xff\xff\xff\xff\x05"),
    ("32,000 lists", b"\x91" * 32_000 + b"\xc0"),
    ("32,000 maps", b"\x81\xa1a" * 32_000 + b"\xc0"),
    ("32,000 lists under t", b"\x81\xa1t" + b"\x91" * 32_000 + b"\xc0"),
    ("a list of 260,000", b"\xdd" + struct.pack(">I", 260_000) + b"\xc0" * 260_000),
    ("130,000 empty lists", b"\x82\xa1t\xa4push\xa1x\xdd" + struct.pack(">I", 250_000)
     + b"\x90" * 250_000),
    ("250,000 empty maps", b"\x82\xa1t\xa4ping\xa1n\xdd" + struct.pack(">I", 250_000)
     + b"\x80" * 250_000),
    ("80,000 keys", b"\xdf" + struct.pack(">I", 43_000)
     + b"".join(b"\xa4" + f"{n:04x}".encode() + b"\xc0" for n in range(43_000))),
    ("a key twice", b"\x83\xa1t\xa4ping\xa1n\x01\xa1n\x02"),
    ("t twice", b"\x83\xa1t\xa4ping\xa1t\xa5hello\xa1n\x01"),
    ("NaN", b"\x82\xa1t\xa4ping\xa1n\xcb\x7f\xf8" + bytes(6)),
    ("infinity", b"\x82\xa1t\xa4ping\xa1n\xcb\x7f\xf0" + bytes(6)),
    ("2^64-1", b"\x82\xa1t\xa4ping\xa1n\xcf" + b"\xff" * 8),
    ("-2^63", b"\x82\xa1t\xa4ping\xa1n\xd3\x80" + bytes(7)),
    ("a timestamp", b"\x82\xa1t\xa4ping\xa1n\xd6\xff" + bytes(4)),
    ("an impossible timestamp", b"\x82\xa1t\xa4ping\xa1n\xc7\x0c\xff" + b"\xff" * 12),
    ("an extension", b"\x82\xa1t\xa4ping\xa1n\xd4\x05\x00"),
    ("an extension as a key", b"\x82\xa1t\xa4ping\xd4\x05\x00\x01"),
    ("a list as a key", b"\x82\xa1t\xa4ping\x90\x01"),
    ("nil as a key", b"\x82\xa1t\xa4ping\xc0\x01"),
    ("text that is no UTF-8", b"\x82\xa1t\xa4ping\xa1n\xa2\xff\xfe"),
    ("a surrogate", b"\x82\xa1t\xa4ping\xa1n\xa3\xed\xa0\x80"),
    ("a key that is no UTF-8", b"\x82\xa1t\xa4ping\xa1\xff\x01"),
    ("a text of 250,000 under t", b"\x81\xa1t\xdb" + struct.pack(">I", 250_000) + b"a" * 250_000),
    ("a wrapping of nothing", pack({"t": "z", "d": b""})),
    ("a wrapping without anything", pack({"t": "z"})),
    ("a wrapping of a text", pack({"t": "z", "d": "ping"})),
    ("a wrapping that is no deflate", pack({"t": "z", "d": b"\xff" * 64})),
    ("a wrapping that ends too early", pack({"t": "z", "d": deflated(b"a" * 5000)[:-2]})),
    ("a wrapping with more behind", pack({"t": "z", "d": deflated(b"\x80") + b"\x00"})),
    ("a bomb of 64 MiB", pack({"t": "z", "d": deflated(bytes(64 << 20), 1)[:260_000]})),
    ("a bomb of one byte too much", pack({"t": "z", "d": deflated(bytes((256 << 10) + 1))})),
    ("a wrapping in a wrapping", wrapped(pack({"t": "ping", "n": 1}), 2)),
    ("a wrapping in 100 wrappings", wrapped(pack({"t": "ping", "n": 1}), 100)),
    ("a wrapping of 32,000 levels", wrapped(b"\x91" * 32_000)),
    ("a wrapping of 250,000 maps", wrapped(
        b"\x82\xa1t\xa4ping\xa1n\xdd" + struct.pack(">I", 250_000) + b"\x80" * 250_000)),
    ("256 KiB and a byte", bytes((256 << 10) + 1)),
)  # fmt: skip
"""Messages that ended, stalled or filled some reader of msgpack, and what a wrapping adds."""
