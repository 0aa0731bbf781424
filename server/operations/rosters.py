"""Importing lists of households and of areas: what would change, or the change, in one commit.

A list is looked through against the tree of the moment; if the tree is another one by the time of
the commit, it is looked through once more. Nothing is stored where a single cell is wrong.

Left out: what rows mean (`server.lists`), and how a file becomes cells (`server.lists.reading`).
"""

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from schema.area import Area, AreaId, AreaKind
from schema.grant import Right
from schema.text import Text, in_language
from schema.tree import ADDRESSED, AreaTree
from server.clock import now_ms
from server.directory import Directory
from server.errors import ImportRefused, NoRight, ProjectorBehind
from server.lists.addresses import BELOW
from server.lists.areas import AreaList
from server.lists.households import HouseholdList
from server.lists.roster_plan import Plan
from server.lists.table import Read, findings_of, sheets_of
from server.near import near
from server.operations.arguments import Arguments
from server.people import areas, audit, generations
from server.people.staff import Staff
from server.station import Station
from server.views.asking import Sight
from server.xlsform.problems import Findings, told

HOUSEHOLDS: Final = "households.import"
AREAS: Final = "areas.import"
_DOORS_ALONE: Final[Text] = {
    "zh-CN": "{place}（只算不在楼里的户）",
    "en": "{place} (doors in no building)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be imported, by whom.

    Attributes:
        act: `households.import` or `areas.import`.
        file: what the list is called, for people.
        sheets: its cells.
        covers: what it is the whole of, where somebody says so.
        additions: nothing goes.
        actor: whose rights count.
    """

    act: str
    file: str
    sheets: Sequence[Read]
    covers: AreaId | None
    additions: bool
    actor: Staff


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A list that was looked through: what it would change in which tree, and what was found."""

    asked: Asked
    directory: Directory
    plan: Plan
    findings: Findings

    def document(self, lang: str, records: Mapping[str, int]) -> dict[str, Any]:
        """What a program reads of it, and what a page shows.

        Args:
            lang: of the addresses.
            records: how many records what is gone has, by its id.
        """
        tree, plan = self.directory.tree, self.plan
        fresh = {each.id: each for each in plan.added}

        def address(area: Area) -> str:
            above = fresh.get(area.parent or area.id)
            if above is not None and above is not area:
                return f"{address(above)} {area.name}"
            if area.id in tree:
                return tree.words(area.id, lang)
            within = area.parent is not None and tree.kind(area.parent) in ADDRESSED
            return f"{tree.words(area.parent, lang)} {area.name}" if within else area.name  # type: ignore[arg-type]

        return {
            "file": self.asked.file,
            "counts": plan.counts(),
            "covers": [{"id": each, "address": self._whole(each, lang)} for each in plan.covers],
            "added": [{**each.to_json(), "address": address(each)} for each in plan.added],
            "renamed": [
                {"id": each.area.id, "before": each.area.name, "name": each.name}
                | {"address": address(each.area)}
                for each in plan.renamed
            ],
            "back": [
                {"id": each.id, "address": address(each)} for each in (*plan.around, *plan.back)
            ],
            "gone": [
                {"id": each.id, "address": address(each), "records": records.get(each.id, 0)}
                for each in plan.gone
            ],
            "warnings": told(self.findings.warnings),
        }

    def _whole(self, area: AreaId, lang: str) -> str:
        """What a list is the whole of, in words: of a place with no building its doors alone."""
        tree, asked = self.directory.tree, self.asked
        words = tree.words(area, lang)
        if asked.act != HOUSEHOLDS or asked.covers or tree.kind(area) in BELOW:
            return words
        return in_language(_DOORS_ALONE, lang).format(place=words)


def look(directory: Directory, asked: Asked) -> Looked:
    """What a list would change.

    Raises:
        NoRight: the list is to be the whole of an area that is not the importer's.
        ImportRefused: with every cell that is wrong.
    """
    permit = directory.permit(asked.actor.id)
    known: dict[AreaId, bool] = {}

    def may_change(area: AreaId) -> bool:
        if area not in known:
            known[area] = permit.allows(Right.areas, area, None)
        return known[area]

    findings = findings_of(asked.sheets)
    covers = directory.tree.get(asked.covers) if asked.covers else None
    if covers is not None and not may_change(covers.id):
        raise NoRight(login=asked.actor.login, area=covers.id)
    reader = HouseholdList if asked.act == HOUSEHOLDS else AreaList
    of = reader(
        directory.tree, findings, may_change=may_change, covers=covers, additions=asked.additions
    )
    plan = of.plan(asked.sheets)
    refuse_problems(findings)
    return Looked(asked=asked, directory=directory, plan=plan, findings=findings)


def refuse_problems(findings: Findings) -> None:
    """ImportRefused with every cell that is wrong, where one is."""
    if problems := findings.problems:
        raise ImportRefused(
            count=len(problems), problems=told(problems), warnings=told(findings.warnings)
        )


def take(station: Station, asked: Asked) -> Looked:
    """Changes the tree as a list says, in one commit; what was changed.

    Raises:
        NoRight: the list is to be the whole of an area that is not the importer's.
        ImportRefused: with every cell that is wrong; nothing was changed.
    """
    while (found := _taken(station, asked)) is None:
        pass  # somebody else changed areas in between: the list is looked through again
    return found


def _taken(station: Station, asked: Asked) -> Looked | None:
    """One try; None if the tree was another one by the time of the commit."""
    looked = look(station.directory, asked)
    if not looked.plan.changes:
        return looked
    at_ms, number = now_ms(), looked.directory.numbers["areas"]

    def act(connection: sqlite3.Connection) -> bool:
        if generations.numbers(connection)["areas"] != number:
            return False
        plan = looked.plan
        areas.add_all(connection, plan.added)
        areas.rename(connection, {each.area.id: each.name for each in plan.renamed})
        areas.mark_gone(connection, [each.id for each in plan.gone], at_ms)
        areas.bring_back(
            connection, [each.id for each in (*plan.around, *plan.back)], along=plan.along
        )
        _note(connection, looked, at_ms)
        return True

    return looked if station.change(act) else None


def _note(connection: sqlite3.Connection, looked: Looked, at_ms: int) -> None:
    """Writes into the audit what a list changed, by its counts."""
    asked, plan = looked.asked, looked.plan
    said = {"file": asked.file, **plan.counts(), "covers": [*plan.covers]}
    line = audit.facts(at_ms, asked.actor.id, _subject(looked), **said)
    if asked.act == HOUSEHOLDS:
        audit.record(connection, act=HOUSEHOLDS, **line)
    else:
        audit.record(connection, act=AREAS, **line)


def _subject(looked: Looked) -> AreaId:
    """The smallest area in which all of it lies, for the audit."""
    tree, plan = looked.directory.tree, looked.plan
    touched = [*plan.covers, *(each.id for each in plan.added)]
    above = [[*reversed(tree.lineage(each))] for each in touched] or [[*tree.roots[:1]]]
    common = [steps[0] for steps in zip(*above, strict=False) if len({*steps}) == 1]
    return common[-1] if common else tree.roots[0]


def proposals(station: Station, looked: Looked) -> list[dict[str, Any]]:
    """The households written at the door that may be one that the list adds, to be looked at.

    Those are told that whoever imports may adopt.
    """
    plan, tree, fresh = looked.plan, looked.directory.tree, _fresh(looked.plan)
    if not fresh:
        return []
    permit = looked.directory.permit(looked.asked.actor.id)
    lines = station.views.unlisted(Sight(permit=None, tree=tree))
    doors = dict.fromkeys(AreaId(line.area) for line in lines)
    if not doors:
        return []
    back = [replace(each, gone=False) for each in (*plan.around, *plan.back)]
    with_fresh = AreaTree([*(each for each in tree if not each.gone), *plan.added, *back])
    listed = {each.id for each in fresh}
    return [
        {"unlisted": door, "label": door.label, "near": alike}
        for door in doors
        if permit.allows(Right.areas, door, None)
        and listed.intersection(alike := near(with_fresh, door))
    ]


def document_of(station: Station, looked: Looked, lang: str) -> dict[str, Any]:
    """What is told of a list: what it changes, what that concerns, and what may belong together."""
    plan = looked.plan
    if not plan.gone and not _fresh(plan):
        return {**looked.document(lang, {}), "proposals": []}
    with contextlib.suppress(ProjectorBehind):  # then a record of the last moment is not counted
        station.wait_for_views()
    records = station.views.counts_of([each.id for each in plan.gone])
    return {**looked.document(lang, records), "proposals": proposals(station, looked)}


def _fresh(plan: Plan) -> list[Area]:
    """The households that a list adds, or names again."""
    return [each for each in (*plan.added, *plan.back) if each.kind is AreaKind.household]


def _operation(act: str) -> Callable[[Station, Arguments], object]:
    def operation(station: Station, arguments: Arguments) -> object:
        """Looks a list through, and takes it unless it is a trial; the document `import`."""
        asked = asked_of(station.directory, arguments, act)
        trial = arguments.flag("dry_run")
        looked = look(station.directory, asked) if trial else take(station, asked)
        return {"ok": True, "dry_run": trial, **document_of(station, looked, arguments.lang())}

    return operation


def asked_of(directory: Directory, arguments: Arguments, act: str) -> Asked:
    """What a command asks to import.

    Raises:
        UnknownArea, UnknownStaff, InvalidRequest: it names what is not there, or is none.
    """
    covers = arguments.optional_text("covers")
    return Asked(
        act=act,
        file=arguments.text("file"),
        sheets=sheets_of(arguments.value("sheets")),
        covers=directory.area_named(covers).id if covers else None,
        additions=arguments.flag("additions"),
        actor=arguments.actor(directory),
    )


OPERATIONS = {name: _operation(name) for name in (HOUSEHOLDS, AREAS)}
