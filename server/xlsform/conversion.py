"""A form as a workbook says it, made into a form of the program.

Expressions stay as the sheet has them; what they refer to stands where it stood. A column that
names no language is in the first language of the program, unless another column is in that one.
What a form cannot carry was told at its cell before (`questions`, `settings`); whatever the
program's own form refuses beyond that is told here, so that nothing is left out in silence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from schema.answer import Value
from schema.area import AreaKind
from schema.choice import NAME_COLUMN
from schema.errors import InvalidForm
from schema.form import ULID_KEY, Form
from schema.question import SEVERAL, UNASKED, Kind, MergePolicy, default_policy
from schema.question import Question as FormQuestion
from schema.table import Table
from schema.text import LANGUAGES, Text
from schema.workflow import Workflow
from server.xlsform.bounds import bounded
from server.xlsform.cells import Cell
from server.xlsform.checked import CheckedForm, Formula, Group, Item, ItemList, Question, walk
from server.xlsform.fitness import NO_BEGINNING, default_value
from server.xlsform.formulas import TRUE
from server.xlsform.halfwidth import half_width
from server.xlsform.languages import UNNAMED
from server.xlsform.problems import Findings

NO_VERSION: Final = "-"
"""Stands for the version of a form whose sheet names none, while it is looked at."""

CLEARED: Final = "''"
"""What a question comes to when its trigger changes and it has no calculation (pyxform)."""

_LABEL: Final = "label"


def converted(form: CheckedForm, findings: Findings) -> Form | None:
    """The form of the program; None if it cannot be, which is told.

    Its version is NO_VERSION where the sheet names none.
    """
    says = _Converter(language=_named_language(form))
    settings = form.settings
    keys = tuple(question.name for question in form.questions() if question.key)
    try:
        return Form(
            id=settings.form,
            version=settings.version or NO_VERSION,
            title=says.text(settings.title),
            key=keys or (() if settings.key == "area" else ULID_KEY),
            areas=tuple(AreaKind(kind) for kind in settings.areas) or tuple(AreaKind),
            restricted=settings.restricted,
            questions=says.items(form.children),
            lists={name: says.table(each) for name, each in form.lists.items()},
            languages=says.tags(form.languages),
            workflow=_workflow(form),
        ).checked()
    except InvalidForm as error:
        findings.problem(_cell_of(error, form), "unfit", said=error.reason)
        return None


def _workflow(form: CheckedForm) -> Workflow | None:
    said = form.settings
    return Workflow(state=said.state, closed=said.closed, due=said.due) if said.state else None


def _named_language(form: CheckedForm) -> str:
    """The language of columns that name none."""
    texts = [form.settings.title, *(each.labels for each in form.lists.values())]
    for item in walk(form.children):
        texts += [item.label, item.hint]
        if isinstance(item, Question):
            texts += [item.guidance, item.required_message, item.constraint_message]
    first = LANGUAGES[0]
    return UNNAMED if any(first in text for text in texts) else first


def _cell_of(error: InvalidForm, form: CheckedForm) -> Cell | None:
    """The cell of the question that a form's error names; None for the form as a whole."""
    said = f"{error.where} {error.reason}"
    found = (item for item in walk(form.children) if f"question {item.name}" in said)
    return next((item.cell for item in found), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Converter:
    """Makes a form's parts; `language` is that of columns that name none."""

    language: str

    def text(self, text: Text) -> Text:
        return dict(zip(self.tags(text), text.values(), strict=True))

    def tags(self, languages: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.language if each == UNNAMED else each for each in languages)

    def items(self, items: Iterable[Item]) -> tuple[FormQuestion, ...]:
        return tuple(
            self._group(item) if isinstance(item, Group) else self._question(item) for item in items
        )

    def table(self, found: ItemList) -> Table:
        """The list with all its columns, and one `label` for expressions where it has none."""
        columns = tuple(dict.fromkeys(found.columns))
        rows = tuple(tuple(row.get(column) for column in columns) for row in found.rows)
        if _LABEL not in columns and found.labels:
            at = columns.index(next(iter(found.labels.values())))
            columns, rows = (*columns, _LABEL), tuple((*row, row[at]) for row in rows)
        return Table(columns=columns, rows=rows, labels=self.text(found.labels))

    def _group(self, group: Group) -> FormQuestion:
        kind = Kind.repeat if group.repeat else Kind.group
        return FormQuestion(
            name=group.name,
            kind=kind,
            label=self.text(group.label),
            merge=default_policy(kind),
            hint=self.text(group.hint),
            relevant=_said(group.relevant),
            read_only=_said(group.read_only),
            count=_said(group.count),
            appearance=group.appearance,
            aliases=group.aliases,
            questions=self.items(group.children),
        )

    def _question(self, found: Question) -> FormQuestion:
        kind = Kind(found.kind)
        required = "" if kind in UNASKED else _said(found.required)
        lowest, highest, step = _scale(found)
        limits = bounded(kind, _said(found.constraint), worded=bool(found.constraint_message))
        worded = found.constraint_message if limits.constraint else {}
        return FormQuestion(
            name=found.name,
            kind=kind,
            label=self.text(found.label or found.hint),
            merge=MergePolicy(found.merge) if found.merge else default_policy(kind),
            hint=self.text(found.hint if found.label else {}),
            guidance=self.text(found.guidance),
            required=required == TRUE,
            required_if="" if required == TRUE else required,
            required_message=self.text(found.required_message if required else {}),
            relevant=_said(found.relevant),
            read_only=_said(found.read_only),
            calculation=_said(found.calculation) or (CLEARED if found.trigger else ""),
            trigger=found.trigger,
            constraint=limits.constraint,
            constraint_message=self.text(worded),
            list_name=found.list_name,
            answers_of=found.answers_of,
            value_column="" if found.value == NAME_COLUMN else found.value,
            label_column="" if found.shown == _LABEL else found.shown,
            choice_filter=_said(found.choice_filter),
            other=found.other,
            minimum=limits.minimum if lowest is None else lowest,
            maximum=limits.maximum if highest is None else highest,
            step=step,
            default=_default(found),
            dynamic_default=_dynamic_default(found),
            appearance=found.appearance,
            refers=found.refers,
            prefill=half_width(found.prefill.text.strip()) if found.prefill else "",
            aliases=found.aliases,
            sensitive=found.sensitive,
            workflow=found.workflow,
        )


def _said(formula: Formula | None) -> str:
    return formula.text if formula else ""


_SCALE: Final[Mapping[str, str]] = {"start": "1", "end": "10", "step": "1"}
"""What a range is where the sheet does not say (pyxform)."""


def _scale(found: Question) -> tuple[int | float | None, int | float | None, int | float | None]:
    """Lowest, highest and distance of a range's values; a scale may be written downwards."""
    if found.kind != Kind.range:
        return None, None, None
    start, end, step = (_number(found.parameters.get(name, of)) for name, of in _SCALE.items())
    return min(start, end), max(start, end), abs(step)


def _number(said: str) -> int | float:
    value = float(said)
    return int(value) if value.is_integer() else value


def _default(found: Question) -> Value:
    """The answer that a question begins with."""
    if found.default is None or found.dynamic or found.kind in NO_BEGINNING:
        return None
    if found.kind in SEVERAL:
        return list(found.default.text.split())
    if found.kind == Kind.select_one:
        return found.default.text
    return default_value(found.kind, found.default.text)


def _dynamic_default(found: Question) -> str:
    return _said(found.default) if found.dynamic and found.kind not in NO_BEGINNING else ""
