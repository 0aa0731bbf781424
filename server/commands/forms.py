"""`doorstep forms`: what is recorded."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from server.admin import call
from server.commands import forming
from server.commands.findings import tell_problems, tell_warnings
from server.commands.form_sheet import sheet
from server.commands.options import AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.safekeeping.errors import FileTaken
from server.xlsform import running

Form = forming.Form
Media = forming.Media
_Current = Annotated[
    str | None, typer.Option("--version", metavar="N", help="Else the current one.")
]

app = typer.Typer(
    help="Forms.", no_args_is_help=True, epilog="Example: doorstep forms show renovation_opinion"
)


for _name, _example, _command in (
    ("import", "survey.xlsx", forming.import_forms),
    ("trial", "my_survey --staff li_ming", forming.trial),
    ("publish", "my_survey", forming.publish),
    ("stop", "my_survey", forming.stop),
    ("resume", "my_survey", forming.resume),
    ("delete", "my_survey --version 2", forming.delete),
):
    app.command(_name, epilog=f"Example: doorstep forms {_name} {_example}")(_command)


@app.command("list", epilog="Example: doorstep forms list")
def list_forms(data: Data, as_json: AsJson = False, lang: Lang = None) -> None:
    """The forms: which version reaches all, and which one waits."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "forms.list", {"lang": terminal.lang.value})
    columns = ["form", "title", "version", "form_state", "coming", "questions"]
    terminal.show(
        found,
        lambda: terminal.table(
            [f"column.{column}" for column in columns],
            [_row(terminal, form) for form in found],
            empty="forms.none",
        ),
    )


@app.command("show", epilog="Example: doorstep forms show renovation_opinion")
def show(
    form: Form,
    data: Data,
    version: _Current = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """A form as a sheet: its questions, their choices, when they are asked and what is accepted."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"form": form, "version": version, "lang": terminal.lang.value}
    found: Any = call(data, "forms.show", asked)

    def for_people() -> None:
        for line in sheet(found, terminal.words):
            terminal.line(line)

    terminal.show(found, for_people)


@app.command("diff", epilog="Example: doorstep forms diff renovation_opinion 1 2")
def diff(
    form: Form,
    before: Annotated[str, typer.Argument(metavar="A", help="The older version.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The newer version.")],
    data: Data,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """What changed between two versions, and what that does to the records that are there."""
    terminal = Terminal(as_json=as_json, lang=lang)
    asked = {"form": form, "before": before, "after": after, "lang": terminal.lang.value}
    found: Any = call(data, "forms.diff", asked)

    def for_people() -> None:
        for change in found["changes"]:
            terminal.line(f"{'✗' if change['refused'] else '·'} {change['message']}")

    terminal.show(found, for_people)


@app.command("export", epilog="Example: doorstep forms export my_survey -o survey.xlsx")
def export(
    form: Form,
    data: Data,
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where to write it.")],
    version: _Current = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The workbook that a form was made from, as it was uploaded; no file is ever written over.

    The files that it names (lists, pictures) are written beside it.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "forms.workbook", {"form": form, "version": version})
    files = {output: found.pop("workbook")}
    files |= {output.parent / each["name"]: each["content"] for each in found["media"]}
    for file in files:
        if file.exists():
            raise FileTaken(file=str(file))
    for file, content in files.items():
        with file.open("xb") as opened:
            opened.write(base64.b64decode(content))
    found["media"] = [each["name"] for each in found["media"]]
    facts = {"form": found["form"], "version": found["version"]}
    named = terminal.words("between").join(str(file) for file in files)
    terminal.show(found, lambda: terminal.say("forms.workbook_written", **facts, file=named))


@app.command("check", epilog="Example: doorstep forms check survey.xlsx")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An XLSForm workbook (.xlsx).")],
    media: Media = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Whether a workbook is a form; exit 1 names every cell that is wrong. Nothing is stored."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found = running.in_one_language(running.read(file, media), terminal.lang.value)

    def for_people() -> None:
        if found["form"] is not None:
            terminal.line(f"{found['title']} · {found['form']} · {found['version'] or '–'}")
        tell_problems(terminal, found["problems"])
        tell_warnings(terminal, found["warnings"])
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


def _row(terminal: Terminal, form: dict[str, Any]) -> list[str]:
    """A form as a row: what reaches all, and what waits behind it."""
    versions = form["versions"]
    names = [each["version"] for each in versions]
    coming = versions[names.index(form["version"]) + 1 :] if form["version"] in names else []
    return [
        form["id"],
        form["title"],
        form["version"],
        terminal.words.get(f"form_state.{form['state']}"),
        "; ".join(
            f"{each['version']} {terminal.words.get('form_state.' + each['state'])}"
            for each in coming
        ),
        str(_asked(form["questions"])),
    ]


def _asked(questions: list[dict[str, Any]]) -> int:
    """How many questions there are, those of groups and rows included."""
    return sum(_asked(each["questions"]) if "questions" in each else 1 for each in questions)
