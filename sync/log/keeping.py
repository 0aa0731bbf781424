"""What quarantine holds, as its table has it: record ids in the very bytes that were received."""

from sync.log.errors import StorageCorrupt
from sync.log.log import Kept, KeptSum
from sync.log.plan import Plan


def kept_of(
    kept_id: int,
    row_hash: bytes,
    record: bytes | None,
    data: bytes,
    device: str,
    staff: str,
    received_ms: int,
    reason: str,
) -> Kept:
    """A row of the table; StorageCorrupt where its record id is damaged."""
    return Kept(
        id=kept_id,
        hash=row_hash,
        record=None if record is None else _as_received(kept_id, record),
        data=data,
        device=device,
        staff=staff,
        received_ms=received_ms,
        reason=reason,
    )


def sum_of(
    reason: str, staff: str, record: bytes | None, changes: int, oldest_ms: int, last_id: int
) -> KeptSum:
    """A row of the sums; StorageCorrupt where the record id is damaged."""
    return KeptSum(
        reason=reason,
        staff=staff,
        record=None if record is None else _as_received(last_id, record),
        changes=changes,
        oldest_ms=oldest_ms,
        last_id=last_id,
    )


def values_of(planned: Plan) -> list[tuple[object, ...]]:
    """The rows that a commit keeps, in the order of the columns of `keep`."""
    values: list[tuple[object, ...]] = []
    for keep in planned.keeps.values():
        submission = keep.submission
        record = submission.record
        values.append(
            (
                keep.hash,
                None if record is None else as_kept(record),
                submission.device,
                submission.staff,
                planned.received_ms,
                keep.reason,
                keep.cost,
                submission.data,
            )
        )
    return values


def as_kept(record: str) -> bytes:
    """A record id as quarantine holds it: whatever was received."""
    return record.encode(errors="surrogatepass")


def _as_received(kept_id: int, record: bytes) -> str:
    try:
        return record.decode(errors="surrogatepass")
    except UnicodeDecodeError as error:
        raise StorageCorrupt(f"Quarantined change {kept_id} is damaged on the disk.") from error
