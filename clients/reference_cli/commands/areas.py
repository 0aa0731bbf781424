"""`areas`: where something can be filled in."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.errors import UnknownArea
from clients.reference_cli.library import Library, nearest
from clients.reference_cli.telling import lists
from schema.area import Area, AreaKind


def areas(
    prefix: Annotated[str | None, typer.Argument(metavar="AREA", show_default=False)] = None,
    kind: Annotated[AreaKind | None, typer.Option("--kind", help="Only this kind.")] = None,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Lists areas: all, or one with everything below it.

    Example: doorstep-tablet areas 130709/100/002/007/x03 --kind household
    """
    with desk(home, lang, as_json=as_json) as at:
        found = [
            area for area in _below(at.tablet.library, prefix) if kind is None or area.kind is kind
        ]
        at.screen.document([area.to_json() for area in found])
        at.screen.lines(lists.areas(found, at.voice, known=bool(at.tablet.library.areas)))


def _below(library: Library, prefix: str | None) -> list[Area]:
    if prefix is None:
        return list(library.tree)
    found = library.tree.subtree(prefix.rstrip("/"))
    if not found:
        known: list[str] = [area.id for area in library.areas]
        raise UnknownArea(name=prefix, nearest=nearest(prefix, known))
    return found
