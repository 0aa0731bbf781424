"""`clashes`: what two people answered without knowing of each other."""

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.telling import lists


def clashes(home: Home = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Lists the answers that a person has to choose between, with who wrote them when.

    Example: doorstep-tablet clashes
    """
    with desk(home, lang, as_json=as_json) as at:
        found = at.tablet.clashes()
        at.tablet.store.papers.keep_list([clash["record"] for clash in found])
        at.screen.document(found)
        held = [(at.tablet.read(clash["record"]), clash) for clash in found]
        at.screen.lines(lists.clashes(held, at.tablet.now_ms, at.voice))
