"""What a record that is held here names, and is named by: the way from child to parent and back.

A record may name one that is not held here: it lies in another grid, or nobody wrote it yet. Then
it is known by its id, and by what that says.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clients.reference_cli.library import Library
from clients.reference_cli.reading import HeldRecord
from schema.record_id import RecordId
from sync.core.references import Reference, references
from sync.home.rows import IndexedRecord

if TYPE_CHECKING:
    from clients.reference_cli.tablet import Tablet


def parents(library: Library, held: HeldRecord) -> list[Reference]:
    """The records that a record names; an answer in a refused change names none."""
    form = held.form
    if form is None or not form.referring:
        return []
    return list(
        references(
            form,
            held.id,
            held.values,
            held.irrelevant,
            forms=library.forms,
            tree=library.tree,
        )
    )


def children(tablet: "Tablet", *records: str) -> list[IndexedRecord]:
    """The records here that name one of these, each with its summary, by area and id.

    Nothing is looked at where no form refers to theirs.
    """
    known = tablet.library
    asked = [each for each in records if known.referring_to(RecordId.parse(each).form)]
    if asked:
        tablet.refresh()
    return [child for each in asked for child in tablet.store.index.children(each)]


def named(
    library: Library, read: Iterable[HeldRecord]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """By record, which questions name another one, each with that; without those that name none."""
    for held in read:
        found = [(each.question, each.record.text) for each in parents(library, held)]
        if found:
            yield held.id.text, found
