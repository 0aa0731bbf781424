"""`doorstep export`: the records of a form as a table that people, or programs, take away."""

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands import progress
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal

EXAMPLE = (
    "Example: doorstep export household_file --format xlsx --labels -o households-2026-06-12.xlsx"
)

_MB = 1_000_000


class FileFormat(StrEnum):
    """What `--format` takes; as in `server.exports.order`, which brings too much for --help."""

    csv = "csv"
    xlsx = "xlsx"
    jsonl = "jsonl"
    geojson = "geojson"


_Format = Annotated[
    FileFormat,
    typer.Option("--format", help="csv, xlsx, geojson, or jsonl: lossless, a record a line."),
]
_File = Annotated[
    Path, typer.Option("-o", metavar="FILE", help="A new file: none is ever written over.")
]
_Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="T",
        help="Only what was received since: 2026-06-12, 2026-06-12T08:30, or ms since 1970.",
    ),
]
_Because = Annotated[
    str | None, typer.Option("--because", metavar="TEXT", help="Why; for the audit.")
]


def export(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    data: Data,
    file_format: _Format,
    file: _File,
    area: Annotated[str | None, typer.Option("--area", help="Here and below.")] = None,
    since: _Since = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="As people read it; else names and codes.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="CSV text as it is, unguarded against spreadsheets.")
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Sensitive answers in full; with --because.")
    ] = False,
    irrelevant: Annotated[
        bool, typer.Option("--irrelevant", help="Also answers that other answers made needless.")
    ] = False,
    removed: Annotated[
        bool, typer.Option("--removed", help="Also questions that the form asks no more.")
    ] = False,
    because: _Because = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write the records of a form to a file, masked where an answer is sensitive.

    With --as, only what that person may take away. Rows of repeats are further sheets, or files
    beside: x.csv and x-members.csv. The audit names every export.
    """
    _refuse_contradictions(file_format, labels=labels, plain=plain, reveal=reveal, because=because)
    from server.exports.delivering import deliver  # noqa: PLC0415  it reads records: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "form": form,
        "format": file_format.value,
        "area": area,
        "since": since,
        "labels": labels,
        "plain": plain,
        "irrelevant": irrelevant,
        "removed": removed,
        "reveal": reveal,
        "because": because,
        "as": actor,
        "lang": terminal.lang.value,
    }
    begun_s = time.monotonic()
    with progress.bar(terminal.words("export.making")) as report:
        made = deliver(data, asked, file, lambda part, _: report(part))
    seconds = round(time.monotonic() - begun_s, 3)
    document = {"ok": True, **made.document(file), "seconds": seconds}
    terminal.show(document, lambda: _tell(terminal, document, reveal=reveal))
    if made.cut:
        terminal.warn("export.cut", count=made.cut)


def _tell(terminal: Terminal, document: dict[str, Any], *, reveal: bool) -> None:
    for each in document["files"]:
        size_mb = f"{each['bytes'] / _MB:.1f}"
        terminal.say("export.made", file=each["file"], rows=f"{each['rows']:,}", size_mb=size_mb)
    terminal.say("export.noted" if reveal else "export.masked")


def _refuse_contradictions(
    file_format: FileFormat, *, labels: bool, plain: bool, reveal: bool, because: str | None
) -> None:
    """Options that would do nothing are wrong usage."""
    if plain and file_format is not FileFormat.csv:
        raise typer.BadParameter("--plain goes with --format csv alone")
    if labels and file_format in (FileFormat.jsonl, FileFormat.geojson):
        raise typer.BadParameter("--labels goes with --format csv or xlsx")
    if reveal and not because:
        raise typer.BadParameter("--reveal goes with --because, which the audit keeps")
    if because and not reveal:
        raise typer.BadParameter("--because goes with --reveal")
