"""What an export in the audit took, beside its sentence: filter and format in words, and its files.

A file is known by its hash: `b2sum -l 256 FILE` finds the line that it belongs to.
"""

from dataclasses import dataclass

from server.exports.noting import ACT
from server.pages.exports import phrases
from server.pages.visit import Visit
from server.people.audited import AuditLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Took:
    """An export: its filters and format, each a phrase; names and hashes of its files; why."""

    phrases: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    because: str


def took(visit: Visit, line: AuditLine) -> Took | None:
    """What a line's export took; None for other acts, and where another version noted otherwise."""
    if line.act != ACT:
        return None
    asked = {name: value for name, value in line.detail.items() if name != "area"}
    try:
        return Took(
            phrases=phrases(visit, asked, str(asked.get("format"))),
            files=tuple((str(file["name"]), str(file["hash"])) for file in asked.get("files", ())),
            because=str(asked.get("because", "")),
        )
    except (KeyError, TypeError):
        return None
