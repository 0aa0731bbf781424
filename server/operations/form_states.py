"""How far a version of a form comes: on trial with named people, published, stopped, resumed.

draft → on trial → published, each for the newest version that waits, or the one named; a draft
may be published at once. A version behind which another one is published already comes no more. A
form that is stopped takes no new records, and is taken up again by `resume` or by publishing a
new version. A version that was never published may be deleted; what was recorded with it on trial
stays readable. Each act is one commit with its line in the audit, and counts for open sessions at
once.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from server.clock import now_ms
from server.errors import (
    CannotTry,
    NobodyTries,
    NotCollecting,
    NothingToCome,
    StaffDisabled,
    VersionKept,
    VersionOvertaken,
)
from server.known_forms import trial_grants
from server.operations.arguments import Arguments
from server.operations.forms import version_named
from server.people import audit, forms
from server.people.forms import Standing, State, Version
from server.people.staff import Staff
from server.station import Station


def waiting(form: str, standing: Standing, version: str | None) -> Version:
    """The version that can come next: the one named, else the newest that waits.

    Raises:
        UnknownVersion, NothingToCome, VersionOvertaken: there is none.
    """
    current, coming = standing.current, standing.coming
    found = standing.newest if version is None else version_named(standing, version)
    if found in coming:
        return found
    assert current is not None, "else it would wait"
    if version is None or found is current:
        raise NothingToCome(form=form, version=current.version)
    raise VersionOvertaken(form=form, version=found.version, current=current.version)


def put_on_trial(
    station: Station, form: str, version: str | None, people: Sequence[Staff], actor: Staff
) -> Version:
    """Gives a version to these people alone; who tried the form before tries it no longer.

    Raises:
        NobodyTries, CannotTry, StaffDisabled: not with these people.
        UnknownForm, UnknownVersion, NothingToCome, VersionOvertaken: not this version.
    """
    at_ms, ids = now_ms(), [person.id for person in people]

    def act(connection: sqlite3.Connection) -> Version:
        found = _waiting_now(station, form, version)
        _check_people(form, found, people)
        if found.state is not State.trial:
            forms.set_state(connection, form, found.version, State.trial, at_ms)
        forms.set_staff(connection, form, ids)
        line = _line(at_ms, actor, found, staff=ids)
        audit.record(connection, act="forms.trial", **line)
        return found

    return station.change(act)


def _check_people(form: str, version: Version, people: Sequence[Staff]) -> None:
    if not people:
        raise NobodyTries(form=form)
    for person in people:
        if person.disabled:
            raise StaffDisabled(login=person.login)
    idle = tuple(p.login for p in people if not any(trial_grants(p.grants, version)))
    if idle:
        raise CannotTry(logins=idle, form=form)


def publish(station: Station, form: str, version: str | None, actor: Staff) -> Version:
    """Gives a version to all; the form takes new records from now on.

    Raises:
        UnknownForm, UnknownVersion, NothingToCome, VersionOvertaken: not this version.
    """
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> Version:
        found = _waiting_now(station, form, version)
        forms.set_state(connection, form, found.version, State.published, at_ms)
        forms.resume(connection, form)
        audit.record(connection, act="forms.publish", **_line(at_ms, actor, found))
        return found

    return station.change(act)


def stop(station: Station, form: str, actor: Staff) -> Version:
    """The form takes no new records; those that are there stay editable. Twice changes nothing."""
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> Version:
        current, stopped = _collected(station, form)
        if not stopped:
            forms.stop(connection, form, at_ms)
            audit.record(connection, act="forms.stop", **_line(at_ms, actor, current))
        return current

    return station.change(act)


def resume(station: Station, form: str, actor: Staff) -> Version:
    """The form takes new records again. Twice changes nothing."""
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> Version:
        current, stopped = _collected(station, form)
        if stopped:
            forms.resume(connection, form)
            audit.record(connection, act="forms.resume", **_line(at_ms, actor, current))
        return current

    return station.change(act)


def delete(station: Station, form: str, version: str | None, actor: Staff) -> Version:
    """Takes a version away that was never published: the one named, else the newest that waits.

    Whoever tries it tries it no longer.

    Raises:
        UnknownForm, UnknownVersion, NothingToCome: there is none.
        VersionKept: it was published.
    """
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> Version:
        standing = station.directory.standing_named(form)
        found = version_named(standing, version) if version else waiting(form, standing, None)
        if found.state is State.published:
            raise VersionKept(form=form, version=found.version)
        if found is standing.on_trial:
            forms.set_staff(connection, form, ())
        forms.delete(connection, found, at_ms)
        line = _line(at_ms, actor, found, state=found.state.value)
        audit.record(connection, act="forms.delete", **line)
        return found

    return station.change(act)


def _waiting_now(station: Station, form: str, version: str | None) -> Version:
    """The version that can come next, as `waiting` has it.

    Asked on the writer's thread: of two acts at once the second sees what the first did.
    """
    return waiting(form, station.directory.standing_named(form), version)


def _collected(station: Station, form: str) -> tuple[Version, bool]:
    """The version that reaches all, and whether the form was stopped; NotCollecting without one."""
    standing = station.directory.standing_named(form)
    if standing.current is None:
        raise NotCollecting(form=form)
    return standing.current, standing.stopped_ms is not None


def _line(at_ms: int, actor: Staff, version: Version, **detail: object) -> audit.Facts:
    return audit.facts(at_ms, actor.id, version.form, version=version.version, **detail)


def _of(station: Station, arguments: Arguments) -> tuple[str, Staff]:
    return arguments.text("form"), arguments.actor(station.directory)


def _document(version: Version, state: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"form": version.form, "version": version.version, "state": state, **more}


def _trial(station: Station, arguments: Arguments) -> object:
    form, actor = _of(station, arguments)
    people = [station.directory.staff_named(name) for name in arguments.texts("staff")]
    found = put_on_trial(station, form, arguments.optional_text("version"), people, actor)
    return _document(found, "trial", staff=[person.id for person in people])


def _publish(station: Station, arguments: Arguments) -> object:
    form, actor = _of(station, arguments)
    found = publish(station, form, arguments.optional_text("version"), actor)
    return _document(found, "published")


def _delete(station: Station, arguments: Arguments) -> object:
    form, actor = _of(station, arguments)
    found = delete(station, form, arguments.optional_text("version"), actor)
    return _document(found, "deleted")


def _stop(station: Station, arguments: Arguments) -> object:
    return _document(stop(station, *_of(station, arguments)), "stopped")


def _resume(station: Station, arguments: Arguments) -> object:
    return _document(resume(station, *_of(station, arguments)), "published")


OPERATIONS = {
    "forms.trial": _trial,
    "forms.publish": _publish,
    "forms.stop": _stop,
    "forms.resume": _resume,
    "forms.delete": _delete,
}
