"""Wrapping of long messages: `{"t": "z", "d": <raw deflate>}`, if the other side can take it.

A wrapped message inflates to one message under the same bound, which is enforced while inflating:
a few bytes cannot claim the memory of many. Source: protocol.md, 1.
"""

import zlib
from typing import Final

import msgpack

from sync.core.errors import RemoteError
from sync.core.messages import MESSAGE_BYTES_MAX

DEFLATE: Final = "deflate"
"""What `hello` and `welcome` say in `z` of a side that takes wrapped messages."""

WRAPPED_BYTES_MIN: Final = 1024
"""Shorter ones travel as they are: the wrapping would cost more than it saves."""

LEVEL: Final = 1
"""A page of 100 rows shrinks to a fifth in 0.12 ms; level 6 takes five times as long for a seventh
less (measured)."""


def wrapped(message: bytes) -> bytes:
    """The message deflated, or as it is where that is no longer."""
    if len(message) <= WRAPPED_BYTES_MIN:
        return message
    packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    packed: bytes = msgpack.packb({"t": "z", "d": packer.compress(message) + packer.flush()})
    return packed if len(packed) < len(message) else message


def inflated(data: object) -> bytes:
    """The message inside a wrapped one; RemoteError where it is none or too long."""
    if type(data) is not bytes:
        raise RemoteError("malformed", "d: not bytes")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        message = unpacker.decompress(data, MESSAGE_BYTES_MAX + 1)
    except zlib.error:
        raise RemoteError("malformed", "d: not raw deflate") from None
    if len(message) > MESSAGE_BYTES_MAX:
        raise RemoteError("too_large", f"inflated, at most {MESSAGE_BYTES_MAX} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise RemoteError("malformed", "d: not one whole stream")
    return message
