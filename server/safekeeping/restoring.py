"""A new data directory from a backup: checked first, then put in its place in one step.

The file is copied into the new directory under another name, brought to this program's version and
checked there (SQLite's own check, the chains of the log, the audit), and relieved of what was
withdrawn since (`server.withdrawals`) and of what may be somebody else's by now: sessions on the
pages, and enrolment codes, which may have been used since. Only then it is named log.db. Whatever
fails before leaves the backup untouched and the directory as it was.

A log.db that was copied away under a server without its write-ahead log can be restored too: it is
the state of the last checkpoint. What its check finds is told; what the server cannot live with
(`FATAL`) is refused.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server import database, withdrawals
from server.clock import now_ms
from server.errors import NewerVersion
from server.lock import FILE_NAME as LOCK_NAME
from server.lock import DirectoryLock
from server.people import audit, devices, generations, staff
from server.safekeeping.errors import DamagedBackup, NoBackup, NotEmpty, RestoreFailed
from server.safekeeping.files import sync_directory
from server.safekeeping.findings import audit_problem
from server.withdrawals import Withdrawal
from sync.log.connect import checkpoint, open_writer, storage_errors, writing
from sync.log.errors import NewerDatabase, StorageCorrupt, StorageFailed, StorageFull
from sync.log.migrate import migrate
from sync.log.reader import LogReading
from sync.log.sqlite import SqliteLog
from sync.log.verify import Problem, verify_rows

UNFINISHED: Final = "log.db.restoring"

FATAL: Final = frozenset({"database", "stray", "head"})
"""Codes of problems with which nothing more could be stored."""

_SQLITE: Final = b"SQLite format 3\x00"
_TABLES: Final = frozenset({"scopes", "rows", "quarantine", "staff", "devices", "audit"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was restored.

    Attributes:
        changes: how many the directory holds.
        records: the same.
        scopes: the same.
        withdrawn: how many of each kind were withdrawn again; None: no file was given.
        problems: what the check found, none of it fatal.
    """

    changes: int
    records: int
    scopes: int
    withdrawn: Mapping[str, int] | None
    problems: Sequence[Problem]


def restore(backup: Path, data: Path, withdrawn: Path | None, lang: str = "en") -> Restored:
    """Makes a data directory of a backup.

    Args:
        backup: the file; never written.
        data: the new directory; made if it is not there.
        withdrawn: the newest `withdrawn.jsonl` of the directory that the backup is of.
        lang: of what the check finds, "zh-CN" or "en".

    Raises:
        NotEmpty, NoBackup, NewerVersion, DamagedBackup, DamagedWithdrawals: nothing was changed.
        RestoreFailed: what was begun was removed.
    """
    if data.exists() and (not data.is_dir() or _names(data)):
        raise NotEmpty(data=str(data))
    _look_at(backup)
    lines = withdrawals.read(withdrawn) if withdrawn else []
    with _begun(data) as unfinished, _failures(backup, data):
        _copy(backup, unfinished)
        with closing(open_writer(unfinished)) as connection:
            _bring_up_to_date(backup, connection)
            problems = _checked(backup, connection, lang)
            counted = _make_ours(connection, withdrawals.standing(lines))
            counts = LogReading(connection).counts()
            if not SqliteLog(connection).scrub():
                raise StorageFull
            checkpoint(connection)
        withdrawals.note(data, *lines)
        unfinished.chmod(0o600)
        unfinished.replace(data / database.FILE_NAME)
        sync_directory(data)
    return Restored(
        changes=counts.changes,
        records=counts.records,
        scopes=counts.scopes,
        withdrawn=counted if withdrawn else None,
        problems=problems,
    )


def _names(data: Path) -> set[str]:
    """What is in a directory, except what a restore that was killed may have left there."""
    return {
        path.name
        for path in data.iterdir()
        if path.name != LOCK_NAME and not path.name.startswith(UNFINISHED)
    }


def _look_at(backup: Path) -> None:
    """Refuses what cannot be a backup, or is of a newer program, by its first bytes alone."""
    try:
        with backup.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise NoBackup(file=str(backup)) from error
    if not header.startswith(_SQLITE) or len(header) < 100:
        raise NoBackup(file=str(backup))
    # Bytes 60 to 63 are PRAGMA user_version (sqlite.org/fileformat2.html).
    found, known = int.from_bytes(header[60:64], "big"), len(database.MIGRATIONS)
    if found > known:
        raise NewerVersion(data=str(backup), found=found, known=known)


