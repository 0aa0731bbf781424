"""`/glance/AREA`: what do we know of this door? Everything about one household on one page.

What waits for somebody stands first; then a sheet a form, what there is one of before the rest;
then what happened, in short. A building or a compound has a page as well: its own records, and what
lies below it with counts.

Invariants: what the visitor may not read is not there, and one who may read nothing of a place is
answered as for a place that is absent; who reads a restricted record here is in the audit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from schema.area import Area, AreaId
from schema.errors import InvalidAreaId
from schema.glance import come_back
from schema.record_id import RecordId
from schema.rounds import COME_BACK_AT, State
from server.pages.areas import KINDS
from server.pages.errors import NotThere
from server.pages.filling.starting import way_to_new
from server.pages.held_back import held_at
from server.pages.in_rounds import in_rounds
from server.pages.lying_below import lying_below
from server.pages.sheets import sheets
from server.pages.timeline import timeline
from server.pages.to_do import to_do
from server.pages.visit import Visit
from server.views.found import Here

OF_EACH: Final = 20
"""Records of one form that the page looks at; the list of records has the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """What waits for somebody at a place, by number; `aside` are records that cannot be read."""

    clashing: int
    flagged: int
    returned: int
    drafts: int
    held_back: int
    aside: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CalledAgain:
    """Somebody asked to be called on again: the visit's record, when, and who heard it."""

    record: str
    at: str
    person: str
    when: str


def glance(visit: Visit) -> Response:
    """The page of one area."""
    area = _named(visit)
    here = visit.station.views.at(area, visit.sight, visit.words.lang, of_each=OF_EACH)
    known = visit.station.directory.tree.get(area)
    if known is None and not here:
        raise NotThere
    visit.note_reads(each.document["id"] for each in here)
    tree, words = visit.station.directory.tree, visit.words
    stands = in_rounds(visit, area)
    return visit.show(
        "glance.html",
        area=area,
        address=words.address(area),
        kind=_kind(visit, area, known),
        listed=known is not None,
        trail=[
            (step, above.name)
            for step in reversed(tree.lineage(area))
            if step != area and visit.permit.touches(step) and (above := tree.get(step))
        ],
        waiting=_waiting(visit, area, here),
        again=_called_again(visit, here, {each.round: each.state for each in stands}),
        rounds=stands,
        to_do=to_do(visit, here),
        sheets=sheets(visit, here),
        moments=timeline(visit, here),
        below=lying_below(visit, area),
        households=tree.households_below(area),
        fresh_record=way_to_new(visit, "", area) if known else "",
    )


def _kind(visit: Visit, area: AreaId, known: Area | None) -> str:
    """What the place is, or that no list has it."""
    say = visit.words.say
    if known is None:
        roster = say("household, not on the roster")
        return roster if area.unlisted else say("not among today's areas")
    return say(KINDS[known.kind])


def _named(visit: Visit) -> AreaId:
    """The area of the address; one answer for one that is absent and one that is not theirs."""
    try:
        area = AreaId.parse(visit.request.path_params["area"])
    except InvalidAreaId as error:
        raise NotThere from error
    over = visit.station.directory.tree.nearest(area)
    if over is None or not visit.permit.touches(over):
        raise NotThere
    return area


def _waiting(visit: Visit, area: AreaId, here: Sequence[Here]) -> Waiting:
    documents = [each.document for each in here]
    answers = [each["answers"].values() for each in documents]
    states = [each["status"] for each in documents]
    return Waiting(
        clashing=sum(any(a["outcome"] == "clash" for a in each) for each in answers),
        flagged=sum(any(a["flags"] for a in each) for each in answers),
        returned=states.count("returned"),
        drafts=states.count("draft"),
        held_back=held_at(visit, area),
        aside=sum(_lies_at(each.record, area, visit) for each in visit.station.views.aside()),
    )


def _lies_at(record: str, area: AreaId, visit: Visit) -> bool:
    form, _, rest = record.partition("/")
    return rest.partition(":")[0] == area and visit.sight.may_read(area, form)


def _called_again(
    visit: Visit, here: Sequence[Here], rounds: Mapping[str, State]
) -> list[CalledAgain]:
    """Who asked to be called on again, and when; not where the round's form was finished since."""
    documents = {each.document["id"]: each.document for each in here}
    return [
        CalledAgain(
            record=found.record,
            at=_moment(visit, found.record, found.at),
            person=visit.words.person(documents[found.record]["created_by"]),
            when=visit.words.when(documents[found.record]["created_ms"]),
        )
        for found in come_back(documents.values())
        if rounds.get(found.round or "") is not State.done
    ]


def _moment(visit: Visit, record: str, at: str | None) -> str:
    """A moment as people read it; empty where none was said."""
    form = visit.station.directory.whole_forms.get(RecordId.parse(record).form)
    return "" if at is None else visit.words.answer(form, COME_BACK_AT, at)
