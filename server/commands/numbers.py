"""`doorstep numbers`: the numbers of the district, counted from records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from server.admin import call
from server.commands import number_files
from server.commands.naming import Names
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal

Document = dict[str, Any]

app = typer.Typer(
    help="Numbers of the district, counted from records.",
    no_args_is_help=True,
    epilog="Example: doorstep numbers show --since 2022-06-01 --until 2022-06-30",
)


for _name, _example, _command in (
    ("export", "-o numbers.json", number_files.export),
    ("import", "numbers.json", number_files.import_numbers),
):
    app.command(_name, epilog=f"Example: doorstep numbers {_name} {_example}")(_command)


@app.command("list", epilog="Example: doorstep numbers list")
def list_numbers(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """What is counted: each number with its form and its condition."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "numbers.list", {"lang": terminal.lang.value})

    def for_people() -> None:
        names = Names.of(data, terminal.words)
        columns = ["id", "number", "form", "counted"]
        terminal.table(
            [f"column.{column}" for column in columns],
            [_definition(terminal, names, each) for each in found],
            empty="numbers.none",
        )

    terminal.show(found, for_people)


@app.command("show", epilog="Example: doorstep numbers show hazards_mended --area 130709/100/002")
def show(
    data: Data,
    number: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One, by community and grid; else all.")
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="Here and below.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="From it on.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="The last day that counts.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What the numbers come to, for an area and a period."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "number": number,
        "area": area,
        "since": since,
        "until": until,
        "lang": terminal.lang.value,
    }
    found: Any = call(data, "numbers.show", asked)

    def for_people() -> None:
        if number is None:
            _all(terminal, found)
        else:
            _by_area(data, terminal, found)

    terminal.show(found, for_people)


def _all(terminal: Terminal, found: list[Document]) -> None:
    columns = ["id", "number", "value", "undecided"]
    terminal.table(
        [f"column.{column}" for column in columns],
        [[each["id"], *row] for each in found for row in _rows(terminal, each)],
        empty="numbers.none",
    )
    if found:
        terminal.say("numbers.next")


def _by_area(data: Path, terminal: Terminal, found: Document) -> None:
    names = Names.of(data, terminal.words, areas=[each["area"] for each in found["areas"]])
    columns = ["area", "number", "value", "undecided"]
    rows = [["", *row] for row in _rows(terminal, found)]
    rows += [
        [names.area(each["area"]), *row] for each in found["areas"] for row in _rows(terminal, each)
    ]
    terminal.table([f"column.{column}" for column in columns], rows, empty="numbers.none")


def _rows(terminal: Terminal, number: Document) -> Iterator[list[str]]:
    """A number as rows of title, value and undecided: one, or one a choice."""
    undecided = f"⚠ {number['undecided']}" if number["undecided"] else ""
    if number["fault"]:
        reason = terminal.words("numbers.fault", reason=number["fault"])
        yield [number["title"], reason, ""]
    elif number["parts"]:
        for part in number["parts"]:
            title = f"{number['title']} · {part['title']}"
            yield [title, _said(part["value"], number["unit"]), undecided]
            undecided = ""
    else:
        yield [number["title"], _said(number["value"], number["unit"]), undecided]


def _said(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,} {unit}".strip()


def _definition(terminal: Terminal, names: Names, figure: Document) -> list[str]:
    if figure["fault"]:
        counted = terminal.words("numbers.fault", reason=figure["fault"])
    elif "share" in figure:
        counted = f"{terminal.words('numbers.share')}: {' / '.join(figure['share'])}"
    else:
        kind = "sum" if "sum" in figure else "by" if "by" in figure else "records"
        of = figure.get("sum") or figure.get("by") or ""
        counted = f"{terminal.words(f'numbers.{kind}')} {of} {_condition(figure)}".strip()
    form = names.form(figure["form"]) if "form" in figure else ""
    return [figure["id"], figure["title"], form, counted]


def _condition(figure: Document) -> str:
    """The condition as it is written."""
    where = figure.get("where", {})
    if isinstance(where, str):
        return where
    return " · ".join(f"{name}={'/'.join(map(str, of))}" for name, of in where.items())
