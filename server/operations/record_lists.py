"""Importing records from a list: what would be written, or the writing of it, in one commit.

Records are written as ordinary changes by whoever imports, judged by their rights like anybody's.
Nothing is written where a cell is wrong, a rule is broken, or a single change would be refused.

Left out: what rows mean (`server.lists.records`), and what becomes of them beside what is stored
(`server.lists.against`).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.grant import Right
from schema.text import LANGUAGES, in_language
from server.clock import now_ms
from server.directory import Directory
from server.errors import ImportRefused, InvalidRequest
from server.lists.record_columns import columns_of
from server.lists.records import GivenRecord, RecordList
from server.lists.roster_plan import told
from server.lists.table import Read, findings_of, sheets_of
from server.masking import masked
from server.operations.arguments import Arguments
from server.operations.forms import LANGUAGE_DEFAULT
from server.operations.rosters import refuse_problems
from server.people import audit
from server.people.staff import Staff
from server.station import Station
from server.views.answering import Held, held
from server.xlsform.problems import Findings
from sync.core.change import Change
from sync.core.results import Refused
from sync.log.log import Submission

if TYPE_CHECKING:
    from server.lists.against import Compared, Comparing, Difference

RECORDS: Final = "records.import"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be imported, by whom.

    Attributes:
        form: of the records.
        file: what the list is called, for people.
        sheets: its cells.
        base: what the whole list is of, where somebody says so.
        by: names of the questions that tell records apart, where the form has no key.
        finish: records are finished; else they stay drafts.
        actor: whose rights count.
        lang: of what is told.
    """

    form: Form
    file: str
    sheets: Sequence[Read]
    base: AreaId | None
    by: Sequence[str]
    finish: bool
    actor: Staff
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A list that was looked through: what each record of it comes to."""

    asked: Asked
    directory: Directory
    compared: Sequence["Compared"]
    submissions: Sequence[Submission]
    findings: Findings

    def counts(self) -> dict[str, int]:
        """How many records become what."""
        every = self.compared
        changed = sum(bool(each.entries) and not each.fresh for each in every)
        added = sum(each.fresh for each in every)
        void = sum(each.void for each in every)
        return {
            "listed": len(every),
            "added": added,
            "changed": changed,
            "clashing": sum(bool(each.clashing) for each in every),
            "left": sum(bool(each.left) for each in every),
            "void": void,
            "unchanged": len(every) - added - changed - void,
        }

    def document(self) -> dict[str, Any]:
        """What a program reads of it, and what a page shows."""
        every = self.compared
        return {
            "form": self.asked.form.id,
            "title": in_language(self.asked.form.title, self.asked.lang),
            "file": self.asked.file,
            "counts": self.counts(),
            "added": [self._record(each) for each in every if each.fresh],
            "changed": [
                {
                    **self._record(each),
                    "answers": self._answers(each.changed),
                    "rows_removed": len(each.removed),
                }
                for each in every
                if each.entries and not each.fresh
            ],
            "clashing": self._beside("clashing"),
            "left": self._beside("left"),
            "void": [self._record(each) for each in every if each.void],
            "warnings": told(self.findings.warnings),
        }

    def _beside(self, name: str) -> list[dict[str, Any]]:
        return [
            {**self._record(each), "answers": self._answers(getattr(each, name))}
            for each in self.compared
            if getattr(each, name)
        ]

    def _record(self, compared: "Compared") -> dict[str, Any]:
        record, cell = compared.given.record, compared.given.cell
        address = self.directory.tree.words(record.area, self.asked.lang)
        keys = record.keys if self.asked.form.key_questions else ()
        return {
            "record": record.text,
            "address": " ".join([address, *keys]),
            "row": cell.row,
        }

    def _answers(self, differences: Sequence["Difference"]) -> list[dict[str, str]]:
        return [
            {
                "question": each.path,
                "label": self._label(each.path),
                "before": self._words(each.path, each.before),
                "listed": self._words(each.path, each.listed),
            }
            for each in differences
        ]

    def _label(self, path: str) -> str:
        question = self.asked.form.question(path)
        return in_language(question.label, self.asked.lang) if question else path

    def _words(self, path: str, value: Value) -> str:
        """An answer in words: choices by their labels, sensitive ones masked."""
        question = self.asked.form.question(path)
        said = []
        for each in value if isinstance(value, list) else [value]:
            choice = question.choice(str(each)) if question and question.choices else None
            text = "" if each is None else str(each)
            said.append(in_language(choice.label, self.asked.lang) if choice else text)
        text = "、".join(said)
        return masked(text) if question is not None and question.sensitive else text


def look(station: Station, asked: Asked) -> Looked:
    """What a list would write.

    Raises:
        ImportRefused: with every cell that is wrong.
    """
    # It brings the form page with it, and with that all pages: for this operation alone.
    from server.lists.against import Comparing  # noqa: PLC0415

    known, form = station.directory, asked.form
    findings = findings_of(asked.sheets)
    permit = known.permit(asked.actor.id)

    def may_write(area: AreaId) -> bool:
        return all(permit.allows(right, area, form.id) for right in (Right.read, Right.write))

    base = known.tree.get(asked.base) if asked.base else None
    of = RecordList(form, known.tree, findings, may_write=may_write, base=base, by=asked.by)
    given = of.read(asked.sheets)
    at_ms = now_ms()
    comparing = Comparing(
        form=form, person=asked.actor, at_ms=at_ms, lang=asked.lang, finish=asked.finish
    )
    compared: list[Compared] = []
    submissions: list[Submission] = []
    for each in given:
        now = held(station, form, each.record)
        assert now is not None, "it was read as it stands now"
        found = comparing.compare(each, now)
        compared.append(found)
        _tell_flags(findings, comparing, found)
        submissions += _submitted(station, found, now, asked.actor.id, at_ms)
    _tell_refusals(findings, given, submissions)
    refuse_problems(findings)
    return Looked(
        asked=asked,
        directory=known,
        compared=compared,
        submissions=submissions,
        findings=findings,
    )


def _submitted(
    station: Station, found: "Compared", now: Held, staff_id: str, at_ms: int
) -> Iterator[Submission]:
    """The changes of one record, judged by the rights of their author."""
    from server.lists.against import changes  # noqa: PLC0415  as above

    if found.entries and not found.flags:
        made: Iterator[Change] = changes(found, now, staff_id, at_ms)
        yield from (station.judged(found.given.record, change) for change in made)


def _tell_flags(findings: Findings, comparing: "Comparing", found: "Compared") -> None:
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
    findings: Findings, given: Sequence[GivenRecord], submissions: Sequence[Submission]
) -> None:
    """What the gate would not let through: by now hardly anything, such as a form that stopped."""
    cells = {each.record.text: each.cell for each in given}
    for each in submissions:
        if each.refusal is not None:
            cell = cells.get(each.record or "")
            findings.said(cell, each.refusal, dict.fromkeys(LANGUAGES, each.refusal))


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
    answers = station.store(looked.submissions)
    refused = [each for each in answers if isinstance(each, Refused)]
    if refused:
        raise ImportRefused(count=len(refused), problems=[*_unwritten(looked, answers)])
    return looked


def _unwritten(looked: Looked, answers: Sequence[object]) -> Iterator[dict[str, Any]]:
    """What the log itself refused, such as a record that is full: kept in quarantine."""
    cells = {each.given.record.text: each.given.cell for each in looked.compared}
    for submission, answer in zip(looked.submissions, answers, strict=True):
        if isinstance(answer, Refused):
            cell = cells[submission.record or ""]
            yield {
                "sheet": cell.sheet,
                "row": cell.row,
                "column": cell.letter,
                "code": answer.code,
                "message": dict.fromkeys(LANGUAGES, answer.hint),
            }


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
        lang=arguments.optional_text("lang") or LANGUAGE_DEFAULT,
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
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    return [{"header": header, "help": said} for header, said in columns_of(form, lang)]


OPERATIONS = {RECORDS: _import, "records.columns": columns}
