"""How fresh a page is: what is received but not folded yet, and since when.

A page never looks fresher than it is: while rows wait for the projector it says up to when its
data goes.
"""

from dataclasses import dataclass

from server.clock import now_ms
from server.station import Station


@dataclass(frozen=True, kw_only=True, slots=True)
class Freshness:
    """Up to when the data goes (ms), how many changes wait behind it, and how many are in it."""

    as_of_ms: int
    waiting: int
    rows: int


def freshness(station: Station) -> Freshness:
    """How fresh the views are now."""
    heads, positions = station.reader.heads(), station.views.positions()
    waiting, as_of_ms = 0, now_ms()
    for scope, head in heads.items():
        position = positions.get(scope)
        behind = head.seq - (position.seq if position else 0)
        if behind > 0:
            waiting += behind
            as_of_ms = min(as_of_ms, position.row_ms) if position else as_of_ms
    rows = sum(position.seq for position in positions.values())
    return Freshness(as_of_ms=as_of_ms, waiting=waiting, rows=rows)
