"""The bare limit: uvicorn and SQLite, which need not be installed."""

import sys
from importlib.metadata import version
from pathlib import Path

import msgpack

from bench.peer import Command, Peer, SocketTablet
from bench.workload import ANSWERS, Errand, Visit

_HERE = Path(__file__).parent


def row(visit: Visit) -> tuple[str, bytes]:
    """A visit as one row."""
    return visit.record, msgpack.packb(dict(visit.answers))


class BareTablet(SocketTablet):
    """In sync is a tablet when each push was confirmed from disk and all rows came."""

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        super().__init__(host, port, errand)
        self._rows = [[row(visit) for visit in group] for group in errand.groups()]
        self._pushes = [msgpack.packb([name, rows]) for name, rows in enumerate(self._rows)]
        self._sent = self._confirmed = 0
        self._told = False
        self._received: dict[str, bytes] = {}
        knows = sum(len(each.writes) for each in errand.knows)
        # Grids are filled by four tablets at once, so only a whole one has a known last row.
        self._cursor = 2**40 if knows else 0

    def greet(self) -> None:
        """Tells how far it has read."""
        self.say(msgpack.packb([self._cursor]))

    def answer(self, message: bytes) -> None:
        """Notes rows and confirmations; the first message says that all was read."""
        content = msgpack.unpackb(message)
        if len(content) == 1:
            self._confirm(content[0])
        else:
            self._received.update(content[1])
        self._told = True

    def is_known(self) -> bool:
        """All rows that were there came."""
        return self._told

    def believes(self) -> bool:
        """All pushes are on disk, and all rows came."""
        on_disk = self._confirmed == len(self._pushes)
        return on_disk and len(self.held) >= self.errand.waits_for

    def readable(self) -> int:
        """How many rows have all their answers."""
        return sum(len(msgpack.unpackb(data)) == ANSWERS for data in self._received.values())

    def write(self) -> None:
        """Sends its pushes, or the next one."""
        last = self._sent + 1 if self.errand.one_by_one else len(self._pushes)
        for push in self._pushes[self._sent : last]:
            self._sent += 1
            self.say(push)

    def _confirm(self, name: int) -> None:
        self._confirmed += 1
        self.held.update(record.encode() for record, _ in self._rows[name])
        self._received.update(self._rows[name])
        if self.errand.one_by_one:
            self.write()


class Bare(Peer):
    """What is left when nothing is merged, judged or shown."""

    name = "bare"
    label = "bare limit"
    settings = "uvicorn, SQLite WAL with synchronous=FULL and group commit; no merge, no rights"
    in_sync = "each push was committed to disk before it was confirmed"
    speaks = BareTablet

    def install(self) -> None:
        """Everything it needs is there."""

    def versions(self) -> dict[str, str]:
        """As installed."""
        return {name: version(name) for name in ("uvicorn", "websockets", "uvloop")}

    def command(self, store: Path, port: int) -> Command:
        """The script beside this file."""
        script = str(_HERE / "server.py")
        return Command(words=[sys.executable, script, str(store / "rows.sqlite"), str(port)])
