"""`doorstep quarantine`: what was refused and is kept."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from server.admin import call
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.safekeeping.files import new_file

app = typer.Typer(
    help="What was refused, byte for byte.",
    no_args_is_help=True,
    epilog="Example: doorstep quarantine list",
)


@app.command("list", epilog="Example: doorstep quarantine list --reason forbidden")
def list_kept(
    data: Data,
    reason: Annotated[str | None, typer.Option("--reason", metavar="CODE")] = None,
    device: Annotated[str | None, typer.Option("--device", metavar="ID")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What was refused, oldest first."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "quarantine.list", {"reason": reason, "device": device})

    def for_people() -> None:
        names = Names.of(data, terminal.words, staff=[each["staff"] for each in found])
        columns = ["id", "when", "holder", "reason", "record", "bytes"]
        terminal.table(
            [f"column.{column}" for column in columns],
            [_row(terminal, names, each) for each in found],
            empty="quarantine.none",
        )
        if found:
            terminal.say("quarantine.kept")

    terminal.show(found, for_people)


def _row(terminal: Terminal, names: Names, kept: dict[str, Any]) -> list[str]:
    return [
        str(kept["id"]),
        terminal.when(kept["at_ms"]),
        names.person(kept["staff"]),
        _reason(terminal, kept["reason"]),
        kept["record"] or "–",
        str(len(kept["bytes"]) // 2),
    ]


def _reason(terminal: Terminal, code: str) -> str:
    """What it means for the office, and the code that `--reason` takes."""
    said = terminal.words.get(f"reason.{code}")
    return code if said == code else f"{said} · {code}"


@app.command("show", epilog="Example: doorstep quarantine show 3")
def show(
    number: Annotated[str, typer.Argument(metavar="ID", help="As in the list.")],
    data: Data,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """One refused change with its bytes."""
    terminal = Terminal(as_json=as_json, lang=lang)
    kept: Any = call(data, "quarantine.show", {"id": number})

    def for_people() -> None:
        names = Names.of(data, terminal.words, staff=[kept["staff"]])
        terminal.line(f"#{kept['id']} · {kept['record'] or '–'}")
        who = f"{names.person(kept['staff'])} · {kept['device']} · {terminal.when(kept['at_ms'])}"
        terminal.line(who)
        terminal.line(_reason(terminal, kept["reason"]))
        terminal.line(kept["bytes"])

    terminal.show(kept, for_people)


Numbers = Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="As in the list.")]
OfReason = Annotated[
    str | None, typer.Option("--reason", metavar="CODE", help="All of this reason.")
]
OfDevice = Annotated[str | None, typer.Option("--device", metavar="ID", help="All of this tablet.")]


def _chosen(
    numbers: list[str] | None, reason: str | None, device: str | None, actor: str | None
) -> dict[str, object]:
    """Which entries are meant, and who acts."""
    return {"ids": numbers or [], "reason": reason, "device": device, "as": actor}


@app.command("accept", epilog="Example: doorstep quarantine accept --reason other_author")
def accept(
    data: Data,
    numbers: Numbers = None,
    reason: OfReason = None,
    device: OfDevice = None,
    because: Annotated[
        str | None, typer.Option("--because", metavar="TEXT", help="For the audit.")
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Store refused changes as they are, on one's own authority."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = _chosen(numbers, reason, device, actor) | {"because": because}
    done = call(data, "quarantine.accept", asked)
    terminal.show(done, lambda: terminal.say("quarantine.accepted"))


@app.command(
    "discard",
    epilog='Example: doorstep quarantine discard --reason malformed --because "broken tablet"',
)
def discard(
    data: Data,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="For the audit.")],
    numbers: Numbers = None,
    reason: OfReason = None,
    device: OfDevice = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Empty refused changes for good; a tablet that brings them again is told so."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = _chosen(numbers, reason, device, actor) | {"because": because}
    done = call(data, "quarantine.discard", asked)
    terminal.show(done, lambda: terminal.say("quarantine.discarded"))


@app.command(
    "export", epilog="Example: doorstep quarantine export --device k3x9w2ab -o refused.jsonl"
)
def export(
    data: Data,
    file: Annotated[Path, typer.Option("-o", metavar="FILE", help="A new file.")],
    numbers: Numbers = None,
    reason: OfReason = None,
    device: OfDevice = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write refused changes to a file, one JSON document a line, also those that cannot be read."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = _chosen(numbers, reason, device, actor)
    with new_file(file) as lines:
        found: Any = call(data, "quarantine.export", asked)
        lines.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in found)
    terminal.show(
        {"ok": True}, lambda: terminal.say("quarantine.exported", count=len(found), file=file)
    )
