"""Answers that are known already: a question that is asked in another form as well.

A question names that other one as `form.question`. Where a record is begun, the answer of the
other form's newest record about the same area is proposed; it becomes nobody's answer before a
person finishes the record with it (`sync.core.prefill` finds it, tablets and pages show it).

What must not be proposed: what is sensitive to a question that is not, or what is from a form that
not everybody opens, since it would stand in plain words in another record; what tells records
apart; what is no plain answer of one record. Both questions have to be of one kind, or both
numbers; what one has no choice for is not proposed to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from schema.answer import Value
from schema.fitting import fits
from schema.question import FILES, HOLDERS, NUMBERS, SELECTS, UNASKED, Kind, Question
from schema.record_id import FORM_ID
from schema.text import Text

if TYPE_CHECKING:
    from schema.form import Form

PREFILLED: Final = frozenset(Kind) - HOLDERS - UNASKED - FILES - {Kind.acknowledge}
"""Kinds that may be proposed: a picture is of its moment, and who confirms does it themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where an answer is known from: a form, and a question of its records."""

    form: str
    question: str

    @classmethod
    def parse(cls, text: str) -> "Source | None":
        """What `form.question` means; None if it means nothing."""
        form, dot, question = text.partition(".")
        return cls(form=form, question=question) if dot and question and _is_form(form) else None


def _is_form(text: str) -> bool:
    return FORM_ID.fullmatch(text) is not None


def source_of(question: Question, form: "Form", forms: Mapping[str, "Form"]) -> Source | None:
    """Where a question's answer may be known from today; None where nothing is to be proposed."""
    source = Source.parse(question.prefill)
    return None if source is None or _fault(question, form, source, forms) else source


def prefill_faults(form: "Form", forms: Mapping[str, "Form"]) -> Iterator[tuple[str, Text]]:
    """Which questions of a form are prefilled from what is not there, or must not be, and why.

    Args:
        form: whose questions.
        forms: all that are known, by their ids; the form itself is among them or not.
    """
    for located in form.walk():
        question = located.question
        source = Source.parse(question.prefill)
        code = source and _fault(question, form, source, forms)
        if code and source:
            facts = {"form": source.form, "question": source.question}
            yield located.path, {lang: said.format(**facts) for lang, said in _WORDS[code].items()}


def _fault(question: Question, form: "Form", source: Source, forms: Mapping[str, "Form"]) -> str:
    known = form if source.form == form.id else forms.get(source.form)
    if known is None:
        return "no_form"
    located = known.located(source.question)
    if located is None or located.repeats:
        return "no_question"
    asked = located.question
    if "[" in located.pattern:
        return "in_rows"
    if asked.sensitive and not question.sensitive:
        return "sensitive"
    if known.restricted and known.id != form.id:
        return "restricted"
    both_numbers = {question.kind, asked.kind} <= NUMBERS
    return "" if question.kind is asked.kind or both_numbers else "kinds"


def suits(question: Question, value: Value) -> bool:
    """Whether a question could be answered so at all: it is of its kind, and has the choices."""
    if not fits(question.kind, value):
        return False
    if question.kind not in SELECTS:
        return True
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(question.choice(str(name)) is not None for name in names)


_WORDS: Final[Mapping[str, Text]] = {
    "no_form": {
        "zh-CN": "预填：没有编号为 {form} 的表单",
        "en": "prefill: there is no form {form}",
    },
    "no_question": {
        "zh-CN": "预填：表单 {form} 里没有题目 {question}",
        "en": "prefill: form {form} has no question {question}",
    },
    "in_rows": {
        "zh-CN": "预填：{form} 的 {question} 在重复组里，每份记录不止一个回答",
        "en": "prefill: {question} of {form} is in a repeat, so a record has several answers to it",
    },
    "sensitive": {
        "zh-CN": "预填：{form} 的 {question} 是敏感的，这道题也要标为敏感",
        "en": "prefill: {question} of {form} is sensitive, so this question has to be, too",
    },
    "restricted": {
        "zh-CN": "预填：{form} 是保密表单，它的回答不能写进别的表单",
        "en": "prefill: {form} is restricted, so its answers do not go into other forms",
    },
    "kinds": {
        "zh-CN": "预填：题型与 {form} 的 {question} 不同",
        "en": "prefill: it is of another kind than {question} of {form}",
    },
}
