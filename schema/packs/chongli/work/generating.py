"""Which records of the sample there are: where, by whom, and on which of the last days."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Final, NamedTuple

from schema.answer import Value
from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.key import record_id
from schema.packs.chongli.work import at_doors, in_compounds, in_grids, in_offices
from schema.packs.chongli.work.drawing import Answers, Draw
from schema.record_id import RecordId

Drawn = Callable[[Draw], Answers]

CHINA: Final = timezone(timedelta(hours=8))
DOORS: Final = 3
"""Doors of each grid about which something is recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRecord:
    """One record, made in one act and finished.

    `answers` by path, without those that stand in its id; `login` of who made it; `time_ms` when.
    """

    record: RecordId
    answers: Mapping[str, Value]
    login: str
    time_ms: int


class _Work(NamedTuple):
    """Records of a kind about each area of a kind.

    `by`: the login's first part; of a grid's people the grid follows, of an office's the community
    and a number. `share` of the areas have them, made up to `days` ago.
    """

    form: str
    kind: AreaKind
    by: str
    draw: Drawn
    share: float = 1.0
    times: int = 1
    days: int = 1


_ALL: Final = (
    _Work("renovation_project", AreaKind.compound, "head", in_compounds.renovation_project, 0.67),
    _Work("property_contract", AreaKind.compound, "head", in_compounds.property_contract, 0.776),
    _Work("daily_inspection", AreaKind.compound, "head", in_compounds.daily_inspection),
    _Work("waste_collection", AreaKind.compound, "head", in_compounds.waste_collection),
    _Work("safety_patrol", AreaKind.compound, "head", in_compounds.safety_patrol, 0.5, days=7),
    _Work("shared_parking", AreaKind.compound, "head", in_compounds.shared_parking, 0.15),
    _Work("resident_request", AreaKind.grid, "head", at_doors.resident_request, days=14),
    _Work("hazard_report", AreaKind.grid, "member", in_grids.hazard_report, days=14),
    _Work("whistle_order", AreaKind.grid, "head", in_grids.whistle_order, 0.8, days=7),
    _Work("cleanup_log", AreaKind.grid, "head", in_grids.cleanup_log, 0.6, days=14),
    _Work("civility", AreaKind.grid, "head", in_grids.civility, 0.6, days=14),
    _Work("staff_notice", AreaKind.grid, "head", in_grids.staff_notice),
    _Work("building_group", AreaKind.building, "head", in_grids.building_group),
    _Work("visit", AreaKind.household, "member", at_doors.visit, days=3),
    _Work("epidemic_check", AreaKind.household, "member", at_doors.epidemic_check, 0.6, days=3),
    _Work("care_file", AreaKind.household, "community", at_doors.care_file, 0.1, days=5),
    _Work("dispute", AreaKind.household, "community", at_doors.dispute, 0.1, days=20),
    _Work("meeting", AreaKind.community, "community", in_offices.meeting, days=20),
    _Work("joint_task", AreaKind.community, "community", in_offices.joint_task, times=3, days=10),
    _Work("service_centre", AreaKind.community, "community", in_offices.service_centre),
    _Work("training_class", AreaKind.community, "community", in_offices.training_class, times=2),
    _Work("culture_event", AreaKind.community, "community", in_offices.culture_event, times=2),
    _Work("organisation", AreaKind.community, "community", in_offices.organisation, times=5),
    _Work("community_worker", AreaKind.community, "community", in_offices.community_worker, 1, 4),
    _Work("pairing", AreaKind.district, "district", in_offices.pairing, times=2),
)
"""What a district has; what others refer to goes before them."""


def generate(
    forms: Mapping[str, Form], areas: Iterable[Area], day: date, seed: int
) -> Iterator[SampleRecord]:
    """The records, each once.

    Args:
        forms: those of the pack, by id.
        areas: of the sample, in the order of its tree.
        day: the last day on which something was recorded.
        seed: equal seeds, areas and days give equal records.
    """
    places = list(_places(areas))
    made: set[RecordId] = set()
    others: dict[AreaId, dict[str, str]] = {}
    for work in _ALL:
        random = Random(f"{seed}/{work.form}")  # noqa: S311 - a plausible district, no secret
        here = [area for area in places if area.kind is work.kind]
        for area in (area for area in _share(here, work.share, random) for _ in range(work.times)):
            beside = others.setdefault(AreaId(area.id.scope), {})
            found = _record(work, forms[work.form], area.id, random, day, beside)
            if found.record not in made:  # two were drawn under one key
                made.add(found.record)
                beside[work.form] = found.record.text
                yield found


def _share(areas: Sequence[Area], share: float, random: Random) -> list[Area]:
    """So many of the areas, in their order."""
    drawn = sorted(range(len(areas)), key=lambda _: random.random())
    return [areas[place] for place in sorted(drawn[: round(share * len(areas))])]


def _places(areas: Iterable[Area]) -> Iterator[Area]:
    """The areas about which something is recorded: of each grid one building and a few doors."""
    left: dict[tuple[str, AreaKind], int] = {}
    for area in areas:
        if area.kind in (AreaKind.building, AreaKind.household):
            at = (area.id.scope, area.kind)
            left.setdefault(at, 1 if area.kind is AreaKind.building else DOORS)
            if not left[at]:
                continue
            left[at] -= 1
        yield area


def _record(
    work: _Work,
    form: Form,
    area: AreaId,
    random: Random,
    day: date,
    others: Mapping[str, str],
) -> SampleRecord:
    then = day - timedelta(days=int(random.random() * work.days))
    draw = Draw(random=random, day=then, area=area, others=others)
    answers = work.draw(draw)
    at = datetime(then.year, then.month, then.day, 8, tzinfo=CHINA)
    at += timedelta(minutes=draw.number(0, 540))
    keys = {name: answers[name] for name in form.key if name in answers}
    return SampleRecord(
        record=record_id(form, area, keys, ulid=draw.ulid()),
        answers={name: value for name, value in answers.items() if name not in keys},
        login=_login(work.by, area),
        time_ms=int(at.timestamp() * 1000),
    )


def _login(by: str, area: AreaId) -> str:
    """Who records about an area (schema.packs.chongli.sample)."""
    if by == "district":
        return by
    grid = area.segments[2:4]
    if by == "community":
        return f"community-{grid[0]}-1"
    return f"{by}-{'-'.join(grid)}{'-1' if by == 'member' else ''}"
