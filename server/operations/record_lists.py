"""Importing records from a list: what would be written, or the writing of it, in one commit.

Records are written as ordinary changes by whoever imports, judged by their rights like anybody's.
Nothing is written where a cell is wrong, a rule is broken, or a single change would be refused, as
one of a record that is full or was erased; and then nothing is held back either.

Left out: what rows mean (`server.lists.records`), and what becomes of them beside what is stored
(`server.lists.against`).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from schema.area import AreaId
from schema.form import Form
from schema.grant import Permit, Right
from schema.text import LANGUAGES, in_language
from schema.tree import AreaTree
from server.clock import now_ms
from server.directory import Directory
from server.errors import InvalidRequest, UnknownArea
from server.lists.addresses import SAID
from server.lists.compared import Compared
from server.lists.given import GivenRecord
from server.lists.own_changes import changes
from server.lists.record_columns import columns_of
from server.lists.records import RecordList
from server.lists.table import findings_of, sheets_of
from server.lists.words import RECORD_SENTENCES
from server.operations.arguments import Arguments
from server.operations.record_list_told import Asked, Looked
from server.operations.rosters import refuse_problems
from server.people import audit
from server.station import SERVER_DEVICE, Station
from server.views.answering import Held, held
from server.xlsform.problems import Findings
from sync.core.change import Change
from sync.core.results import Refused
from sync.log.log import DEVICE_RECORD_BYTES_MAX, RECORD_BYTES_MAX, Submission

if TYPE_CHECKING:
    from server.lists.against import Comparing

RECORDS: Final = "records.import"

_REFUSALS: Final[Mapping[str, str]] = {
    "forbidden": "not_writable",
    "unknown_form": "form_stopped",
    "over_quota": "record_full",
    "erased": "record_erased",
}
"""What is said at the row, by the code of the gate or the log."""


def look(station: Station, asked: Asked) -> Looked:
    """What a list would write.

    Raises:
        ImportRefused: with every cell that is wrong.
        UnknownArea: what the whole list is of is not there, or not for this person to write in.
    """
    # It brings the form page with it, and with that all pages: for this operation alone.
    from server.lists.against import Comparing  # noqa: PLC0415

    known, form = station.directory, asked.form
    findings = findings_of(asked.sheets, RECORD_SENTENCES)
    permit = known.permit(asked.actor.id)
    tree = _written_in(known.tree, permit, form)

    def may_write(area: AreaId) -> bool:
        return all(permit.allows(right, area, form.id) for right in (Right.read, Right.write))

    base = tree.get(asked.base) if asked.base else None
    if asked.base and base is None:
        raise UnknownArea(name=asked.base, nearest=())
    of = RecordList(form, tree, findings, may_write=may_write, base=base, by=asked.by)
    given = of.read(asked.sheets)
    at_ms = now_ms()
    comparing = Comparing(
        form=form, person=asked.actor, at_ms=at_ms, lang=asked.lang, finish=asked.finish
    )
    compared: list[Compared] = []
    submissions: list[Submission] = []
    erased = station.reader.erased()
    for each in given:
        if each.record.text in erased:
            findings.problem(each.cell, "record_erased")
            continue
        now = held(station, form, each.record)
        assert now is not None, "it was read as it stands now"
        found = comparing.compare(each, now)
        compared.append(found)
        _tell_flags(findings, comparing, found)
        made = [*_submitted(station, found, now, asked.actor.id, at_ms)]
        if _is_full(station, now, made):
            findings.problem(each.cell, "record_full")
        submissions += made
    _tell_refusals(findings, known.tree, given, [(each, each.refusal) for each in submissions])
    refuse_problems(findings)
    return Looked(
        asked=asked,
        directory=known,
        compared=compared,
        submissions=submissions,
        findings=findings,
    )


def _written_in(tree: AreaTree, permit: Permit, form: Form) -> AreaTree:
    """The areas in which somebody writes records of a form, with those in which these lie.

    A list finds its places there alone: what is not there and what is of others get one answer.
    """
    tops = [top for root in tree.roots for top in permit.tops(Right.write, root, form.id)]
    if tops == [*tree.roots]:
        return tree
    below = {area.id: area for top in tops for area in tree.subtree(top)}
    above = {step: tree.get(step) for top in tops for step in tree.lineage(top)}
    return AreaTree(each for each in (above | below).values() if each is not None)


def _submitted(
    station: Station, found: Compared, now: Held, staff_id: str, at_ms: int
) -> Iterator[Submission]:
    """The changes of one record, judged by the rights of their author."""
    if found.entries and not found.flags:
        made: Iterator[Change] = changes(found.entries, now, staff_id, at_ms)
        yield from (station.judged(found.given.record, change) for change in made)


def _is_full(station: Station, now: Held, made: Sequence[Submission]) -> bool:
    """Whether a record has no room for these changes."""
    more = sum(len(each.data) for each in made)
    rows = station.reader.record(now.record.text) if made and now.seen else ()
    own = sum(len(row.data) for row in rows if row.device == SERVER_DEVICE)
    every = sum(len(row.data) for row in rows)
    return own + more > DEVICE_RECORD_BYTES_MAX or every + more > RECORD_BYTES_MAX


def _tell_flags(findings: Findings, comparing: "Comparing", found: Compared) -> None:
    """Broken rules, each at the cell of its answer, or of the record where that has none."""
    for flag in found.flags:
        cell = found.cells.get(flag.question, found.given.cell)
        question = comparing.form.question(flag.question)
        label = question.label if question else {}
        said = {
            lang: f"{in_language(label, lang) or flag.question}: {flag.reason}"
            for lang in LANGUAGES
        }
        findings.said(cell, flag.code, said)


def _tell_refusals(
    findings: Findings,
    tree: AreaTree,
    given: Iterable[GivenRecord],
    refused: Iterable[tuple[Submission, str | None]],
) -> None:
    """What gate or log do not let through: by now hardly anything, as of a form that stopped."""
    known = {each.record.text: each for each in given}
    for each, code in refused:
        if code is not None:
            record = known[each.record or ""]
            place = tree.words(record.record.area, SAID)
            said = _REFUSALS.get(code, "record_refused")
            findings.problem(record.cell, said, place=place, reason=code)


def take(station: Station, asked: Asked) -> Looked:
    """Writes what a list says, in one commit; what was written.

    Raises:
        ImportRefused: with every cell that is wrong; nothing was written.
        StorageFailure: the disk failed; nothing was written.
    """
    looked = look(station, asked)
    if not looked.submissions:
        return looked
    at_ms = now_ms()
    detail = {"file": asked.file, **looked.counts()}

    def note(connection: sqlite3.Connection) -> None:
        audit.record(
            connection,
            at_ms=at_ms,
            actor=asked.actor.id,
            act=RECORDS,
            subject=asked.form.id,
            detail=detail,
        )

    # First: a crash in between leaves a line too many in the audit, never one too few.
    station.change(note)
    answers = station.store(looked.submissions, whole=True)
    codes = (each.code if isinstance(each, Refused) else None for each in answers)
    refused = zip(looked.submissions, codes, strict=True)
    given = (each.given for each in looked.compared)
    _tell_refusals(looked.findings, looked.directory.tree, given, refused)
    refuse_problems(looked.findings)
    return looked


def asked_of(directory: Directory, arguments: Arguments) -> Asked:
    """What a command asks to import.

    Raises:
        UnknownForm, UnknownArea, UnknownStaff, InvalidRequest: it names what is not there.
    """
    base = arguments.optional_text("area")
    form = directory.published_named(arguments.text("form"))
    by = arguments.texts("by")
    for name in by:
        if form.question(name) is None:
            raise InvalidRequest(reason=f"{name} is no question of {form.id}")
    return Asked(
        form=form,
        file=arguments.text("file"),
        sheets=sheets_of(arguments.value("sheets")),
        base=directory.area_named(base).id if base else None,
        by=by,
        finish=not arguments.flag("draft"),
        actor=arguments.actor(directory),
        lang=arguments.lang(),
    )


def _import(station: Station, arguments: Arguments) -> object:
    """Looks a list of records through, and writes it unless it is a trial."""
    asked = asked_of(station.directory, arguments)
    trial = arguments.flag("dry_run")
    looked = look(station, asked) if trial else take(station, asked)
    return {"ok": True, "dry_run": trial, **looked.document()}


def columns(station: Station, arguments: Arguments) -> object:
    """The columns of a list of a form's records, with what goes below them; for a template."""
    form = station.directory.published_named(arguments.text("form"))
    lang = arguments.lang()
    return [{"header": header, "help": said} for header, said in columns_of(form, lang)]


OPERATIONS = {RECORDS: _import, "records.columns": columns}
