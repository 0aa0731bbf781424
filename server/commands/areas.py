"""`doorstep areas`: the tree of areas."""

from typing import Annotated, Any

import typer

from server.admin import call
from server.commands import listing
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
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
                [each["id"], terminal.words.get(f"kind.{each['kind']}"), _name(terminal, each)]
                for each in found
            ],
            empty="areas.none",
        ),
    )


def _name(terminal: Terminal, area: dict[str, Any]) -> str:
    """An area's name; marked where the newest list lacks it."""
    return terminal.words("areas.gone", name=area["name"]) if area.get("gone") else area["name"]


@app.command(
    "move", epilog="Example: doorstep areas move 130709/100/002/007/x03 130709/100/002/008"
)
def move(
    area: Annotated[str, typer.Argument(metavar="AREA", help="What is moved, with all below it.")],
    parent: Annotated[str, typer.Argument(metavar="NEW_PARENT", help="Under what.")],
    data: Data,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Put an area under another one: rights follow the tree, ids and records stay as they are."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done = call(data, "areas.move", {"area": area, "parent": parent, "as": actor})

    def for_people() -> None:
        names = Names.of(data, terminal.words, areas=[area, parent])
        terminal.say("areas.moved", area=names.area(area), parent=names.area(parent))

    terminal.show(done, for_people)


app.command(
    "import",
    epilog="Example: doorstep areas import buildings.xlsx --dry-run",
    help="Take a list of areas over, all of it or nothing; exit 1 names every cell that is wrong."
    "\n\nA row is one area with id, kind, name and parent; or an address down to a unit, as lists"
    " of households have it. What a newer list lacks beside what it names is gone, marked and"
    " kept.",
)(listing.import_places("areas.import"))
app.command("template", epilog="Example: doorstep areas template -o buildings.xlsx")(
    listing.template("areas")
)
