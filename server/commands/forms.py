"""`doorstep forms`: what is recorded."""

from pathlib import Path
from typing import Annotated, Any

import typer

from server.admin import call
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.xlsform import running

app = typer.Typer(
    help="Forms.", no_args_is_help=True, epilog="Example: doorstep forms show renovation_opinion"
)


@app.command("list", epilog="Example: doorstep forms list")
def list_forms(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """The forms in their current versions."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "forms.list", {"lang": terminal.lang.value})
    terminal.show(
        found,
        lambda: terminal.table(
            ["column.form", "column.title", "column.version", "column.questions"],
            [
                [form["id"], form["title"], form["version"], str(len(form["questions"]))]
                for form in found
            ],
            empty="forms.none",
        ),
    )


@app.command("show", epilog="Example: doorstep forms show renovation_opinion")
def show(
    form: Annotated[str, typer.Argument(metavar="FORM")],
    data: Data,
    version: Annotated[
        str | None, typer.Option("--version", metavar="N", help="Else the current one.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The questions of a form, their choices, and how answers merge."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"form": form, "version": version, "lang": terminal.lang.value}
    found: Any = call(data, "forms.show", asked)

    def for_people() -> None:
        terminal.line(f"{found['title']} · {found['id']} · {found['version']}")
        columns = ["question", "label", "required", "merge", "choices", "conditions"]
        terminal.table(
            [f"column.{column}" for column in columns],
            [_row(terminal, question) for question in _all(found["questions"])],
            empty="forms.none",
        )

    terminal.show(found, for_people)


@app.command("check", epilog="Example: doorstep forms check survey.xlsx")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An XLSForm workbook (.xlsx).")],
    media: Annotated[
        Path | None,
        typer.Option(
            "--media", metavar="DIR", help="Where the files are that it names; else beside it."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Whether a workbook is a form; exit 1 names every cell that is wrong. Nothing is stored."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found = running.in_one_language(running.read(file, media), terminal.lang.value)

    def for_people() -> None:
        if found["form"] is not None:
            terminal.line(f"{found['title']} · {found['form']} · {found['version'] or '–'}")
        for kind in ("problems", "warnings"):
            columns = ["sheet", "row", "letter", kind]
            headings = [terminal.words(f"column.{column}") for column in columns]
            terminal.grid(headings, map(_place, found[kind]))
        count = len(found["problems"])
        terminal.say(
            "forms.unsound" if count else "forms.sound", count=count, questions=found["questions"]
        )

    terminal.show(found, for_people)
    raise typer.Exit(1 if found["problems"] else 0)


@app.command("template", epilog="Example: doorstep forms template -o visit.xlsx --lang zh-CN")
def template(
    file: Annotated[Path, typer.Option("-o", metavar="FILE", help="A new .xlsx file.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write a workbook to start from: an example, and a sheet that says what may be written."""
    from server.xlsform.template import write  # noqa: PLC0415  it writes sheets: not for --help

    terminal = Terminal(as_json=as_json, lang=lang)
    write(file, terminal.lang.value)
    document = {"ok": True, "file": str(file)}
    terminal.show(document, lambda: terminal.say("forms.template", file=file))


def _place(told: dict[str, Any]) -> list[str]:
    """Where something was found, and what, as a row for people."""
    return [*(str(told[part] or "–") for part in ("sheet", "row", "column")), told["message"]]


def _all(questions: list[dict[str, Any]], within: str = "") -> list[dict[str, Any]]:
    """The questions with those of their repeats behind them, named by their paths."""
    found = []
    for question in questions:
        name = f"{within}{question['name']}"
        found.append({**question, "name": name})
        found += _all(question.get("questions") or [], f"{name}.")
    return found


def _row(terminal: Terminal, question: dict[str, Any]) -> list[str]:
    choices = question.get("choices") or []
    conditions = (
        (terminal.words("form.calculation"), question["calculation"]),
        (terminal.words("form.relevant"), question["relevant"]),
        (terminal.words("form.required_if"), question["required_if"]),
        (terminal.words("form.constraint"), question["constraint"]),
    )
    return [
        question["name"],
        question["label"],
        terminal.words("yes") if question["required"] else "",
        terminal.words.get(f"merge.{question['merge']}"),
        ", ".join(f"{each['name']} {each['label']}" for each in choices),
        "; ".join(f"{said} {text}" for said, text in conditions if text),
    ]
