"""`doorstep records`: looking inside what was recorded, settling a clash, erasing."""

from pathlib import Path
from typing import Annotated, Any

import typer

from server.admin import call
from server.commands import listing, record_lines
from server.commands.listing import DryRun, File
from server.commands.naming import Names
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal

app = typer.Typer(
    help="Records and clashes.",
    no_args_is_help=True,
    epilog="Example: doorstep records show 0301:p2022",
)


@app.command("list", epilog="Example: doorstep records list renovation_opinion --status finished")
def list_records(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    data: Data,
    area: Annotated[str | None, typer.Option("--area", help="Here and below.")] = None,
    status: Annotated[
        str | None, typer.Option("--status", help="draft, finished, returned, approved, void")
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those whose work should have been done by now.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The records of a form."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "form": form,
        "area": area,
        "status": status,
        "overdue": overdue,
        "lang": terminal.lang.value,
    }
    found: Any = call(data, "records.list", asked)

    def for_people() -> None:
        names = record_lines.names_of(data, terminal, found)
        columns = ["address", "state", "clashes", "author", "changed", "record"]
        worked = any(each.get("work") for each in found)
        if worked:
            columns[2:2] = ["work", "due"]
        terminal.table(
            [f"column.{column}" for column in columns],
            [record_lines.row(terminal, names, each, worked=worked) for each in found],
            empty="records.none_overdue" if overdue else "records.none",
        )
        if found:
            terminal.say("records.count", count=len(found))

    terminal.show(found, for_people)


@app.command("show", epilog="Example: doorstep records show 0301:p2022 --history")
def show(
    record: Annotated[str, typer.Argument(metavar="ID", help="The id, or its end.")],
    data: Data,
    history: Annotated[bool, typer.Option("--history", help="Everything ever written.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """One record: answers, who gave them when, and what clashes."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"id": record, "history": history, "lang": terminal.lang.value}
    found: Any = call(data, "records.show", asked)

    def for_people() -> None:
        names = record_lines.names_of(data, terminal, [found])
        for line in record_lines.lines(terminal, names, found):
            terminal.line(line)

    terminal.show(found, for_people)


@app.command("clashes", epilog="Example: doorstep records clashes --area 130709/100/002")
def clashes(
    data: Data,
    area: Annotated[str | None, typer.Option("--area", help="Here and below.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What people answered differently without knowing of each other, oldest first."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "records.clashes", {"area": area})

    def for_people() -> None:
        names = Names.of(
            data,
            terminal.words,
            areas=[clash["area"] for clash in found],
            staff=[value["staff"] for clash in found for value in clash["values"]],
        )
        for line in record_lines.clash_lines(terminal, names, found):
            terminal.line(line)

    terminal.show(found, for_people)


@app.command(
    "settle",
    epilog="Example: doorstep records settle 0301:p2022 greening_lighting --value support",
)
def settle(
    record: Annotated[str, typer.Argument(metavar="ID", help="The id, or its end.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    data: Data,
    value: Annotated[str, typer.Option("--value", help="What shall stand.")],
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Choose what shall stand; every value that was written stays in the history."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {
        "id": record,
        "question": question,
        "value": value,
        "as": actor,
        "lang": terminal.lang.value,
    }
    done = call(data, "records.settle", asked)
    terminal.show(done, lambda: terminal.say("records.settled"))


@app.command("erase", epilog='Example: doorstep records erase 0301:p2022 --because "asked for it"')
def erase(
    records: Annotated[list[str], typer.Argument(metavar="ID…", help="The ids, or their ends.")],
    data: Data,
    because: Annotated[str | None, typer.Option("--because", help="Why; for the audit.")] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Erase what was recorded, here and on every tablet, at the person's request and for good."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "records.erase", {"ids": records, "because": because, "as": actor})

    def for_people() -> None:
        if done["erased"]:
            terminal.say("records.erased", count=len(done["erased"]))
        if done["already"]:
            terminal.say("records.erased_before", count=len(done["already"]))
        terminal.say("records.erased_next", data=data)

    terminal.show(done, for_people)
    if not done["scrubbed"]:
        terminal.warn("records.not_scrubbed")


@app.command(
    "import", epilog="Example: doorstep records import household_file residents.xlsx --dry-run"
)
def import_records(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    file: File,
    data: Data,
    area: Annotated[
        str | None, typer.Option("--area", help="What the list is of, where no column says so.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", metavar="QUESTION", help="What tells records apart, where the form does not."
        ),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Leave the records drafts; rules are not asked.")
    ] = False,
    dry_run: DryRun = False,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write records from a list, all of it or nothing; exit 1 names every cell that is wrong.

    Columns are questions by name or label, and the address. Importing a list again writes what
    differs; what somebody else answered is never overwritten.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"form": form, "area": area, "by": by or [], "draft": draft}
    more = {"dry_run": dry_run, "as": actor}
    done = listing.take(terminal, data, "records.import", file, {**asked, **more})
    terminal.show(done, lambda: listing.tell_records(terminal, done))


@app.command("template", epilog="Example: doorstep records template household_file -o file.xlsx")
def template(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    data: Data,
    file: Annotated[Path, typer.Option("-o", metavar="FILE", help="A new .xlsx file.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write a workbook to start a list of records from: its columns, and what goes into them."""
    from server.lists.template import write_columns  # noqa: PLC0415  not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "records.columns", {"form": form, "lang": terminal.lang.value})
    columns = [(each["header"], each["help"]) for each in found]
    write_columns(file, columns, terminal.lang.value)
    document = {"ok": True, "file": str(file)}
    terminal.show(document, lambda: terminal.say("lists.template", file=file))
