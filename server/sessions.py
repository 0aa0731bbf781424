"""Which tablets are connected, and the bounds on one device's connections.

A registry of what is on the event loop: by device for the bounds and for revocation, by scope so
that a commit wakes only those whom it concerns. Pure bookkeeping; the sockets are `endpoint`'s.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from schema.area import Scope
from sync.core.server import ServerSession

DEVICE_SESSIONS_MAX: Final = 4
"""Sessions of one device at once: the tablet, a clone of it, and both once more half-open."""

DEVICE_HELLOS_MAX: Final = 120
"""Hellos of one device in `HELLO_WINDOW_MS`: a tablet that backs off never comes near."""

HELLO_WINDOW_MS: Final = 60_000


class Member(Protocol):
    """A connection, as far as the registry hands it out."""

    @property
    def session(self) -> ServerSession:
        """Its session."""

    def wake(self) -> None:
        """There may be something to send."""


class Sessions:
    """The connections that have said hello."""

    def __init__(self) -> None:
        self._by_device: dict[str, list[Member]] = {}
        self._by_scope: dict[Scope, dict[Member, None]] = {}
        self._scopes: dict[Member, tuple[Scope, ...]] = {}
        self._hellos: dict[str, deque[int]] = {}

    def __len__(self) -> int:
        return len(self._scopes)

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._scopes))

    def hello_allowed(self, device: str, now_ms: int) -> bool:
        """Counts a hello; False if this device said too many in the last minute."""
        hellos = self._hellos.setdefault(device, deque(maxlen=DEVICE_HELLOS_MAX + 1))
        hellos.append(now_ms)
        while hellos[0] <= now_ms - HELLO_WINDOW_MS:
            hellos.popleft()
        return len(hellos) <= DEVICE_HELLOS_MAX

    def add(self, device: str, member: Member, scopes: Iterable[Scope]) -> Member | None:
        """Takes a connection in; lets go of its device's oldest, and names it, if too many."""
        sessions = self._by_device.setdefault(device, [])
        sessions.append(member)
        self._scopes[member] = ()
        self.serve(member, scopes)
        # Let go at once: one that takes its time to close must not be named again for the next.
        return sessions.pop(0) if len(sessions) > DEVICE_SESSIONS_MAX else None

    def serve(self, member: Member, scopes: Iterable[Scope]) -> None:
        """The scopes of a connection changed; one that is not there is no error."""
        if member not in self._scopes:
            return
        for scope in self._scopes[member]:
            self._by_scope[scope].pop(member, None)
        self._scopes[member] = tuple(scopes)
        for scope in self._scopes[member]:
            self._by_scope.setdefault(scope, {})[member] = None

    def remove(self, device: str, member: Member) -> None:
        """Lets a connection go; one that is not there is no error."""
        sessions = self._by_device.get(device, [])
        if member in sessions:
            sessions.remove(member)
        if not sessions:
            self._by_device.pop(device, None)
        for scope in self._scopes.pop(member, ()):
            self._by_scope[scope].pop(member, None)

    def in_scope(self, scope: Scope) -> list[Member]:
        """The connections that are served this scope."""
        return list(self._by_scope.get(scope, ()))
