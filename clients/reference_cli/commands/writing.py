"""What the commands that write have in common: what they say when it is on disk."""

from clients.reference_cli.commands.desk import Desk
from clients.reference_cli.reading import HeldRecord


def done(at: Desk, key: str, held: HeldRecord, **facts: object) -> None:
    """Says what was written, that it is kept here, and what comes next."""
    record = held.id.text
    voice = at.voice
    at.screen.say(key, form=voice.title(held.id.form), address=voice.address(record), **facts)
    if held.reading.status == "draft":
        at.screen.say("write.finish", record=voice.short(record))
    at.screen.say("write.last")
