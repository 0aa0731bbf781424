"""`doorstep rounds`: which doors are to be called at, by whom, and how far each round is."""

from typing import Annotated, Any, Final

import typer

from schema.rounds import STATES
from server.admin import call
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.errors import InvalidRequest

app = typer.Typer(
    help="Survey rounds.",
    no_args_is_help=True,
    epilog="Example: doorstep rounds show 'Winter visits 2026'",
)

RoundName = Annotated[
    str, typer.Argument(metavar="ROUND", help="Its title, or its id.", show_default=False)
]

_STATES: Final = tuple(f"rounds.{state}" for state in STATES)
"""Columns of how many doors are in which state."""


@app.command("list", epilog="Example: doorstep rounds list")
def list_rounds(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """All rounds, each with how many doors are in which state."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "rounds.list", {})

    def for_people() -> None:
        names = Names.of(data, terminal.words)
        terminal.table(
            ["column.title", "column.form", "column.from", "column.by", *_STATES, "column.state"],
            [
                [
                    each["title"],
                    names.form(each["form"]),
                    each["from"],
                    each["by"],
                    *(str(each[state]) for state in STATES),
                    terminal.words("rounds.closed" if each["closed"] else "rounds.open"),
                ]
                for each in found
            ],
            empty="rounds.none",
        )

    terminal.show(found, for_people)


@app.command("show", epilog="Example: doorstep rounds show 'Winter visits 2026'")
def show(name: RoundName, data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """One round: what each person has in each grid, and where somebody else called."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "rounds.show", {"round": name})

    def for_people() -> None:
        lines, doors = found["lines"], [*found["called_by_others"], *found["beside"]]
        names = Names.of(
            data,
            terminal.words,
            areas=[*found["areas"], *doors, *(line["grid"] for line in lines)],
            staff=[line["staff"] for line in lines if line["staff"]],
        )
        places = terminal.words("between").join(names.area(area) for area in found["areas"])
        terminal.say(
            "rounds.head",
            title=found["title"],
            form=names.form(found["form"]),
            areas=places,
            first=found["from"],
            last=found["by"],
        )
        terminal.say("rounds.sum", left=found["left"], doors=found["doors"])
        terminal.table(
            ["column.holder", "column.area", *_STATES],
            [
                [
                    names.person(line["staff"]),
                    names.area(line["grid"]),
                    *(str(line[state]) for state in STATES),
                ]
                for line in lines
            ],
            empty="rounds.no_doors",
        )
        for key, areas in (("others", found["called_by_others"]), ("beside", found["beside"])):
            if areas:
                listed = terminal.words("between").join(names.area(area) for area in areas)
                terminal.say(f"rounds.{key}", count=len(areas), areas=listed)

    terminal.show(found, for_people)


@app.command(
    "add",
    epilog="Example: doorstep rounds add 'Winter visits 2026' --form renovation_opinion "
    "--key project=p2022 --area 130709/100/002 --by 2026-12-15",
)
def add(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="As people shall call it.")],
    data: Data,
    form: Annotated[str, typer.Option("--form", help="What is to be filled in at each door.")],
    areas: Annotated[list[str], typer.Option("--area", help="Where: there and below; several.")],
    by: Annotated[str, typer.Option("--by", metavar="DAY", help="Its last day: 2026-12-15.")],
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Its first day; else today. May be past."),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="QUESTION=VALUE", help="Which of the form's records."),
    ] = None,
    staff: Annotated[str | None, typer.Option("--staff", help="Who goes everywhere.")] = None,
    parts: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="AREA=LOGIN", help="Who goes to a part of it; several."),
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a round. Tablets have it with their next sync, and show it by `today`."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "title": title,
        "form": form,
        "areas": areas,
        "from": first,
        "by": by,
        "keys": dict(_pair("--key", text) for text in keys or ()),
        "parts": dict(_pair("--part", text) for text in parts or ()),
        "staff": staff,
        "as": actor,
    }
    made: Any = call(data, "rounds.add", asked)
    area = made["areas"][0]
    terminal.show(made, lambda: terminal.say("rounds.added", title=made["title"], area=area))


def _pair(option: str, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InvalidRequest(reason=f"{option} {text} has no = in it")
    return name, value


@app.command(
    "assign",
    epilog="Example: doorstep rounds assign 'Winter visits 2026' "
    "--area 130709/100/002/007/x03/b02 --staff wangfang",
)
def assign(
    name: RoundName,
    data: Data,
    area: Annotated[str, typer.Option("--area", help="Which part: there and below.")],
    staff: Annotated[str | None, typer.Option("--staff", help="Who goes there.")] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", help="Leave it to who has what lies above.")
    ] = False,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Give a part of a round to a person; what was recorded stays under who recorded it."""
    terminal = Terminal(as_json=as_json, lang=lang)
    if nobody is (staff is not None):
        raise InvalidRequest(reason="either --staff or --nobody is needed")
    asked = {"round": name, "area": area, "staff": staff, "as": actor}
    made: Any = call(data, "rounds.assign", asked)

    def for_people() -> None:
        names = Names.of(data, terminal.words, areas=[area], staff=made["parts"].values())
        place = names.area(area.rstrip("/"))
        if staff is None:
            terminal.say("rounds.unassigned", area=place, title=made["title"])
        else:
            person = names.person(made["parts"][area.rstrip("/")])
            terminal.say("rounds.assigned", area=place, title=made["title"], name=person)

    terminal.show(made, for_people)


@app.command("close", epilog="Example: doorstep rounds close 'Winter visits 2026'")
def close(
    name: RoundName, data: Data, actor: As = None, as_json: AsJson = False, lang: Lang = None
) -> None:
    """End a round: tablets are asked for nothing of it any more, and its numbers stay."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done = call(data, "rounds.close", {"round": name, "as": actor})
    terminal.show(done, lambda: terminal.say("rounds.closed_now", title=name))
