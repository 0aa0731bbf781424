"""The reads of views.db: what pages, lists and commands show.

Each call opens a read-only connection and closes it, so nothing stays open that would keep the WAL
from being folded, and any thread may call. Who may see what is decided here, in the query itself:
every read of records takes a `Sight`, and counts count what it lets through. Statements stand in
`reading.sql`, what narrows them in `narrowing`; values are always bound.

Left out: freshness (callers wait for the projector or say how old the data is), wording.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from schema.area import Scope
from server.views.asking import EVERYTHING, Filter, Sight
from server.views.conditions import Condition
from server.views.errors import NotReady, SetAside
from server.views.figures import Figures
from server.views.file import FILE_NAME
from server.views.found import (
    AreaCounts,
    Aside,
    AtTheDoor,
    Clash,
    ClashCount,
    Document,
    Here,
    Line,
    Projected,
    Task,
    Totals,
    WorkCount,
)
from server.views.narrowing import crowded, narrowed
from server.views.reading import ViewsConnection, reading
from server.views.sums import Sums
from sync.log.statements import load

_SQL = load(Path(__file__).with_name("reading.sql"))


class Views:
    """The views of one data directory."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._sums = Sums(data)
        self._figures = Figures(data)

    def positions(self) -> dict[Scope, Projected]:
        """How far each scope is folded; empty while nothing is."""
        try:
            with self._reading() as connection:
                return {
                    Scope(scope): Projected(seq=seq, row_ms=row_ms)
                    for scope, seq, row_ms in connection.execute(_SQL["positions"])
                }
        except NotReady:
            return {}

    def totals(self) -> Totals:
        """What all records came to, whoever asks."""
        with self._reading() as connection:
            records, merged, rule, clash = connection.execute(_SQL["totals"]).fetchone()
            return Totals(records=records, merged=merged, rule=rule, clash=clash)

    def aside(self) -> list[Aside]:
        """The records that cannot be shown."""
        with self._reading() as connection:
            found = connection.execute(_SQL["all_aside"]).fetchall()
            return [Aside(record=name, reason=why, since_ms=ms) for name, why, ms in found]

    def record(self, record: str, sight: Sight, lang: str = "zh-CN") -> Document | None:
        """Document `record`, without history; None if there is none, or none for these eyes.

        Raises:
            SetAside: it is there, but cannot be read.
        """
        with self._reading() as connection:
            row = connection.execute(_SQL["record"], (record,)).fetchone()
            why = connection.execute(_SQL["aside"], (record,)).fetchone()
        if row is not None:
            document = in_language(row[0], row[1], lang)
            return document if sight.may_read(document["area"], document["form"]) else None
        form, _, rest = record.partition("/")
        if why is not None and sight.may_read(rest.partition(":")[0], form):
            raise SetAside(record=record, reason=why[0])
        return None

    def told(self, records: Sequence[str]) -> dict[str, Document]:
        """The documents of records that one may read; of those that are there, by their ids."""
        with self._reading() as connection:
            rows = connection.execute(_SQL["told"], (json.dumps(records),))
            return {record: json.loads(document) for record, document in rows}

    def upto(self, record: str) -> int:
        """The number of the last row that a record is folded with; 0 if it is not there."""
        with self._reading() as connection:
            row = connection.execute(_SQL["upto"], (record,)).fetchone()
        return 0 if row is None else int(row[0])

    def of_area(self, area: str) -> list[str]:
        """Ids of the records of exactly this area, whoever asks.

        Raises:
            SetAside: one of them cannot be read.
        """
        with self._reading() as connection:
            found = [record for (record,) in connection.execute(_SQL["of_area"], (area,))]
            for record, why, _ in connection.execute(_SQL["all_aside"]):
                if record.partition("/")[2].partition(":")[0] == area:
                    raise SetAside(record=record, reason=why)
        return found

    def at(self, area: str, sight: Sight, lang: str, *, of_each: int) -> list[Here]:
        """The records of exactly this area, the last begun first; so many of each form."""
        here: list[Condition] = [("r.area = ?", (area,))]
        found = self._all("at", sight, EVERYTHING, here, of_each)
        return [
            Here(document=in_language(row[0], row[1], lang), count=row[2], changed_ms=row[3])
            for row in found
        ]

    def below(self, area: str, sight: Sight) -> list[AreaCounts]:
        """What the records of an area and of each area below it come to, void ones too."""
        names = AreaCounts.__slots__
        found = self._all("below", sight, Filter(area=area))
        return [AreaCounts(**dict(zip(names, row, strict=True))) for row in found]

    def counts_of(self, areas: Sequence[str]) -> dict[str, int]:
        """How many records are of exactly each of these areas, whoever asks; none is left out."""
        with self._reading() as connection:
            return dict(connection.execute(_SQL["counts_of"], (json.dumps(areas),)))

    def ending(self, tail: str, limit: int) -> list[str]:
        """Ids of records that end with a text, whoever asks."""
        with self._reading() as connection:
            return [found for (found,) in connection.execute(_SQL["ending"], (tail, limit))]

    def lines(
        self, wanted: Filter, sight: Sight, *, limit: int, after: tuple[int, int] | None = None
    ) -> list[Line]:
        """The records of a list, latest received first, beginning after a line's `place`."""
        page: list[Condition] = []
        if after is not None:
            page.append(("(r.updated_ms, r.number) < (?, ?)", after))
        found = self._all("lines", sight, wanted, page, limit)
        return [_line(row) for row in found]

    def beginning(self, wanted: Filter, sight: Sight, *, limit: int) -> tuple[list[Line], int]:
        """The first records of a list, and how many it has; a search looks at its matches once."""
        if not wanted.text:
            return self.lines(wanted, sight, limit=limit), self.count(wanted, sight)
        found = self._all("searched", sight, wanted, (), limit)
        return [_line(row[:-1]) for row in found], found[0][-1] if found else 0

    def page(
        self,
        wanted: Filter,
        sight: Sight,
        lang: str,
        *,
        limit: int,
        after: tuple[int, int] | None = None,
    ) -> list[tuple[tuple[int, int], Document]]:
        """The same records as documents, each with its line's `place`."""
        begin: list[Condition] = []
        if after is not None:
            begin.append(("(r.updated_ms, r.number) < (?, ?)", after))
        found = self._all("page", sight, wanted, begin, limit)
        return [((row[0], row[1]), in_language(row[2], row[3], lang)) for row in found]

    def documents(self, wanted: Filter, sight: Sight, lang: str = "zh-CN") -> Iterator[Document]:
        """The records as documents, in the order of their ids."""
        found = self._all("documents", sight, wanted)
        return (in_language(row[0], row[1], lang) for row in found)

    def unlisted(self, sight: Sight) -> list[AtTheDoor]:
        """The records, but void ones, of households that are not on the roster; by area."""
        return [
            AtTheDoor(area=area, id=record, created_by=staff, changed_ms=changed_ms)
            for area, record, staff, changed_ms in self._all("unlisted", sight, EVERYTHING)
        ]

    def count(self, wanted: Filter, sight: Sight) -> int:
        """How many records the list has."""
        counts = self._sums if wanted.number is None else self._figures
        known = counts.count(wanted, sight)
        return int(self._all("count", sight, wanted)[0][0]) if known is None else known

    def crowded(self, text: str, sight: Sight) -> bool:
        """Whether more records hold a text than a search looks at."""
        with self._reading() as connection:
            return crowded(connection, sight, text)

    def work(self, wanted: Filter, sight: Sight, now_ms: int) -> list[WorkCount]:
        """How much work is in which state; what is overdue is so at a time."""
        names = WorkCount.__slots__
        with self._reading() as connection:
            where, values = narrowed(connection, sight, wanted)
            found = connection.execute(_SQL["work"].format(where=where), (now_ms, *values))
            return [WorkCount(**dict(zip(names, row, strict=True))) for row in found]

    def tasks(self, wanted: Filter, sight: Sight, *, limit: int) -> list[Task]:
        """Work as it is done: what is due first ahead."""
        return [
            Task(
                id=record,
                area=area,
                open=bool(open_),
                due_ms=due_ms,
                worker=worker,
                document=json.loads(document),
            )
            for record, area, open_, due_ms, worker, document in self._all(
                "tasks", sight, wanted, (), limit
            )
        ]

    def clashes(
        self,
        wanted: Filter,
        sight: Sight,
        *,
        limit: int = -1,
        after: tuple[int, int, str] | None = None,
    ) -> list[Clash]:
        """Open clashes, oldest first, beginning after a clash's `place`; -1: all of them."""
        page: list[Condition] = []
        if after is not None:
            page.append(("(c.since_ms, c.record, c.question) > (?, ?, ?)", after))
        found = self._all("clashes", sight, replace(wanted, clashing=True), page, limit)
        names = Clash.__slots__
        return [
            Clash(**dict(zip(names, (*row[:-1], tuple(json.loads(row[-1]))), strict=True)))
            for row in found
        ]

    def count_clashes(self, wanted: Filter, sight: Sight) -> ClashCount:
        """How many clashes the list has."""
        row = self._all("count_clashes", sight, replace(wanted, clashing=True))[0]
        return ClashCount(questions=row[0], records=row[1], oldest_ms=row[2])

    def _all(
        self,
        name: str,
        sight: Sight,
        wanted: Filter,
        page: Sequence[Condition] = (),
        *further: object,
    ) -> list[Any]:
        """The rows of a statement that are wanted, as far as the eyes may see."""
        with self._reading() as connection:
            where, values = narrowed(connection, sight, wanted, page)
            statement = _SQL[name].format(where=where)
            return connection.execute(statement, (*values, *further)).fetchall()

    def _reading(self) -> contextlib.AbstractContextManager[ViewsConnection]:
        return reading(self._path)


def _line(row: Sequence[Any]) -> Line:
    return Line(**dict(zip(Line.__slots__, row, strict=True)))


def in_language(document: str, document_en: str | None, lang: str) -> Document:
    """A stored document in the language of the reader."""
    wanted = document if lang.startswith("zh") else document_en or document
    found: Document = json.loads(wanted)
    return found
