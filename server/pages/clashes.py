"""`/clashes`: which of the two is right? The oldest first, both values, one press each."""

from typing import Final

from starlette.responses import Response

from schema.record_id import RecordId
from server.pages.errors import NotThere
from server.pages.filters import filter_in_words, wanted_filter
from server.pages.origin import with_query
from server.pages.oversight import phones
from server.pages.records import is_number
from server.pages.values import Powers, ShownClash, shown_clash
from server.pages.visit import Visit
from server.views.found import Clash

CLASHES: Final = 20
"""On one page: each is read and thought about."""

_PARTS = 3


def clashes(visit: Visit) -> Response:
    """The open clashes that the visitor may see."""
    wanted = wanted_filter(visit)
    views, sight = visit.station.views, visit.sight
    found = views.clashes(wanted, sight, limit=CLASHES + 1, after=_after(visit))
    page = found[:CLASHES]
    visit.note_reads(clash.record for clash in page)
    count = views.count_clashes(wanted, sight)
    return visit.show(
        "clashes.html",
        clashes=[_shown(clash, visit) for clash in page],
        count=count,
        oldest="" if count.oldest_ms is None else visit.words.ago(count.oldest_ms),
        in_words=filter_in_words(wanted, visit),
        more=with_query(visit.path, after=_mark(page[-1]), done="") if len(found) > CLASHES else "",
        first=not visit.asked("after"),
        start=with_query(visit.path, after="", done=""),
        done=visit.asked("done"),
    )


def _shown(clash: Clash, visit: Visit) -> ShownClash:
    record = RecordId.parse(clash.record)
    return shown_clash(
        record,
        clash.question,
        clash.values,
        visit.station.directory.whole_forms.get(clash.form),
        visit.words,
        powers=Powers.over(visit.permit, clash.area, clash.form),
        upto=clash.updated_seq,
        phones=phones(visit),
        since_ms=clash.since_ms,
    )


def _mark(clash: Clash) -> str:
    return f"{clash.since_ms}-{clash.number}-{clash.question}"


def _after(visit: Visit) -> tuple[int, int, str] | None:
    mark = visit.asked("after")
    if not mark:
        return None
    parts = mark.split("-", _PARTS - 1)
    if len(parts) != _PARTS or not all(map(is_number, parts[:2])):
        raise NotThere
    return int(parts[0]), int(parts[1]), parts[2]
