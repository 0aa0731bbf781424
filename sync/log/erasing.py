"""Erasing in the database: rows and quarantine lose the bytes, then the file is written anew.

Invariants: what is emptied, the digests without it and the note of it are one transaction, the
caller's. From then on a scrub is wanted, until one was done: whoever opens the log later knows.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from schema.area import Scope
from sync.core.digest import xor
from sync.log.connect import scrub, writing
from sync.log.keeping import as_kept
from sync.log.log import Erasure
from sync.log.reader import SCOPE_STRIDE
from sync.log.statements import SQL, exact_parts, filled


def empty(connection: sqlite3.Connection, records: Mapping[str, Scope], erased_ms: int) -> Erasure:
    """Empties records within the caller's transaction.

    Of one that was erased before, rows that have bytes again (somebody else wrote into the
    database) are emptied once more; no digest counts them.
    """
    erased = {record for record, _ in connection.execute(SQL["erased"])}
    fresh = [record for record in records if record not in erased]
    for record in fresh:
        connection.execute(SQL["note_erased"], (record, records[record], erased_ms))
    _uncount(connection, fresh)
    rows = _over(connection, "empty_rows", list(records))
    kept = _over(connection, "empty_kept", [as_kept(record) for record in fresh])
    if fresh or rows:
        want_scrub(connection)
    return Erasure(records=tuple(fresh), rows=rows, kept=kept)


def _uncount(connection: sqlite3.Connection, records: Sequence[str]) -> None:
    """Takes the rows that still have bytes out of their scopes' digests."""
    without: dict[int, bytes] = {}
    for part in exact_parts(records):
        for position, row_hash in connection.execute(filled("full_rows", 1, len(part)), part):
            number = position // SCOPE_STRIDE
            without[number] = xor(without.get(number, bytes(len(row_hash))), row_hash)
    for number, hashes in without.items():
        (digest,) = connection.execute(SQL["digest"], (number,)).fetchone()
        connection.execute(SQL["set_digest"], (xor(digest, hashes), number))


def _over(connection: sqlite3.Connection, name: str, values: Sequence[object]) -> int:
    """A statement over these values; how many rows it changed."""
    return sum(
        connection.execute(filled(name, 1, len(part)), part).rowcount
        for part in exact_parts(values)
    )


def want_scrub(connection: sqlite3.Connection) -> None:
    """Within the caller's transaction: what it empties shall be in no file either."""
    connection.execute(SQL["want_scrub"])


def scrub_wanted(connection: sqlite3.Connection) -> bool:
    """Whether bytes that were erased may still lie in the file."""
    return bool(connection.execute(SQL["scrub_wanted"]).fetchone()[0])


def scrub_if_wanted(connection: sqlite3.Connection) -> bool:
    """Leaves nothing of what was erased in the files; whether none is left.

    In no transaction; see `sync.log.connect.scrub`.
    """
    if not scrub_wanted(connection):
        return True
    done = scrub(connection)
    if done:
        with writing(connection):
            connection.execute(SQL["scrubbed"])
    return done
