"""A connection: frames on their way both ways, and what each end believes of it.

Within one WebSocket the order is TCP's and nothing is lost or doubled. So "drop, duplicate,
reorder" mean here what they mean for sockets: a connection breaks at any frame, with any number of
frames still on their way; what was on its way may arrive long after the other end has given up and
come back on a second connection; the same changes are then pushed again and answered twice. A
connection is half-open while only one end believes in it.
"""

from collections import deque
from dataclasses import dataclass, field

from sync.core.server import ServerSession
from tests.simulation.office import Office

SOCKET_FRAMES = 6
"""What lies in the buffers between the ends before the sender has to wait: a slow reader's window
is reached early."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message of the server's, or its close code; with the office of the moment it was sent."""

    data: bytes
    office: Office
    close: int | None = None


@dataclass(eq=False)
class Link:
    """One connection."""

    session: ServerSession
    up: deque[bytes] = field(default_factory=deque)
    down: deque[Frame] = field(default_factory=deque)
    tablet_open: bool = True
    server_open: bool = True
    joined: bool = False
    closed: bool = False

    def cut(self) -> None:
        """Both ends know that it is gone, and what was on its way is."""
        self.tablet_open = self.server_open = False
        self.up.clear()
        self.down.clear()
