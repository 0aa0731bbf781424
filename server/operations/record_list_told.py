"""A list of records that was looked through, and what is told of it: by counts and by answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schema.answer import Value
from schema.area import AreaId
from schema.form import Form
from schema.text import in_language
from server.directory import Directory
from server.lists.compared import Compared, Difference
from server.lists.table import Read
from server.masking import masked
from server.people.staff import Staff
from server.xlsform.problems import Findings, told
from sync.log.log import Submission


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
    compared: Sequence[Compared]
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
            "clashing": self._beside(lambda each: each.clashing),
            "left": self._beside(lambda each: each.left),
            "void": [self._record(each) for each in every if each.void],
            "warnings": told(self.findings.warnings),
        }

    def _beside(self, of: Callable[[Compared], Sequence[Difference]]) -> list[dict[str, Any]]:
        return [
            {**self._record(each), "answers": self._answers(found)}
            for each in self.compared
            if (found := of(each))
        ]

    def _record(self, compared: Compared) -> dict[str, Any]:
        record, cell = compared.given.record, compared.given.cell
        address = self.directory.tree.words(record.area, self.asked.lang)
        keys = record.keys if self.asked.form.key_questions else ()
        return {
            "record": record.text,
            "address": " ".join([address, *keys]),
            "row": cell.row,
        }

    def _answers(self, differences: Sequence[Difference]) -> list[dict[str, str]]:
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
