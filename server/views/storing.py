"""The writes of views.db: the projector's process alone writes rows.

A batch is one transaction: records, clashes, texts and positions change together, so whatever a
page reads belongs to the positions that it reads.

Left out: the file itself (`file`), sums of numbers (`figure_storing`), what a row says
(`projection`).
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from schema.area import Scope
from server.views import file
from server.views.figure_storing import FigureTables
from server.views.found import Document
from server.views.projection import RecordLine, References
from server.views.searching import indexed, scope_token
from server.views.tallying import Counted, Sums
from sync.log.connect import scrub
from sync.log.statements import load

_SQL = load(Path(__file__).with_name("statements.sql"))

_DROPPED = (
    *("drop_record", "drop_clashes", "drop_refs", "drop_call", "drop_figured", "drop_text"),
)
"""What takes a record out of the views, table by table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """How far a scope is folded: the row's number, the log's chain there, its time in ms."""

    seq: int
    chain: bytes
    row_ms: int


class ViewsFile:
    """views.db, open for writing."""

    def __init__(self, path: Path) -> None:
        self._connection = file.opened(path)
        self._figures = FigureTables(self._connection)

    def close(self) -> None:
        """Closes the file; the WAL is folded into it."""
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            self._figures.forget_slots()
            raise
        self._connection.execute("COMMIT")

    def positions(self) -> dict[Scope, Position]:
        """How far each scope is folded."""
        return {
            Scope(scope): Position(seq=seq, chain=chain, row_ms=row_ms)
            for scope, seq, chain, row_ms in self._connection.execute(_SQL["positions"])
        }

    def put_positions(self, positions: Mapping[Scope, Position]) -> None:
        """Says how far the scopes are folded now."""
        rows = [(scope, at.seq, at.chain, at.row_ms) for scope, at in positions.items()]
        self._connection.executemany(_SQL["put_position"], rows)

    def known(self, records: Sequence[str]) -> dict[str, int]:
        """The numbers of those of the records that are in the views."""
        return dict(self._connection.execute(_SQL["numbers"], (json.dumps(records),)))

    def has_records(self, form: str, since_ms: int) -> bool:
        """Whether there are records of a form that were begun at or after a time, or set aside."""
        found = self._connection.execute(_SQL["has_records"], (form, since_ms, form)).fetchone()
        return bool(found[0])

    def put(self, lines: Sequence[RecordLine]) -> None:
        """Writes records with their clashes and texts, new ones and known ones."""
        numbers = self.known([line.id for line in lines])
        # Before the known ones are dropped, since they keep their numbers.
        last = int(self._connection.execute(_SQL["last_number"]).fetchone()[0])
        self._count(list(numbers), lines)
        self._drop(numbers.values())
        for line in lines:
            if line.id not in numbers:
                last += 1
                numbers[line.id] = last
        self._connection.executemany(
            _SQL["add_record"], [record_values(numbers[line.id], line) for line in lines]
        )
        self._figures.put(numbers, lines)
        self._connection.executemany(
            _SQL["put_clash"],
            [
                (numbers[line.id], clash.question, clash.since_ms, clash.shown)
                for line in lines
                for clash in line.clashes
            ],
        )
        self._put_refs((numbers[line.id], line.refers) for line in lines)
        self._connection.executemany(
            _SQL["put_call"],
            [call_values(numbers[line.id], line) for line in lines if line.call is not None],
        )
        self._connection.executemany(
            _SQL["put_text"],
            [
                (
                    numbers[line.id],
                    indexed([line.place]),
                    line.answers_text,
                    scope_token(line.scope),
                )
                for line in lines
            ],
        )

    def rehearse(self, lines: Sequence[RecordLine]) -> None:
        """Writes records and takes it all back: what cannot be written, fails here."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self.put(lines)
        finally:
            self._connection.execute("ROLLBACK")
            self._figures.forget_slots()

    def refer_anew(self, form: str, named: Callable[[Document], References]) -> None:
        """Has every record of a form asked what it names: forms or areas have changed."""
        found = [
            (number, named(orjson.loads(document)))
            for number, document in self._connection.execute(_SQL["documents"], (form,))
        ]
        self._connection.executemany(_SQL["drop_refs"], [(number,) for number, _ in found])
        self._put_refs(found)

    def _put_refs(self, named: Iterable[tuple[int, References]]) -> None:
        """Writes which records others name, by their numbers."""
        rows = [
            (parent, number, question) for number, refers in named for question, parent in refers
        ]
        self._connection.executemany(_SQL["put_ref"], rows)

    def _count(self, records: Sequence[str], lines: Sequence[RecordLine]) -> None:
        """Takes these records out of the sums as they stand, and adds them as they will."""
        sums = Sums()
        asked = (json.dumps(records, ensure_ascii=False),)
        sums.add((Counted(*row) for row in self._connection.execute(_SQL["counted"], asked)), -1)
        sums.add(map(Counted.of, lines), 1)
        households = json.dumps(list(sums.households), ensure_ascii=False)
        done = self._connection.execute(_SQL["households_done"], (households,))
        sums.add_households({(area, form): n for area, form, n in done})
        for name, rows in (
            ("add_tally", sums.tally_rows()),
            ("mark_written", sums.tallies),
            ("add_household", ((*key, n) for key, n in sums.households.items() if n)),
            ("add_day", ((*key, n) for key, n in sums.days.items() if n)),
            ("add_desk", sums.desk_rows()),
        ):
            self._connection.executemany(_SQL[name], rows)
        self._figures.count(records, lines)

    def set_aside(self, record: str, reason: str, now_ms: int) -> None:
        """Takes a record out of the views and says why."""
        self.forget([record])
        self._connection.execute(_SQL["put_aside"], (record, reason, now_ms))

    def forget(self, records: Sequence[str]) -> None:
        """Takes records out of the views, those set aside too, and the reasons why."""
        self._count(records, ())
        self._drop(self.known(records).values())
        self._connection.executemany(_SQL["drop_aside"], [(record,) for record in records])

    def _drop(self, numbers: Iterable[int]) -> None:
        values = [(number,) for number in numbers]
        for name in _DROPPED:
            self._connection.executemany(_SQL[name], values)

    def scrub(self) -> bool:
        """Leaves nothing in the file of what was taken out; whether it was done."""
        self._connection.execute(_SQL["pack_texts"])
        return scrub(self._connection)

    def take_back(self, record: str) -> None:
        """Says that a record set aside can be shown again; it is put in with the others."""
        self._connection.execute(_SQL["drop_aside"], (record,))

    def aside(self) -> dict[str, str]:
        """The records set aside, with the reasons."""
        return {record: reason for record, reason, _ in self._connection.execute(_SQL["aside"])}

    def begin_attempt(self, record: str) -> None:
        """Says on disk that this is being worked on; "" stands for a batch."""
        self._connection.execute(_SQL["begin_attempt"], (record,))

    def end_attempt(self, record: str) -> None:
        """Says that the work was survived."""
        self._connection.execute(_SQL["end_attempt"], (record,))

    def open_attempts(self) -> dict[str, int]:
        """What a process died over that did not end it, with the deaths counted before."""
        return dict(self._connection.execute(_SQL["open_attempts"]))

    def count_death(self, record: str) -> None:
        """Counts that a process died over this."""
        self._connection.execute(_SQL["count_death"], (record,))

    def places(self) -> list[tuple[int, str, str]]:
        """Number, id and indexed address of every record."""
        return self._connection.execute(_SQL["places"]).fetchall()

    def move(self, number: int, place: str) -> None:
        """Indexes a record under another address."""
        self._connection.execute(_SQL["move_record"], (place, number))
        self._connection.execute(_SQL["move_text"], (indexed([place]), number))

    def fact(self, name: str) -> str | None:
        """What the views were folded with, under this name."""
        row = self._connection.execute(_SQL["fact"], (name,)).fetchone()
        return None if row is None else str(row[0])

    def put_fact(self, name: str, value: str) -> None:
        """Says what the views are folded with."""
        self._connection.execute(_SQL["put_fact"], (name, value))

    def forget_positions(self) -> None:
        """Has everything folded anew; what is shown stays until it is written over."""
        self._connection.execute("DELETE FROM positions")

    def empty(self) -> None:
        """Empties the views: they belonged to another log."""
        with self.transaction():
            file.make(self._connection)
        self._figures.forget_slots()


def record_values(number: int, line: RecordLine) -> tuple[object, ...]:
    """A record's line as the table has it."""
    return (
        number,
        line.id,
        line.form,
        line.area,
        line.scope,
        line.status,
        line.status_ms,
        line.worker,
        line.finished_seq,
        line.done_ms,
        line.created_by,
        line.created_ms,
        line.version,
        line.merged,
        line.rules,
        len(line.clashes),
        line.flags,
        line.revised,
        line.changed_ms,
        line.updated_ms,
        line.updated_seq,
        *line.work,
        line.place,
        line.document,
        line.document_en,
    )


def call_values(number: int, line: RecordLine) -> tuple[object, ...]:
    """A record's call at a door as the table has it."""
    call = line.call
    assert call is not None, "it is a call"
    return (
        number,
        call.round,
        line.area,
        call.call.seq or 0,
        call.call.outcome,
        call.come_back_at,
        call.staff,
        call.at_ms,
    )
