"""The records of a home as a list shows them, so that a list of thousands folds none of them twice.

A summary is a JSON object made by whoever can read a record, and so are the texts by which a record
is searched; the home only keeps both, and knows by `stale` which ones rows have overtaken. The old
summary stays until it is replaced, so that what a session changed can be told by comparing the two.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from schema.letters import letters, words
from sync.home import queries
from sync.home.rows import IndexedRecord
from sync.log.connect import writing


class Index:
    """The records of which this home holds rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def records(self, *, form: str | None = None) -> list[IndexedRecord]:
        """The records of a form (None: of any), by area and id."""
        rows = self._connection.execute(queries.RECORDS, (form,))
        return [_record(row) for row in rows]

    def at(self, area: str) -> list[IndexedRecord]:
        """The records of exactly this area, by id."""
        return [_record(row) for row in self._connection.execute(queries.RECORDS_AT, (area,))]

    def children(self, parent: str) -> list[IndexedRecord]:
        """The records that name this one, by area and id; what is stale names what it did."""
        return [_record(row) for row in self._connection.execute(queries.CHILDREN, (parent,))]

    def holding(self, text: str) -> list[IndexedRecord]:
        """The records in whose texts every word of this one stands, by area and id.

        None for a text of signs. A stale record is found by what was in it before.
        """
        wanted = words(text)
        if not wanted:
            return []
        rows = self._connection.execute(queries.RECORDS_HOLDING, (json.dumps(wanted),))
        return [_record(row) for row in rows]

    def stale(self) -> list[IndexedRecord]:
        """The records that have to be read again."""
        return [_record(row) for row in self._connection.execute(queries.STALE_RECORDS)]

    def holds(self, record: str) -> bool:
        """Whether any row of the record is held, its own refused ones included."""
        return bool(self._connection.execute(queries.HAS_RECORD, (record,)).fetchone()[0])

    def last_own(self, form: str) -> str | None:
        """The record of a form in which this tablet wrote last."""
        found = self._connection.execute(queries.LAST_OWN, (form,)).fetchone()
        return None if found is None else str(found[0])

    def as_they_came(self, form: str) -> list[str]:
        """The records of a form in the order in which their first rows were written or came."""
        rows = self._connection.execute(queries.RECORDS_AS_THEY_CAME, (form,))
        return [record for (record,) in rows]

    def ending(self, tail: str) -> list[str]:
        """The records whose id ends with this text."""
        rows = self._connection.execute(queries.RECORDS_BY_TAIL, (tail,))
        return [record for (record,) in rows]

    def keep(
        self,
        read: Iterable[tuple[str, Mapping[str, Any], Iterable[str]]],
        named: Mapping[str, Iterable[tuple[str, str]]] = MappingProxyType({}),
    ) -> None:
        """Keeps what was read of records in one commit; they are fresh then.

        Args:
            read: record id, summary, and the texts by which it is searched.
            named: by record, the questions that name another one, each with that; of records that
                name none nothing has to be said.
        """
        read = list(read)
        with writing(self._connection):
            self._connection.executemany(
                queries.DROP_REFERENCES, [(record,) for record, _, _ in read]
            )
            self._connection.executemany(
                queries.ADD_REFERENCE,
                [
                    (parent, record, question)
                    for record, parents in named.items()
                    for question, parent in parents
                ],
            )
            self._connection.executemany(
                queries.SET_SUMMARY,
                [
                    (json.dumps(summary, ensure_ascii=False), _searched(texts), record)
                    for record, summary, texts in read
                ],
            )


def _searched(texts: Iterable[str]) -> str:
    """A line a text, so that nothing is found that runs from one into the next."""
    return "\n".join("".join(letters(text)) for text in texts)


def _record(row: tuple[str, str, str, str | None, int]) -> IndexedRecord:
    record, form, area, summary, stale = row
    return IndexedRecord(
        record=record,
        form=form,
        area=area,
        summary=None if summary is None else json.loads(summary),
        stale=bool(stale),
    )
