"""`forms`: what can be filled in."""

from typing import Annotated, Any

import typer

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.telling import form as sheet
from clients.reference_cli.telling import lists
from schema.form import Form
from schema.trial import is_trial, tried


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
            at.screen.document([_document(each, at.lang) for each in found])
            at.screen.lines(lists.forms(found, at.voice))
        else:
            shown = library.form_to_fill(form)
            at.screen.document(_document(shown, at.lang))
            at.screen.lines(sheet.tell(shown, at.voice))


def _document(form: Form, lang: str) -> dict[str, Any]:
    """Document `form`, with which form is tried by it and since when it takes no records."""
    trial_of = tried(form.id) if is_trial(form.id) else None
    return {**form.document(lang), "trial_of": trial_of, "stopped_ms": form.stopped_ms}
