"""Every change of a record, oldest first: who wrote what when, and how much it replaced."""

from collections.abc import Iterator

from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.voice import Voice
from sync.core.record import VERSION


def tell(held: HeldRecord, voice: Voice) -> Iterator[str]:
    """The record's history in words."""
    words = voice.words
    yield words("history.title")
    for each in held.reading.changes:
        change = each.change
        delivery = words.named("delivery", "waiting" if each.seq is None else "synced")
        yield words(
            "history.change",
            when=voice.when(change.time_ms),
            who=voice.who(change.staff),
            delivery=delivery,
        )
        for entry in change.entries:
            if entry.question == VERSION:
                continue
            said = words(
                "history.answer",
                label=voice.label(held.form, entry.question),
                value=voice.value(held.form, entry.question, entry.value),
            )
            replaced = len(entry.replaces)
            yield said + (words("history.replaces", n=replaced) if replaced else "")
        if change.remark is not None:
            yield words("history.remark", text=voice.text(change.remark))
