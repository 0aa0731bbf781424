"""The Unix socket by which commands reach a running server: `admin.sock` in the data directory.

It has mode 0600 before anybody can connect to it; a stale one is replaced by the holder of the
directory's lock; on a clean exit it is removed, since copying tools stumble over sockets. The
kernel takes 107 bytes of path: a longer one is reached through the directory's descriptor.
"""

import contextlib
import http.client
import os
import socket
from collections.abc import Iterator
from pathlib import Path

FILE_NAME = "admin.sock"
PATH_BYTES_MAX = 100
"""From here on the path goes through /proc/self/fd (Linux takes 107 bytes, others fewer)."""


@contextlib.contextmanager
def _address(data: Path) -> Iterator[str]:
    """A path of the socket that the kernel takes, valid inside the block."""
    path = str((data / FILE_NAME).absolute())
    if len(path.encode()) <= PATH_BYTES_MAX:
        yield path
        return
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{FILE_NAME}"
    finally:
        os.close(descriptor)


def bind(data: Path) -> socket.socket:
    """The server's end; for the holder of the directory's lock alone.

    It listens already: whoever connects before the server accepts waits, and is not refused.
    """
    (data / FILE_NAME).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(data) as address:
            listener.bind(address)
        (data / FILE_NAME).chmod(0o600)
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener


def remove(data: Path) -> None:
    """Takes the socket out of the directory, on a clean exit."""
    (data / FILE_NAME).unlink(missing_ok=True)


class AdminConnection(http.client.HTTPConnection):
    """HTTP to the server that runs on a data directory."""

    def __init__(self, data: Path, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._data = data
        self._timeout_s = timeout_s

    def connect(self) -> None:
        """Opens the connection; FileNotFoundError or ConnectionRefusedError if none runs."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self._timeout_s)
        with _address(self._data) as address:
            self.sock.connect(address)
