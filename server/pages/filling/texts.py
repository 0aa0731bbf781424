"""Answers as fields show and send them, and back.

An answer that comes back as it was shown is the same answer, whatever a browser made of it on the
way: ends of lines come as CR LF, and what HTML cannot hold as a mark. So a text that nobody touched
is never written anew. What was typed is read as on the command line (`schema.reading`): full-width
digits, a choice by its label, 2022年6月1日.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Final

from schema.answer import Scalar, Value
from schema.errors import UnreadableAnswer
from schema.question import Kind, Question
from schema.reading import parse_answer
from schema.text import Text, in_language
from server.clock import ZONE
from server.pages.unseen import sent
from sync.core.change import VALUE_BYTES_MAX

TEXT_BYTES_MAX: Final = VALUE_BYTES_MAX - 16
"""Of one text in UTF-8: what a value may take, less what msgpack puts before it."""

_TOO_LONG: Final[Text] = {
    "zh-CN": "太长了，最多约一万个汉字",
    "en": "this is too long; about 32,000 letters are the most",
}


def texts_of(question: Question, value: Value) -> tuple[str, ...]:
    """What the field of a question holds if this is its answer; nothing if there is none."""
    if value is None or value in ("", []):
        return ()
    if isinstance(value, list):
        said = tuple(_text(each) for each in value)
        return said if question.kind is Kind.select_multiple else (" ".join(said),)
    if question.kind is Kind.date_time and isinstance(value, str):
        return (_local(value),)
    return (_text(value),)


def unchanged(question: Question, value: Value, said: Sequence[str]) -> bool:
    """Whether a field that showed this answer was sent as it was shown."""
    shown = tuple(_sent(text) for text in texts_of(question, value))
    if question.kind is Kind.select_multiple:
        return sorted(shown) == sorted(said)
    return shown == tuple(said)


def typed(values: Sequence[str]) -> tuple[str, ...]:
    """What a person typed or ticked, of what a browser sent: blank fields say nothing."""
    return tuple(text for each in values if (text := each.replace("\r\n", "\n")).strip())


def read(question: Question, said: Sequence[str], lang: str) -> Value:
    """The answer that these texts are; None if there are none.

    Raises:
        UnreadableAnswer: they are none; says in `lang` what would be one.
    """
    if not said:
        return None
    if sum(len(text.encode(errors="replace")) for text in said) > TEXT_BYTES_MAX:
        label = in_language(question.label, lang)
        raise UnreadableAnswer(question.name, "", in_language(_TOO_LONG, lang), label)
    if question.kind is Kind.select_multiple:
        return _ticked(question, said)
    return parse_answer(question, said[-1], lang, ZONE)


def _ticked(question: Question, said: Sequence[str]) -> Value:
    """Choices by their names: in the order of the form, those that it lacks today behind."""
    names = dict.fromkeys(said)
    known = [choice.name for choice in map(question.choice, names) if choice is not None]
    if len(known) > 1:
        known = [choice.name for choice in question.choices if choice.name in names]
    return [*dict.fromkeys(known), *(name for name in names if name not in known)]


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return "" if value is None else str(value)


def _local(moment: str) -> str:
    """A moment on the district's clock face, as fields for moments have it."""
    try:
        at = datetime.fromisoformat(moment)
        local = at.astimezone(ZONE) if at.tzinfo else at
    except (ValueError, OverflowError):
        return moment
    return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")


def _sent(text: str) -> str:
    """A text as it comes back from a field that nobody touched."""
    return unescape(str(sent(text))).replace("\r\n", "\n").replace("\r", "\n")
