"""What the import commands share: reading the file, sending its cells, telling what changes.

`doorstep areas import`, `households import`, `staff import` and `records import` have the same
options and the same shape of answer: counts, the first lines of each kind of change, and notices.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from server.admin import call
from server.commands.findings import in_words, tell_problems, tell_warnings
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.errors import ImportRefused

FIRST_LINES: Final = 10
"""Of each kind of change, for people; `--json` has all of them."""

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="An Excel workbook (.xlsx) or a CSV file.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change; nothing is stored.")
]
Covers = Annotated[
    str | None,
    typer.Option(
        "--covers",
        metavar="AREA",
        help="The list is the whole of this area; else of the buildings that it names.",
        show_default=False,
    ),
]
Additions = Annotated[
    bool, typer.Option("--add", help="The list only adds: what it does not name stays.")
]

MARKS: Final[Mapping[str, str]] = {
    "added": "+",
    "renamed": "~",
    "changed": "~",
    "back": "↺",
    "gone": "-",
    "clashing": "⚠",
    "left": "=",
    "void": "×",
    "missing": "?",
}
"""Before each line that tells of a change."""

UNTOUCHED: Final = frozenset({"listed", "unchanged", "left", "void", "missing"})
"""Counts of what nothing was written for."""

Line = Callable[[Mapping[str, Any]], str]


def take(
    terminal: Terminal, data: Path, operation: str, file: Path, asked: Mapping[str, object]
) -> dict[str, Any]:
    """Reads a file and has its rows imported; exit 1 names every cell that is wrong."""
    from server.lists import reading  # noqa: PLC0415  it reads files: not for every command

    read = reading.read(file)
    values = {**asked, "file": file.name, "sheets": read["sheets"], "lang": terminal.lang.value}
    try:
        done: Any = call(data, operation, values)
    except ImportRefused as error:
        refuse(terminal, error)
    return {**done, "warnings": [*in_words(terminal, done["warnings"])]}


def refuse(terminal: Terminal, error: ImportRefused) -> NoReturn:
    """Prints every problem and every notice with its cell, and ends with exit code 1."""
    told = [*in_words(terminal, error.problems)]
    warned = [*in_words(terminal, error.warnings)]
    terminal.show({"problems": told, "warnings": warned}, lambda: tell_problems(terminal, told))
    if not terminal.as_json:
        tell_warnings(terminal, warned)
        terminal.say("lists.refused", count=len(told))
    raise typer.Exit(1)


def tell(terminal: Terminal, done: Mapping[str, Any], lines: Mapping[str, Line]) -> None:
    """What changed, or would: notices, counts, and the first lines of each kind.

    Args:
        terminal: where.
        done: the document.
        lines: how a change of each kind is said.
    """
    tell_warnings(terminal, done["warnings"])
    counts = dict(done["counts"])
    terminal.say("lists.read", file=done["file"], count=counts.pop("listed"))
    named = (f"{terminal.words(f'lists.{kind}')} {count}" for kind, count in counts.items())
    terminal.line(" · ".join(named))
    for kind, line in lines.items():
        changes = done[kind]
        for change in changes[:FIRST_LINES]:
            terminal.line(f"  {MARKS[kind]} {line(change)}")
        if len(changes) > FIRST_LINES:
            terminal.say("lists.more", count=len(changes) - FIRST_LINES)


def tell_end(terminal: Terminal, done: Mapping[str, Any]) -> None:
    """Whether anything was stored."""
    changed = any(count for kind, count in done["counts"].items() if kind not in UNTOUCHED)
    if done["dry_run"]:
        terminal.say("lists.dry_run")
    else:
        terminal.say("lists.taken" if changed else "lists.nothing")


def tell_roster(terminal: Terminal, done: Mapping[str, Any]) -> None:
    """What a list of places changed: also where it could, and what it may have to do with doors."""

    def gone(change: Mapping[str, Any]) -> str:
        records = change["records"]
        kept = terminal.words("lists.kept", count=records) if records else ""
        return f"{change['address']}{kept}"

    tell(
        terminal,
        done,
        {
            "added": lambda change: str(change["address"]),
            "renamed": lambda change: f"{change['address']} → {change['name']}",
            "back": lambda change: str(change["address"]),
            "gone": gone,
        },
    )
    covers = [each["address"] for each in done["covers"]]
    if covers and len(covers) <= FIRST_LINES:
        terminal.say("lists.covers", areas=terminal.words("between").join(covers))
    elif covers:
        first = terminal.words("between").join(covers[:FIRST_LINES])
        terminal.say("lists.covers_many", areas=first, count=len(covers))
    for each in done["proposals"][:FIRST_LINES]:
        near = terminal.words("between").join(each["near"])
        terminal.say("lists.proposal", unlisted=each["unlisted"], near=near)
    if done["proposals"]:
        terminal.say("lists.adopt")
    tell_end(terminal, done)


def tell_records(terminal: Terminal, done: Mapping[str, Any]) -> None:
    """What a list of records changed, and what it left to people."""

    def differing(change: Mapping[str, Any], sign: str = "→") -> str:
        said = [
            f"{each['label']} {each['before'] or '–'} {sign} {each['listed']}"
            for each in change["answers"]
        ]
        if removed := change.get("rows_removed"):
            said.append(terminal.words("lists.rows_removed", count=removed))
        return f"{change['address']}: {terminal.words('between').join(said)}"

    def beside(change: Mapping[str, Any]) -> str:
        return differing(change, "|")

    tell(
        terminal,
        done,
        {
            "added": lambda change: str(change["address"]),
            "changed": differing,
            "clashing": beside,
            "left": beside,
            "void": lambda change: str(change["address"]),
        },
    )
    if done["clashing"]:
        terminal.say("lists.clash_why")
    if done["left"]:
        terminal.say("lists.left_why")
    tell_end(terminal, done)


def import_places(operation: str) -> Callable[..., None]:
    """The command that takes a list of areas or of households over."""

    def import_list(
        file: File,
        data: Data,
        covers: Covers = None,
        add: Additions = False,
        dry_run: DryRun = False,
        actor: As = None,
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        terminal = Terminal(as_json=as_json, lang=lang)
        asked = {"covers": covers, "additions": add, "dry_run": dry_run, "as": actor}
        done = take(terminal, data, operation, file, asked)
        terminal.show(done, lambda: tell_roster(terminal, done))

    return import_list


def template(kind: str) -> Callable[..., None]:
    """The command that writes a workbook to start from."""

    def write(
        file: Annotated[Path, typer.Option("-o", metavar="FILE", help="A new .xlsx file.")],
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Write a workbook to start from: the columns, and examples that say what goes in them."""
        from server.lists.template import write as write_book  # noqa: PLC0415  not for --help

        terminal = Terminal(as_json=as_json, lang=lang)
        write_book(file, kind, terminal.lang.value)
        terminal.show(
            {"ok": True, "file": str(file)}, lambda: terminal.say("lists.template", file=file)
        )

    return write
