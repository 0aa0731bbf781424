"""What a recorded process said on its sockets: the protocol's messages, read off its writes."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgpack

from tests.faults.steps import Step

_BINARY = 0x82
_MASKED = 0x80


class Sockets:
    """Puts a process's writes to sockets together to messages."""

    def __init__(self) -> None:
        self._pending: dict[str, bytearray] = defaultdict(bytearray)

    def messages(self, step: Step) -> Iterator[tuple[str, dict[str, Any]]]:
        """(socket, message) of each WebSocket message that ends with this write."""
        if not step.path.startswith("socket:"):
            return
        pending = self._pending[step.path]
        pending += step.data
        if pending.startswith((b"HTTP/", b"GET ", b"POST ")):  # up to the end of its head
            del pending[: pending.find(b"\r\n\r\n") + 4 or None]
        while (frame := _first(pending)) is not None:
            kind, payload = frame
            if kind == _BINARY:
                yield step.path, msgpack.unpackb(payload)


def _first(pending: bytearray) -> tuple[int, bytes] | None:
    """Takes the first whole frame off what was written (RFC 6455, 5.2)."""
    if len(pending) < 2:
        return None
    length, at = pending[1] & 0x7F, 2
    if length >= 126:
        at = 4 if length == 126 else 10
        length = int.from_bytes(pending[2:at], "big")
    mask = b""
    if pending[1] & _MASKED:
        mask = bytes(pending[at : at + 4])
        at += 4
    if len(pending) < at + length:
        return None
    kind, payload = pending[0], bytes(pending[at : at + length])
    del pending[: at + length]
    if mask:
        payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
    return kind, payload
