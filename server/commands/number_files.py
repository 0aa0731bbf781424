"""The `doorstep numbers` commands that a file goes through: export, import."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from server.admin import call
from server.commands.findings import in_words
from server.commands.options import As, AsJson, Data, Lang
from server.commands.terminal import Terminal
from server.errors import NoNumbers, NumbersRefused, UnknownPack, UnreadableNumbers
from server.safekeeping.errors import FileTaken
from server.xlsform.errors import MissingWorkbook


def export(
    data: Data,
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where to write them.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write what is counted as JSON, a number a line, as `import` reads it; into a new file."""
    terminal = Terminal(as_json=as_json, lang=lang)
    found: Any = call(data, "numbers.export")
    lines = (json.dumps(each, ensure_ascii=False) for each in found)
    content = "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n" if found else "[]\n"
    try:
        with output.open("xb") as opened:
            opened.write(content.encode())
    except FileExistsError as error:
        raise FileTaken(file=str(output)) from error
    told = {"ok": True, "file": str(output), "numbers": len(found)}
    terminal.show(
        told, lambda: terminal.say("numbers.exported", count=len(found), file=str(output))
    )


def import_numbers(
    data: Data,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="JSON, as `export` writes it.")
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack",
            metavar="PACK",
            help="Instead: those of a pack that the forms here can answer.",
            show_default=False,
        ),
    ] = None,
    actor: As = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Count these numbers instead of those that are kept; exit 1 names all that is wrong."""
    terminal = Terminal(as_json=as_json, lang=lang)
    if file is not None and pack is None:
        asked: dict[str, Any] = {"numbers": _read(file), "file": file.name}
    elif pack is not None and file is None:
        asked = {"numbers": _of_pack(pack), "file": f"{pack}: numbers.json", "fitting": True}
    else:
        raise typer.BadParameter("name a FILE, or a pack with --pack")
    try:
        done: Any = call(data, "numbers.import", {**asked, "as": actor})
    except NumbersRefused as error:
        _refuse(terminal, error)

    def for_people() -> None:
        left = done.get("left", [])
        if left:
            ids = terminal.words("between").join(left)
            terminal.say("numbers.left", count=len(left), ids=ids)
        terminal.say("numbers.imported", count=len(asked["numbers"]) - len(left))

    terminal.show(done, for_people)


def _read(file: Path) -> list[object]:
    """The numbers in a file; what Windows writes before UTF-8 is passed over."""
    if not file.is_file():
        raise MissingWorkbook(file=file.name)
    content = file.read_bytes()
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(file, content[: error.start].decode()) from error
    except json.JSONDecodeError as error:
        raise _unreadable(file, error.doc[: error.pos]) from error
    except (ValueError, RecursionError) as error:
        raise NoNumbers(file=file.name) from error
    if not isinstance(found, list):
        raise NoNumbers(file=file.name)
    return found


def _unreadable(file: Path, before: str) -> UnreadableNumbers:
    """Where reading ended: the line and column behind what was read."""
    lines = before.split("\n")
    return UnreadableNumbers(file=file.name, line=len(lines), column=len(lines[-1]) + 1)


def _of_pack(name: str) -> list[object]:
    from schema.errors import UnknownPack as NoSuchPack  # noqa: PLC0415  forms: for this alone
    from schema.pack import load_pack  # noqa: PLC0415

    try:
        return [each.to_json() for each in load_pack(name).figures]
    except NoSuchPack as error:
        raise UnknownPack(name=name, nearest=error.known) from error


def _refuse(terminal: Terminal, error: NumbersRefused) -> NoReturn:
    """Prints everything that is wrong, each with its number, and ends with exit code 1."""
    told = [*in_words(terminal, error.problems)]

    def for_people() -> None:
        terminal.grid(
            [terminal.words(f"column.{column}") for column in ("id", "problems")],
            ([each["number"] or f"#{each['place']}", each["message"]] for each in told),
        )
        terminal.line(terminal.words.problem(error))

    terminal.show({"problems": told}, for_people)
    raise typer.Exit(1)
