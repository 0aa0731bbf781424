"""Operations on forms that change nothing: list, show, what changed, the workbook back."""

import base64
from collections.abc import Mapping
from typing import Any

from schema.changes import NOTHING_CHANGED, differences
from schema.form import Form
from server import database
from server.directory import nearest
from server.errors import NoWorkbookKept, UnknownVersion
from server.operations.arguments import Arguments
from server.people import forms, workbooks
from server.people.forms import Standing, Version
from server.station import Station

STOPPED = "stopped"
"""The state of a published version that takes no new records."""


def list_forms(station: Station, arguments: Arguments) -> object:
    """Documents `form` of all forms, in the language asked for, with how far each has come."""
    lang = arguments.lang()
    return [
        {**_current(station, name, standing).document(lang), **standing_document(standing)}
        for name, standing in station.directory.standings.items()
    ]


def show(station: Station, arguments: Arguments) -> object:
    """The document `form` of one form: its current version, or the one asked for."""
    lang = arguments.lang()
    name = arguments.text("form")
    standing = station.directory.standing_named(name)
    version = arguments.optional_text("version")
    if version is None:
        form = _current(station, name, standing)
    else:
        form = _version(_versions(station, name), version)
    return {**form.document(lang), **standing_document(standing)}


def published(station: Station, arguments: Arguments) -> object:
    """The same without how far it has come, of what was published alone: for whoever records it."""
    lang = arguments.lang()
    form = station.directory.published_named(arguments.text("form"))
    version = arguments.optional_text("version") or form.version
    known = {each.version: each for each in (*form.earlier, form)}
    return _version(known, version).document(lang)


def diff(station: Station, arguments: Arguments) -> object:
    """What changed between two versions of a form, in sentences."""
    lang = arguments.lang()
    name = station.directory.standing_named(arguments.text("form")).newest.form
    known = _versions(station, name)
    before, after = (_version(known, arguments.text(each)) for each in ("before", "after"))
    found = differences(before, after) or (NOTHING_CHANGED,)
    return {
        "form": name,
        "before": before.version,
        "after": after.version,
        "changes": [each.document(lang) for each in found],
    }


def workbook(station: Station, arguments: Arguments) -> object:
    """The workbook that a version was made from, as it was uploaded: its name, and base64.

    With the files that it names, `media`.

    Raises:
        NoWorkbookKept: it came with a pack.
    """
    name = arguments.text("form")
    standing = station.directory.standing_named(name)
    asked = arguments.optional_text("version")
    given = version_named(standing, asked) if asked else standing.current or standing.newest
    version = given.version
    with database.reading_database(station.data) as connection:
        found = workbooks.workbook(connection, name, version)
        media = workbooks.media(connection, name, version)
    if found is None:
        raise NoWorkbookKept(form=name, version=version)
    return {
        "form": name,
        "version": version,
        "name": found.name,
        "workbook": base64.b64encode(found.content).decode(),
        "media": [
            {"name": each.name, "content": base64.b64encode(each.content).decode()}
            for each in media
        ],
    }


def standing_document(standing: Standing) -> dict[str, Any]:
    """How far a form has come, as documents say it."""
    current = standing.current or standing.newest
    return {
        "state": state_of(standing, current),
        "stopped_ms": standing.stopped_ms,
        "versions": [
            {
                "version": each.version,
                "state": state_of(standing, each),
                "since_ms": each.since_ms,
                "workbook": each.workbook,
            }
            for each in standing.versions
        ],
    }


def version_named(standing: Standing, name: str) -> Version:
    """The version of this name; UnknownVersion names the nearest ones."""
    found = standing.named(name)
    if found is None:
        names = [each.version for each in standing.versions]
        raise UnknownVersion(name=name, nearest=nearest(name, names))
    return found


def state_of(standing: Standing, version: Version) -> str:
    """How far a version has come, in one word."""
    if version is standing.current and standing.stopped_ms is not None:
        return STOPPED
    return version.state.value


def _versions(station: Station, form: str) -> dict[str, Form]:
    with database.reading_database(station.data) as connection:
        return forms.load_versions(connection, form)


def _version(known: Mapping[str, Form], version: str) -> Form:
    found = known.get(version)
    if found is None:
        raise UnknownVersion(name=version, nearest=nearest(version, known))
    return found


def _current(station: Station, name: str, standing: Standing) -> Form:
    """The version that reaches all; before the first one is published, the newest."""
    given = station.directory.forms.get(name)
    return given or _versions(station, name)[standing.newest.version]


OPERATIONS = {
    "forms.list": list_forms,
    "forms.show": show,
    "forms.diff": diff,
    "forms.workbook": workbook,
}
