"""Operations on the quarantine: list, show. What was refused is shown byte for byte, as hex."""

from server.directory import nearest
from server.errors import UnknownEntry, UnknownReason
from server.operations.arguments import Arguments
from server.station import Station
from sync.core.catalogue import BY_NAME, REFUSAL_NAMES
from sync.log.log import Kept

REASONS = tuple(
    name for name, problem in BY_NAME.items() if name in REFUSAL_NAMES and not problem.retryable
)
"""What a change is refused for good for, and so kept."""


def list_kept(station: Station, arguments: Arguments) -> object:
    """Documents `quarantine`, oldest first, perhaps of one reason, perhaps of one tablet."""
    reason, device = arguments.optional_text("reason"), arguments.optional_text("device")
    if reason is not None and reason not in REASONS:
        raise UnknownReason(name=reason, nearest=nearest(reason, REASONS))
    if device is not None:
        device = station.directory.device_named(device).id
    kept = station.reader.quarantine(reason=reason, device=device)
    return [_document(each) for each in kept]


def show(station: Station, arguments: Arguments) -> object:
    """The document `quarantine` of one entry."""
    number = arguments.text("id")
    kept = station.reader.kept(int(number)) if number.isascii() and number.isdigit() else None
    if kept is None:
        raise UnknownEntry(name=number)
    return _document(kept)


def _document(kept: Kept) -> dict[str, object]:
    return {
        "id": kept.id,
        "record": kept.record,
        "device": kept.device,
        "staff": kept.staff,
        "at_ms": kept.received_ms,
        "reason": kept.reason,
        "bytes": kept.data.hex(),
    }


OPERATIONS = {"quarantine.list": list_kept, "quarantine.show": show}
