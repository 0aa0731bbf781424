"""`doorstep verify`: whether everything in a data directory is sound, and what is not.

Looked at, beside a server that works or alone: the log row by row (`sync.log.verify`); the audit's
chain; what the pages show against the log (`server.views.comparing`); what was withdrawn against
who is let in. It reads, in a process of its own, and writes nothing; only the projector is asked to
catch up first, since a lag is no problem. Memory is bounded, whatever the directory holds.

A log put back to an older state is sound by itself. It is noticed where something beside it knows
more: the pages' data before the projector has seen the log, the audit's newest line that the
projector has met, or a withdrawal of somebody it lacks.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schema.area import Scope
from server import admin, database, directory, withdrawals
from server.errors import ProjectorBehind, ServerError, StorageFailure
from server.people import audit
from server.safekeeping.errors import DamagedWithdrawals
from server.safekeeping.findings import audit_problem, finding
from server.views import comparing, witness
from server.views.file import FILE_NAME as VIEWS_NAME
from server.withdrawals import Withdrawal
from sync.log.connect import storage_errors
from sync.log.errors import StorageFailed
from sync.log.reader import SqliteLogReader
from sync.log.verify import Problem, verify_rows

NAMED_MAX: Final = 1_000
"""Records named whose data on the pages differs: with more, all of it is to be made anew anyway."""

RECORD_WEIGHT: Final = 4
"""What folding a record costs, in rows walked; for the progress."""

Progress = Callable[[float], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What was looked at, and what is wrong.

    Attributes:
        scopes: how many the log holds.
        records: the same.
        changes: the same.
        problems: in the order found; none where everything is sound.
    """

    scopes: int
    records: int
    changes: int
    problems: tuple[Problem, ...]


def verify(data: Path, lang: str = "en", progress: Progress = lambda _: None) -> Verified:
    """Looks at everything.

    Args:
        data: the data directory.
        lang: of the messages, "zh-CN" or "en".
        progress: told the part that is done, 0 to 1.

    Raises:
        NotInitialised, NewerVersion: there is nothing that this program could look at.
        ProjectorBehind: nothing was found, but the pages' data did not catch up in time.
        StorageFailure: the database cannot be read at all.
    """
    database.refuse_newer(data)
    with storage_errors(), contextlib.closing(SqliteLogReader(data / database.FILE_NAME)) as log:
        return _Verification(data, log, lang, progress).run()


