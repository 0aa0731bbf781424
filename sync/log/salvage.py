"""Rows that the disk did not keep, as far as they can be read.

A row's record id and bytes have its hash: where they have not, the row is damaged and comes without
bytes. An emptied row (erased) is none: it has no bytes to compare. The index by record is a second
copy of record id and change id, in other pages. Nothing here raises for damage that lies in a row.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from schema.area import Scope
from sync.core.digest import CHAIN_BYTES, EMPTY_CHAIN, EMPTY_DIGEST, HASH_BYTES, row_hash
from sync.log.connect import storage_errors
from sync.log.errors import StorageCorrupt
from sync.log.log import Row
from sync.log.statements import load

Places = Callable[[int], tuple[Scope, int]]

SQL = load(Path(__file__).with_name("salvage.sql"))


def row_of(scope: Scope, base: int, values: Sequence[Any]) -> Row:
    """A row as it was read; damaged where its record id and bytes have not the hash it carries.

    Args:
        scope: whose row it is.
        base: the position of the scope's number 0.
        values: position, record, change id, data, device, time, hash and chain as they were read.
    """
    position, record, change_id, data, device, received_ms, hash_, chain = values
    sound = (
        type(record) is str
        and type(data) is bytes
        and type(change_id) is int
        and type(chain) is bytes
        and (not data or row_hash(record, data) == hash_)
    )
    return Row(
        scope=scope,
        seq=position - base,
        record=record if type(record) is str else "",
        change_id=change_id if type(change_id) is int else 0,
        data=data if sound else b"",
        device=device if type(device) is str else "",
        received_ms=received_ms if type(received_ms) is int else 0,
        hash=hash_ if type(hash_) is bytes and len(hash_) == HASH_BYTES else EMPTY_DIGEST,
        chain=chain if type(chain) is bytes and len(chain) == CHAIN_BYTES else EMPTY_CHAIN,
        damaged=not sound,
    )


def lost(scope: Scope, seq: int, record: str = "") -> Row:
    """What stands for a row of which nothing can be read."""
    return row_of(scope, 0, (seq, record, None, None, None, None, None, None))


def sizes_of(rows: Iterable[Row]) -> dict[str, int]:
    """Bytes by device, as far as they can be read."""
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.device] = sizes.get(row.device, 0) + len(row.data)
    return sizes


class Salvage:
    """What can still be read, over a connection that the caller owns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def row(self, scope: Scope, base: int, seq: int, record: str | None = None) -> Row | None:
        """One row, whatever has become of it; None where there is none.

        Args:
            scope: whose row it is.
            base: the position of the scope's number 0.
            seq: its number.
            record: the record id that the index has for it; None: as the row says.
        """
        try:
            found = self._all("row", (base + seq,))
        except StorageCorrupt:
            return lost(scope, seq, record or "")
        if not found:
            return None
        position, name, change_id, data, device, *rest = found[0]
        texts = [_text(name) if record is None else record, _text(device)]
        return row_of(scope, base, (position, texts[0], change_id, data, texts[1], *rest))

    def positions(self, record: str) -> list[int]:
        """Where the rows of a record are."""
        return [position for (position,) in self._all("positions", (record,))]

    def position(self, record: str | None, change_id: int | None) -> int | None:
        """Where a change is."""
        found = self._all("position", (record, change_id))
        return found[0][0] if found else None

    def stored(
        self, pairs: Iterable[tuple[str | None, int | None]], place: Places
    ) -> Iterator[tuple[tuple[str | None, int | None], tuple[int, bytes]]]:
        """Number and hash of those of the changes that are stored, each for itself.

        Args:
            pairs: record ids and change ids.
            place: gives the scope of a position, and the position of its number 0.
        """
        for pair in pairs:
            position = self.position(*pair)
            if position is not None:
                scope, base = place(position)
                row = self.row(scope, base, position - base)
                yield pair, (position - base, row.hash if row else b"")

    def record_at(self, position: int) -> str | None:
        """Which record the index says a row is of; None where it does not know either."""
        try:
            found = self._all("indexed", (position,))
        except StorageCorrupt:
            return None
        return found[0][0] if found else None

    def overrun(self, stride: int) -> str | None:
        """A scope with rows behind its head, if there is one."""
        found = self._all("overrun", (stride,))
        return found[0][0] if found else None

    def _all(self, name: str, values: tuple[object, ...]) -> list[Any]:
        with storage_errors():
            return self._connection.execute(SQL[name], values).fetchall()


def _text(data: object) -> object:
    return data.decode(errors="replace") if isinstance(data, bytes) else data
