"""What a server must bring to be measured: how it is installed, started and talked to.

A peer is a folder below `bench/peers/`. It is run as its own documentation runs it, with its own
defaults, and its tablets speak its own protocol; where a setting differs, `settings` says so.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from bench.websocket import Broken, Socket, Traffic
from bench.workload import Errand, records_in


class NotInstalled(Exception):
    """A peer cannot be installed here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """How a server is started."""

    words: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


class Tablet(ABC):
    """One tablet's side of a peer's protocol, over one connection.

    What it sends is made with it, before any time is measured.
    """

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        self.host, self.port, self.errand = host, port, errand
        self.held: set[bytes] = set()

    @property
    @abstractmethod
    def traffic(self) -> Traffic:
        """The bytes of its connection so far."""

    @abstractmethod
    async def connect(self) -> None:
        """Connects; the server knows it, and it could write.

        Raises:
            Broken: the server does not go along.
        """

    @abstractmethod
    async def work(self) -> None:
        """Does its errand, and returns when it believes to be in sync.

        Raises:
            Broken: the server does not go along.
        """

    @abstractmethod
    def readable(self) -> int:
        """How many visits can be read, whole, from all that it received and wrote."""

    @abstractmethod
    def close(self) -> None:
        """Leaves."""


class Peer(ABC):
    """A server that is measured.

    Attributes:
        name: how it is named on the command line.
        label: how it is named in tables.
        settings: what was set, and what it writes where.
        in_sync: what a tablet of this server knows when it believes to be in sync.
        speaks: its tablets.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    settings: ClassVar[str]
    in_sync: ClassVar[str]
    speaks: ClassVar[type[Tablet]]

    @abstractmethod
    def install(self) -> None:
        """Installs it unless it is.

        Raises:
            NotInstalled: it cannot be, and why.
        """

    @abstractmethod
    def versions(self) -> dict[str, str]:
        """Its packages that matter, as pinned."""

    @abstractmethod
    def command(self, store: Path, port: int) -> Command:
        """Starts it on a store of its own."""

    def tablet(self, host: str, port: int, errand: Errand) -> Tablet:
        """A tablet with an errand, not connected yet."""
        return self.speaks(host, port, errand)

    async def found(self, host: str, port: int, rooms: Sequence[str]) -> None:  # noqa: B027
        """Makes the rooms, where a server does not by itself; nothing of it is measured."""


class SocketTablet(Tablet):
    """A tablet that speaks over a WebSocket."""

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        super().__init__(host, port, errand)
        self.messages: list[bytes] = []
        self._socket: Socket | None = None
        loop = asyncio.get_running_loop()
        self._connected: asyncio.Future[None] = loop.create_future()
        self._done: asyncio.Future[None] = loop.create_future()

    @property
    def traffic(self) -> Traffic:
        """The bytes of its connection so far."""
        return Traffic() if self._socket is None else self._socket.traffic

    async def connect(self) -> None:
        """Connects and waits until the server told what it has to tell."""
        uri = f"ws://{self.host}:{self.port}/{self.errand.room}"
        self._socket = Socket(uri, self)
        await self._socket.connect()
        await self._connected

    async def work(self) -> None:
        """Writes, and waits until it is in sync."""
        self.write()
        self._look()
        await self._done

    def say(self, message: bytes) -> None:
        """Sends a message."""
        assert self._socket is not None
        self._socket.say(message)

    def close(self) -> None:
        """Leaves."""
        if self._socket is not None:
            self._socket.close()

    def opened(self) -> None:
        """The server took the connection."""
        self.greet()

    def heard(self, message: bytes) -> None:
        """A message came."""
        self.messages.append(message)
        self.held.update(records_in(message))
        self.answer(message)
        self._look()

    def lost(self, broken: Broken) -> None:
        """The connection is gone."""
        for waiting in (self._connected, self._done):
            if not waiting.done():
                waiting.set_exception(broken)
                waiting.exception()  # a tablet that left is not asked any more

    @abstractmethod
    def greet(self) -> None:
        """Says what a tablet says first."""

    @abstractmethod
    def answer(self, message: bytes) -> None:
        """Says what a message asks for."""

    @abstractmethod
    def write(self) -> None:
        """Sends its new visits, or the first of them where each waits for the one before."""

    @abstractmethod
    def is_known(self) -> bool:
        """Whether the server told what it has to tell to one who connects."""

    @abstractmethod
    def believes(self) -> bool:
        """Whether the tablet, once it wrote, has no reason to wait any longer."""

    def _look(self) -> None:
        if not self._connected.done():
            if self.is_known():
                self._connected.set_result(None)
        elif not self._done.done() and self.believes():
            self._done.set_result(None)
