"""What tablets of all Yjs servers say: the sync messages of y-protocols, and the updates in them.

A message is `0` (sync), then `0` with a state vector (step 1: what I have), `1` with an update
(step 2: what you lack) or `2` with an update (somebody wrote). Numbers are lib0's: seven bits a
byte, lowest first. Documents are made with pycrdt, whose bytes Yjs reads as its own. A grid is a
document, a visit a map in it, an answer an entry of that map; a tablet writes with one client id.

No awareness is sent, though the libraries' own clients send some: it would only cost the peers.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import pycrdt

from bench.peer import SocketTablet
from bench.workload import ANSWERS, Errand, Visit

SYNC = 0
STEP1, STEP2, UPDATE = 0, 1, 2

_ROOT = "visits"


def number(value: int) -> bytes:
    """An unsigned number as lib0 writes it."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """The number at a place, and the place behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def sized(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return number(len(data)) + data


def sync_message(kind: int, data: bytes) -> bytes:
    """A sync message of any kind."""
    return bytes((SYNC, kind)) + sized(data)


def read_sync_message(message: bytes, at: int = 0) -> tuple[int, bytes] | None:
    """The kind and the bytes of a sync message; nothing for any other message."""
    if message[at] != SYNC:
        return None
    length, start = read_number(message, at + 2)
    return message[at + 1], message[start : start + length]


class Author:
    """A document of its own, and the updates that writing in it makes."""

    def __init__(self, errand: Errand) -> None:
        name = f"{errand.room}/{errand.writer}".encode()
        client = int.from_bytes(blake2b(name, digest_size=4).digest(), "big")
        self.document = pycrdt.Doc[Any](client_id=client)
        self.updates: list[bytes] = []
        watch = self.document.observe(lambda event: self.updates.append(event.update))
        for group in errand.groups():
            self._write(group)
        self.document.unobserve(watch)

    def _write(self, group: Sequence[Visit]) -> None:
        visits: pycrdt.Map[Any] = self.document.get(_ROOT, type=pycrdt.Map)
        with self.document.transaction():
            for visit in group:
                visits[visit.record] = pycrdt.Map(dict(visit.answers))


@lru_cache(maxsize=2)
def whole(errands: tuple[Errand, ...]) -> pycrdt.Doc[Any]:
    """The document in which these errands are done, not to be written in.

    The tablets of a room come one after the other, so one room is remembered, beside the empty one.
    """
    document = pycrdt.Doc[Any]()
    for errand in errands:
        document.apply_update(Author(errand).document.get_update())
    return document


def readable(updates: Sequence[bytes]) -> int:
    """How many visits with all their answers a document shows that took these updates."""
    document = pycrdt.Doc[Any]()
    for update in updates:
        document.apply_update(update)
    visits: pycrdt.Map[Any] = document.get(_ROOT, type=pycrdt.Map)
    return sum(len(answers) == ANSWERS for answers in (visits.to_py() or {}).values())


class YjsTablet(SocketTablet):
    """A tablet of a server that speaks y-protocols as they are.

    Such a server confirms nothing. A tablet is in sync when both sides have told what they had and
    all visits of the grid have come, its own as the server's echo.
    """

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        super().__init__(host, port, errand)
        self.own: list[bytes] = []
        self.document = whole(errand.knows)
        if errand.writes:
            author = Author(errand)
            if errand.pushes == 1:
                self.document = author.document
            else:
                self.own = author.updates
        self.vector = self.document.get_state()
        self.sent = 0
        self._mine = {visit.record.encode() for visit in errand.writes}
        self.asked = self.told = False

    def frame(self, message: bytes) -> bytes:
        """A message as this server takes it."""
        return message

    def unframed(self, message: bytes) -> tuple[int, bytes] | None:
        """The sync message in what this server sent, if it is one."""
        return read_sync_message(message)

    def greet(self) -> None:
        """Tells what it has."""
        self.say(self.frame(sync_message(STEP1, self.vector)))

    def answer(self, message: bytes) -> None:
        """Tells the server what it lacks, and notes what it told."""
        kind, data = self.unframed(message) or (None, b"")
        if kind == STEP1:
            self.say(self.frame(sync_message(STEP2, self.document.get_update(data))))
            self.asked = True
        elif kind == STEP2:
            self.told = True
        if self.errand.one_by_one and 0 < self.sent <= self.acknowledged():
            self.write()

    def write(self) -> None:
        """Sends its new visits, one push at a time or all there are."""
        last = self.sent + 1 if self.errand.one_by_one else len(self.own)
        for update in self.own[self.sent : last]:
            self.sent += 1
            self.say(self.frame(sync_message(UPDATE, update)))

    def acknowledged(self) -> int:
        """How many of its pushes came back."""
        return len(self.held & self._mine) * self.errand.pushes // max(1, len(self._mine))

    def is_known(self) -> bool:
        """Both sides told what they had."""
        return self.asked and self.told

    def believes(self) -> bool:
        """All visits came."""
        return self.sent == len(self.own) and len(self.held) >= self.errand.waits_for

    def readable(self) -> int:
        """How many visits can be read from all that came."""
        found = (self.unframed(message) for message in self.messages)
        return readable([data for kind, data in filter(None, found) if kind != STEP1])
