"""One act that one change cannot hold: parted into as few as do, in the order written.

A form that counts several hundred rows writes them in one act. Its parts are changes like others;
whoever writes them stores all in one commit, and gives later parts later times, so that rows stand
as they were typed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sync.core.change import BLOCKS_MAX, CHANGE_BYTES_MAX, Entry

_ENTRY_BYTES: Final = 64
"""What an entry takes beside its question, value and what it replaces, and some more."""

_ID_BYTES: Final = 9
"""A change id as msgpack has it."""


def parted(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries of each change; nothing of what is one change's is parted, and at least one."""
    part: list[Entry] = []
    room = CHANGE_BYTES_MAX // 2
    for entry in entries:
        size = _bytes_of(entry)
        if part and (size > room or len(part) + 1 >= BLOCKS_MAX):
            yield tuple(part)
            part, room = [], CHANGE_BYTES_MAX // 2
        part.append(entry)
        room -= size
    yield tuple(part)


def _bytes_of(entry: Entry) -> int:
    """At least as many bytes as an entry takes in its change."""
    said = entry.value if isinstance(entry.value, list) else [entry.value]
    texts = sum(len(str(each).encode("utf-8", "replace")) + _ID_BYTES for each in said)
    return _ENTRY_BYTES + len(entry.question.encode()) + texts + _ID_BYTES * len(entry.replaces)
