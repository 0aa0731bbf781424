"""Rows that leave a home: of a lost area or form, and of erased records.

Invariants:
- No own row leaves before the server has given its final answer: one that waits stays, and with it
  what belongs to it.
- What leaves, and the digest of what remains, are one commit: a home that is killed in between
  begins again where it was.
- No cursor stands past a row that left: the same grants may come back, and its mark is theirs.
- What was erased is in no file of the home afterwards, if the disk has room to write them anew;
  what was dropped, once `scrub` was called.

Which records are lost is the caller's to say (it has grants and areas). Source: protocol.md, 4.12;
records.md, 5 (erasure).
"""

import sqlite3
from collections.abc import Iterable, Sequence

from sync.core.digest import EMPTY_DIGEST, xor
from sync.home import queries
from sync.home.rows import OwnRow
from sync.log.connect import scrub, writing


class LettingGo:
    """What a home gives up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def records(self) -> list[tuple[str, str, bool]]:
        """(scope, record, whether the server ever had it) of every record that is held."""
        rows = self._connection.execute(queries.RECORDS_BY_SCOPE)
        return [(scope, record, bool(listed)) for scope, record, listed in rows]

    def to_answer(self, records: Iterable[str]) -> list[OwnRow]:
        """The rows that the server has to answer before these records may go.

        Own ones, also those that are stored, and those of others that a server which began anew has
        not listed; in the order written.
        """
        found = []
        for record in records:
            for number, data, hash_, own in self._connection.execute(
                queries.ROWS_TO_ANSWER, (record,)
            ):
                row = OwnRow(record=record, data=data, hash=hash_, given_back=not own)
                found.append((number, row))
        return [row for _, row in sorted(found, key=lambda each: each[0])]

    def drop(self, scope: str, records: Sequence[str], *, whole: bool) -> int:
        """Forgets records of a scope, with their open forms, in one commit.

        Args:
            scope: where they lie.
            records: those whose rows were all answered; one with a row that waits stays.
            whole: nothing of the scope is granted any more: its cursor goes too, or stands at the
                beginning where a row of the scope stays, and a later grant begins there.

        Returns:
            how many of them went.
        """
        gone = 0
        with writing(self._connection):
            for record in records:
                gone += self._drop_record(record)
            self._correct_digest(scope)
            if whole:
                self._connection.execute(queries.DROP_SCOPE, (scope,))
            if whole and gone:
                self._connection.execute(queries.FORGET_CURSOR, (scope,))
        return gone

    def scrub(self) -> bool:
        """Writes the home's files anew without what was dropped; False: no room for it now."""
        return scrub(self._connection)

    def _drop_record(self, record: str) -> bool:
        (waits,) = self._connection.execute(queries.RECORD_WAITS, (record,)).fetchone()
        if not waits:
            for statement in (queries.DROP_ROWS, queries.DROP_DRAFT, queries.DROP_EMPTY_RECORD):
                self._connection.execute(statement, (record,))
        return not waits

    def erase(self, records: Iterable[str]) -> int:
        """Forgets the rows of erased records, but for own ones that still wait for an answer.

        Returns:
            how many of the records were held here.
        """
        held = 0
        changes_before = self._connection.total_changes
        with writing(self._connection):
            for record in records:
                scopes = self._connection.execute(queries.SCOPES_OF_RECORD, (record,)).fetchall()
                held += bool(scopes)
                for statement in (
                    queries.DROP_ANSWERED_ROWS,
                    queries.DROP_DRAFT,
                    queries.TOUCH_KNOWN_RECORD,
                    queries.DROP_EMPTY_RECORD,
                ):
                    self._connection.execute(statement, (record,))
                for (scope,) in scopes:
                    self._correct_digest(scope)
        if self._connection.total_changes > changes_before:
            scrub(self._connection)
        return held

    def forget_numbers(self) -> None:
        """Every own row waits again, as for a server that never answered it.

        Within the caller's commit: this home was enrolled anew.
        """
        self._connection.execute(queries.TOUCH_OWN_RECORDS)
        self._connection.execute(queries.FORGET_ALL_OWN_NUMBERS)
        for (scope,) in self._connection.execute(queries.SCOPE_NAMES).fetchall():
            self._correct_digest(scope)

    def count_again(self, scope: str) -> bytes:
        """The digest of what is listed or acknowledged of a scope, from its rows."""
        digest = EMPTY_DIGEST
        for (hash_,) in self._connection.execute(queries.HASHES_OF_SCOPE, (scope,)):
            digest = xor(digest, hash_)
        return digest

    def _correct_digest(self, scope: str) -> None:
        self._connection.execute(queries.CORRECT_DIGEST, (self.count_again(scope), scope))
