"""What the commands that write have in common: what they say when it is on disk."""

from collections.abc import Mapping

from clients.reference_cli.commands.desk import Desk
from clients.reference_cli.known import known_of
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling import known as telling
from sync.core.prefill import Known


def done(at: Desk, key: str, held: HeldRecord, **facts: object) -> None:
    """Says what was written, that it is kept here, and what comes next."""
    record = held.id.text
    voice = at.voice
    at.screen.say(key, form=voice.title(held.id.form), address=voice.address(record), **facts)
    if held.reading.status == "draft":
        at.screen.say("write.finish", record=voice.short(record))
    at.screen.say("write.last")


def tell_known(at: Desk, held: HeldRecord, taken: Mapping[str, Known]) -> None:
    """Says what was taken over that was known already, and what a draft could take yet."""
    at.screen.lines(telling.tell(taken, held.form, at.voice, key="known.taken"))
    left = known_of(at.tablet, held)
    if left:
        at.screen.lines(telling.tell(left, held.form, at.voice, key="known.proposed"))
        at.screen.say("known.take", record=at.voice.short(held.id.text))
