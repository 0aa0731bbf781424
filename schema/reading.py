"""Reading typed text as an answer, for the command line and pages without script.

People type with Chinese input methods: full-width digits and separators read like plain ones, a
choice may be named by its label, a date may be written 2022年6月1日. What comes out is the one
value that everybody else writes too. Bounds are no matter of reading; schema.rules checks them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from itertools import islice
from typing import Final

from schema.answer import Scalar, Value, valid
from schema.errors import UnreadableAnswer
from schema.fitting import ACKNOWLEDGED, is_place
from schema.moments import parse_date, parse_moment, parse_time
from schema.question import DEVICE, FILES, SELECTS, Choice, Kind, Question
from schema.shape import parse_line, parse_shape
from schema.text import Text, in_language

CHOICES_NAMED_MAX: Final = 20
"""Choices that a sentence names; a list may have ten thousand."""

FILE_NAME_BYTES_MAX: Final = 255
"""UTF-8 bytes of a file's name, as on the systems that the tablets run."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_BETWEEN_CHOICES: Final = re.compile(r"[\s,、;]+")
_FILE_PATH: Final = re.compile(r"(?:.*[/\\])?([^/\\\x00-\x1f]+)", re.DOTALL)
_AGREEMENT: Final = frozenset(
    {"ok", "yes", "true", "1", "是", "好", "确认", "知道了", "已知晓", "已阅"}
)

_NOTHING_OFFERED: Final[Text] = {
    "zh-CN": "（按现在的其他答案没有可选的）",
    "en": "(nothing is offered with the other answers as they are)",
}
_PROGRAM: Final[Text] = {
    "zh-CN": "由程序填写，不用填",
    "en": "the program fills it in; nobody else does",
}
_WORKED_OUT: Final[Text] = {
    "zh-CN": "由其他答案算出，不用填",
    "en": "it is worked out from other answers; nobody fills it in",
}
_HOLDS: Final[Text] = {
    "zh-CN": "这是一组问题，请逐项填写，如 {name}[+].{inner}=…",
    "en": "this is a group of questions, answered one by one: {name}[+].{inner}=…",
}
_FILE: Final[Text] = {
    "zh-CN": "请填文件名，如 IMG_0012.jpg",
    "en": "the name of a file is needed, such as IMG_0012.jpg",
}
_EXPECTED: Final[Mapping[Kind, Text]] = {
    Kind.text: {
        "zh-CN": "文字里有无法保存的字符",
        "en": "this text holds a character that cannot be kept",
    },
    Kind.barcode: {
        "zh-CN": "条码里有无法保存的字符",
        "en": "this code holds a character that cannot be kept",
    },
    Kind.integer: {"zh-CN": "请填整数，如 3", "en": "a whole number is needed, such as 3"},
    Kind.decimal: {"zh-CN": "请填数字，如 3 或 2.5", "en": "a number is needed, such as 3 or 2.5"},
    Kind.range: {"zh-CN": "请填数字，如 3 或 2.5", "en": "a number is needed, such as 3 or 2.5"},
    Kind.date: {"zh-CN": "请填日期，如 2022-06-12", "en": "a date is needed, such as 2022-06-12"},
    Kind.time: {"zh-CN": "请填时间，如 14:30", "en": "a time of day is needed, such as 14:30"},
    Kind.date_time: {
        "zh-CN": "请填日期和时间，如 2022-06-12 14:30",
        "en": "a date with a time is needed, such as 2022-06-12 14:30",
    },
    Kind.geopoint: {
        "zh-CN": "请填纬度和经度，如 40.97 115.28",
        "en": "latitude and longitude are needed, such as 40.97 115.28",
    },
    Kind.geotrace: {
        "zh-CN": "请依次填各点的纬度和经度，用分号隔开，如 40.97 115.28; 40.98 115.29",
        "en": "places in order are needed, with ; between them: 40.97 115.28; 40.98 115.29",
    },
    Kind.geoshape: {
        "zh-CN": "请依次填各角的纬度和经度，至少三个，用分号隔开，如 "
        "40.97 115.28; 40.98 115.28; 40.98 115.29",
        "en": "three corners or more are needed, with ; between: "
        "40.97 115.28; 40.98 115.28; 40.98 115.29",
    },
    Kind.acknowledge: {
        "zh-CN": "看过后请填 OK",
        "en": "OK is needed once it has been read",
    },
    Kind.select_one: {"zh-CN": "请选一项：", "en": "one of these is needed: "},
    Kind.select_multiple: {
        "zh-CN": "请选一项或几项，用空格隔开：",
        "en": "one or more of these are needed, separated by spaces: ",
    },
    Kind.rank: {
        "zh-CN": "请把每一项按顺序写出，用空格隔开：",
        "en": "all of these are needed, in order, separated by spaces: ",
    },
    Kind.note: {"zh-CN": "这是说明，不用填", "en": "it is a note; nobody answers it"},
    Kind.calculate: _WORKED_OUT,
    Kind.hidden: _PROGRAM,
    Kind.group: _HOLDS,
    Kind.repeat: _HOLDS,
    **dict.fromkeys(DEVICE, _PROGRAM),
    **dict.fromkeys(FILES, _FILE),
}


