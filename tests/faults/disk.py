"""What may lie on a disk after the power was cut, computed from what was written and flushed.

The model is the harshest that POSIX allows to a disk that honours flush: behind the last completed
flush of a file nothing is promised. Of each write since, any sector of 512 bytes may be there or
not, in any order, on its own; a length may be the old or the new one; a name in a directory may be
missing, or still there after it was removed, until the directory was flushed. Names that were not
flushed come to be in their order, as on every journaling file system.

A flush that fails (`forget`) leaves worse: the system takes what was not on disk for written, goes
on to show it, and never writes it, whatever is flushed later, unless the program writes it again.

Left out: sectors that lie, which no program can survive, and `-shm`, which SQLite makes anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.steps import Step

SECTOR_BYTES = 512

Unflushed = tuple[int, bytes | None]
"""A write (offset, data), or a new length (length, None)."""


@dataclass
class _Content:
    """A file, whatever it is called: what is flushed, and what is not yet."""

    flushed: bytes = b""
    unflushed: list[Unflushed] = field(default_factory=list)

    def flush(self) -> None:
        self.flushed = _applied(self.flushed, self.unflushed)
        self.unflushed = []


class Disk:
    """The files of one directory at a moment of a recorded session.

    Args:
        folder: the directory as the recorded process saw it.
        names: the files that count.
        before: what they held when the recording began; on disk.
    """

    def __init__(self, folder: Path, names: Iterable[str], before: Mapping[str, bytes]) -> None:
        self._folder = str(folder)
        self._paths = {f"{folder}/{name}": name for name in names}
        self._flushed = {name: _Content(data) for name, data in before.items()}
        self._names = dict(self._flushed)
        self._renamed: list[tuple[str, _Content | None]] = []

    def take(self, step: Step) -> bool:
        """The next call; whether it changed anything here."""
        if step.path == self._folder and step.call in ("fsync", "fdatasync"):
            self._flushed = dict(self._names)
            self._renamed = []
            return True
        name = self._paths.get(step.path)
        if name is None or step.call == "open":
            return False
        match step.call:
            case "create":
                if name not in self._names:
                    self._name(name, _Content())
            case "unlink":
                self._name(name, None)
            case "pwrite64":
                self._names[name].unflushed.append((step.number, step.data))
            case "ftruncate":
                self._names[name].unflushed.append((step.number, None))
            case "fsync" | "fdatasync":
                self._names[name].flush()
            case other:
                raise ValueError(f"a call that the model does not know: {other}")
        return True

    def forget(self, name: str) -> None:
        """A flush of this file failed: nothing written and not flushed will get to the disk."""
        if name in self._names:
            self._names[name].unflushed = []

    def _name(self, name: str, content: _Content | None) -> None:
        self._renamed.append((name, content))
        if content is None:
            del self._names[name]
        else:
            self._names[name] = content

    def image(self, random: Random) -> dict[str, bytes]:
        """The files as they may be found now; another draw, another image."""
        names: dict[str, _Content | None] = dict(self._flushed)
        names |= self._renamed[: random.randint(0, len(self._renamed))]
        survive = random.choice((_nothing, _everything, _sectors, _sectors, _writes_up_to))
        return {
            name: _applied(content.flushed, survive(content.unflushed, random))
            for name, content in names.items()
            if content is not None
        }


def _nothing(unflushed: list[Unflushed], random: Random) -> list[Unflushed]:
    return []


def _everything(unflushed: list[Unflushed], random: Random) -> list[Unflushed]:
    return unflushed


def _writes_up_to(unflushed: list[Unflushed], random: Random) -> list[Unflushed]:
    """Whole writes in order, the last of them torn."""
    kept = unflushed[: random.randint(0, len(unflushed))]
    if kept and kept[-1][1] is not None:
        offset, data = kept[-1]
        kept[-1] = (offset, data[: random.randint(0, len(data) // SECTOR_BYTES) * SECTOR_BYTES])
    return kept


def _sectors(unflushed: list[Unflushed], random: Random) -> list[Unflushed]:
    """Any sectors of any writes, in any order."""
    share = random.choice((0.1, 0.5, 0.9, 0.99))
    pieces: list[Unflushed] = []
    for offset, data in unflushed:
        pieces += [(offset, None)] if data is None else _cut(offset, data)
    kept = [piece for piece in pieces if random.random() < share]
    if random.random() < 0.5:
        random.shuffle(kept)
    return kept


def _cut(offset: int, data: bytes) -> list[Unflushed]:
    """A write in pieces that lie in one sector each."""
    pieces: list[Unflushed] = []
    at = 0
    while at < len(data):
        upto = at + SECTOR_BYTES - (offset + at) % SECTOR_BYTES
        pieces.append((offset + at, data[at:upto]))
        at = upto
    return pieces


def _applied(before: bytes, changes: Iterable[Unflushed]) -> bytes:
    content = bytearray(before)
    for number, data in changes:
        end = number + (0 if data is None else len(data))
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        if data is None:
            del content[number:]
        else:
            content[number:end] = data
    return bytes(content)
