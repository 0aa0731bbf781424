"""A session of a process as it was recorded, and the disks that a power cut may leave of it.

What is recorded are the system calls of a real process (strace): the standard library's SQLite with
the pragmas of the code, our own files and the acknowledgements, which are system calls as well, on
one time line. A virtual file system under SQLite would see none of the files that we write
ourselves, would need another SQLite than the one in use, and an adapter in place of the connection
that is tested.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults import steps
from tests.faults.disk import Disk
from tests.faults.tracing import CALLS

RECORDED = (*CALLS, "openat", "sendto")
"""The calls by which files come to be as they are, and those by which something is said."""

LOG_FILES = ("log.db", "log.db-wal", "withdrawn.jsonl")
HOME_FILES = ("home.db", "home.db-wal")


@dataclass(frozen=True)
class Recording:
    """A session as it was recorded.

    Attributes:
        folder: the directory in which it worked.
        before: its files when it began.
        steps: what its process did, in order.
    """

    folder: Path
    before: dict[str, bytes]
    steps: list[steps.Step]

    def images(
        self, count: int, random: Random, since: int = 0, failing: Mapping[int, str] | None = None
    ) -> Iterator[tuple[int, dict[str, bytes]]]:
        """(number of steps done, the files then found) after so many power cuts.

        Args:
            since: the power stays on for so many steps at least.
            failing: the files of which a flush fails, each behind so many steps.
        """
        names = LOG_FILES if "log.db" in self.before else HOME_FILES
        moments = sorted(random.randint(since, len(self.steps)) for _ in range(count))
        disk, done = Disk(self.folder, names, self.before), 0
        for moment in moments:
            for number, step in enumerate(self.steps[done:moment], done + 1):
                disk.take(step)
                if failing and number in failing:
                    disk.forget(failing[number])
            done = moment
            yield done, disk.image(random)


def lay_out(image: dict[str, bytes], folder: Path) -> Path:
    """The files of an image in a directory of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return folder


def files(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}
