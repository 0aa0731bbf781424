"""Follows the log: takes the rows beyond the views' positions, folds what they touch, writes it.

One batch is many records in one transaction. Only touched records are folded; a record that the
views do not have yet is folded from the batch's own rows, others from all their rows.

Damage: a record with a row that the disk did not keep is set aside and folded anew when the row was
put back; a row of which nothing can be read is looked up in the log's index, and passed where that
does not know it either.

Deaths: before a batch it is written down that it begins. Whoever starts and finds that open, works
on the same rows one record at a time, writing down each before it is folded and its writing is
tried; a record over which a process died twice alone is set aside, and the rest goes on. A death of
the whole machine, or a kill from outside, costs one slow batch.

Invariants: positions advance in the transaction that holds what they promise; a scope's rows are
taken in order, none is skipped; what `forget` counts as forgotten is in no file of the views.
Left out: waiting, pipes and the process itself (`projector`), what is folded with (`learning`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from schema.area import Scope
from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.clock import now_ms
from server.views.errors import Unreadable
from server.views.followed import Batch, FollowedLog, Knowledge
from server.views.forgetting import Forgetting
from server.views.learning import Learning
from server.views.merging import held_changes
from server.views.projection import RecordLine, project
from server.views.storing import Position, ViewsFile
from sync.core.digest import EMPTY_CHAIN
from sync.core.record import HeldChange
from sync.log.log import Row

BATCH_ROWS_MAX = 1_024
"""Rows folded in one transaction: about a third of a second of work."""

DEATHS_MAX = 2
"""So often a record alone may end the process before it is set aside."""

_BATCH = ""
_HEALED = "healed"


class Follower:
    """One log's views. Made at the start of a process; finds what the one before it left.

    Attributes:
        healed_upto: the last of the audit's lines that `take_back` was told of.
    """

    def __init__(
        self,
        reader: FollowedLog,
        views: ViewsFile,
        knowledge: Knowledge,
        *,
        held: Callable[[str, Sequence[Row]], list[HeldChange]] | None = None,
    ) -> None:
        self._reader = reader
        self._views = views
        self._held = held or held_changes
        self._empty_if_of_another_log()
        self._learning = Learning(views, knowledge)
        self._seqs = _seqs(views.positions())
        self._aside = set(views.aside())
        self._careful = False
        self._deadly: frozenset[str] = frozenset()
        self.healed_upto = int(views.fact(_HEALED) or 0)
        self._forgetting = Forgetting(reader, views)

    @property
    def positions(self) -> Mapping[Scope, int]:
        """How far each scope is folded."""
        return self._seqs

    @property
    def forgotten(self) -> int:
        """Of how many erased records nothing is left in the views."""
        return len(self._forgetting.records)

    def learn(self, knowledge: Knowledge) -> None:
        """Takes over forms, areas and numbers; all is folded anew where records come to others."""
        if self._learning.learn(knowledge):
            self._seqs = {}

    def forget(self) -> bool:
        """Takes erased records out of the views; whether there were any, and all of it is done."""
        done = self._forgetting.forget()
        if done:
            self._aside.difference_update(self._forgetting.records)
            self._seqs = _seqs(self._views.positions())
        return done

    def recover(self) -> dict[str, str]:
        """Looks at what an earlier process died over; the records set aside for it, and why."""
        found = self._views.open_attempts()
        aside: dict[str, str] = {}
        with self._views.transaction():
            for record, deaths in found.items():
                if record == _BATCH:
                    self._careful = True
                    continue
                self._views.count_death(record)
                if deaths + 1 >= DEATHS_MAX:
                    aside[record] = f"reading it ended the process {deaths + 1} times"
            self._set_aside(aside)
        self._deadly = frozenset(aside)
        return aside

    def batch(self) -> Batch | None:
        """Folds the next rows; None if there are none."""
        rows = self._reader.since(self._seqs, BATCH_ROWS_MAX)
        if not rows:
            return None
        touched = self._touched(rows)
        positions = {row.scope: _position(row) for row in rows}
        self._begin(_BATCH)
        lines, aside = self._carefully(touched) if self._careful else self._folded(touched)
        with self._views.transaction():
            self._views.put(lines)
            self._set_aside(aside)
            self._views.put_positions(positions)
            self._views.end_attempt(_BATCH)
        self._careful = False
        reached = _seqs(positions)
        self._seqs |= reached
        return Batch(rows=len(rows), records=len(touched), positions=reached, aside=aside)

    def _touched(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        """All rows of each record that the rows touch, in log order.

        A record that is not in the views has no row before this batch, and so needs no reading;
        one that was erased by now has nothing to fold.
        """
        touched: dict[str, list[Row]] = defaultdict(list)
        damaged: set[str] = set()
        for row in rows:
            record = row.record
            if row.damaged:
                record = self._reader.indexed_as(row.scope, row.seq) or record
                damaged.add(record)
            if record and record not in self._aside:
                touched[record].append(row)
        for record in {*self._views.known(list(touched)), *(damaged & touched.keys())}:
            touched[record] = self._reader.record(record) or touched[record]
        for record in self._reader.erased():
            touched.pop(record, None)
        return touched

    def _folded(
        self, touched: Mapping[str, Sequence[Row]]
    ) -> tuple[list[RecordLine], dict[str, str]]:
        lines: list[RecordLine] = []
        aside: dict[str, str] = {}
        for record, rows in touched.items():
            try:
                lines.append(self._line(record, rows))
            except Unreadable as difference:
                aside[record] = difference.reason
        return lines, aside

    def _carefully(
        self, touched: Mapping[str, Sequence[Row]]
    ) -> tuple[list[RecordLine], dict[str, str]]:
        lines: list[RecordLine] = []
        aside: dict[str, str] = {}
        for record, rows in touched.items():
            self._begin(record)
            folded, unreadable = self._folded({record: rows})
            self._views.rehearse(folded)
            with self._views.transaction():
                self._views.end_attempt(record)
            lines += folded
            aside |= unreadable
        return lines, aside

    def _line(self, record: str, rows: Sequence[Row]) -> RecordLine:
        for row in rows:
            if row.damaged:
                raise Unreadable(record=record, reason=f"change {row.seq} is damaged on the disk")
        try:
            identity = RecordId.parse(record)
        except InvalidRecordId as error:
            raise Unreadable(record=record, reason=str(error)) from error
        known = self._learning.known
        return project(
            identity,
            self._held(record, rows),
            updated_ms=max(row.received_ms for row in rows),
            forms=known.forms,
            tree=known.tree,
            countings=self._learning.countings,
        )

    def take_back(self, records: Collection[str], upto: int) -> dict[str, str]:
        """Folds records of which damaged rows were put back; those that stay aside, and why.

        Args:
            records: which; those that are not set aside stand as they are.
            upto: the audit's line up to which these are all.
        """
        self.healed_upto = upto
        if not records:
            return {}
        # Whatever ended the process twice a moment ago would do so here again.
        back = [name for name in records if name in self._aside and name not in self._deadly]
        found = {name: rows for name in back if (rows := self._reader.record(name))}
        lines, aside = self._carefully(found)
        with self._views.transaction():
            for line in lines:
                self._views.take_back(line.id)
            self._views.put(lines)
            self._set_aside(aside)
            self._views.put_fact(_HEALED, str(upto))
        self._aside.difference_update(line.id for line in lines)
        return aside

    def _begin(self, record: str) -> None:
        with self._views.transaction():
            self._views.begin_attempt(record)

    def _set_aside(self, records: Mapping[str, str]) -> None:
        for record, reason in records.items():
            self._views.set_aside(record, reason, now_ms())
        self._aside.update(records)

    def _empty_if_of_another_log(self) -> None:
        """A log put back to an older state, or another one, has other rows at our positions."""
        for scope, position in self._views.positions().items():
            # A row that cannot be read counts as the empty chain, then as now.
            chain = self._reader.chain_at(scope, position.seq) or EMPTY_CHAIN
            if chain != position.chain:
                self._views.empty()
                return


def _seqs(positions: Mapping[Scope, Position]) -> dict[Scope, int]:
    return {scope: position.seq for scope, position in positions.items()}


def _position(row: Row) -> Position:
    return Position(seq=row.seq, chain=row.chain, row_ms=row.received_ms)
