"""The views against the log: every record folded anew, and held against what the pages show.

Beside a server that works: of each record the rows are folded up to where the views say they are,
so what was not projected yet is no difference. A few hundred records are looked at together, the
views in one read transaction, so memory is bounded and no write-ahead log grows behind it. Records
that change under one's eyes (forms were published, something was erased) may be named in vain:
whoever calls lets the projector catch up and looks at those named once more (`only`).

The scan alone reads the rows here: pycrdt against the scan is the projector's own check. A record
with a damaged row, or set aside, is not compared; others name it.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schema.area import Scope
from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.clock import DAY_MS, ZONE_MS
from server.views.figuring import Countings
from server.views.file import VIEWS_VERSION
from server.views.fingerprints import (
    AREAS,
    FIGURES,
    FORMS,
    figures_fingerprint,
    forms_fingerprint,
    tree_fingerprint,
)
from server.views.followed import Knowledge
from server.views.projection import RecordLine, project
from server.views.searching import indexed, scope_token
from server.views.spans import DAYS, MONTHS
from server.views.storing import call_values, record_values
from sync.core.errors import ChangeRefused
from sync.core.record import HeldChange
from sync.core.scan import scan
from sync.log.log import Row
from sync.log.reader import LogReading
from sync.log.statements import load

TOGETHER: Final = 256
"""Records compared at a time."""

WHOLE: Final = ""
"""Stands for the file itself where no record can be named."""

_SQL = load(Path(__file__).with_name("comparing.sql"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Beyond:
    """The views were made of another log than this: it ends before them, or goes on otherwise.

    Attributes:
        scope: where.
        seq: how far the views know it.
        head: how far the log goes.
    """

    scope: Scope
    seq: int
    head: int


def beyond(log: LogReading, views: Path) -> list[Beyond]:
    """Scopes whose rows the views know and the log has not.

    To be asked before a projector looks: it notices too, and empties the views.
    """
    if not views.exists():
        return []
    with reading_views(views) as connection:
        positions = connection.execute(_SQL["positions"]).fetchall()
    heads = log.heads()
    found = []
    for text, seq, chain in positions:
        scope = Scope(text)
        head = heads[scope].seq if scope in heads else 0
        known = log.chain_at(scope, seq)
        if seq > head or known not in (None, chain):
            found.append(Beyond(scope=scope, seq=seq, head=head))
    return found


def differing(
    log: LogReading,
    views: Path,
    knowledge: Knowledge,
    *,
    only: Sequence[str] | None = None,
    walked: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """Ids of records that the pages show otherwise than the log has them; WHOLE for the file.

    Args:
        log: the rows.
        views: the file that the projector writes.
        knowledge: what records mean today.
        only: these records alone; None: all that either side has.
        walked: told how many more records were looked at.
    """
    comparison = _Comparison(log, views, knowledge)
    parts = comparison.all_records() if only is None else _parts(only)
    try:
        for records in parts:
            yield from comparison.compare(records)
            walked(len(records))
        if only is None or WHOLE in only:
            yield from comparison.whole()
    except sqlite3.DatabaseError:  # it cannot be read: no record of it can be trusted
        yield WHOLE


def set_aside(views: Path) -> list[tuple[str, str]]:
    """The records that the projector could not read, and why."""
    with reading_views(views) as connection:
        return connection.execute(_SQL["all_aside"]).fetchall()


def _parts(records: Sequence[str]) -> Iterator[Sequence[str]]:
    named = [record for record in records if record != WHOLE]
    for first in range(0, len(named), TOGETHER):
        yield named[first : first + TOGETHER]


class _Comparison:
    """One run over one log and its views."""

    def __init__(self, log: LogReading, views: Path, knowledge: Knowledge) -> None:
        self._log = log
        self._views = views
        self._knowledge = knowledge
        self._countings = Countings(knowledge.figures)

    def all_records(self) -> Iterator[Sequence[str]]:
        """The ids that the log or the views have, in their order, a part at a time."""
        last = ""
        while records := self._log.records_after(last, TOGETHER):
            yield sorted({*records, *self._shown("ids", (last, records[-1]))})
            last = records[-1]
        yield from _parts(sorted(self._shown("last_ids", (last,))))

    def _shown(self, name: str, values: tuple[str, ...]) -> list[str]:
        with reading_views(self._views) as connection:
            return [record for (record,) in connection.execute(_SQL[name], values)]

    def whole(self) -> Iterator[str]:
        """What belongs to no record, wrong sums, and what was folded with other forms."""
        known = {
            FORMS: forms_fingerprint(self._knowledge.forms),
            AREAS: tree_fingerprint(self._knowledge.tree),
            FIGURES: figures_fingerprint(self._knowledge.figures),
        }
        with reading_views(self._views) as connection:
            facts = dict(connection.execute(_SQL["facts"]))
            strays = [
                *connection.execute(_SQL["strays"]).fetchone(),
                *connection.execute(_SQL["tallies"]).fetchone(),
                *connection.execute(_SQL["days"], (ZONE_MS, DAY_MS)).fetchone(),
                *connection.execute(_SQL["desks"]).fetchone(),
                *connection.execute(_SQL["figure_sums"], (DAYS, MONTHS)).fetchone(),
            ]
        if any(strays) or any(facts.get(name) != value for name, value in known.items()):
            yield WHOLE

    def compare(self, records: Sequence[str]) -> Iterator[str]:
        """Those of these records that differ."""
        asked = json.dumps(records, ensure_ascii=False)
        with reading_views(self._views) as connection:
            positions = {scope: seq for scope, seq, _ in connection.execute(_SQL["positions"])}
            shown = {row[1]: row for row in connection.execute(_SQL["records"], (asked,))}
            aside = {record for (record,) in connection.execute(_SQL["aside"], (asked,))}
            for record in records:
                if record not in aside and self._differs(
                    record, shown.get(record), positions, connection
                ):
                    yield record

    def _differs(
        self,
        record: str,
        shown: tuple[object, ...] | None,
        positions: Mapping[str, int],
        connection: sqlite3.Connection,
    ) -> bool:
        rows = self._log.record(record)
        if any(row.damaged for row in rows):
            return False
        upto = positions.get(rows[0].scope, 0) if rows else 0
        line = self._line(record, [row for row in rows if row.data and row.seq <= upto])
        if shown is None or line is None:
            return shown is not None or line is not None
        number = shown[0]
        assert isinstance(number, int), "a rowid"
        if tuple(shown) != tuple(map(_as_stored, record_values(number, line))):
            return True
        clashes = [(clash.question, clash.since_ms, clash.shown) for clash in line.clashes]
        if connection.execute(_SQL["clashes"], (number,)).fetchall() != sorted(clashes):
            return True
        if connection.execute(_SQL["refs"], (number,)).fetchall() != sorted(line.refers):
            return True
        call = [call_values(number, line)] if line.call is not None else []
        if connection.execute(_SQL["calls"], (number,)).fetchall() != call:
            return True
        if connection.execute(_SQL["figured"], (number,)).fetchall() != sorted(line.figures):
            return True
        texts = (indexed([line.place]), line.answers_text, scope_token(line.scope))
        return bool(connection.execute(_SQL["texts"], (number,)).fetchone() != texts)

    def _line(self, record: str, rows: Sequence[Row]) -> RecordLine | None:
        """What the log's rows come to; None where they come to nothing that could be shown."""
        try:
            identity = RecordId.parse(record)
            held = [
                HeldChange(change=scan(row.data), seq=row.seq, device=row.device) for row in rows
            ]
        except (InvalidRecordId, ChangeRefused):
            return None
        if not held:
            return None
        return project(
            identity,
            held,
            updated_ms=max(row.received_ms for row in rows),
            forms=self._knowledge.forms,
            tree=self._knowledge.tree,
            countings=self._countings,
        )


def _as_stored(value: object) -> object:
    """As SQLite gives it back: truth values are numbers there."""
    return int(value) if isinstance(value, bool) else value


@contextlib.contextmanager
def reading_views(views: Path) -> Iterator[sqlite3.Connection]:
    """One state of the views; nothing stays open behind it."""
    uri = f"{views.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != VIEWS_VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
        connection.execute("BEGIN")
        yield connection
