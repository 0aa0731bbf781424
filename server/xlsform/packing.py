"""A pack's forms, compiled: beside each workbook the form that it makes, as JSON.

A district begins with a pack in a moment, and reading its workbooks would take seconds. So what is
read is the JSON, which nobody writes by hand; `make pack` writes it after a workbook was changed,
and a test holds the two against each other. A question is a line, so that a change shows as one.

    python -m server.xlsform.packing [FOLDER]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from schema import packs
from schema.form import Form
from server.xlsform.checking import read
from server.xlsform.container import refuse_unfit

FORMS: Final = Path(packs.__file__).with_name("chongli") / "forms"
"""The forms that ship."""

_LINES: Final = ("questions", "lists")
"""What of a form is written an item a line."""


class UnsoundWorkbook(Exception):
    """A workbook of a pack that makes no form."""


def compiled(workbook: Path) -> str:
    """The form that a workbook makes, as its JSON file has it.

    Raises:
        UnsoundWorkbook: it has problems, or says something that is not read as it is written; they
            are named with their cells.
        WorkbookError: it is no workbook that could be read.
    """
    refuse_unfit(workbook)
    reading = read(workbook, workbook.parent)
    found = (*reading.problems, *reading.warnings)
    if reading.converted is None or found:
        told = [f"{workbook.name} {each.cell}: {each.message['en']}" for each in found]
        raise UnsoundWorkbook("\n".join(told))
    return text(reading.converted)


def text(form: Form) -> str:
    """A form as JSON, a question and a list each on a line of its own."""
    return "{\n" + ",\n".join(_entries(form.to_json())) + "\n}\n"


def _entries(data: dict[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name not in _LINES:
            yield f"  {_said(name)}: {_said(value)}"
        elif isinstance(value, list):
            yield (
                f"  {_said(name)}: [\n"
                + ",\n".join(f"    {_said(each)}" for each in value)
                + "\n  ]"
            )
        else:
            lines = (f"    {_said(each)}: {_said(inner)}" for each, inner in value.items())
            yield f"  {_said(name)}: {{\n" + ",\n".join(lines) + "\n  }"


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(folder: Path) -> int:
    """Writes the JSON beside every workbook of a folder whose form has changed."""
    for workbook in sorted(folder.glob("*.xlsx")):
        try:
            wanted = compiled(workbook)
        except UnsoundWorkbook as error:
            print(error, file=sys.stderr)
            return 1
        file = workbook.with_suffix(".json")
        if not file.exists() or file.read_text("utf-8") != wanted:
            file.write_text(wanted, "utf-8")
            print(f"{file.name} written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else FORMS))
