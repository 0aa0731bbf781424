"""When work is due, in words and with a sign: `逾期3天`, `今天到期 18:00`, `6月20日到期`."""

from datetime import timedelta
from typing import Final

from server.clock import local, midnight_ms
from server.pages.visit import Visit
from server.pages.words import State

SOON_DAYS: Final = 1
"""What is due today or tomorrow is marked."""


def due(due_ms: int | None, visit: Visit) -> State | None:
    """A due time as people say it; None where nothing is.

    Args:
        due_ms: the last moment at which it is not overdue.
        visit: whose words, and whose moment.
    """
    if due_ms is None:
        return None
    words, at = visit.words, local(due_ms)
    days = (at.date() - words.today).days
    # A day that is due ends with its last millisecond.
    whole_day = due_ms + 1 == midnight_ms(at.date() + timedelta(1))
    clock = "" if whole_day else f"{at:%H:%M}"
    if due_ms < visit.now_ms:
        if days == 0:  # since a moment: what was due on a day is late from the next one on
            since = words.say("overdue since today")
            label = f"{since} {clock}"
        else:
            label = words.say_many("overdue for %(n)s day", "overdue for %(n)s days", -days)
        return State(label=label, sign="✗", tone="bad")
    if days == 0:
        label = words.say("due today")
    elif days == 1:
        label = words.say("due tomorrow")
    else:
        label = words.say("due %(day)s", day=words.dated(at.date()))
    tone = "warn" if days <= SOON_DAYS else "quiet"
    return State(label=f"{label} {clock}".strip(), sign="◔", tone=tone)
