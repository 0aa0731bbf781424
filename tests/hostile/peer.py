"""A peer that writes its own bytes: HTTP and WebSocket by hand, so that it may break either.

It also may read nothing, or never finish what it began. Frames are masked with zeros, which RFC
6455 allows and which leaves their content readable here.
"""

import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import msgpack

from tests.acceptance.commands import WAIT_S

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

UPGRADE = (
    b"GET /sync HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: doorstep.v1\r\n\r\n"
)


def frame(opcode: int, data: bytes = b"", *, fin: bool = True) -> bytes:
    """A client's frame."""
    head = bytes([opcode | 0x80 * fin])
    if len(data) < 126:
        head += bytes([0x80 | len(data)])
    elif len(data) < 1 << 16:
        head += b"\xfe" + struct.pack(">H", len(data))
    else:
        head += b"\xff" + struct.pack(">Q", len(data))
    return head + bytes(4) + data


def hello(token: str, **instead: Any) -> bytes:
    """A hello, as a message."""
    said = {"t": "hello", "v": 1, "token": token, "app": "peer", "cursors": {}, "z": []}
    return msgpack.packb({**said, "outbox": 0, "clock_ms": 0, **instead})


class Peer:
    """One TCP connection.

    Args:
        url: the server's.
        receive_bytes: the kernel's buffer for what comes in; a small one fills at once.
    """

    def __init__(self, url: str, *, receive_bytes: int | None = None) -> None:
        place = urlsplit(url)
        self.host = place.netloc.encode()
        self.socket = socket.socket()
        if receive_bytes is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(WAIT_S)
        self.socket.connect((place.hostname, place.port))
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """Sends bytes; False where the server has gone."""
        try:
            self.socket.sendall(data)
        except (ConnectionError, TimeoutError):
            return False
        return True

    def upgrade(self) -> Self:
        """Becomes a WebSocket."""
        assert self.send(UPGRADE % self.host)
        while b"\r\n\r\n" not in self._rest:
            self._rest += self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        return self

    def welcomed(self, token: str, **instead: Any) -> Self:
        """Becomes a WebSocket whose hello is answered."""
        self.upgrade().send(frame(BINARY, hello(token, **instead)))
        while (said := self.hear())[0] == BINARY:
            if msgpack.unpackb(said[1])["t"] == "welcome":
                return self
        raise AssertionError(said)

    def hear(self) -> tuple[int, bytes]:
        """The next frame: its opcode and content; a connection that has ended is CLOSE and b''.

        A ping is answered on the way: a peer that listens is there.
        """
        with suppress(ConnectionError):
            while (said := self._frame())[0] == PING:
                self.send(frame(PONG, said[1]))
            return said
        return CLOSE, b""

    def _frame(self) -> tuple[int, bytes]:
        head = self._take(2)
        size = head[1] & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._take(8))
        return head[0] & 0x0F, self._take(size)

    def ended(self) -> int | None:
        """Reads until the server ends the connection; its close code, None where it said none."""
        while True:
            opcode, data = self.hear()
            if opcode == CLOSE:
                return self.code(data)

    @staticmethod
    def code(data: bytes) -> int | None:
        """The code in the content of a close frame."""
        return struct.unpack(">H", data[:2])[0] if data else None

    def answer(self) -> bytes:
        """Everything that comes until the server ends the connection."""
        with suppress(ConnectionError):
            while True:
                self._rest += self._more()
        return self._rest

    def _take(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._rest += self._more()
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionError
        return data


def resident_bytes(pid: int, *, peak: bool = False) -> int:
    """What a process has in memory now, or had at most."""
    name = "VmHWM:" if peak else "VmRSS:"
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024


def forget_peak(pid: int) -> int:
    """From now on the most is what there is most from now on (proc(5), clear_refs); what it has."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return resident_bytes(pid)


def open_sockets(pid: int) -> set[str]:
    """The sockets that a process holds, by the kernel's names for them."""
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(entry.readlink()))
    return {name for name in found if name.startswith("socket:")}
