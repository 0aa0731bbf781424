"""The parent of the process that reads a workbook: refuses what is unfit, starts it, bounds it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from schema.text import in_language
from server import problem
from server.xlsform.container import refuse_unfit
from server.xlsform.errors import ReadingFailed, WorkbookTooCostly

UNTOLD: Final = frozenset({"definition", "media", "cells"})
"""What is read for whoever keeps the form, and told to nobody."""

WALL_S_MAX: Final = 120
"""Four times what it may take of a processor, for machines that have other things to do."""


def read(file: Path, media: Path | None = None) -> dict[str, Any]:
    """What a workbook says and what is wrong in it, its sentences by language.

    `definition` is the form as `Form.from_json` reads it, None where something is wrong; its
    version is blank where the sheet names none, and for whoever keeps it to choose. `media` are
    the files in that folder that it names.

    Args:
        file: the workbook.
        media: the folder of the files that it names; else that of the workbook.

    Raises:
        WorkbookError: no cell of it was read.
        OSError: it cannot be opened.
    """
    refuse_unfit(file)
    return bounded("server.xlsform.child", file, str(media or file.parent))


def bounded(module: str, file: Path, *more: str) -> dict[str, Any]:
    """What a bounded process of ours says of a file.

    Args:
        module: its program, which prints one line of JSON: `reading`, or a `problem`.
        file: which it reads.
        more: further words for it.

    Raises:
        WorkbookError: nothing of it was read.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program, names as arguments
            [sys.executable, "-m", module, str(file), *more],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_S_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookTooCostly(file=file.name) from error
    if done.returncode < 0:  # ended by one of its limits
        raise WorkbookTooCostly(file=file.name)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise ReadingFailed(file=file.name, reason=said.rpartition("\n")[2])
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise problem.read(answer["problem"])
    reading: dict[str, Any] = answer["reading"]
    return reading


def in_one_language(reading: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The same for programs and people, every sentence in one language, without the form itself."""
    title = reading["title"]
    told = {
        name: [{**each, "message": in_language(each["message"], lang)} for each in reading[name]]
        for name in ("problems", "warnings")
    }
    first = next(iter(title.values()), None)
    said = {name: value for name, value in reading.items() if name not in UNTOLD}
    return {**said, "title": in_language(title, lang) or first, **told}
