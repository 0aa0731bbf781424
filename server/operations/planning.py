"""What a survey round is made of, read from what was asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from schema.area import AreaId, Scope
from schema.form import ULID_KEY, Form
from schema.key import key_text
from schema.reading import parse_answer
from schema.text import LANGUAGES
from server.clock import local, midnight_ms
from server.directory import Directory
from server.errors import (
    InvalidDays,
    InvalidRequest,
    InvalidTitle,
    StaffDisabled,
    UnknownQuestion,
)
from server.operations.arguments import Arguments
from server.people.staff import Staff, one_line
from server.station import Station

TITLE_CHARACTERS_MAX: Final = 100


def title_of(text: str) -> str:
    """A round's title, normalised and trimmed; InvalidTitle if nothing or no line is left."""
    title = one_line(text, TITLE_CHARACTERS_MAX)
    if not title:
        raise InvalidTitle(title=text)
    return title


def days_of(arguments: Arguments, at_ms: int) -> tuple[str, str]:
    """The first day, today's if none is named, and the last one; InvalidDays if not in order."""
    first = arguments.optional_text("from") or local(at_ms).date().isoformat()
    last = arguments.text("by")
    try:
        in_order = date.fromisoformat(first) <= date.fromisoformat(last)
    except ValueError:
        in_order = False
    if not in_order:
        raise InvalidDays(first_day=first, last_day=last)
    return date.fromisoformat(first).isoformat(), date.fromisoformat(last).isoformat()


def keys_of(form: Form, arguments: Arguments) -> dict[str, str]:
    """Answers in a record's id, by question, each in its one spelling."""
    asked = arguments.value("keys") or {}
    if not isinstance(asked, Mapping):
        raise InvalidRequest(reason="keys is an answer for each question")
    known = () if form.key == ULID_KEY else form.key_questions
    found: dict[str, str] = {}
    for name, value in asked.items():
        question = next((each for each in known if each.name == name), None)
        if question is None:
            nearest = tuple(each.name for each in known)
            raise UnknownQuestion(name=str(name), nearest=nearest)
        answer = parse_answer(question, str(value), LANGUAGES[0])
        found[question.name] = key_text(form, question, answer)
    return found


def working(directory: Directory, name: str) -> Staff:
    """The person with this login or id; UnknownStaff or StaffDisabled if nobody who works."""
    person = directory.staff_named(name)
    if person.disabled:
        raise StaffDisabled(login=person.login)
    return person


def parts_of(directory: Directory, arguments: Arguments) -> dict[AreaId, Staff]:
    """Who goes to which part from the beginning: logins by area."""
    asked = arguments.value("parts") or {}
    if not isinstance(asked, Mapping):
        raise InvalidRequest(reason="parts is a person for each area")
    return {
        directory.area_named(str(area)).id: working(directory, str(name))
        for area, name in asked.items()
    }


def starts_of(
    station: Station, areas: tuple[AreaId, ...], first_day: str, at_ms: int
) -> dict[Scope, int]:
    """The last row of each scope of these areas before the round begins."""
    begins_ms = midnight_ms(date.fromisoformat(first_day))
    if begins_ms < at_ms:
        heads = station.log.heads_before(begins_ms)
    else:
        heads = {scope: head.seq for scope, head in station.log.heads().items()}
    tree = station.directory.tree
    scopes = {scope for area in areas for scope in tree.scopes_below(area, heads)}
    return {scope: seq for scope, seq in heads.items() if scope in scopes and seq}
