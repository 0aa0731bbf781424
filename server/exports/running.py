"""The parent of the child that makes an export: starts it, hears how far it is, ends it."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from server import problem
from server.exports.errors import ExportFailed
from server.exports.order import Order

Told = Callable[[float, int], None]
"""Told which part is done, 0 to 1, and how many records are written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeFile:
    """One file: its name, its rows, its bytes, and its BLAKE2b in hex."""

    name: str
    rows: int
    bytes: int
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """An export: how many records, how many texts were cut to fit, and the files."""

    rows: int
    cut: int
    files: tuple[MadeFile, ...]

    def document(self, beside: Path) -> dict[str, Any]:
        """The same for programs; the files lie where this one does."""
        files = [
            {
                "file": str(beside.with_name(each.name)),
                "rows": each.rows,
                "bytes": each.bytes,
                "hash": each.hash,
            }
            for each in self.files
        ]
        return {"rows": self.rows, "cut": self.cut, "files": files}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What the child, or a command, says of it; KeyError or TypeError if it is none."""
        files = tuple(MadeFile(**each) for each in data["files"])
        return cls(rows=int(data["rows"]), cut=int(data["cut"]), files=files)


class Maker:
    """A child at work.

    Args:
        data: the data directory.
        order: what is wanted.
        file: where the records go; the folder is ours alone, and rows of repeats may go beside it.
    """

    def __init__(self, data: Path, order: Order, file: Path) -> None:
        self._file = file
        words = ["-m", "server.exports.making", str(data), str(file.parent), file.name]
        self._child = subprocess.Popen(  # noqa: S603 - our own program, names as arguments
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it died already: `follow` says so
            self._child.stdin.write(json.dumps(order.to_json()) + "\n")
            self._child.stdin.close()

    def follow(self, told: Told = lambda _, __: None) -> Made:
        """Returns once the files are made.

        Raises:
            ServerError: they are not, and why; what there is of them is to be thrown away.
        """
        with contextlib.closing(self._lines()) as lines:
            for said in lines:
                if "made" in said:
                    return Made.from_json(said["made"])
                if "problem" in said:
                    raise problem.read(said["problem"])
                told(said["part"], said["rows"])
        reason = f"its process ended with code {self._child.wait()}"
        raise ExportFailed(file=self._file.name, reason=reason)

    def _lines(self) -> Generator[dict[str, Any], None, None]:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # else its last words, cut off by its death
                    yield json.loads(line)

    def stop(self) -> None:
        """Ends the child, if it is not done; from any thread."""
        self._child.kill()
        self._child.wait()
