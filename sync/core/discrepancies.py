"""What is known of unequal digests: which a rewind mends, and which are a person's business.

The first unequal answer is followed by a rewind of the scope; one that is unequal again after its
tablet heard of that, with none equal in between, is reported and not rewound again for a day: a row
that one side cannot read would otherwise be fetched for ever. A rewind that was cut off before it
was heard has mended nothing and counts for nothing. An equal answer ends the matter. Source:
protocol.md, 5.

Shared by all sessions of a server, since a tablet comes back on another connection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schema.area import Scope

REWIND_AGAIN_MS: Final = 24 * 3600 * 1000
"""A scope that stays unequal is not served to its device from the beginning again before this."""


class Finding(StrEnum):
    """What a comparison of digests says."""

    unequal = "unequal"
    """For the first time: the scope is served from the beginning."""
    persistent = "persistent"
    """Unequal straight after a rewind: a person has to look."""
    mended = "mended"
    """Equal again after a report."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in one scope of a session's device."""

    scope: Scope
    finding: Finding


class Discrepancies:
    """The scopes of devices whose last comparison was unequal.

    Args:
        reported: (device, scope) that were reported before, with the time, milliseconds since 1970.
    """

    def __init__(self, reported: Mapping[tuple[str, str], int] | None = None) -> None:
        self._rewound: set[tuple[str, str]] = set()
        self._reported = dict(reported or {})

    def unequal(self, device: str, scope: str, now_ms: int) -> Finding | None:
        """Takes an unequal answer; None: reported already, and too soon for another rewind."""
        key = (device, scope)
        reported_ms = self._reported.get(key)
        due = reported_ms is not None and now_ms - reported_ms >= REWIND_AGAIN_MS
        if key in self._rewound:
            self._rewound.discard(key)
            self._reported[key] = now_ms
            return Finding.persistent
        if reported_ms is not None and not due:
            return None
        return Finding.unequal

    def rewound(self, device: str, scope: str) -> None:
        """The tablet has heard that the scope comes from the beginning for an unequal answer."""
        self._rewound.add((device, scope))

    def equal(self, device: str, scope: str) -> Finding | None:
        """Takes an equal answer; a finding where it ends a report."""
        self._rewound.discard((device, scope))
        reported = self._reported.pop((device, scope), None)
        return None if reported is None else Finding.mended
