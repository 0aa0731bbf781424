"""`doorstep quarantine`: what was refused and is kept."""

from typing import Annotated, Any

import typer

from server.admin import call
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal

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


@app.command("accept", epilog="Example: doorstep quarantine accept --reason other_author")
def accept(
    data: Data,
    numbers: Annotated[list[str] | None, typer.Argument(metavar="[ID]…")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="CODE", help="All of this reason.")
    ] = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="ID", help="All of this tablet.")
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Store refused changes as they are, on one's own authority."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"ids": numbers or [], "reason": reason, "device": device, "as": actor}
    done = call(data, "quarantine.accept", asked)
    terminal.show(done, lambda: terminal.say("quarantine.accepted"))
