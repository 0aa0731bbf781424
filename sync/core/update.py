"""The bytes of a change, written by pycrdt: our own entries only, never anybody else's bytes."""

from typing import Any

import msgpack
import pycrdt

from sync.core.change import SEPARATOR, Change, base36
from sync.core.errors import LocalError, Malformed, TooLarge
from sync.core.scan import scan


def encode(change: Change) -> bytes:
    """The change's bytes, written by pycrdt in an empty document.

    Raises:
        LocalError: the change breaks a rule of its own; nothing was written.
    """
    document = pycrdt.Doc[Any](client_id=change.change_id)
    journal = document.get("j", type=pycrdt.Map)
    answers = document.get("a", type=pycrdt.Map)
    name = base36(change.change_id)
    with document.transaction():
        journal[name] = msgpack.packb([change.staff, change.time_ms, change.remark])
        for entry in change.entries:
            key = f"{entry.question}{SEPARATOR}{name}"
            answers[key] = msgpack.packb([entry.value, list(entry.replaces)])
    data = document.get_update()
    try:
        assert scan(data) == change, "the scan reads what was written"
    except (Malformed, TooLarge) as refusal:
        raise LocalError(f"this change cannot be written: {refusal}") from refusal
    return data
