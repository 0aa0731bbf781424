"""`doorstep households`: those of the roster, and those that were written at the door."""

from typing import Annotated, Any

import typer

from server.admin import call
from server.commands import listing
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal

app = typer.Typer(
    help="Households.",
    no_args_is_help=True,
    epilog="Example: doorstep households adopt 130709/100/002/007/x03/b02/u1/+0301-2 "
    "130709/100/002/007/x03/b02/u1/0301",
)


@app.callback()
def households() -> None:
    """Households of the roster, and those that were written at the door."""


@app.command(
    "adopt",
    epilog="Example: doorstep households adopt 130709/100/002/007/x03/b02/u1/+0301-2 "
    "130709/100/002/007/x03/b02/u1/0301",
)
def adopt(
    unlisted: Annotated[
        str, typer.Argument(metavar="UNLISTED", help="As it was written at the door: …/+LABEL")
    ],
    household: Annotated[
        str, typer.Argument(metavar="HOUSEHOLD", help="The one of the roster that it is.")
    ],
    data: Data,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Copy what was written of a household at the door into the one of the roster.

    Where both have an answer, both stay, side by side.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "unlisted": unlisted,
        "household": household,
        "as": actor,
        "lang": terminal.lang.value,
    }
    done: Any = call(data, "households.adopt", asked)

    def for_people() -> None:
        names = Names.of(data, terminal.words, areas=[done["unlisted"], done["household"]])
        places = {each: names.area(done[each]) for each in ("unlisted", "household")}
        for each in done["copied"]:
            terminal.say(
                "households.copied", form=names.form(each["form"]), answers=each["answers"]
            )
        terminal.say("households.adopted" if done["copied"] else "households.nothing", **places)
        if clashes := sum(each["clashes"] for each in done["copied"]):
            terminal.say("households.clashes", count=clashes, area=done["household"])
        if done["left"]:
            terminal.say("households.left", records=terminal.words("between").join(done["left"]))

    terminal.show(done, for_people)


app.command(
    "import",
    epilog="Example: doorstep households import households.xlsx --dry-run",
    help="Take a list of households over, all of it or nothing; exit 1 names every cell that is"
    " wrong.\n\nWhat a newer list lacks in a building that it names is gone: marked, with its"
    " records kept.",
)(listing.import_places("households.import"))
app.command("template", epilog="Example: doorstep households template -o households.xlsx")(
    listing.template("households")
)
