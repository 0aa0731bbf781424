"""Forms as the server keeps them: every version ever published, all languages, as JSON."""

import json
import sqlite3
from collections.abc import Iterable

from schema.form import Form
from schema.whole_form import whole_form
from server.people import generations


def publish(connection: sqlite3.Connection, forms: Iterable[Form], now_ms: int) -> None:
    """Adds form versions; the one added last is the current one of its form."""
    connection.executemany(
        "INSERT INTO forms (id, version, document, added_ms) VALUES (?, ?, ?, ?)",
        [
            (form.id, form.version, json.dumps(form.to_json(), ensure_ascii=False), now_ms)
            for form in forms
        ],
    )
    generations.bump(connection, "forms")


def load_versions(connection: sqlite3.Connection, form: str) -> dict[str, Form]:
    """Every version of a form that was ever published, oldest first."""
    rows = connection.execute(
        "SELECT version, document FROM forms WHERE id = ? ORDER BY position", (form,)
    )
    return {version: Form.from_json(json.loads(document)) for version, document in rows}


def load_whole(connection: sqlite3.Connection) -> dict[str, Form]:
    """Every form by its id with all that any version of it asks."""
    versions: dict[str, list[Form]] = {}
    for form, document in connection.execute("SELECT id, document FROM forms ORDER BY position"):
        versions.setdefault(form, []).append(Form.from_json(json.loads(document)))
    return {form: whole_form(each) for form, each in versions.items()}


def published(connection: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """Every form's versions with the time at which each was published (ms), oldest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for form, version, added_ms in connection.execute(
        "SELECT id, version, added_ms FROM forms ORDER BY position"
    ):
        found.setdefault(form, []).append((version, added_ms))
    return found


def load_current(connection: sqlite3.Connection) -> dict[str, Form]:
    """The current version of every form by its id, in the order they were published."""
    rows = connection.execute(
        "SELECT id, document FROM forms WHERE position IN (SELECT max(position) FROM forms"
        " GROUP BY id) ORDER BY position"
    )
    return {form: Form.from_json(json.loads(document)) for form, document in rows}
