"""The process that reads one workbook: little memory, little time, and one answer.

Run as `python -m server.xlsform.child FILE MEDIA`. It prints one line of JSON: what it read, or the
problem document of why it could not. The limits are set before a byte of the file is looked at.
"""

import sys
from pathlib import Path
from typing import Any

from schema.form import Form
from server.xlsform.checked import CheckedForm
from server.xlsform.checking import Reading, read
from server.xlsform.conversion import NO_VERSION
from server.xlsform.limits import answer
from server.xlsform.problems import told


def main(words: list[str]) -> None:
    """Reads the file named by the words; see the module."""
    file, media = map(Path, words)
    answer(file, lambda: document(read(file, media)))


def document(found: Reading) -> dict[str, Any]:
    """What was read, as it leaves this process: sentences still in every language."""
    settings, made = found.settings, found.converted
    return {
        "form": settings.form if settings else None,
        "title": dict(settings.title) if settings else {},
        "version": settings.version if settings else None,
        "questions": found.questions,
        "definition": _definition(made) if made else None,
        "media": list(found.media),
        "problems": told(found.problems),
        "warnings": told(found.warnings),
        "cells": _cells(found.form) if found.form else {},
    }


def _cells(form: CheckedForm) -> dict[str, Any]:
    """Where the form names other forms, by question: whether these are there is told later."""
    return {
        each.name: {"sheet": cell.sheet, "row": cell.row, "column": cell.letter}
        for each in form.questions()
        if (cell := each.prefill)
    }


def _definition(made: Form) -> dict[str, Any]:
    """The form as `Form.from_json` reads it; without a version where the sheet names none."""
    version = "" if made.version == NO_VERSION else made.version
    return {**made.to_json(), "version": version}


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1:])
