"""Options that every command takes, after its last word."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from schema.text import LANGUAGES


class Language(StrEnum):
    """The languages that the tablet speaks."""

    zh_cn = "zh-CN"
    en = "en"


assert tuple(Language) == LANGUAGES, "every language of forms is one of the tablet's"

Home = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="The tablet's directory; else DOORSTEP_TABLET_HOME."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", metavar="zh-CN|en", help="Else DOORSTEP_LANG, else the locale."),
]
Record = Annotated[
    str,
    typer.Argument(
        metavar="RECORD",
        help="Its id, any tail of it that no other has, or its number in the last list.",
        show_default=False,
    ),
]

TakesKnown = typer.Option(
    "--known", help="With what other records here already answer; those answers become yours."
)

_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(given: Language | None, environment: Mapping[str, str] = os.environ) -> str:
    """The reader's language: as asked for, else DOORSTEP_LANG, else the locale's."""
    if given is not None:
        return given.value
    asked = environment.get("DOORSTEP_LANG")
    if asked in tuple(Language):
        return str(asked)
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "zh-CN" if locale.lower().startswith("zh") else "en"
