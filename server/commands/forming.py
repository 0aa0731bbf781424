"""The `doorstep forms` commands that write: import, trial, publish, stop, resume, delete."""

import base64
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from server.admin import call
from server.commands.findings import Found, in_words, tell_problems, tell_warnings
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.errors import ImportRefused
from server.xlsform import running
from server.xlsform.errors import MissingWorkbook, WorkbookTooLarge

Form = Annotated[str, typer.Argument(metavar="FORM")]
Media = Annotated[
    Path | None,
    typer.Option(
        "--media", metavar="DIR", help="Where the files are that it names; else beside it."
    ),
]
Version = Annotated[
    str | None,
    typer.Option("--version", metavar="N", help="Else the newest that waits.", show_default=False),
]

_NOWHERE: Final = {"sheet": None, "row": None, "column": None, "code": "json"}
"""The place of a problem that no cell has."""

UPLOAD_MIB_MAX: Final = 16
"""A workbook and the files that it names, as on the page."""

SUFFIXES: Final = (".xlsx", ".json")
"""Files of a folder that are forms: workbooks, and forms as packs have them."""


def import_forms(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="A workbook (.xlsx), or a folder of them.")
    ],
    data: Data,
    media: Media = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Take workbooks over as drafts, which reach nobody yet; exit 1 names every cell that is wrong.

    All of a folder, or none of it.
    """
    terminal = Terminal(as_json=as_json, lang=lang)
    read = [(each, _read(each, media)) for each in _files(file)]
    problems = [{**p, "file": each.name} for each, found in read for p in found["problems"]]
    if problems:
        _refuse(terminal, problems)
    forms = [_sent(each, found, media or each.parent) for each, found in read]
    asked = {"forms": forms, "as": actor, "lang": terminal.lang.value}
    try:
        done: Any = call(data, "forms.import", asked)
    except ImportRefused as error:
        _refuse(terminal, error.problems)
    warned = [
        [*in_words(terminal, [{**w, "file": each.name} for w in found["warnings"]])]
        for each, found in read
    ]

    def for_people() -> None:
        tell_warnings(terminal, [*itertools.chain.from_iterable(warned)])
        for each in done:
            _tell(terminal, each)

    told = [{**each, "warnings": w} for each, w in zip(done, warned, strict=True)]
    terminal.show(told, for_people)


def _files(named: Path) -> list[Path]:
    """The files to read, in the order of their names; MissingWorkbook where there is none."""
    if not named.is_dir():
        return [named]
    found = sorted(
        each
        for each in named.iterdir()
        if each.suffix.lower() in SUFFIXES and not each.name.startswith(("~$", "."))
    )
    if not found:
        raise MissingWorkbook(file=str(named / "*.xlsx"))
    return found


def _read(file: Path, media: Path | None) -> dict[str, Any]:
    """What a file says, and what is wrong in it."""
    if file.suffix.lower() == ".json":
        if not file.is_file():
            raise MissingWorkbook(file=file.name)
        return _read_json(file)
    return running.read(file, media)


def _read_json(file: Path) -> dict[str, Any]:
    """A form as a pack has it; whether it fits is looked at where it is stored."""
    try:
        definition, problems = json.loads(file.read_text("utf-8")), []
    except ValueError as error:
        definition, problems = None, [{**_NOWHERE, "message": str(error)}]
    return {"definition": definition, "problems": problems, "warnings": []}


def _sent(file: Path, found: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A form as the server takes it, with its workbook and the files that this names.

    Raises:
        WorkbookTooLarge: those are more than an upload may be.
    """
    sent = {"file": file.name, "definition": found["definition"], "workbook": None}
    if file.suffix.lower() == ".json":
        return sent
    beside = [folder / name for name in found["media"]]
    if sum(each.stat().st_size for each in (file, *beside)) > UPLOAD_MIB_MAX * 2**20:
        raise WorkbookTooLarge(file=file.name, bound=f"> {UPLOAD_MIB_MAX} MB with its files")
    media = [{"name": each.name, "content": _base64(each)} for each in beside]
    cells = found.get("cells", {})
    return {**sent, "workbook": _base64(file), "media": media, "cells": cells}


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def _refuse(terminal: Terminal, problems: Sequence[Found]) -> NoReturn:
    """Prints every problem, with its cell, and ends with exit code 1."""
    told = [*in_words(terminal, problems)]
    terminal.show({"problems": told}, lambda: tell_problems(terminal, told))
    if not terminal.as_json:
        terminal.say("forms.refused", count=len(told))
    raise typer.Exit(1)


def _tell(terminal: Terminal, done: Mapping[str, Any]) -> None:
    """What became of one form, and what to do next."""
    facts = {name: done[name] for name in ("form", "title", "version")}
    terminal.say(f"forms.{done['outcome']}", **facts)
    if done["outcome"] == "unchanged":
        return
    if done["derived"]:
        terminal.say("forms.derived", version=done["version"])
    for change in done["changes"]:
        terminal.line(f"  {change['message']}")
    terminal.say("forms.next", form=done["form"])


def trial(
    form: Form,
    data: Data,
    staff: Annotated[
        list[str] | None,
        typer.Option("--staff", metavar="S", help="Who tries it; as often as needed."),
    ] = None,
    version: Version = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Give a version to named people alone, to be tried; what they record is never counted."""
    asked = {"form": form, "version": version, "staff": staff or [], "as": actor}
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "forms.trial", asked)
    facts = {"form": done["form"], "version": done["version"], "n": len(done["staff"])}
    terminal.show(done, lambda: terminal.say("forms.on_trial", **facts))


def publish(
    form: Form,
    data: Data,
    version: Version = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Give a version to everybody who records the form."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "forms.publish", {"form": form, "version": version, "as": actor})
    facts = {name: done[name] for name in ("form", "version")}
    terminal.show(done, lambda: terminal.say("forms.published", **facts))


def stop(
    form: Form, data: Data, actor: As = None, as_json: AsJson = False, lang: Lang = None
) -> None:
    """Take no new records of a form; those that are there stay editable."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "forms.stop", {"form": form, "as": actor})
    terminal.show(done, lambda: terminal.say("forms.stopped", form=done["form"]))


def resume(
    form: Form, data: Data, actor: As = None, as_json: AsJson = False, lang: Lang = None
) -> None:
    """Take new records of a form again that was stopped."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "forms.resume", {"form": form, "as": actor})
    terminal.show(done, lambda: terminal.say("forms.resumed", form=done["form"]))


def delete(
    form: Form,
    data: Data,
    version: Version = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Take a draft or a trial away; what was published is never deleted, only stopped."""
    terminal = Terminal(as_json=as_json, lang=lang)
    done: Any = call(data, "forms.delete", {"form": form, "version": version, "as": actor})
    facts = {name: done[name] for name in ("form", "version")}
    terminal.show(done, lambda: terminal.say("forms.deleted", **facts))
