"""Options that every command takes, after its last word, and what they decide.

`--data` names the directory, `--json` asks for one JSON document on stdout and nothing else there,
`--lang` for the language of what a person reads, `--as` for the person who acts.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages that Doorstep speaks."""

    zh_cn = "zh-CN"
    en = "en"


Data = Annotated[
    Path,
    typer.Option(
        "--data", envvar="DOORSTEP_DATA", metavar="DIR", help="Data directory.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language; else DOORSTEP_LANG, else the locale.", metavar="LANG"),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="LOGIN", help="Who acts; else the admin.", show_default=False),
]


def language(given: Language | None) -> Language:
    """The language to speak: the option, else DOORSTEP_LANG, else the locale, else English."""
    if given is not None:
        return given
    named = os.environ.get("DOORSTEP_LANG")
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        named = named or os.environ.get(variable)
    return Language.zh_cn if (named or "").lower().startswith("zh") else Language.en
