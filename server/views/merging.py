"""A record's rows read twice: merged by pycrdt, and by the scan. Both must say the same.

The gate lets in only what the scan reads, so a difference means that a byte rotted in the log or
that one of the two readers has a defect; either way the record is not shown but set aside. pycrdt
runs in the projector's process alone: a defect of it ends that process, never the one that holds
the sockets.

pycrdt's binding is asked directly, since a district's day is ninety thousand answers and the
classes above it open a transaction for each: measured, a fifth of all that a record costs.

Left out: what the entries come to (`projection`), and what happens to a record set aside.
"""

from collections.abc import Sequence
from typing import Any

import msgpack
from pycrdt._pycrdt import Doc, Map, Transaction

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
    try:
        difference = _difference(rows, changes)
    except BaseException as failure:
        # pycrdt's PanicException derives from BaseException alone and has no public name.
        if not isinstance(failure, Exception) and type(failure).__name__ != "PanicException":
            raise
        reason = f"pycrdt: {type(failure).__name__}"
        raise Unreadable(record=record, reason=reason) from failure
    if difference:
        raise Unreadable(record=record, reason=difference)
    return [
        HeldChange(change=change, seq=row.seq, device=row.device)
        for change, row in zip(changes, rows, strict=True)
    ]


def _difference(rows: Sequence[Row], changes: Sequence[Change]) -> str:
    """What the document that pycrdt makes of the rows says otherwise than the scan's changes.

    In words; empty if nothing.
    """
    document = Doc(None, None, None)
    within = document.create_transaction()
    try:
        journal = document.get_or_insert_map(within, "j")
        answers = document.get_or_insert_map(within, "a")
        for row in rows:
            document.apply_update(within, row.data)
        for change in changes:
            if missed := _missed(change, within, journal, answers):
                return missed
        entries = sum(len(change.entries) for change in changes)
        if journal.len(within) != len(changes) or answers.len(within) != entries:
            return "pycrdt reads entries that the scan does not"
        return ""
    finally:
        within.drop()


def _missed(change: Change, within: Transaction, journal: Map, answers: Map) -> str:
    """Which entry of a change the document does not hold as the scan read it."""
    name = base36(change.change_id)
    said = (change.staff, change.time_ms, change.remark)
    if not _says(journal, within, name, said):
        return f"the journal of change {name}"
    for question, value, replaces in change.entries:
        if not _says(answers, within, f"{question}{SEPARATOR}{name}", (value, replaces)):
            return f"the answer {question} of change {name}"
    return ""


def _says(entries: Map, within: Transaction, key: str, expected: tuple[Any, ...]) -> bool:
    """Whether the bytes under a key are msgpack of `expected`, also in a longer spelling of it."""
    packed = _pack(expected)
    try:
        content = entries.get(within, key)
        if content == packed:
            return True
        return repr(msgpack.unpackb(content)) == repr(msgpack.unpackb(packed))
    except (ValueError, TypeError, msgpack.UnpackException):
        return False  # what is there is no msgpack; or, a ValueError of pycrdt's, nothing is


# One packer for all: `msgpack.packb` makes one a call.
_pack = msgpack.Packer().pack
