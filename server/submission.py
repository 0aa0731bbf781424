"""A change made on a page or by a command, and a judged change as the writer takes it."""

import secrets
from collections.abc import Sequence

from schema.answer import Value
from server.clock import now_ms
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.gate import Verdict
from sync.log.log import Submission


def change_here(
    staff_id: str, entries: Sequence[tuple[str, Value, Sequence[int]]], remark: str | None = None
) -> Change:
    """A change made here and now.

    Args:
        staff_id: its author.
        entries: (question, value, ids of the changes whose entries it replaces).
        remark: free text.
    """
    return Change(
        change_id=secrets.randbelow(INT_BOUND),
        staff=staff_id,
        time_ms=now_ms(),
        remark=remark,
        entries=tuple(Entry(name, value, tuple(replaces)) for name, value, replaces in entries),
    )


def submission(
    record: str | None, data: bytes, device: str, staff_id: str, verdict: Verdict
) -> Submission:
    """What the writer needs to know of a judged change."""
    return Submission(
        record, data, device, staff_id, verdict.change_id, verdict.scope, verdict.refusal
    )
