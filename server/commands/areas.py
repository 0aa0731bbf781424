"""`doorstep areas`: the tree of areas."""

from typing import Annotated, Any

import typer

from server.admin import call
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

app = typer.Typer(
    help="Areas: district, street, community, grid, … household.",
    no_args_is_help=True,
    epilog="Example: doorstep areas list --kind grid",
)


@app.callback()
def areas() -> None:
    """Areas, from the district down to one household."""


@app.command("list", epilog="Example: doorstep areas list 130709/100/002/007 --kind compound")
def list_areas(
    data: Data,
    prefix: Annotated[str | None, typer.Argument(help="This area and all below it.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="district, street, community, grid, …")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The areas in the order of the tree."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "areas.list", {"prefix": prefix, "kind": kind})
    terminal.show(
        found,
        lambda: terminal.table(
            ["column.id", "column.kind", "column.name"],
            [
                [each["id"], terminal.words.get(f"kind.{each['kind']}"), each["name"]]
                for each in found
            ],
            empty="areas.none",
        ),
    )
