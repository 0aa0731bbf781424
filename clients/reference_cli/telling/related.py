"""The records that one record names, and those that name it: a line each, to be followed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from clients.reference_cli.layout import aligned
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.telling.answers import full_label
from clients.reference_cli.voice import Voice
from sync.core.references import Reference
from sync.home.rows import IndexedRecord

CHILDREN_MAX: Final = 20
"""Records that are named one by one; of more there is a list."""


def tell(
    held: HeldRecord,
    parents: Sequence[Reference],
    children: Sequence[IndexedRecord],
    voice: Voice,
) -> Iterator[str]:
    """What a record names, and what names it, in words."""
    words = voice.words
    for parent in parents:
        label = full_label(held, parent.question, voice)
        record = parent.record.text
        said = voice.subject(parent.record)
        key = "related.parent" if voice.holds(record) else "related.elsewhere"
        yield words(key, label=label, said=said, record=voice.short(record))
    if not children:
        return
    yield words("related.children", n=len(children))
    rows = [_child(each, voice) for each in children[:CHILDREN_MAX]]
    yield from aligned(rows, indent=2)
    if len(children) > CHILDREN_MAX:
        yield words("related.more", record=voice.short(held.id.text))


def _child(indexed: IndexedRecord, voice: Voice) -> list[str]:
    status = dict(indexed.summary or {}).get("status", "")
    return [
        voice.subject_of(indexed.record),
        voice.stands(indexed.record, status),
        voice.words("related.show", record=voice.short(indexed.record)),
    ]


def document(parents: Sequence[Reference], children: Sequence[IndexedRecord]) -> dict[str, Any]:
    """The same for programs: what document `record` says of it."""
    return {
        "parents": [{"question": each.question, "record": each.record.text} for each in parents],
        "children": {
            "count": len(children),
            "records": [each.record for each in children[:CHILDREN_MAX]],
        },
    }
