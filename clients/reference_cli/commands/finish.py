"""`finish`: a record is done."""

from typing import Annotated

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record, TakesKnown
from clients.reference_cli.commands.writing import done, tell_known
from clients.reference_cli.known import known_of
from clients.reference_cli.telling.answers import full_label


def finish(
    record: Record,
    take: Annotated[bool, TakesKnown] = False,
    home: Home = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Declares a record finished; every rule of its form must hold.

    Example: doorstep-tablet finish 0301:p2022
    """
    with desk(home, lang, as_json=as_json) as at:
        identity = at.record(record)
        taken = known_of(at.tablet, at.tablet.read(identity)) if take else {}
        answers = {path: each.value for path, each in taken.items()}
        held = at.tablet.finish(identity, at.lang, answers)
        at.ok()
        review = held.reading.review
        if review is not None and review.open_questions:
            named = [full_label(held, name, at.voice) for name in review.open_questions]
            at.screen.say("finish.open", questions=at.words.several(named))
        done(at, "finish.done", held)
        tell_known(at, held, taken)
