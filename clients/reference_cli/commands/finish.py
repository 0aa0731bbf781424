"""`finish`: a record is done."""

from clients.reference_cli.commands.desk import desk
from clients.reference_cli.commands.options import AsJson, Home, Lang, Record
from clients.reference_cli.commands.writing import done
from clients.reference_cli.telling.show import full_label


def finish(record: Record, home: Home = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Declares a record finished; every rule of its form must hold.

    Example: doorstep-tablet finish 0301:p2022
    """
    with desk(home, lang, as_json=as_json) as at:
        held = at.tablet.finish(at.record(record), at.lang)
        at.ok()
        review = held.reading.review
        if review is not None and review.open_questions:
            named = [full_label(held, name, at.voice) for name in review.open_questions]
            at.screen.say("finish.open", questions=at.words.several(named))
        done(at, "finish.done", held)
