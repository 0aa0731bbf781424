"""What is asked of the views: by whom, and which records; and the conditions that this makes.

A condition is a piece of SQL with the values bound to it. The pieces are fixed, values are never
written into them. `may_read` and `lies_below` are functions that the asking connection knows.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from schema.area import Scope
from schema.grant import Permit, Right
from schema.tree import AreaTree
from server.views.searching import phrase

Condition = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """Whose eyes: only what `permit` may read is there.

    None sees everything: the admin's commands, which have the whole directory in hand anyway.
    """

    permit: Permit | None
    tree: AreaTree

    def may_read(self, area: str, form: str) -> bool:
        """Whether a record of this area and form is there for these eyes."""
        return self.permit is None or self.permit.allows(Right.read, area, form)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which records; None and empty mean all.

    Attributes:
        form, status: exactly these.
        area: this area and all that lies below it in the tree.
        text: a substring of the address or of what was written.
        authors: with a text, also the records that these people began: those whose names hold it.
        clashing, flagged, merged: only records with such a question; with several authors.
        since_ms: only records that got this state at or after this time.
    """

    form: str | None = None
    area: str | None = None
    status: str | None = None
    text: str = ""
    authors: tuple[str, ...] = ()
    clashing: bool = False
    flagged: bool = False
    merged: bool = False
    since_ms: int | None = None


EVERYTHING = Filter()


_WHOLE_OR_IN_PART = """(
  r.scope IN (SELECT value FROM json_each(?))
  OR (r.scope IN (SELECT value FROM json_each(?)) AND may_read(r.area, r.form))
)"""


def visible(connection: sqlite3.Connection, permit: Permit) -> Condition:
    """What these eyes may see: whole scopes by an index, others record by record."""
    known = [Scope(scope) for (scope,) in connection.execute("SELECT scope FROM positions")]
    reached = permit.scopes(known)
    whole = [scope for scope in reached if permit.sees_all(scope)]
    parts = [scope for scope in reached if scope not in set(whole)]
    return (
        _WHOLE_OR_IN_PART,
        (json.dumps(whole), json.dumps(parts)),
    )


def conditions(wanted: Filter) -> list[Condition]:
    """What a filter asks of the records, named `r` in the statement."""
    found: list[Condition] = []
    for text, value in (
        ("r.form = ?", wanted.form),
        ("r.status = ?", wanted.status),
        ("r.status_ms >= ?", wanted.since_ms),
    ):
        if value is not None:
            found.append((text, (value,)))
    for text, asked in (
        ("r.clashes > 0", wanted.clashing),
        ("r.flags > 0", wanted.flagged),
        ("r.merged", wanted.merged),
        ("lies_below(r.area)", wanted.area is not None),
    ):
        if asked:
            found.append((text, ()))
    if wanted.text.strip():
        found.append(_matching(wanted.text, wanted.authors))
    return found


def _matching(text: str, authors: tuple[str, ...]) -> Condition:
    """Records that hold this substring or that one of the authors began.

    A text without letters and digits is held by none.
    """
    match = phrase(text)
    if match is None:
        return ("0", ())
    held = "r.number IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
    if not authors:
        return (held, (match,))
    began = "r.created_by IN (SELECT value FROM json_each(?))"
    return (f"({held} OR {began})", (match, json.dumps(authors)))


def lies_below(tree: AreaTree, above: str) -> Callable[[str], bool]:
    """Whether an area lies below another one today; asked once for each known area."""
    verdicts: dict[str | None, bool] = {}

    def verdict(area: str) -> bool:
        known = tree.nearest(area)
        if known not in verdicts:
            verdicts[known] = known is not None and above in tree.lineage(known)
        return verdicts[known]

    return verdict
