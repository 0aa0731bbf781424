"""The day of a fleet, decided by a seed: who visits whom, who answers what, where two people meet.

Pure. A *visit* is one record that one tablet opens; its steps are the changes that are written
there. Every subject (a form about a household) belongs to one tablet, except those that the two of
a *pair* both visit, unaware of each other. What must come of these meetings is known beforehand:

- `merge`: they answer different questions;
- `clash`: they agree on all questions that both answer but one;
- `rule`: each names other choices of a question that merges by union.

Left out: ids and times of day as clocks show them, which are the tablet's own (`steps`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random
from typing import Any, Final

from clients.reference_cli.fleet.drawing import (
    another,
    answer,
    answers,
    can_be_drawn,
    open_to_two,
    pick,
    shuffled,
)
from schema.area import Area, AreaId, AreaKind
from schema.form import ULID_KEY, Form
from schema.question import MergePolicy, Question

DAY_S: Final = 8 * 3600.0
"""A working day, over which the visits are spread."""

OPINIONS: Final = 0.75
"""How many of a tablet's own visits are about the form that pairs meet in."""

CORRECTED: Final = 0.125
"""How many visits see an answer corrected before the day is over."""

MEETING_EVERY: Final = 5
"""One visit of this many is one that somebody else makes too."""


class Meeting(StrEnum):
    """What two people who visit one household do."""

    merge = "merge"
    clash = "clash"
    rule = "rule"


MEETINGS: Final = (Meeting.merge, Meeting.clash, Meeting.rule, Meeting.merge, Meeting.clash)
"""What the meetings of a pair are, in turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A tablet, and the areas in which its holder records.

    Attributes:
        tablet: its number in the fleet.
        team: whom it works with; pairs are made within a team.
        areas: what lies in its holder's grants.
    """

    tablet: int
    team: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One change: a new record, or (`edit`) a correction of one made before.

    Attributes:
        answers: a document as `new --file` takes it.
        at_s: when, in seconds from the beginning of the day.
    """

    form: str
    area: AreaId
    answers: Mapping[str, Any]
    edit: bool = False
    at_s: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """What the meetings must come to: records that are merged, questions by outcome."""

    merged: int = 0
    rule: int = 0
    clash: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Each tablet's steps in the order of its day, and what was planted among them."""

    steps: Mapping[int, tuple[Step, ...]]
    planted: Planted


Visit = list[Step]


def plan(
    members: Sequence[Member], forms: Iterable[Form], *, visits: int, seed: int, day: date
) -> Plan:
    """The day of these tablets.

    Args:
        members: all tablets; those with few areas are planned first.
        forms: what can be recorded; those about households are taken.
        visits: of each tablet.
        seed: equal seeds, members and forms give equal plans.
        day: for answers that are dates.
    """
    return _Planner(forms, visits, seed, day).plan(members)


