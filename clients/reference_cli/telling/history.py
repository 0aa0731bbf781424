"""Every change of a record, oldest first: who wrote what when, and how much it replaced."""

from collections.abc import Iterator

from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling.answers import full_label
from clients.reference_cli.voice import Voice
from sync.core.change import Entry
from sync.core.record import VERSION, row_of


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
            if entry.question == VERSION or _begins_row(entry):
                continue
            said = words(
                "history.answer",
                label=full_label(held, entry.question, voice),
                value=_value(held, entry, voice),
            )
            replaced = len(entry.replaces)
            yield said + (words("history.replaces", n=replaced) if replaced else "")
        if change.remark is not None:
            yield words("history.remark", text=voice.text(change.remark))


def _begins_row(entry: Entry) -> bool:
    """Whether it only says that a row is there: the answers in the row say so, too."""
    place = row_of(entry.question)
    return place is not None and place[2] is None and entry.value is True


def _value(held: HeldRecord, entry: Entry, voice: Voice) -> str:
    place = row_of(entry.question)
    if place is not None and place[2] is None and entry.value is False:
        return voice.words("history.removed")
    return voice.value(held.form, entry.question, entry.value)
