"""Keys: from a form, an area and typed answers to a record id, and back to answers.

Key values stand in the id alone. Numbers and dates have one canonical form there, so that two
people who mean the same record write the same id (records.md, 1). A ULID is made by the caller,
since this package knows neither clock nor randomness.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from schema import spelling
from schema.answer import Value
from schema.area import AreaId
from schema.errors import InvalidKey, MissingKey, UnreadableAnswer
from schema.form import ULID_KEY, Form
from schema.question import Kind, Question
from schema.reading import parse_answer
from schema.record_id import RecordId

ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
"""Crockford's base 32, upper case; 128 bits, so the first digit is at most 7."""

ULID_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Its digits, each at its value."""


def record_id(
    form: Form, area: AreaId, answers: Mapping[str, Value], *, ulid: str = ""
) -> RecordId:
    """The id of the record of this form about this area that these answers name.

    A key question without an answer takes its default. `ulid` is the key of a form whose key is
    one. MissingKey names a question that has neither answer nor default, InvalidKey one whose
    answer does not fit it; InvalidRecordId if the id would be too long.
    """
    if form.key == ULID_KEY:
        if not ULID.fullmatch(ulid):
            raise InvalidKey(form.id, "ulid", f"{ulid!r} is no ULID")
        return RecordId.of(form.id, area, ulid)
    keys = (_key_value(form, question, answers) for question in form.key_questions)
    return RecordId.of(form.id, area, *keys)


def ulid_of(number: int) -> str:
    """The ULID that these 128 bits are."""
    return "".join(ULID_DIGITS[number >> shift & 31] for shift in range(125, -5, -5))


def key_text(form: Form, question: Question, value: Value) -> str:
    """An answer to a key question as it stands in an id; InvalidKey if it is none."""
    return _key_value(form, question, {question.name: value})


def key_answers(form: Form, record: RecordId) -> dict[str, Value]:
    """The answers that stand in a record's id, as documents, pages and exports show them.

    A key that is no answer to its question is shown as it stands.
    """
    return {
        question.name: key if (value := _read(question, key)) is None else value
        for question, key in zip(form.key_questions, record.keys, strict=False)
    }


def key_fault(form: Form, record: RecordId) -> str | None:
    """Why the keys of this id are not as the form declares them, in words; None if they are.

    Looked at: their number, a ULID's form, the one spelling of numbers and dates. Which choices
    there are is left out: another version of the form may have had others.
    """
    if len(record.keys) != len(form.key):
        return f"its number of keys is {len(record.keys)}, the form's is {len(form.key)}"
    if form.key == ULID_KEY:
        return None if ULID.fullmatch(record.keys[0]) else "its key is no ULID"
    for question, key in zip(form.key_questions, record.keys, strict=True):
        if question.kind is not Kind.select_one and not _is_canonical(question, key):
            return f"{key!r} is not the one spelling of an answer to {question.name}"
    return None


def _key_value(form: Form, question: Question, answers: Mapping[str, Value]) -> str:
    value = answers.get(question.name)
    if value is None:
        value = question.default
    if value is None:
        raise MissingKey(form.id, question.name)
    try:
        text = spelling.canonical(_text(value))
    except ValueError as error:
        raise InvalidKey(form.id, question.name, str(error)) from error
    if not _is_canonical(question, text):
        raise InvalidKey(form.id, question.name, f"{text!r} is no answer to it")
    return text


def _read(question: Question, key: str) -> Value:
    try:
        return parse_answer(question, key, "en")
    except UnreadableAnswer:
        return None


def _is_canonical(question: Question, key: str) -> bool:
    value = _read(question, key)
    return value is not None and _text(value) == key


def _text(value: Value) -> str:
    """The canonical text of a value: 2 and not 2.0; the shortest decimal that is exactly it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(value)