class _Verification:
    """One run over one directory."""

    def __init__(self, data: Path, log: SqliteLogReader, lang: str, progress: Progress) -> None:
        self._data = data
        self._log = log
        self._lang = lang
        self._progress = progress
        self._views = data / VIEWS_NAME
        self._done = 0
        log.heads()  # where even this fails there is nothing to name
        self._counts = log.counts()
        self._whole = max(self._counts.changes + RECORD_WEIGHT * self._counts.records, 1)

    def run(self) -> Verified:
        """Everything in turn."""
        withdrawn, problems = self._withdrawn_lines()
        problems += self._older_than_views()
        behind = self._catch_up()
        rows = list(verify_rows(self._log, self._lang, walked=self._walked))
        self._tell_damage(rows)
        problems += rows
        problems += self._audit()
        problems += self._withdrawals(withdrawn)
        if behind is None:
            problems += self._against_views()
        elif not problems:
            raise behind
        self._progress(1.0)
        counts = self._counts
        return Verified(
            scopes=counts.scopes,
            records=counts.records,
            changes=counts.changes,
            problems=tuple(problems),
        )

    def _walked(self, count: int) -> None:
        self._done += count
        self._progress(min(self._done / self._whole, 1.0))

    # What the projector is asked for

    def _catch_up(self) -> ServerError | None:
        """Lets the pages' data reach the newest changes; why it did not."""
        try:
            admin.call(self._data, "views.reach")
        except (ProjectorBehind, StorageFailure) as error:
            return error
        except StorageFailed as error:
            return StorageFailure(data=str(self._data), reason=str(error))
        return None

    def _tell_damage(self, rows: Iterable[Problem]) -> None:
        """A running server asks its tablets for damaged rows, once it knows of them."""
        damaged: dict[str, dict[str, str]] = {}
        for problem in rows:
            if problem.code == "hash":
                scope, _, seq = problem.where.rpartition(":")
                for row in self._log.read(Scope(scope), int(seq) - 1, 1, upto=int(seq)):
                    damaged.setdefault(scope, {})[seq] = row.hash.hex()
        if damaged:
            with contextlib.suppress(ServerError):
                admin.call_running(self._data, "log.damaged", {"rows": damaged})

    # The log's neighbours

    def _older_than_views(self) -> Iterator[Problem]:
        try:
            found = comparing.beyond(self._log, self._views)
        except sqlite3.DatabaseError:
            return  # named where the views are compared
        for each in found:
            where = f"{each.scope}:{each.head + 1}"
            name = "beyond" if each.seq > each.head else "beyond_none"
            yield finding(self._lang, name, where, "missing", seq=each.seq, head=each.head)

    def _audit(self) -> Iterator[Problem]:
        with database.reading_database(self._data) as connection:
            yield from audit_problem(connection, self._lang)
            cut = witness.missing(self._views, connection)
            if cut is not None:
                yield finding(self._lang, "audit_cut", f"audit {cut.n}")

    def _against_views(self) -> Iterator[Problem]:
        """What the pages show; those that differ are looked at again once they caught up."""
        named = list(self._differing(None))[:NAMED_MAX]
        if named:
            self._catch_up()
            named = list(self._differing(named))
        for record in named:
            if record == comparing.WHOLE:
                yield finding(self._lang, "views_differ_whole", VIEWS_NAME, "views_differ")
            else:
                yield finding(self._lang, "views_differ", record)
        with contextlib.suppress(sqlite3.DatabaseError):
            for record, reason in comparing.set_aside(self._views):
                yield finding(self._lang, "set_aside", record, reason=reason)

    def _differing(self, only: list[str] | None) -> Iterator[str]:
        with database.reading_database(self._data) as connection:
            knowledge = directory.load(connection)
        walked = self._records_walked if only is None else lambda _: None
        return comparing.differing(self._log, self._views, knowledge, only=only, walked=walked)

    def _records_walked(self, count: int) -> None:
        self._walked(RECORD_WEIGHT * count)

    # What was withdrawn

    def _withdrawn_lines(self) -> tuple[list[Withdrawal], list[Problem]]:
        """Read before the log is: a withdrawal stands here before it counts there."""
        file = self._data / withdrawals.FILE_NAME
        try:
            return withdrawals.read(file), []
        except FileNotFoundError:
            return [], []
        except DamagedWithdrawals as damaged:
            where = withdrawals.FILE_NAME
            return [], [finding(self._lang, "withdrawals", where, "withdrawn", line=damaged.line)]

    def _withdrawals(self, lines: list[Withdrawal]) -> Iterator[Problem]:
        with database.reading_database(self._data) as connection:
            known = directory.load(connection)
            restored_ms = audit.last_restore_ms(connection)
        for each in withdrawals.standing(lines):
            stands, there = self._stands(each, known)
            name = f"withdrawn_{each.kind}"
            if not there and each.at_ms > restored_ms:
                yield finding(self._lang, "older", each.login or each.id)
            elif not stands:
                facts = {"area": each.area, "role": each.role, "login": each.login or each.id}
                yield finding(self._lang, name, each.id, "withdrawn", id=each.id, **facts)

    def _stands(self, each: Withdrawal, known: directory.Directory) -> tuple[bool, bool]:
        """Whether the log says the same, and whether it knows whom or what it is about."""
        match each.kind:
            case "device":
                device = known.devices.get(each.id)
                return device is None or device.revoked, device is not None
            case "record":
                rows = self._log.record(each.id)
                return not any(row.data for row in rows), True
        person = known.staff.get(each.id)
        if person is None or each.kind == "staff":
            return person is None or person.disabled, person is not None
        grant = (each.area, each.role, each.form)
        held = {(str(grant.area), grant.role.value, grant.form) for grant in person.grants}
        return grant not in held, True
