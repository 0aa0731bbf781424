"""The templates of the pages: compiled once a process, and what all of them know."""

import functools
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from schema.text import LANGUAGES
from server.pages import assets, unseen

SAFE_IN_PATHS: Final = "/:+"
"""What record ids are made of and a path may hold as it is; a `%` in an id is encoded again."""


def link(path: str) -> str:
    """A path as it stands in an address."""
    return quote(path, safe=SAFE_IN_PATHS)


@functools.cache
def template(name: str) -> Template:
    """A template; looked up without the lock that the environment's own store has."""
    return _environment().get_template(name)


@functools.cache
def _environment() -> Environment:
    """All of them; nothing of a server is in it."""
    made = Environment(
        loader=FileSystemLoader(str(Path(__file__).parent / "templates")),
        autoescape=True,
        finalize=unseen.drawn,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = assets.address
    made.globals["scripts"] = assets.SCRIPTS
    made.globals["languages"] = LANGUAGES
    made.globals["link"] = link
    made.filters["sent"] = unseen.sent
    return made
