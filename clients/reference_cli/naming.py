"""How people name a record: its id, any unambiguous tail of it, or its number in the last list."""

from collections.abc import Callable, Sequence

from clients.reference_cli.errors import AmbiguousRecord, NoSuchRecord
from sync.home.store import HomeStore


def find_record(store: HomeStore, name: str) -> str:
    """The id of the record that is named so.

    A number without a leading zero means the last list; what no list shows may still be a tail.
    A tail that begins where a part of the id begins goes before one that cuts a part in two.

    Raises:
        NoSuchRecord: no record's id ends so.
        AmbiguousRecord: several do.
    """
    listed = _listed(store.papers.listed, name)
    if listed is not None and store.index.holds(listed):
        return listed
    found = store.index.ending(name) if name else []
    if name in found:
        return name
    whole = [record for record in found if record[-len(name) - 1] in "/:"]
    found = whole or found
    if not found:
        raise NoSuchRecord(name=name)
    if len(found) > 1:
        raise AmbiguousRecord(name=name, candidates=found)
    return found[0]


def _listed(listed: Callable[[int], str | None], name: str) -> str | None:
    digits = name.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()) or digits.startswith("0"):
        return None
    return listed(int(digits))


def short_names(records: Sequence[str], record: str) -> str:
    """The shortest tail of whole parts by which `record` is known among `records`.

    A tail holds at least the last part of the area, since a key alone says little to a person.
    """
    head, _, keys = record.partition(":")
    parts = head.split("/")
    keys = f":{keys}" if keys else ""
    for count in range(1, len(parts)):
        tail = "/".join(parts[-count:]) + keys
        if not any(other != record and other.endswith(f"/{tail}") for other in records):
            return tail
    return record
