"""One record of each kind of the pack, and what its form says can go wrong with it.

What is answered comes from the pack's own work; which answer breaks a rule, and which two are
equally right, is found by asking the form. What must come of it is the test's business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.key import key_answers
from schema.outline import Located
from schema.pack import load_pack
from schema.packs.chongli.work import SampleRecord, generate
from schema.question import NUMBERS, Kind, MergePolicy
from schema.record_id import RecordId
from schema.rules import Circumstances, check, examine
from schema.tree import AreaTree

COMMUNITY = "130709/100/002"
GRID = f"{COMMUNITY}/007"
BUILDING = f"{GRID}/x01/b01"
DOOR = f"{BUILDING}/u1/0101"
DAY = date(2026, 6, 12)
NOW = Circumstances.at(1_781_240_000_000, "x")

OFFICE = frozenset(
    {
        *("meeting", "training_class", "culture_event", "organisation", "community_worker"),
        *("pairing", "service_centre", "property_contract", "renovation_project", "staff_notice"),
    }
)
"""Kinds that are never filled in on a tablet."""

ABOUT = {
    **dict.fromkeys(("pairing", "joint_task"), COMMUNITY),
    **dict.fromkeys(("dispute", "care_file"), DOOR),
}

WRONG: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(NUMBERS, ("-7", "999999999")),
    Kind.date: ("2999-12-31", "1999-01-01"),
    Kind.time: ("00:00:01",),
    Kind.text: ("!!",),
}
RIGHT: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(NUMBERS, ("1", "2", "3", "60")),
    Kind.text: ("照片里看得清", "照片里看不清", "还要再看"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A record of a kind, and how it is tried.

    Attributes:
        answers: as typed, by path; rows of repeats have names of their own.
        keys: of them those that stand in the id.
        broken: a question, and an answer to it that breaks a rule.
        contested: a question, and two answers to it that are both right.
    """

    form: Form
    record: RecordId
    answers: Mapping[str, Any]
    keys: Mapping[str, Any]
    broken: tuple[str, str]
    contested: tuple[str, tuple[str, str]]

    @property
    def typed(self) -> dict[str, Any]:
        """All that is answered."""
        return {**self.answers, **self.keys}

    @property
    def document(self) -> dict[str, Any]:
        """The answers as a tablet's file of answers has them: a repeat is a list of rows."""
        found: dict[str, Any] = {}
        rows: dict[str, dict[str, Any]] = {}
        for path, value in self.typed.items():
            repeat, _, rest = path.partition("[")
            if not rest:
                found[path] = value
            elif rest.endswith("]"):
                rows[path] = {}
                found.setdefault(repeat, []).append(rows[path])
            else:
                marker, _, name = path.rpartition(".")
                rows[marker][name] = value
        return found


def areas() -> list[Area]:
    """A building with a door in the grid, which the pack itself ends above."""
    chain = (
        (BUILDING, AreaKind.building, "1号楼"),
        (f"{BUILDING}/u1", AreaKind.unit, "1单元"),
        (DOOR, AreaKind.household, "0101"),
    )
    return [
        Area(id=AreaId(text), kind=kind, name=name, parent=AreaId(text).parent)
        for text, kind, name in chain
    ]


def cases() -> Iterator[Case]:
    """One of each kind of the pack, in its order."""
    pack = load_pack("chongli")
    forms = {form.id: form for form in pack.forms}
    tree = AreaTree([*pack.areas, *areas()])
    work = list(generate(forms, pack.sample().areas, DAY, 1))
    for form in pack.forms:
        area = _area(form, tree)
        drawn = [each for each in work if each.record.form == form.id] or [_at_the_door(form)]
        yield next(found for each in drawn if (found := _case(form, area, each)) is not None)


def _area(form: Form, tree: AreaTree) -> AreaId:
    """What it is about: the door's nearest area of a kind that the form takes."""
    about = AreaId(ABOUT.get(form.id, DOOR))
    return next(step for step in tree.lineage(about) if tree.kind(step) in form.areas)


def _at_the_door(form: Form) -> SampleRecord:
    """Opinions and household files are written by whoever visits, not by the pack."""
    answers: dict[str, Any] = {"road": "support", "needs": ["parking"], "parking_spaces": 1}
    if form.id == "household_file":
        row = {"members[aaaaaa]": True, "members[aaaaaa].name": "家人甲"}
        answers = {"dwelling_use": "own", "origin": "local", **row}
        answers["members[aaaaaa].birth_year"] = 1985
    keys = ("p2022",) if form.key else ()
    record = RecordId.of(form.id, AreaId(DOOR), *keys)
    return SampleRecord(record=record, answers=answers, login="", time_ms=0)


def _case(form: Form, area: AreaId, drawn: SampleRecord) -> Case | None:
    keys = dict(key_answers(form, drawn.record))
    broken = next(_broken(form, {**drawn.answers, **keys}), None)
    contested = next(_contested(form, {**drawn.answers, **keys}), None)
    if broken is None or contested is None or broken[0] == contested[0]:
        return None
    return Case(
        form=form,
        record=RecordId.of(form.id, area, *drawn.record.keys),
        answers=drawn.answers,
        keys=keys,
        broken=broken,
        contested=contested,
    )


def _asked(form: Form) -> Iterator[Located]:
    for each in form.outline:
        question = each.question
        plain = not (question.sensitive or question.trigger)
        if plain and each.path not in form.key and not each.repeats and not question.worked_out:
            yield each


def _broken(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in _asked(form):
        for text in WRONG.get(each.question.kind, ()):
            value: Any = int(text) if each.question.kind in NUMBERS else text
            flags = check(form, {**answers, each.path: value}, "en", NOW, finished=False)
            if {flag.question for flag in flags} == {each.path}:
                yield each.path, text


def _contested(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in sorted(_asked(form), key=lambda each: each.question.kind is not Kind.text):
        question = each.question
        if question.refers or question.merge is not MergePolicy.clash:
            continue
        texts = RIGHT.get(question.kind, tuple(choice.name for choice in question.choices))
        right = [text for text in texts if _is_right(form, answers, each, text)]
        if len(right) > 1:
            yield each.path, (right[0], right[1])


def _is_right(form: Form, answers: Mapping[str, Any], asked: Located, text: str) -> bool:
    """Whether it is asked, accepted, and leaves all others as they are."""
    value: Any = int(text) if asked.question.kind in NUMBERS else text
    if value == answers.get(asked.path) or asked.question.kind is Kind.select_multiple:
        return False
    before = examine(form, answers, "en", NOW)
    found = examine(form, {**answers, asked.path: value}, "en", NOW)
    left_out = asked.path in found.irrelevant or found.irrelevant - before.irrelevant
    return not (found.flags or left_out)