def parse_answer(question: Question, text: str, lang: str, zone: tzinfo | None = None) -> Value:
    """The value that this text is as an answer to the question; None if it is blank.

    A moment that names no zone is meant in `zone`, or on this device's clock where none is given.
    A select_multiple gives the names in the order of the form, a rank in the order in which they
    were typed. UnreadableAnswer says, in `lang`, what would be an answer.
    """
    if not text.strip():
        return None
    value = _read(question, text, zone)
    if value is None or not valid(value):
        raise unreadable(question, text, lang)
    return value


def unreadable(question: Question, text: str, lang: str) -> UnreadableAnswer:
    """The error that says, in `lang`, what would be an answer to this question."""
    label = in_language(question.label, lang)
    return UnreadableAnswer(question.name, text, expected(question, lang), label)


def expected(question: Question, lang: str) -> str:
    """What an answer to this question looks like, in words."""
    if question.worked_out:
        return in_language(_WORKED_OUT, lang)
    said = in_language(_EXPECTED[question.kind], lang)
    if question.questions:
        return said.format(name=question.name, inner=question.questions[0].name)
    return said + choices_in_words(question.choices, lang) if question.kind in SELECTS else said


def choices_in_words(choices: Sequence[Choice], lang: str) -> str:
    """The choices by name and label, the first few of many."""
    if not choices:
        return in_language(_NOTHING_OFFERED, lang)
    between = "、" if lang.startswith("zh") else ", "
    named = [_in_words(choice, lang) for choice in islice(choices, CHOICES_NAMED_MAX)]
    return between.join([*named, *(["…"] if len(choices) > CHOICES_NAMED_MAX else ())])


def _read(question: Question, text: str, zone: tzinfo | None) -> Value:
    if question.worked_out:
        return None
    if question.answers_of and not question.choices:  # what is offered is for rules to say
        return text.strip() if question.kind is Kind.select_one else _answers(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    if question.kind is Kind.date_time:
        return parse_moment(plain, zone)
    reader = _READERS.get(question.kind)
    if reader is not None:
        return reader(plain)
    match question.kind:
        case Kind.text | Kind.barcode:
            return text
        case Kind.select_one:
            return _choice(question, text)
        case Kind.select_multiple:
            return _choices(question, text)
        case Kind.rank:
            return _ranked(question, text)
        case kind if kind in FILES:
            return _file_name(text)
    return None


def _integer(plain: str) -> int | None:
    return int(plain) if _INTEGER.fullmatch(plain) else None


def _decimal(plain: str) -> int | float | None:
    if _INTEGER.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else None


def _place(plain: str) -> Value:
    found: Value = [_decimal(part) for part in _BETWEEN_CHOICES.split(plain) if part]
    return found if is_place(found) else None


def _acknowledged(plain: str) -> str | None:
    return ACKNOWLEDGED if plain.casefold() in _AGREEMENT else None


_READERS: Final[Mapping[Kind, Callable[[str], Value]]] = {
    Kind.integer: _integer,
    Kind.decimal: _decimal,
    Kind.range: _decimal,
    Kind.date: parse_date,
    Kind.time: parse_time,
    Kind.geopoint: _place,
    Kind.geotrace: parse_line,
    Kind.geoshape: parse_shape,
    Kind.acknowledge: _acknowledged,
}
"""Readers of what is typed in plain characters."""


def _file_name(text: str) -> str | None:
    """A file's name, of a path its last part."""
    match = _FILE_PATH.fullmatch(text.strip())
    return match[1] if match and len(match[1].encode()) <= FILE_NAME_BYTES_MAX else None


def _choice(question: Question, said: str) -> str | None:
    """The choice of this name, or else the one and only choice of this label."""
    plain = unicodedata.normalize("NFKC", said).strip()
    for name in (said.strip(), plain):
        if question.choice(name):
            return name
    folded = _folded(plain)
    found = {choice.name for choice in question.choices if folded in _names(choice)}
    return found.pop() if len(found) == 1 else None


def _choices(question: Question, said: str) -> Value:
    whole = _choice(question, said)
    parts = _parts(unicodedata.normalize("NFKC", said))
    named = {whole} if whole else {_choice(question, part) for part in parts}
    if None in named or not named:
        return None
    in_order = (choice.name for choice in question.choices if choice.name in named)
    return [*dict.fromkeys(in_order)]


def _ranked(question: Question, said: str) -> Value:
    """Choices in the order in which they are named; None if one is none, or comes again.

    Every one is named, but where a filter leaves some out, which is for rules to say.
    """
    parts = _parts(unicodedata.normalize("NFKC", said))
    named: list[Scalar] = [_choice(question, part) for part in parts]
    if not named or None in named or len({*named}) < len(named):
        return None
    return named if question.narrowed or len(named) == len(question.choices) else None


def _answers(said: str) -> Value:
    """Answers of another question, of which several are chosen; blanks stand between them."""
    return [*dict.fromkeys(_parts(said))]


def _parts(said: str) -> list[str]:
    return [part for part in _BETWEEN_CHOICES.split(said) if part]


def _names(choice: Choice) -> set[str]:
    return {_folded(name) for name in (choice.name, *choice.label.values())}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _in_words(choice: Choice, lang: str) -> str:
    label = in_language(choice.label, lang)
    return f"{choice.name}（{label}）" if lang.startswith("zh") else f"{choice.name} ({label})"
