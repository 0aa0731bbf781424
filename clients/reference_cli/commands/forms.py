"""`forms`: what can be filled in."""

from typing import Annotated

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.telling import form as sheet
from clients.reference_cli.telling import lists


def forms(
    form: Annotated[str | None, typer.Argument(metavar="FORM", show_default=False)] = None,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Lists the forms, or one form's questions and choices.

    Example: doorstep-tablet forms renovation_opinion
    """
    with desk(home, lang, as_json=as_json) as at:
        library = at.tablet.library
        if form is None:
            found = list(library.forms.values())
            at.screen.document([each.document(at.lang) for each in found])
            at.screen.lines(lists.forms(found, at.voice))
        else:
            shown = library.form(form)
            at.screen.document(shown.document(at.lang))
            at.screen.lines(sheet.tell(shown, at.voice))
