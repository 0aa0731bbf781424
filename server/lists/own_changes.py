"""The changes that came of lists: their numbers follow from what they say.

So nothing has to be remembered beside the log. A number that is taken already by the same words is
drawn a few times anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Final

from server.station import SERVER_DEVICE
from server.views.answering import Held
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.parting import parted
from sync.core.record import HeldChange

_SALTS: Final = 4
"""A number that is taken already by the same words is drawn so often anew."""


def own_changes(held: Held) -> dict[int, HeldChange]:
    """The changes that came of lists, in the order of the log."""
    record = held.record.text
    return {
        each.change.change_id: each
        for each in held.seen
        if each.device == SERVER_DEVICE
        and each.change.change_id
        in (_number(record, each.change.entries, salt) for salt in range(_SALTS))
    }


def changes(entries: Sequence[Entry], held: Held, staff_id: str, at_ms: int) -> Iterator[Change]:
    """The changes that write these entries into a record, as somebody's."""
    record = held.record.text
    taken = {each.change.change_id for each in held.seen}
    for place, part in enumerate(parted(entries)):
        numbers = (_number(record, part, salt) for salt in range(_SALTS))
        number = next(each for each in numbers if each not in taken)
        yield Change(number, staff_id, at_ms + place, None, part)


def _number(record: str, entries: Sequence[Entry], salt: int) -> int:
    """The number of a list's change, which follows from what it says."""
    said = json.dumps([record, salt, [[*each] for each in entries]], sort_keys=True)
    digest = hashlib.blake2b(said.encode(), digest_size=8, person=b"doorstep list")
    return int.from_bytes(digest.digest()) % INT_BOUND