@contextlib.contextmanager
def _begun(data: Path) -> Iterator[Path]:
    """The new directory, locked; gone again, or empty as it was, if the block fails."""
    made = not data.exists()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = DirectoryLock(data)
    except OSError as error:
        raise RestoreFailed(data=str(data), reason=error.strerror or str(error)) from error
    try:
        _remove(data)
        yield data / UNFINISHED
    except BaseException:
        _remove(data)
        for name in (withdrawals.FILE_NAME, LOCK_NAME):
            (data / name).unlink(missing_ok=True)
        if made:
            data.rmdir()
        raise
    finally:
        lock.release()


def _remove(data: Path) -> None:
    for left in data.glob(f"{UNFINISHED}*"):
        left.unlink()


@contextlib.contextmanager
def _failures(backup: Path, data: Path) -> Iterator[None]:
    """What fails from here on is the backup's damage, or the new directory's disk."""
    try:
        with storage_errors():
            yield
    except StorageCorrupt as error:
        raise DamagedBackup(file=str(backup), reason=_reason(error.__cause__ or error)) from error
    except StorageFull as error:
        raise RestoreFailed(data=str(data), reason=os.strerror(errno.ENOSPC)) from error
    except StorageFailed as error:
        raise RestoreFailed(data=str(data), reason=_reason(error.__cause__ or error)) from error
    except OSError as error:
        raise RestoreFailed(data=str(data), reason=error.strerror or str(error)) from error


def _reason(error: BaseException) -> str:
    return str(error).rstrip(".。")


def _copy(backup: Path, unfinished: Path) -> None:
    """The file, and the write-ahead log if one was copied with it."""
    shutil.copyfile(backup, unfinished)
    ahead = backup.with_name(f"{backup.name}-wal")
    if ahead.exists():
        shutil.copyfile(ahead, unfinished.with_name(f"{unfinished.name}-wal"))


def _bring_up_to_date(backup: Path, connection: sqlite3.Connection) -> None:
    """Migrates the copy, if it is a database of ours and of no newer program."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    if not {name for (name,) in found} >= _TABLES:
        raise NoBackup(file=str(backup))
    try:
        migrate(connection, database.MIGRATIONS)
    except NewerDatabase as error:  # as the write-ahead log that came with it says
        raise NewerVersion(data=str(backup), found=error.found, known=error.known) from error


def _checked(backup: Path, connection: sqlite3.Connection, lang: str) -> list[Problem]:
    """What is wrong with the copy; DamagedBackup where the server could not live with it."""
    language = "zh-CN" if lang.startswith("zh") else "en"
    problems = list(verify_rows(LogReading(connection), language))
    for problem in problems:
        if problem.code in FATAL:
            reason = f"{problem.where}: {problem.message}".rstrip(".。")
            raise DamagedBackup(file=str(backup), reason=reason)
    problems += audit_problem(connection, language)
    return problems


def _make_ours(connection: sqlite3.Connection, withdrawn: Sequence[Withdrawal]) -> dict[str, int]:
    """Withdraws again what was withdrawn since; how many of each kind."""
    at_ms = now_ms()
    counted = Counter(each.kind for each in withdrawn)
    with writing(connection):
        for each in withdrawn:
            _withdraw(connection, each)
        _erase(connection, [each for each in withdrawn if each.kind == "record"], at_ms)
        generations.bump(connection, "people")
        connection.execute("DELETE FROM sessions")
        connection.execute("DELETE FROM enrolment_codes WHERE used_by IS NULL")
        audit.record(
            connection, at_ms=at_ms, actor="server", act="restore", subject="", detail=counted
        )
    return {kind: counted[kind] for kind in withdrawals.KINDS}


def _erase(connection: sqlite3.Connection, withdrawn: Sequence[Withdrawal], at_ms: int) -> None:
    """Empties records again, and notes them: tablets still bring what they hold of them.

    A name that is none was never stored.
    """
    records = {}
    for each in withdrawn:
        with contextlib.suppress(InvalidRecordId):
            records[each.id] = RecordId.parse(each.id).scope
    SqliteLog(connection).erase(records, at_ms)


def _withdraw(connection: sqlite3.Connection, what: Withdrawal) -> None:
    """Withdraws again; what the backup does not know yet has nothing to withdraw."""
    match what.kind:
        case "device":
            devices.revoke(connection, what.id, what.at_ms)
        case "staff":
            staff.disable(connection, what.id)
        case "grant":
            connection.execute(
                "DELETE FROM grants WHERE staff = ? AND area = ? AND role = ? AND form IS ?",
                (what.id, what.area, what.role, what.form),
            )