class _Planner:
    """One planning: what is taken, and what was made so far."""

    def __init__(self, forms: Iterable[Form], visits: int, seed: int, day: date) -> None:
        visited = (form for form in forms if AreaKind.household in form.areas)
        drawable = filter(can_be_drawn, visited)
        self._forms = tuple(sorted(drawable, key=lambda form: form.id))
        self._meeting_form = next(filter(_can_meet, self._forms), None)
        self._visits = visits
        self._seed = seed
        self._day = day
        self._taken: set[tuple[str, AreaId]] = set()
        self._made: dict[int, list[Visit]] = {}
        self._meetings: list[Meeting] = []

    def plan(self, members: Sequence[Member]) -> Plan:
        """Pairs first, so that everything planted finds a household; then everybody's own."""
        ordered = sorted(members, key=lambda member: (len(member.areas), member.tablet))
        self._made = {member.tablet: [] for member in ordered}
        for number, (one, other) in enumerate(_pairs(ordered)):
            self._meet(one, other, self._random("pair", number))
        for member in ordered:
            self._fill(member, self._random("tablet", member.tablet))
        return Plan(
            steps={
                tablet: _through_the_day(made, self._random("day", tablet))
                for tablet, made in sorted(self._made.items())
            },
            planted=Planted(
                merged=len(self._meetings),
                rule=self._meetings.count(Meeting.rule),
                clash=self._meetings.count(Meeting.clash),
            ),
        )

    def _random(self, purpose: str, number: int) -> Random:
        return Random(f"{self._seed}/{purpose}/{number}")  # noqa: S311 - a plausible day, no secret

    # Two visit one household

    def _meet(self, one: Member, other: Member, random: Random) -> None:
        form = self._meeting_form
        if form is None:
            return
        theirs = {area.id for area in other.areas}
        shared = [area for area in one.areas if area.id in theirs]
        subjects = self._free(form, shared, random)[: self._visits // MEETING_EVERY]
        for number, area in enumerate(subjects):
            meeting = MEETINGS[number % len(MEETINGS)]
            both = self._answers_of_two(form, meeting, random)
            for member, given in zip(shuffled(random, (one, other)), both, strict=True):
                self._made[member.tablet].append([Step(form=form.id, area=area, answers=given)])
            self._taken.add((form.id, area))
            self._meetings.append(meeting)

    def _answers_of_two(
        self, form: Form, meeting: Meeting, random: Random
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What each of the two answers."""
        asked = _of_policy(form, MergePolicy.clash)
        agreed = {question.name: answer(random, question, self._day) for question in asked}
        if meeting is Meeting.clash:
            at = pick(random, asked)
            return agreed, agreed | {at.name: another(random, at, agreed[at.name], self._day)}
        names = shuffled(random, agreed)
        half = len(names) // 2
        one, other = (
            {name: agreed[name] for name in part} for part in (names[:half], names[half:])
        )
        if meeting is Meeting.rule:
            united = _of_policy(form, MergePolicy.union)[0]
            one[united.name] = answer(random, united, self._day)
            other[united.name] = another(random, united, one[united.name], self._day)
        return one, other

    # One visits alone

    def _fill(self, member: Member, random: Random) -> None:
        free = {form.id: self._free(form, member.areas, random) for form in self._forms}
        made = self._made[member.tablet]
        while len(made) < self._visits and (form := self._form(free, random)) is not None:
            area = free[form.id].pop()
            if form.key == ULID_KEY:
                free[form.id].insert(0, area)  # any number of records about one place
            else:
                self._taken.add((form.id, area))
            made.append(self._visit(form, area, random))

    def _form(self, free: Mapping[str, Sequence[AreaId]], random: Random) -> Form | None:
        """What the next visit is about: mostly what pairs meet in, and always something free."""
        left = [form for form in self._forms if free[form.id]]
        usual = self._meeting_form
        if usual in left and random.random() < OPINIONS:
            return usual
        others = [form for form in left if form is not usual]
        return pick(random, others or left) if left else None

    def _free(self, form: Form, areas: Iterable[Area], random: Random) -> list[AreaId]:
        """The subjects of this form that nobody has yet, in a drawn order."""
        fitting = (area.id for area in areas if area.kind in form.areas)
        return shuffled(random, (area for area in fitting if (form.id, area) not in self._taken))

    def _visit(self, form: Form, area: AreaId, random: Random) -> Visit:
        asked = [question for question in form.questions if question.name not in form.key]
        visit = [Step(form=form.id, area=area, answers=answers(random, asked, self._day))]
        corrected = random.random() < CORRECTED
        varied = [question for question in asked if open_to_two(question)]
        if corrected and varied and form.key != ULID_KEY:
            at = pick(random, varied)
            value = another(random, at, visit[0].answers.get(at.name), self._day)
            visit.append(Step(form=form.id, area=area, answers={at.name: value}, edit=True))
        return visit


def _can_meet(form: Form) -> bool:
    """Whether two people who visit one subject write into one record, in every kind of meeting."""
    natural = form.key != ULID_KEY and not form.restricted
    asked = _of_policy(form, MergePolicy.clash)
    return natural and len(asked) > 1 and bool(_of_policy(form, MergePolicy.union))


def _of_policy(form: Form, policy: MergePolicy) -> list[Question]:
    return [
        question
        for question in form.questions
        if question.name not in form.key and question.merge is policy and open_to_two(question)
    ]


def _pairs(members: Iterable[Member]) -> Iterator[tuple[Member, Member]]:
    """Two and two of each team, in the order given."""
    waiting: dict[str, Member] = {}
    for member in members:
        partner = waiting.pop(member.team, None)
        if partner is None:
            waiting[member.team] = member
        else:
            yield partner, member


def _through_the_day(visits: Iterable[Visit], random: Random) -> tuple[Step, ...]:
    """The visits in a drawn order, spread over the day; a correction follows within its visit."""
    ordered = shuffled(random, visits)
    span_s = DAY_S / max(1, len(ordered))
    return tuple(
        replace(step, at_s=(number + (place + random.random()) / len(visit)) * span_s)
        for number, visit in enumerate(ordered)
        for place, step in enumerate(visit)
    )
