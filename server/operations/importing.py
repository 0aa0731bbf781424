"""Importing forms: read workbooks become drafts, all of them or none.

Left out: what becomes of each (`intake`), and what the states of a version mean (`form_states`).
"""

import base64
import binascii
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from server.clock import now_ms
from server.database import reading_database
from server.errors import ImportRefused, InvalidRequest
from server.operations.arguments import Arguments
from server.operations.intake import Imported, Intake, named_sources
from server.people import audit, forms, generations
from server.people.staff import Staff
from server.people.workbooks import Workbook
from server.station import Station

FORMS_MAX: Final = 100
"""Workbooks of one import: a district has some thirty forms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A form that was read.

    Attributes:
        file: where it was read from, for people.
        definition: as `schema.form.Form.from_json` reads it; its version may be blank.
        workbook: the bytes, where it was read from a workbook.
        media: the files that the workbook names.
        cells: where it names other forms, by question: sheet, row and column.
    """

    file: str
    definition: Mapping[str, Any]
    workbook: Workbook | None
    media: tuple[Workbook, ...] = ()
    cells: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def import_forms(
    station: Station, incoming: Sequence[Incoming], actor: Staff
) -> tuple[Imported, ...]:
    """Takes forms over as drafts, all in one commit.

    Raises:
        ImportRefused: with all problems of all of them; nothing was stored.
    """
    while (found := _imported(station, incoming, actor)) is None:
        pass  # somebody else wrote about forms in between: it is looked at again
    return found


def _imported(
    station: Station, incoming: Sequence[Incoming], actor: Staff
) -> tuple[Imported, ...] | None:
    """One try; None if the forms were others by the time of the commit."""
    at_ms, then = now_ms(), station.directory
    with reading_database(station.data) as connection:
        known = {
            name: forms.load_versions(connection, name, deleted=True)
            for name in {name for each in incoming for name in _names(each)}
        }
    intake = Intake(then.standings, known)
    taken = [intake.take(each.file, each.definition) for each in incoming]
    for each, came in zip(taken, incoming, strict=True):
        if each is not None and each.outcome != "unchanged":
            intake.tell_prefills(came.file, each.form, came.cells)
    if intake.problems:
        raise ImportRefused(count=len(intake.problems), problems=intake.problems)
    found = [each for each in taken if each is not None]

    def act(connection: sqlite3.Connection) -> bool:
        if generations.numbers(connection)["forms"] != then.numbers["forms"]:
            return False
        for each, came in zip(found, incoming, strict=True):
            if each.outcome == "unchanged":
                continue
            forms.add_draft(connection, each.form, came.workbook, at_ms, came.media)
            audit.record(
                connection,
                at_ms=at_ms,
                actor=actor.id,
                act="forms.import",
                subject=each.form.id,
                detail={"version": each.form.version, "file": came.file},
            )
        return True

    changes = any(each.outcome != "unchanged" for each in found)
    return tuple(found) if not changes or station.change(act) else None


def _names(incoming: Incoming) -> Iterator[str]:
    """The form itself, and those of which it proposes answers."""
    yield str(incoming.definition.get("id", ""))
    yield from named_sources(incoming.definition.get("questions"))


def incoming_of(values: object) -> Iterator[Incoming]:
    """What a command sends; InvalidRequest where it is none."""
    if not isinstance(values, list) or not 0 < len(values) <= FORMS_MAX:
        raise InvalidRequest(reason=f"forms is a list of 1 to {FORMS_MAX}")
    for each in values:
        try:
            content = each.get("workbook")
            yield Incoming(
                file=str(each["file"]),
                definition=dict(each["definition"]),
                cells=dict(each.get("cells") or {}),
                workbook=None
                if content is None
                else Workbook(name=str(each["file"]), content=base64.b64decode(content)),
                media=tuple(map(_file, each.get("media", ()))),
            )
        except (AttributeError, KeyError, TypeError, ValueError, binascii.Error) as error:
            raise InvalidRequest(reason="each of forms has file, definition, workbook") from error


def _file(sent: Mapping[str, str]) -> Workbook:
    """A file beside a workbook; ValueError if its name is more than one."""
    name = sent["name"]
    if not name or name != PurePath(name).name or name.startswith("."):
        raise ValueError(name)
    return Workbook(name=name, content=base64.b64decode(sent["content"]))


def _import(station: Station, arguments: Arguments) -> object:
    """Takes forms over as drafts; what became of each."""
    lang = arguments.lang()
    actor = arguments.actor(station.directory)
    found = import_forms(station, [*incoming_of(arguments.value("forms"))], actor)
    return [each.document(lang) for each in found]


OPERATIONS = {"forms.import": _import}
