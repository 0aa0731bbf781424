"""The day as plain text, for a chat: numbers, who is behind, who has not synced for days."""

from collections.abc import Sequence
from typing import Final

from schema.form import Form
from schema.text import in_language
from server.clock import now_ms
from server.pages.board import AreaLine
from server.pages.heard import Heard
from server.pages.progress import Progress, of_households
from server.pages.visit import Visit

BEHIND: Final = 5
"""So many grids are named: a message in a chat is read on a phone."""

SILENT: Final = 10
"""So many people are named."""


def summary(
    visit: Visit,
    form: Form | None,
    total: Progress,
    board: Sequence[AreaLine],
    silent: Sequence[Heard],
) -> str:
    """The text; it names no resident and no household."""
    say, words = visit.words.say, visit.words
    asked_ms = visit.fresh.as_of_ms if visit.fresh else now_ms()
    lines = [say("%(place)s, %(day)s", place=_place(visit), day=words.day(words.today))]
    lines.append(say("Data as of %(when)s", when=words.when_said(asked_ms)))
    if form is not None:
        lines.append(_done(visit, form, total))
    lines.append(
        say(
            "%(clashes)s clashes open, %(returned)s returned",
            clashes=f"{total.clashes:,}",
            returned=f"{total.returned:,}",
        )
    )
    behind = [line for line in board if line.progress.left][:BEHIND]
    if behind:
        named = words.listed([f"{line.name} {line.progress.percent}%" for line in behind])
        lines.append(say("Furthest behind: %(grids)s", grids=named))
    if silent:
        named = words.listed([_silence(each, visit) for each in silent[:SILENT]])
        more = len(silent) - SILENT
        rest = words.say_many(" and %(n)s more", " and %(n)s more", more) if more > 0 else ""
        lines.append(say("Not heard of for over a day: %(people)s", people=named) + rest)
    else:
        lines.append(say("Every tablet was heard of within a day."))
    return "\n".join(lines)


def _place(visit: Visit) -> str:
    """Where the visitor's own work lies: the area of the first grant."""
    grants = visit.person.grants if visit.person else ()
    return visit.words.area(grants[0].area) if grants else ""


def _done(visit: Visit, form: Form, total: Progress) -> str:
    title = in_language(form.title, visit.words.lang)
    today = f"{total.today:,}"
    if not of_households(form):
        return visit.words.say(
            "%(form)s: %(today)s finished today, %(done)s in all",
            form=title,
            today=today,
            done=f"{total.finished:,}",
        )
    return visit.words.say(
        "%(form)s: %(today)s finished today; %(done)s of %(all)s households (%(percent)s%%),"
        " %(left)s left",
        form=title,
        today=today,
        done=f"{total.done:,}",
        all=f"{total.households:,}",
        percent=total.percent or 0,
        left=f"{total.left:,}",
    )


def _silence(each: Heard, visit: Visit) -> str:
    if each.contact_ms is None:
        return visit.words.say("%(person)s (never)", person=each.staff.name)
    return visit.words.say(
        "%(person)s (%(ago)s)", person=each.staff.name, ago=visit.words.ago_said(each.contact_ms)
    )
