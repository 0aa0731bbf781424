"""A record's rows read twice: merged by pycrdt, and by the scan. Both must say the same.

The gate lets in only what the scan reads, so a difference means that a byte rotted in the log or
that one of the two readers has a defect; either way the record is not shown but set aside. pycrdt
runs in the projector's process alone: a defect of it ends that process, never the one that holds
the sockets.

Left out: what the entries come to (`projection`), and what happens to a record set aside.
"""

from collections.abc import Sequence
from typing import Any

import msgpack
import pycrdt

from server.views.errors import Unreadable
from sync.core.change import SEPARATOR, Change, base36
from sync.core.errors import ChangeRefused
from sync.core.record import HeldChange
from sync.core.scan import scan
from sync.log.log import Row


def held_changes(record: str, rows: Sequence[Row]) -> list[HeldChange]:
    """The changes of a record in log order, after both readers agreed on them.

    Raises:
        Unreadable: a row is no change, or pycrdt reads the rows differently.
    """
    try:
        changes = [scan(row.data) for row in rows]
    except ChangeRefused as refusal:
        raise Unreadable(record=record, reason=str(refusal)) from refusal
    difference = _difference(merged_maps(record, rows), changes)
    if difference:
        raise Unreadable(record=record, reason=difference)
    return [
        HeldChange(change=change, seq=row.seq, device=row.device)
        for change, row in zip(changes, rows, strict=True)
    ]


def merged_maps(record: str, rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two root maps, `j` and `a`, of the document that pycrdt makes of the rows.

    Raises:
        Unreadable: pycrdt refused a row or panicked over it.
    """
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    journal = document.get("j", type=pycrdt.Map)
    answers = document.get("a", type=pycrdt.Map)
    try:
        for row in rows:
            document.apply_update(row.data)
        with document.transaction():  # one for all keys, else pycrdt opens two a key
            return journal.to_py() or {}, answers.to_py() or {}
    except BaseException as failure:
        # pycrdt's PanicException derives from BaseException alone and has no public name.
        if not isinstance(failure, Exception) and type(failure).__name__ != "PanicException":
            raise
        reason = f"pycrdt: {type(failure).__name__}"
        raise Unreadable(record=record, reason=reason) from failure


def _difference(maps: tuple[dict[str, Any], dict[str, Any]], changes: Sequence[Change]) -> str:
    """What the two readings disagree on, in words; empty if on nothing."""
    journal, answers = maps
    entries = 0
    for change in changes:
        name = base36(change.change_id)
        said = [change.staff, change.time_ms, change.remark]
        if not _says(journal.get(name), said):
            return f"the journal of change {name}"
        for entry in change.entries:
            key = f"{entry.question}{SEPARATOR}{name}"
            if not _says(answers.get(key), [entry.value, list(entry.replaces)]):
                return f"the answer {entry.question} of change {name}"
        entries += len(change.entries)
    if len(journal) != len(changes) or len(answers) != entries:
        return "pycrdt reads entries that the scan does not"
    return ""


def _says(content: object, expected: list[Any]) -> bool:
    """Whether the merged bytes are msgpack of `expected`, also in a longer spelling of it."""
    if not isinstance(content, bytes | bytearray):
        return False
    if content == msgpack.packb(expected):
        return True
    try:
        return repr(msgpack.unpackb(content)) == repr(expected)
    except (ValueError, TypeError, msgpack.UnpackException):
        return False
