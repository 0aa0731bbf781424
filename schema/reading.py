"""Reading typed text as an answer, for the command line.

People type with Chinese input methods: full-width digits and separators read like plain ones, a
choice may be named by its label, a date may be written 2022年6月1日. What comes out is the one
value that everybody else writes too. Bounds are no matter of reading; schema.rules checks them.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from schema.answer import Value, valid
from schema.errors import UnreadableAnswer
from schema.question import Choice, Kind, Question
from schema.text import Text, in_language

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_DATE: Final = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_BETWEEN_CHOICES: Final = re.compile(r"[\s,、;]+")

_EXPECTED: Final[dict[Kind, Text]] = {
    Kind.text: {
        "zh-CN": "文字里有无法保存的字符",
        "en": "this text holds a character that cannot be kept",
    },
    Kind.integer: {"zh-CN": "请填整数，如 3", "en": "a whole number is needed, such as 3"},
    Kind.decimal: {"zh-CN": "请填数字，如 3 或 2.5", "en": "a number is needed, such as 3 or 2.5"},
    Kind.date: {"zh-CN": "请填日期，如 2022-06-12", "en": "a date is needed, such as 2022-06-12"},
    Kind.select_one: {"zh-CN": "请选一项：", "en": "one of these is needed: "},
    Kind.select_multiple: {
        "zh-CN": "请选一项或几项，用空格隔开：",
        "en": "one or more of these are needed, separated by spaces: ",
    },
    Kind.calculate: {
        "zh-CN": "由其他答案算出，不用填",
        "en": "it is worked out from other answers; nobody fills it in",
    },
    Kind.repeat: {
        "zh-CN": "这是一组问题，请逐项填写，如 {name}[+].{inner}=…",
        "en": "this is a group of questions, answered one by one: {name}[+].{inner}=…",
    },
}


def parse_answer(question: Question, text: str, lang: str) -> Value:
    """The value that this text is as an answer to the question; None if it is blank.

    A select_multiple gives the names in the order of the form. UnreadableAnswer says, in `lang`,
    what would be an answer.
    """
    if not text.strip():
        return None
    value = _read(question, text)
    if value is None or not valid(value):
        raise unreadable(question, text, lang)
    return value


def unreadable(question: Question, text: str, lang: str) -> UnreadableAnswer:
    """The error that says, in `lang`, what would be an answer to this question."""
    label = in_language(question.label, lang)
    return UnreadableAnswer(question.name, text, expected(question, lang), label)


def expected(question: Question, lang: str) -> str:
    """What an answer to this question looks like, in words."""
    said = in_language(_EXPECTED[question.kind], lang)
    if question.kind is Kind.repeat:
        return said.format(name=question.name, inner=question.questions[0].name)
    between = "、" if lang.startswith("zh") else ", "
    return said + between.join(_in_words(choice, lang) for choice in question.choices)


def parse_date(text: str) -> str | None:
    """A date as the form YYYY-MM-DD, from that form or from the other usual ones."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, *rest = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, *rest).isoformat()
    except ValueError:
        return None


def _read(question: Question, text: str) -> Value:
    plain = unicodedata.normalize("NFKC", text).strip()
    match question.kind:
        case Kind.text:
            return text
        case Kind.integer:
            return int(plain) if _INTEGER.fullmatch(plain) else None
        case Kind.decimal:
            return _decimal(plain)
        case Kind.date:
            return parse_date(plain)
        case Kind.select_one:
            return _choice(question, plain)
        case Kind.select_multiple:
            return _choices(question, plain)
        case _:
            return None


def _decimal(plain: str) -> int | float | None:
    if _INTEGER.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else None


def _choice(question: Question, said: str) -> str | None:
    """The choice of this name, or else the one and only choice of this label."""
    if question.choice(said):
        return said
    folded = _folded(said)
    found = [choice for choice in question.choices if folded in _names(choice)]
    return found[0].name if len(found) == 1 else None


def _choices(question: Question, said: str) -> Value:
    whole = _choice(question, said)
    parts = [part for part in _BETWEEN_CHOICES.split(said) if part]
    named = {whole} if whole else {_choice(question, part) for part in parts}
    if None in named or not named:
        return None
    return [choice.name for choice in question.choices if choice.name in named]


def _names(choice: Choice) -> set[str]:
    return {_folded(name) for name in (choice.name, *choice.label.values())}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _in_words(choice: Choice, lang: str) -> str:
    label = in_language(choice.label, lang)
    return f"{choice.name}（{label}）" if lang.startswith("zh") else f"{choice.name} ({label})"
