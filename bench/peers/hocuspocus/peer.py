"""Hocuspocus with its SQLite extension, with its defaults and storing at once.

Its messages are y-protocols' with the document's name before them, and it adds a few of its own: a
token is asked for (here an empty one), and an update is answered by a status, which says that it
was applied in memory.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from bench.install import NODE, NodePeer
from bench.peer import Command
from bench.peers.yjs import YjsTablet, number, read_number, read_sync_message, sized
from bench.workload import Errand

AUTH, STATUS = 2, 8
TOKEN, AUTHENTICATED = 0, 2

_HERE = Path(__file__).parent


def addressed(room: str, message: bytes) -> bytes:
    """A message with the name of its document before it."""
    return sized(room.encode()) + message


def body(message: bytes) -> bytes:
    """A message without the name of its document."""
    length, at = read_number(message, 0)
    return message[at + length :]


def token(room: str, secret: str = "") -> bytes:
    """Who is speaking; the first message of a tablet."""
    return addressed(room, number(AUTH) + number(TOKEN) + sized(secret.encode()))


class HocuspocusTablet(YjsTablet):
    """In sync is a tablet of Hocuspocus when, beside all visits, a status came for each push."""

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        super().__init__(host, port, errand)
        self._statuses = 0

    def frame(self, message: bytes) -> bytes:
        """The document's name comes first."""
        return addressed(self.errand.room, message)

    def unframed(self, message: bytes) -> tuple[int, bytes] | None:
        """The document's name is left out."""
        return read_sync_message(body(message))

    def greet(self) -> None:
        """Says who it is; what it has is told when it was let in."""
        self.say(token(self.errand.room))

    def answer(self, message: bytes) -> None:
        """Beside the sync messages: it was let in, or one of its pushes was applied."""
        kind = body(message)[:2]
        if kind == bytes((AUTH, AUTHENTICATED)):
            super().greet()
        elif kind == bytes((STATUS, 1)):
            self._statuses += 1
        super().answer(message)

    def acknowledged(self) -> int:
        """The first status is for what it told in answer to the server's question."""
        return self._statuses - 1

    def is_known(self) -> bool:
        """What it told was applied, too."""
        return super().is_known() and self._statuses > 0

    def believes(self) -> bool:
        """All that a tablet of Yjs waits for, and a status for each push."""
        return super().believes() and self.acknowledged() >= self.sent


class Hocuspocus(NodePeer):
    """As it comes."""

    name = "hocuspocus"
    label = "Hocuspocus"
    settings = (
        "defaults but for the timeout of silent tablets: a document is stored 2 s after its last"
        " change, at most 10 s after its first"
    )
    in_sync = "the server said that each push was applied in memory; storage is not confirmed"
    speaks = HocuspocusTablet
    folder = _HERE
    options: ClassVar[Mapping[str, object]] = {}

    def command(self, store: Path, port: int) -> Command:
        """The script beside this file."""
        words = [str(store / "documents.sqlite"), str(port), json.dumps(self.options)]
        return Command(words=[str(NODE), "--no-warnings", str(_HERE / "server.mjs"), *words])


class HocuspocusAtOnce(Hocuspocus):
    """The same, but a document is stored whenever it changed."""

    name = "hocuspocus-at-once"
    label = "Hocuspocus, storing at once"
    settings = "debounce 0: a document is stored, whole, for each change"
    options: ClassVar[Mapping[str, object]] = {"debounce": 0}
