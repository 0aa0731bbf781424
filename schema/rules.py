"""Rules: whether a record's answers fit its form, in words for people.

A rule never loses an answer: the server stores what breaks one and shows a flag beside it. The
tablet refuses to finish such a record where it is written, since there somebody can still ask. So
each flag has two sentences: `reason`, what is wrong, and `message`, the same where the answer is
stored already.

A rule sees values as the fold shows them. Left out: rules that span questions.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from schema.answer import Value
from schema.form import Form
from schema.question import Kind, Question
from schema.reading import expected, parse_answer, parse_date, unreadable
from schema.text import Text, in_language

__all__ = ["Flag", "check", "expected", "parse_answer", "unreadable"]

_ROW: Final = re.compile(r"([^\[\].]+)\[([0-9a-z]+)\](?:\..+)?")
_QUOTED_CHARACTERS_MAX: Final = 40
"""Characters of a strange answer that its flag repeats."""

_REASONS: Final[Mapping[str, Text]] = {
    "required": {"zh-CN": "必填，还没有填", "en": "required, not answered yet"},
    "range": {"zh-CN": "超出{minimum}–{maximum}", "en": "outside {minimum}–{maximum}"},
    "below": {"zh-CN": "小于{minimum}", "en": "below {minimum}"},
    "above": {"zh-CN": "大于{maximum}", "en": "above {maximum}"},
    "text": {"zh-CN": "不是文字", "en": "not a text"},
    "integer": {"zh-CN": "不是整数", "en": "not a whole number"},
    "decimal": {"zh-CN": "不是数字", "en": "not a number"},
    "date": {"zh-CN": "不是日期", "en": "not a date"},
    "select_one": {"zh-CN": "应只选一项", "en": "not one single choice"},
    "select_multiple": {"zh-CN": "不是一组选项", "en": "not a list of choices"},
    "choice": {"zh-CN": "选项里没有“{value}”", "en": "“{value}” is not one of the choices"},
    "unknown": {"zh-CN": "表单里没有这个问题", "en": "the form has no such question"},
}
_STORED: Final[Text] = {"zh-CN": "{reason}，已保存，请核对", "en": "{reason}; saved, please check"}
_MISSING: Final[Text] = {"zh-CN": "{reason}，请补填", "en": "{reason}; please fill it in"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """One answer that does not fit: where, a code for machines, and what people read.

    `code` is one of `required`, `range`, `kind`, `choice`, `unknown`. `message` is for an answer
    that is stored, `reason` for one that is not.
    """

    question: str
    code: str
    message: str
    reason: str


def check(
    form: Form, answers: Mapping[str, Value], lang: str, *, finished: bool = True
) -> tuple[Flag, ...]:
    """What does not fit in a whole record, in the order of the form.

    `answers` are the shown values by path, repeats under their composite names; key answers may
    be left out, since they stand in the record id. Of a record that is not `finished` no answer
    is required.
    """
    return tuple(
        _flag(path, code, said, lang)
        for path, code, said in _faults(form, answers)
        if finished or code != "required"
    )


_Said: TypeAlias = tuple[str, Mapping[str, object]]
"""A key of _REASONS, and the facts of the sentence."""
_Fault: TypeAlias = tuple[str, str, _Said]
"""A path, a code, and what is said."""


def _faults(form: Form, answers: Mapping[str, Value]) -> Iterator[_Fault]:
    rows = _rows(answers)
    for question in form.questions:
        required = question.required and question.name not in form.key
        if question.kind is Kind.repeat:
            yield from _repeat_faults(question, rows.get(question.name, ()), answers)
        else:
            yield from _answer_faults(question, question.name, answers, required=required)
    for path in answers:
        if not path.startswith("_") and form.question(path) is None:
            yield path, "unknown", ("unknown", {})


def _rows(answers: Mapping[str, Value]) -> dict[str, list[str]]:
    """The rows of each repeat that hold something, in the order in which they come."""
    rows: dict[str, list[str]] = {}
    for path, value in answers.items():
        match = _ROW.fullmatch(path) if "[" in path else None
        if match and (value is True if path.endswith("]") else value is not None):
            known = rows.setdefault(match[1], [])
            if match[2] not in known:
                known.append(match[2])
    return rows


def _repeat_faults(
    repeat: Question, rows: list[str] | tuple[()], answers: Mapping[str, Value]
) -> Iterator[_Fault]:
    if repeat.required and not rows:
        yield repeat.name, "required", ("required", {})
    for row in rows:
        for question in repeat.questions:
            path = f"{repeat.name}[{row}].{question.name}"
            yield from _answer_faults(question, path, answers, required=question.required)


def _answer_faults(
    question: Question, path: str, answers: Mapping[str, Value], *, required: bool
) -> Iterator[_Fault]:
    value = answers.get(path)
    if value is None or value in ("", []):
        if required:
            yield path, "required", ("required", {})
    elif not _FITS[question.kind](value):
        yield path, "kind", (question.kind.value, {})
    else:
        for code, said in (*_choice_fault(question, value), *_range_fault(question, value)):
            yield path, code, said


def _choice_fault(question: Question, value: Value) -> Iterator[tuple[str, _Said]]:
    if question.choices:
        for name in value if isinstance(value, list) else [value]:
            if question.choice(str(name)) is None:
                yield "choice", ("choice", {"value": _quoted(str(name))})


def _range_fault(question: Question, value: Value) -> Iterator[tuple[str, _Said]]:
    low, high = question.minimum, question.maximum
    if isinstance(value, str | list) or value is None:
        return
    below, above = low is not None and value < low, high is not None and value > high
    if below or above:
        both = low is not None and high is not None
        said = "range" if both else "below" if below else "above"
        yield "range", (said, {"minimum": low, "maximum": high})


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Value) -> bool:
    return _is_number(value) and (not isinstance(value, float) or value.is_integer())


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


_FITS: Final[Mapping[Kind, Callable[[Value], bool]]] = {
    Kind.text: _is_text,
    Kind.integer: _is_whole,
    Kind.decimal: _is_number,
    Kind.date: lambda value: isinstance(value, str) and parse_date(value) == value,
    Kind.select_one: _is_text,
    Kind.select_multiple: lambda value: isinstance(value, list) and all(map(_is_text, value)),
}


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARACTERS_MAX else text[:_QUOTED_CHARACTERS_MAX] + "…"


def _flag(path: str, code: str, said: _Said, lang: str) -> Flag:
    reason = in_language(_REASONS[said[0]], lang).format(**said[1])
    frame = in_language(_MISSING if code == "required" else _STORED, lang)
    return Flag(question=path, code=code, message=frame.format(reason=reason), reason=reason)
