"""The forms of a snapshot: what anybody is given, and how far each version has come.

What is taken over from the snapshot before is the same objects, since much is computed from them: a
draft changes nothing of what anybody is given.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from schema.form import Form
from schema.grant import Grant
from schema.trial import trial_id, tried
from server.people import forms
from server.people.forms import Standing, State, Version


class KnownForms(NamedTuple):
    """What of a snapshot is about forms; server.directory says what each is."""

    forms: Mapping[str, Form]
    whole_forms: Mapping[str, Form]
    standings: Mapping[str, Standing]


def load(connection: sqlite3.Connection, before: KnownForms | None, *, same: bool) -> KnownForms:
    """The forms as the database has them.

    Args:
        connection: reads one state of it.
        before: an earlier snapshot's.
        same: nothing about forms was written since.
    """
    if before and same:
        return before
    standings = forms.load_standings(connection)
    if before and _given(before.standings) == _given(standings):
        return before._replace(standings=standings)
    given = forms.load_given(connection)
    return KnownForms(given, forms.whole(given), standings)


def edition(form: Form, standings: Mapping[str, Standing]) -> list[object]:
    """What a form is called while those who have it need not take it again.

    With when it was added: a database that was put back may get another version of the same name.
    """
    standing = standings.get(tried(form.id))
    version = standing and standing.named(form.version)
    added_ms = version and version.added_ms
    return [form.id, form.version, added_ms, form.stopped_ms, len(form.earlier)]


def trial_grants(held: Iterable[Grant], version: Version) -> Iterator[Grant]:
    """What somebody who tries a version is given for it: what they hold for the form itself."""
    for grant in held:
        covers = grant.covers(version.form, restricted=version.restricted)
        if covers and grant.of_records:
            yield replace(grant, form=trial_id(version.form))


def _given(standings: Mapping[str, Standing]) -> object:
    """What of all versions anybody is given, or was."""
    found = ((s.stopped_ms, [*filter(_was_given, s.versions)]) for s in standings.values())
    return [(stopped_ms, versions) for stopped_ms, versions in found if versions]


def _was_given(version: Version) -> bool:
    return version.state is State.published or version.tried
