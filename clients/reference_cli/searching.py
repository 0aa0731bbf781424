"""Finding records on a tablet: by any part of their address, of what was written, or of their grid.

Every word has to be held. Texts are kept beside each record as it is read; the names of grids and
communities stand in no record and are looked up in the tree.
"""

from collections.abc import Iterable

from clients.reference_cli.library import Library
from clients.reference_cli.reading import HeldRecord
from schema.grid_names import areas_named
from schema.letters import words
from schema.text import LANGUAGES
from sync.home.index import Index
from sync.home.rows import IndexedRecord


def searched(library: Library, held: HeldRecord) -> list[str]:
    """What a record is found by: its address, and what was written into it."""
    places = {library.tree.words(held.id.area, lang) for lang in LANGUAGES}
    return [*places, *held.texts()]


def holding(index: Index, library: Library, text: str) -> list[IndexedRecord]:
    """The records that hold each word of a text or lie where it says, by area and id."""
    places = {word: areas_named(library.tree, word) for word in words(text)}
    if not any(places.values()):
        return index.holding(text)
    found = index.records()
    for word, areas in places.items():
        texts = {each.record for each in index.holding(word)}
        found = [
            each for each in found if each.record in texts or _lies_in(library, each.area, areas)
        ]
    return found


def _lies_in(library: Library, area: str, places: Iterable[str]) -> bool:
    return any(library.lies_in(area, place) for place in places)
