"""`today`: the doors that are left, in the order in which they are walked."""

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang
from clients.reference_cli.rounds import walks
from clients.reference_cli.telling import today as telling
from clients.reference_cli.visits import day


def today(home: Home = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """What is left of the survey rounds that are yours: come-back times of today first.

    Example: doorstep-tablet today
    """
    with desk(home, lang, as_json=as_json) as at:
        now, found = day(at.tablet.now_ms), walks(at.tablet)
        if as_json:
            at.screen.document([telling.document(walk, now, at.voice) for walk in found])
        else:
            at.screen.lines(telling.tell(found, now, at.voice))
