"""What was withdrawn, kept outside backups: `DIR/withdrawn.jsonl`, applied again by `restore`.

A backup knows nothing of what came after it: restored alone it would let a stolen tablet in again
and bring back what a resident had erased. So each revoked device, disabled person, withdrawn grant
and erased record is a line of this file, and so is its undoing; the last line of a subject counts.

Invariants: lines are only added, each one JSON object, on disk before `note` returns. Whoever
withdraws calls `note` *inside* the act, before its commit; whoever undoes calls it *after* the
commit: a crash between the two leaves somebody shut out, never let in. A line without its end was
cut off by a crash before its act's commit, so it tells of nothing. No answer of a resident is ever
written here. Only the holder of the directory's lock may call `note`.
"""

import contextlib
import errno
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from schema.grant import Grant
from server.people.devices import Device
from server.people.staff import Staff
from server.safekeeping.errors import DamagedWithdrawals, NotNoted
from server.safekeeping.files import sync_directory
from sync.log.errors import StorageFailed

FILE_NAME: Final = "withdrawn.jsonl"

KINDS: Final = ("device", "staff", "grant", "record")

_OPTIONAL: Final = ("login", "name", "area", "role", "form")

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """One line of the file.

    Attributes:
        at_ms: when, on the server's clock.
        kind: one of KINDS.
        id: of the device, the person or the record; of a grant, its person's.
        stands: withdrawn; False: given again.
        login: of a person, so that people can read the file.
        name: of a person or a device, for the same.
        area: of a grant.
        role: of a grant.
        form: of a grant; None where it names none.
    """

    at_ms: int
    kind: str
    id: str
    stands: bool = True
    login: str | None = None
    name: str | None = None
    area: str | None = None
    role: str | None = None
    form: str | None = None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What it is about: of lines with the same subject the last one counts."""
        return (self.kind, self.id, self.area, self.role, self.form)

    def line(self) -> str:
        """The line without its end."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({k: v for k, v in fields.items() if v is not None}, ensure_ascii=False)


def device_revoked(device: Device, at_ms: int) -> Withdrawal:
    """A tablet was shut out for good."""
    return Withdrawal(at_ms=at_ms, kind="device", id=device.id, name=device.name)


def staff_disabled(person: Staff, at_ms: int, *, stands: bool = True) -> Withdrawal:
    """A person was disabled; with `stands=False`: works again."""
    return Withdrawal(
        at_ms=at_ms,
        kind="staff",
        id=person.id,
        stands=stands,
        login=person.login,
        name=person.name,
    )


def grant_withdrawn(person: Staff, grant: Grant, at_ms: int, *, stands: bool = True) -> Withdrawal:
    """A grant was taken from a person; with `stands=False`: given again."""
    return Withdrawal(
        at_ms=at_ms,
        kind="grant",
        id=person.id,
        stands=stands,
        login=person.login,
        name=person.name,
        area=str(grant.area),
        role=grant.role.value,
        form=grant.form,
    )


def record_erased(record: str, at_ms: int) -> Withdrawal:
    """A record was emptied for good."""
    return Withdrawal(at_ms=at_ms, kind="record", id=record)


def note(data: Path, *withdrawals: Withdrawal) -> None:
    """Adds lines to the directory's file; when it returns they are on disk.

    Args:
        data: the data directory, whose lock the caller holds.
        withdrawals: what was withdrawn, or given again.

    Raises:
        NotNoted: there is no room, or the file cannot be opened; it is as it was.
        DamagedWithdrawals: its end cannot be read.
        StorageFailed: the disk failed: stop trusting it.
    """
    if not withdrawals:
        return
    file = data / FILE_NAME
    text = "".join(f"{withdrawal.line()}\n" for withdrawal in withdrawals)
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise NotNoted(file=str(file), reason=error.strerror or str(error)) from error
    try:
        _add(descriptor, text.encode())
        sync_directory(data)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NotNoted(file=str(file), reason=error.strerror or str(error)) from error
        raise StorageFailed(f"{file} cannot be written ({error}).") from error
    finally:
        os.close(descriptor)


def _add(descriptor: int, data: bytes) -> None:
    """Writes behind the last whole line; what does not fit is taken back."""
    end = _end_of_lines(descriptor)
    os.ftruncate(descriptor, end)
    try:
        written = 0
        while written < len(data):
            written += os.pwrite(descriptor, data[written:], end + written)
        os.fsync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, end)
        raise


def _end_of_lines(descriptor: int) -> int:
    """Where the last whole line ends; a last line that lacks its end alone is given one."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        text = file.read()
    end = text.rfind(b"\n") + 1
    if end < len(text) and _parsed(text[end:]) is not None:
        return len(text) + os.pwrite(descriptor, b"\n", len(text))
    return end


def read(file: Path) -> list[Withdrawal]:
    """Every line of such a file, in order.

    A last line that a crash cut off is left out, with a warning.

    Raises:
        DamagedWithdrawals: another line cannot be read, named by its number.
        OSError: the file cannot be read; FileNotFoundError where there is none.
    """
    return list(_lines(file))


def standing_in(data: Path) -> Sequence[Withdrawal]:
    """What is withdrawn by the file of a data directory; nothing where there is none.

    Raises:
        DamagedWithdrawals: a line cannot be read.
    """
    try:
        return standing(read(data / FILE_NAME))
    except FileNotFoundError:
        return ()


def _lines(file: Path) -> Iterator[Withdrawal]:
    pieces = file.read_bytes().split(b"\n")
    for number, piece in enumerate(pieces, 1):
        found = _parsed(piece)
        if found is not None:
            yield found
        elif number < len(pieces):
            raise DamagedWithdrawals(file=str(file), line=number)
        elif piece:
            _log.warning("withdrawals_last_line_torn", file=str(file), line=number)


def _parsed(line: bytes) -> Withdrawal | None:
    """A line; None if it is none. Fields that a newer program adds are passed over."""
    try:
        fields: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    kind: Any = fields.get("kind")
    subject: Any = fields.get("id")
    at_ms: Any = fields.get("at_ms")
    stands: Any = fields.get("stands")
    rest = {name: fields.get(name) for name in _OPTIONAL}
    whole = (
        kind in KINDS
        and isinstance(subject, str)
        and type(at_ms) is int
        and type(stands) is bool
        and all(value is None or isinstance(value, str) for value in rest.values())
        and (kind != "grant" or bool(rest["area"] and rest["role"]))
    )
    if not whole:
        return None
    return Withdrawal(at_ms=at_ms, kind=kind, id=subject, stands=stands, **rest)


def standing(withdrawals: Iterable[Withdrawal]) -> Sequence[Withdrawal]:
    """What is withdrawn by all these lines: the last one of each subject, unless it undoes."""
    last = {withdrawal.subject: withdrawal for withdrawal in withdrawals}
    return [withdrawal for withdrawal in last.values() if withdrawal.stands]
