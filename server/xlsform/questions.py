"""Rows of the survey made into questions and groups, each cell read for what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.expressions.places import Places
from schema.form_check import KEY_KINDS
from schema.prefill import PREFILLED, Source
from schema.question import REFERRING, UNASKED, Kind, MergePolicy
from schema.record_id import FORM_ID
from server.xlsform import features
from server.xlsform.cells import Cell
from server.xlsform.checked import Formula, Group, Item, ItemList, Question
from server.xlsform.fitness import Fitness
from server.xlsform.formulas import Formulas
from server.xlsform.halfwidth import half_width
from server.xlsform.kinds import BLANK, FROM_FILE, RANK, SELECT_MULTIPLE, SELECT_ONE, SELECTS
from server.xlsform.outline import Entry, answers_of, list_of
from server.xlsform.parameters import parameters_of
from server.xlsform.problems import Findings
from server.xlsform.settings import yes_no

MERGING: Final[Mapping[str, MergePolicy]] = {
    **{policy.value: policy for policy in MergePolicy},
    "由人选定": MergePolicy.clash,
    "冲突": MergePolicy.clash,
    "人工": MergePolicy.clash,
    "合并": MergePolicy.union,
    "合并所有选项": MergePolicy.union,
    "并集": MergePolicy.union,
    "最新": MergePolicy.latest,
    "以最新为准": MergePolicy.latest,
    "并列": MergePolicy.each,
    "并列保留": MergePolicy.each,
    "全部保留": MergePolicy.each,
}

_UNLABELLED: Final = UNASKED - {Kind.note}
"""What nobody is asked, or need not be called anything."""

HIDDEN: Final = Kind.hidden.value
_FOREIGN: Final = re.compile(r"\b(?:ex|printer|intent):\S+|\bsearch\s*\(.*", re.DOTALL)
_TRIGGERS: Final = re.compile(r"\$\{\s*([^\s{}]+)\s*\}(?:\s*[,，]\s*|\s*$)")
_SEPARATORS: Final = re.compile(r"[\s,;，、；]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """What is known when a form's rows are made into questions.

    `names`: the rows in which names stand.
    """

    formulas: Formulas
    lists: Mapping[str, ItemList | None]
    findings: Findings
    names: Mapping[str, int]
    places: Places
    fitness: Fitness = field(init=False)

    def __post_init__(self) -> None:
        """Looks at rows with the same lists."""
        fitness = Fitness(lists=self.lists, findings=self.findings)
        object.__setattr__(self, "fitness", fitness)

    def items(self, entries: Sequence[Entry]) -> tuple[Item, ...]:
        """The questions and groups of these rows; rows of no known type are left out."""
        return tuple(
            self._group(entry) if entry.group else self._question(entry)
            for entry in entries
            if entry.kind.name and entry.kind.name != "csv-external"
        )

    def _group(self, entry: Entry) -> Group:
        row, place, formulas = entry.row, entry.place, self.formulas
        repeat = entry.group == "repeat"
        self.fitness.of_group(entry)
        return Group(
            name=entry.name,
            repeat=repeat,
            place=place,
            cell=row.cell("type"),
            label=formulas.texts(row, "label", place),
            hint=formulas.texts(row, "hint", place),
            relevant=formulas.formula(row, "relevant", place),
            count=formulas.formula(row, "repeat_count", place) if repeat else None,
            read_only=formulas.truth(row, "read_only", place),
            appearance=self._appearance(entry),
            aliases=self._aliases(entry),
            children=self.items(entry.children),
        )

    def _question(self, entry: Entry) -> Question:
        row, place, kind, formulas = entry.row, entry.place, entry.kind.name, self.formulas
        select = kind in SELECTS
        self.fitness.misplaced(entry, ("repeat_count", *(() if select else ("choice_filter",))))
        parameters = parameters_of(row.cell("parameters"), kind, self.findings)
        if kind in BLANK:
            self.findings.warn(
                row.cell("type"), "left_blank", about=("left_blank", kind), said=kind
            )
            kind = HIDDEN
        if select and answers_of(entry):
            formulas.answers(row.cell("type"), answers_of(entry), place)
        placed = entry.kind.list_name.lower().endswith(features.SUFFIX)
        default, dynamic = formulas.default(row, kind, place)
        found = Question(
            name=entry.name,
            kind=_kind_of(kind),
            place=place,
            cell=row.cell("type"),
            label=formulas.texts(row, "label", place),
            hint=formulas.texts(row, "hint", place),
            guidance=formulas.texts(row, "guidance_hint", place),
            list_name=list_of(entry) if select else "",
            answers_of=answers_of(entry) if select else "",
            other=entry.kind.other,
            value=parameters.get("value", features.ID if placed else "name"),
            shown=parameters.get("label", features.TITLE if placed else "label"),
            required=formulas.truth(row, "required", place),
            required_message=formulas.texts(row, "required_message", place),
            relevant=formulas.formula(row, "relevant", place),
            constraint=formulas.formula(row, "constraint", place),
            constraint_message=formulas.texts(row, "constraint_message", place),
            calculation=formulas.formula(row, "calculation", place),
            default=default,
            dynamic=dynamic,
            choice_filter=self._filter(entry) if select else None,
            trigger=self._trigger(entry),
            read_only=formulas.truth(row, "read_only", place),
            appearance=self._appearance(entry),
            parameters=parameters,
            merge=self._merge(entry),
            key=yes_no(row.cell("key"), self.findings),
            sensitive=yes_no(row.cell("sensitive"), self.findings),
            workflow=yes_no(row.cell("workflow"), self.findings),
            refers=row.text("refers"),
            prefill=row.cell("prefill") if row.text("prefill") else None,
            aliases=self._aliases(entry),
        )
        self._check(found, entry)
        return found

    def _filter(self, entry: Entry) -> Formula | None:
        cell = entry.row.cell("choice_filter")
        if cell.text and answers_of(entry):
            self.findings.problem(cell, "answers_filtered")
            return None
        if cell.text and entry.kind.other:
            self.findings.problem(cell, "other_filtered")
        return self.formulas.formula(
            entry.row, "choice_filter", entry.place, items=list_of(entry) or None
        )

    def _trigger(self, entry: Entry) -> tuple[str, ...]:
        if not entry.row.text("trigger"):
            return ()
        cell = entry.row.cell("trigger")
        names = tuple(match[1] for match in _TRIGGERS.finditer(cell.text))
        if _TRIGGERS.sub("", cell.text).strip():
            self.findings.problem(cell, "trigger")
            return ()
        self.formulas.referring(cell, entry.place)
        return names

    def _appearance(self, entry: Entry) -> str:
        cell = entry.row.cell("appearance")
        foreign = _FOREIGN.search(cell.text)
        if foreign:
            self.findings.problem(cell, "foreign_app", said=foreign[0])
        return cell.text

    def _merge(self, entry: Entry) -> str:
        cell = entry.row.cell("merge")
        policy = MERGING.get(cell.text.lower()) if cell.text else None
        if cell.text and policy is None:
            self.findings.problem(cell, "unknown_merge", said=cell.text)
        elif policy is MergePolicy.union and "multiple" not in entry.kind.name:
            self.findings.problem(cell, "merge_kind")
        return policy.value if policy else ""

    def _aliases(self, entry: Entry) -> tuple[str, ...]:
        cell = entry.row.cell("alias")
        aliases = tuple(filter(None, _SEPARATORS.split(cell.text)))
        for alias in aliases:
            if alias in self.names:
                self.findings.problem(cell, "alias_taken", said=alias, other=self.names[alias])
        return aliases

    def _check(self, question: Question, entry: Entry) -> None:
        row, findings = entry.row, self.findings
        asked = question.kind not in _UNLABELLED and question.calculation is None
        if asked and not question.label and not question.hint:
            findings.problem(row.cell("label"), "missing_label")
        if question.kind == "calculate" and question.calculation is None and not question.dynamic:
            findings.problem(row.cell("calculation"), "missing_calculation")
        self.fitness.of_question(question, entry)
        if question.key:
            self._check_key(question, entry)
        if question.refers:
            self._check_reference(question, row.cell("refers"))
        if question.prefill is not None:
            self._check_prefill(question, question.prefill)
        if entry.kind.name in FROM_FILE:
            self._check_columns(question, entry)
        if question.workflow and (question.kind != SELECT_ONE or question.name[:1] != "_"):
            findings.problem(row.cell("workflow"), "workflow_name")

    def _check_key(self, question: Question, entry: Entry) -> None:
        cell = entry.row.cell("key")
        if question.kind not in KEY_KINDS:
            self.findings.problem(cell, "key_kind", kind=question.kind)
        if question.name.startswith("_"):
            self.findings.problem(cell, "key_underscore")
        if question.sensitive:
            self.findings.problem(cell, "key_sensitive")
        if self.places.in_repeat(question.place):
            self.findings.problem(cell, "key_in_repeat")

    def _check_reference(self, question: Question, cell: Cell) -> None:
        if question.kind not in REFERRING:
            self.findings.problem(cell, "refers_kind", kind=question.kind)
        if not FORM_ID.fullmatch(question.refers):
            self.findings.problem(cell, "refers_form", said=cell.text)

    def _check_prefill(self, question: Question, cell: Cell) -> None:
        """Looks at what this workbook says of it; what the other form says is not known here."""
        if Source.parse(half_width(cell.text.strip())) is None:
            self.findings.problem(cell, "prefill_form", said=cell.text)
        if question.kind not in PREFILLED or question.calculation is not None:
            self.findings.problem(cell, "prefill_kind", kind=question.kind)
        if question.key:
            self.findings.problem(cell, "prefill_key")
        if self.places.in_repeat(question.place):
            self.findings.problem(cell, "prefill_in_repeat")

    def _check_columns(self, question: Question, entry: Entry) -> None:
        found = self.lists.get(question.list_name)
        if found is None:
            return
        if any(row.get(question.value) == "" for row in found.rows):
            cell = entry.row.cell("type")
            self.findings.problem(cell, "file_blank", said=found.source, column=question.value)
        shown = question.shown in found.columns or (question.shown == "label" and found.labels)
        missing = [] if question.value in found.columns else [question.value]
        for column in missing if shown else [*missing, question.shown]:
            cell = entry.row.cell("parameters")
            self.findings.problem(
                cell if cell.text else entry.row.cell("type"),
                "file_column",
                file=found.source,
                said=column,
                known=", ".join(found.columns),
            )


def _kind_of(kind: str) -> str:
    """The kind of question that a type makes, wherever its list stands."""
    if kind not in SELECTS or kind == RANK:
        return kind
    return SELECT_MULTIPLE if "multiple" in kind else SELECT_ONE
