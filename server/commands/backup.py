"""`doorstep backup`: one file that holds everything, also while a server runs."""

import time
from pathlib import Path
from typing import Annotated

import typer

from server.commands import progress
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = "Example: doorstep backup /mnt/usb/district-2026-06-12.db --data district"

_MB = 1_000_000


def backup(
    file: Annotated[Path, typer.Argument(metavar="DEST", help="A new file on another disk.")],
    data: Data,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Copy everything into one file, while a server runs or not."""
    from server.safekeeping.backup import back_up  # noqa: PLC0415  it reads the log: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    begun_s = time.monotonic()
    with progress.bar(terminal.words("backup.copying")) as report:
        made = back_up(data, file, report)
    document = {
        "ok": True,
        "file": str(made.file),
        "bytes": made.size_bytes,
        "at_ms": made.at_ms,
        "changes": made.changes,
        "records": made.records,
        "scopes": made.scopes,
        "seconds": round(time.monotonic() - begun_s, 3),
    }

    def for_people() -> None:
        terminal.say("backup.made", file=made.file, size_mb=f"{made.size_bytes / _MB:.1f}")
        terminal.say(
            "backup.holds",
            when=terminal.when(made.at_ms),
            changes=made.changes,
            records=made.records,
        )
        terminal.say("backup.beside", data=data)

    terminal.show(document, for_people)
