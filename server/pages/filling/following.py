"""What nobody types while a form is filled in: what a row begins with, what follows from answers.

The same as on a tablet (`schema.filling`), at each press: the page has no act of its own
between being opened and being stored, so everything typed on it counts as given at once.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.answer import Value
from schema.filling import base36, begun, following, row_begun
from schema.form import Form
from schema.logic.judgement import NOTHING_SAID, Judgement
from schema.outline import paths, rows_of
from schema.question import Choice, Kind
from schema.rules import Circumstances
from server.clock import local
from server.people.staff import Staff
from server.station import SERVER_DEVICE

_ROW_IDS: Final = 36**6
_STEP_MAX: Final = 1 << 20
"""How far a next row's id lies behind the last one's: rows of one change stand by their ids."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a form says of its questions as they are answered, by the paths of their answers.

    `required`: those that have to be answered; `read_only`: those whose answer is only shown;
    `choices`: those that a filter leaves of a list; `judged`: what its expressions say.
    """

    required: frozenset[str]
    read_only: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    judged: Judgement = NOTHING_SAID

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows a repeat has to have."""
        return self.judged.counts


class RowIds:
    """Draws ids for rows behind those there are, so that two people hardly draw the same."""

    def __init__(self, rows: Mapping[str, Sequence[str]]) -> None:
        self._last = max((int(row, 36) for ids in rows.values() for row in ids), default=-1)

    def __call__(self) -> str:
        """The next id."""
        if self._last < 0 or self._last + _STEP_MAX >= _ROW_IDS:
            self._last = secrets.randbelow(_ROW_IDS // 2)
        else:
            self._last += 1 + secrets.randbelow(_STEP_MAX)
        return base36(self._last, 6)


def device_answers(person: Staff | None, opened_ms: int, now_ms: int) -> dict[Kind, Value]:
    """What the server answers in the place of a tablet, by the kind of question."""
    opened, now = local(opened_ms), local(now_ms)
    return {
        Kind.start: opened.isoformat(timespec="milliseconds"),
        Kind.end: now.isoformat(timespec="milliseconds"),
        Kind.today: opened.date().isoformat(),
        Kind.deviceid: SERVER_DEVICE,
        Kind.username: person.name if person else None,
    }


def first_of_record(
    form: Form, device: Mapping[Kind, Value], at: Circumstances
) -> dict[str, Value]:
    """What a record that is made here begins with; its end is written when it is finished."""
    known: dict[Kind, Value] = dict(device)
    known.pop(Kind.end, None)
    keys = {each.name: each.default for each in form.key_questions if each.default is not None}
    return {**keys, **begun(form, known, at)}


def first_of_rows(
    form: Form, values: Mapping[str, Value], markers: Collection[str], at: Circumstances
) -> dict[str, Value]:
    """What new rows begin with."""
    found: dict[str, Value] = {}
    for marker in markers:
        found |= row_begun(form, {**values, **found}, marker, at)
    return found


def following_of(
    form: Form,
    values: Mapping[str, Value],
    given: Mapping[str, Value],
    rows: Mapping[str, Sequence[str]],
    at: Circumstances,
) -> dict[str, Value]:
    """What is written with the answers given: rows that are counted, calculations that they start.

    Args:
        form: the form.
        values: every answer, those given among them.
        given: what was typed.
        rows: the rows there are, those to be removed included.
        at: what expressions may know.
    """
    return following(form, values, given.keys(), at, RowIds(rows))


def asked_of(form: Form, values: Mapping[str, Value], at: Circumstances) -> Asked:
    """What the form says of its questions."""
    rows = rows_of(values)
    located = list(paths(form.outline, rows))
    always = {path for path, each in located if each.question.required and path not in form.key}
    always.update(form.key)
    if form.logic is None:
        return Asked(required=frozenset(always))
    live = form.logic.open(values, rows, at)
    judged = live.judgement()
    shown = [(path, each) for path, each in located if path not in judged.irrelevant]
    filtered = [path for path, each in shown if each.question.narrowed]
    read_only = form.logic.read_only
    return Asked(
        required=frozenset(always | judged.required),
        read_only=frozenset(
            path
            for path, each in shown
            if read_only and not path.endswith("]") and live.read_only(path)
        ),
        choices={path: live.offered(path) for path in filtered},
        judged=judged,
    )


def ended(form: Form, device: Mapping[Kind, Value]) -> dict[str, Value]:
    """What is answered for a person when they finish a record."""
    return {
        path: device[Kind.end]
        for path, located in form.paths({})
        if located.question.kind is Kind.end
    }
