"""What every format does: takes records one by one, and says at the end which files there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from server.exports.rows import Line


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One file: its rows (of records, or of a repeat), and how many texts were cut to fit."""

    file: Path
    rows: int
    cut: int = 0


class Writer(Protocol):
    """One format."""

    def add(self, line: Line) -> None:
        """Writes one record."""
        ...

    def close(self) -> Sequence[Written]:
        """Writes what is left; the files are complete then."""
        ...
