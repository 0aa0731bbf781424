"""Whether everything arrived (`status`)."""

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.telling import status as telling


def status(home: Home = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Says whether everything is delivered, what is open, and what to do next.

    Example: doorstep-tablet status
    """
    with desk(home, lang, as_json=as_json) as at:
        at.screen.document(telling.document(at.tablet))
        if not as_json:
            at.screen.lines(telling.tell(at.tablet, at.voice))
