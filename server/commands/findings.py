"""What was found in workbooks, for people: each problem and notice with its cell.

Headers and types that were merely recognised (标签, 单选题) are counted, since a workbook in
Chinese has dozens of them; `--json` names each.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schema.text import in_language
from server.commands.terminal import Terminal

_RECOGNISED: Final = "read_as"

Found = Mapping[str, Any]


def tell_problems(terminal: Terminal, found: Sequence[Found]) -> None:
    """A table of what is wrong; nothing where nothing is."""
    _grid(terminal, "problems", found)


def tell_warnings(terminal: Terminal, found: Sequence[Found]) -> None:
    """A table of what was read otherwise than written, and how many names were recognised."""
    _grid(terminal, "warnings", [each for each in found if each["code"] != _RECOGNISED])
    recognised = sum(each["code"] == _RECOGNISED for each in found)
    if recognised:
        terminal.say("forms.recognised", count=recognised)


def in_words(terminal: Terminal, found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    """The same, with what is said in the command's language."""
    for each in found:
        message = each["message"]
        if not isinstance(message, str):
            message = in_language(message, terminal.lang.value)
        yield {**each, "message": message}


def _grid(terminal: Terminal, kind: str, found: Sequence[Found]) -> None:
    if not found:
        return
    several = len({each.get("file") for each in found}) > 1
    columns = [*(["file"] if several else []), "sheet", "row", "letter", kind]
    terminal.grid(
        [terminal.words(f"column.{column}") for column in columns],
        (
            [
                *([each["file"]] if several else []),
                *(str(each[part] or "–") for part in ("sheet", "row", "column")),
                each["message"],
            ]
            for each in found
        ),
    )
