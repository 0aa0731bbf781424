"""`doorstep restore`: a new data directory from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = (
    "Example: doorstep restore /mnt/usb/district-2026-06-12.db "
    "--withdrawn district/withdrawn.jsonl --data district-again"
)


def restore(
    file: Annotated[
        Path,
        typer.Argument(metavar="SRC", help="What doorstep backup wrote.", exists=True),
    ],
    data: Data,
    withdrawn: Annotated[
        Path | None,
        typer.Option(
            "--withdrawn",
            metavar="FILE",
            help="The newest withdrawn.jsonl of the old directory.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a new data directory of a backup; the tablets bring what came after it."""
    from server.safekeeping import restoring  # noqa: PLC0415  it reads the log: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    done = restoring.restore(file, data, withdrawn, terminal.lang.value)
    if done.withdrawn is None:
        terminal.warn("restore.without")
    document = {
        "ok": True,
        "data": str(data),
        "changes": done.changes,
        "records": done.records,
        "scopes": done.scopes,
        "withdrawn": done.withdrawn,
        "problems": [
            {"code": each.code, "where": each.where, "message": each.message}
            for each in done.problems
        ],
    }

    def for_people() -> None:
        terminal.say("restore.done", data=data, changes=done.changes, records=done.records)
        if done.withdrawn is not None:
            terminal.say("restore.withdrawn", **done.withdrawn)
        if done.problems:
            terminal.say("restore.problems", count=len(done.problems))
        for each in done.problems:
            terminal.line(f"  {each.where}: {each.message} ({each.code})")
        terminal.say("restore.codes")
        terminal.say("restore.next", data=data)
        terminal.say("restore.then", data=data)

    terminal.show(document, for_people)
