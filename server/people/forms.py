"""Forms as the server keeps them: every version that was ever imported, all languages, as JSON.

A version is a draft, which nobody is given; on trial, with those who are named; or published. Of
what was published the version added last is the current one of its form, and those before it stay
for the records that were made with them. A draft or a trial that an own later version overtook
stays what it is and reaches nobody. A form that was stopped takes no new records.

Invariants: a version that was ever given to a tablet is never written again, and never removed: one
that was tried and deleted is in no list, and its name is not given again. What a tablet is
given on trial is a form of its own (schema.trial), also when the trial is over: its records stay
readable.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from schema.form import Form
from schema.trial import on_trial
from schema.whole_form import whole_form
from server.people import generations, workbooks
from server.people.workbooks import Workbook


class State(StrEnum):
    """How far a version has come."""

    draft = "draft"
    trial = "trial"
    published = "published"


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a form.

    Attributes:
        form, version: which.
        title: by language.
        restricted: only a grant that names the form opens its records.
        state, since_ms: how far it has come, and when.
        added_ms: when it was imported.
        tried: whether it ever was on trial.
        workbook: whether the workbook that it was made from is kept.
    """

    form: str
    version: str
    title: Mapping[str, str]
    restricted: bool
    state: State
    since_ms: int
    added_ms: int
    tried: bool
    workbook: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One form: its versions, oldest first, who tries it, and since when it takes no records."""

    versions: tuple[Version, ...]
    staff: frozenset[str]
    stopped_ms: int | None

    @property
    def current(self) -> Version | None:
        """The version that reaches all; None before the first."""
        return next((v for v in reversed(self.versions) if v.state is State.published), None)

    @property
    def coming(self) -> tuple[Version, ...]:
        """The versions behind the current one, oldest first: drafts, and what is on trial."""
        current = self.current
        return self.versions[0 if current is None else self.versions.index(current) + 1 :]

    @property
    def newest(self) -> Version:
        """The version that was imported last."""
        return self.versions[-1]

    @property
    def on_trial(self) -> Version | None:
        """The version that named people try now."""
        return next((v for v in reversed(self.coming) if v.state is State.trial), None)

    def named(self, version: str) -> Version | None:
        """The version of this name."""
        return next((each for each in self.versions if each.version == version), None)


def publish(connection: sqlite3.Connection, forms: Iterable[Form], now_ms: int) -> None:
    """Adds form versions that reach all at once: those of a pack."""
    for form in forms:
        _add(connection, form, State.published, now_ms)


def add_draft(
    connection: sqlite3.Connection,
    form: Form,
    workbook: Workbook | None,
    now_ms: int,
    media: Iterable[Workbook] = (),
) -> None:
    """Adds a version that nobody is given yet; a draft of the same name is written over.

    `media`: the files that the workbook names.
    """
    named = (form.id, form.version)
    connection.execute("DELETE FROM forms WHERE id = ? AND version = ? AND state = 'draft'", named)
    _add(connection, form, State.draft, now_ms)
    workbooks.drop(connection, *named)
    if workbook is not None:
        workbooks.keep(connection, *named, workbook, media)


def delete(connection: sqlite3.Connection, version: Version, now_ms: int) -> None:
    """Takes a version away that was never published, and its files.

    One that was never tried either is gone. Of one that was, the form stays for its records.
    """
    named = (version.form, version.version)
    if version.tried:
        connection.execute(
            "UPDATE forms SET deleted_ms = ? WHERE id = ? AND version = ?", (now_ms, *named)
        )
    else:
        connection.execute("DELETE FROM forms WHERE id = ? AND version = ?", named)
    workbooks.drop(connection, *named)
    generations.bump(connection, "forms")


def _add(connection: sqlite3.Connection, form: Form, state: State, now_ms: int) -> None:
    connection.execute(
        "INSERT INTO forms (id, version, document, added_ms, state, state_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (form.id, form.version, _text(form), now_ms, state.value, now_ms),
    )
    generations.bump(connection, "forms")


def set_state(
    connection: sqlite3.Connection, form: str, version: str, state: State, now_ms: int
) -> None:
    """Says how far a version has come; who tried the form tries it no longer."""
    connection.execute(
        "UPDATE forms SET state = ?, state_ms = ?,"
        " trial_ms = CASE ? WHEN 'trial' THEN ifnull(trial_ms, ?) ELSE trial_ms END"
        " WHERE id = ? AND version = ?",
        (state.value, now_ms, state.value, now_ms, form, version),
    )
    connection.execute("DELETE FROM form_trials WHERE form = ?", (form,))
    generations.bump(connection, "forms")


def set_staff(connection: sqlite3.Connection, form: str, staff: Collection[str]) -> None:
    """Says who tries the version of a form that is on trial."""
    connection.execute("DELETE FROM form_trials WHERE form = ?", (form,))
    connection.executemany(
        "INSERT INTO form_trials (form, staff) VALUES (?, ?)", [(form, each) for each in staff]
    )
    generations.bump(connection, "forms")


def stop(connection: sqlite3.Connection, form: str, now_ms: int) -> None:
    """From now on the form takes no new records."""
    connection.execute(
        "INSERT INTO form_stops (form, stopped_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (form, now_ms),
    )
    generations.bump(connection, "forms")


def resume(connection: sqlite3.Connection, form: str) -> None:
    """The form takes new records again."""
    connection.execute("DELETE FROM form_stops WHERE form = ?", (form,))
    generations.bump(connection, "forms")


def load_standings(connection: sqlite3.Connection) -> dict[str, Standing]:
    """Every form by its id, in the order in which their first versions came."""
    trying: dict[str, set[str]] = {}
    for form, staff in connection.execute("SELECT form, staff FROM form_trials"):
        trying.setdefault(form, set()).add(staff)
    stopped = _stopped(connection)
    versions: dict[str, list[Version]] = {}
    for form, version, title, restricted, *facts in connection.execute(
        "SELECT f.id, f.version, f.document ->> '$.title',"
        " f.document ->> '$.restricted', f.state, f.state_ms, f.added_ms,"
        " f.trial_ms, w.form IS NOT NULL FROM forms f LEFT JOIN workbooks w"
        " ON w.form = f.id AND w.version = f.version"
        " WHERE f.deleted_ms IS NULL ORDER BY f.position"
    ):
        state, since_ms, added_ms, trial_ms, workbook = facts
        versions.setdefault(form, []).append(
            Version(
                form=form,
                version=version,
                title=json.loads(title),
                restricted=bool(restricted),
                state=State(state),
                since_ms=since_ms,
                added_ms=added_ms,
                tried=trial_ms is not None,
                workbook=bool(workbook),
            )
        )
    return {
        form: Standing(
            versions=tuple(each),
            staff=frozenset(trying.get(form, ())),
            stopped_ms=stopped.get(form),
        )
        for form, each in versions.items()
    }


def load_versions(
    connection: sqlite3.Connection, form: str, *, deleted: bool = False
) -> dict[str, Form]:
    """Every version of a form, oldest first; `deleted`: also those whose names are taken still."""
    rows = connection.execute(
        "SELECT version, document FROM forms WHERE id = ? AND (? OR deleted_ms IS NULL)"
        " ORDER BY position",
        (form, deleted),
    )
    return {version: Form.stored(json.loads(document)) for version, document in rows}


def load_given(connection: sqlite3.Connection) -> dict[str, Form]:
    """Every form that records are made with, by the id that these bear, in its current version.

    In the order of publication; behind them, as forms of their own, those that are or were tried.
    """
    stopped = _stopped(connection)
    published, tried = (
        _documents(connection, "state = 'published'"),
        _documents(connection, "trial_ms IS NOT NULL"),
    )
    found = {form: _latest(form, each, stopped) for form, each in published.items()}
    trials = (on_trial(_latest(form, each, {})) for form, each in tried.items())
    return found | {form.id: form for form in trials}


def whole(forms: Mapping[str, Form]) -> dict[str, Form]:
    """Every one of these forms with all that any version of it asks."""
    return {form.id: whole_form([*form.earlier, form]) for form in forms.values()}


def note_given(connection: sqlite3.Connection, device: str, now_ms: int) -> None:
    """Keeps when a tablet took the forms and areas of the moment."""
    connection.execute(
        "INSERT INTO device_bundles (device, given_ms) VALUES (?, ?)"
        " ON CONFLICT (device) DO UPDATE SET given_ms = excluded.given_ms",
        (device, now_ms),
    )


def given(connection: sqlite3.Connection) -> dict[str, int]:
    """When each tablet last took the forms and areas of the moment (ms), by device id."""
    return dict(connection.execute("SELECT device, given_ms FROM device_bundles").fetchall())


def _stopped(connection: sqlite3.Connection) -> dict[str, int]:
    """When each form that is stopped was (ms), by its id."""
    return dict(connection.execute("SELECT form, stopped_ms FROM form_stops").fetchall())


def _documents(connection: sqlite3.Connection, which: str) -> dict[str, list[dict[str, Any]]]:
    """The documents of versions by their form, oldest first; forms as their latest one came."""
    found: dict[str, list[dict[str, Any]]] = {}
    for form, document in connection.execute(
        f"SELECT id, document FROM forms WHERE {which} ORDER BY position"  # noqa: S608  our own words
    ):
        versions = found.pop(form, [])
        found[form] = [*versions, json.loads(document)]
    return found


def _latest(form: str, versions: list[dict[str, Any]], stopped: Mapping[str, int]) -> Form:
    """The last of these versions with those before it, and when the form was stopped."""
    *earlier, document = versions
    if form in stopped:
        document["stopped_ms"] = stopped[form]
    return Form.stored({**document, "earlier": earlier})


def _text(form: Form) -> str:
    return json.dumps(form.to_json(), ensure_ascii=False)
