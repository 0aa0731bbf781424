"""A judged change, as the writer takes it."""

from sync.core.gate import Verdict
from sync.log.log import Submission


def submission(
    record: str | None, data: bytes, device: str, staff_id: str, verdict: Verdict
) -> Submission:
    """What the writer needs to know of a judged change."""
    return Submission(
        record=record,
        data=data,
        device=device,
        staff=staff_id,
        change_id=None if verdict.change is None else verdict.change.change_id,
        scope=None if verdict.record is None else verdict.record.scope,
        refusal=verdict.refusal,
    )
