"""What is written of a filled form: what differs from what its page showed, and the state.

Also what is in the way. A draft is never held up by a rule. A record is finished only where every
rule holds; one that is finished already takes no answer that breaks a rule which held before, as on
a tablet.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schema.answer import Value
from schema.form import OPEN, STATUS, VERSION, Form
from schema.rules import Circumstances, Flag
from server.pages.filling.filled import Filled
from server.views.answering import Held
from sync.core.change import Entry
from sync.core.findings import UNFINISHED, asked_anew, examine_by
from sync.core.record import DRAFT
from sync.core.review import RETURNED

FINISHED: Final = "finished"

_NOT_HERE: Final = "unknown"
"""The flag of an answer to a question that the form does not have: nobody can mend that here."""


def status_of(held: Held | None) -> str:
    """The state of a record as its page showed it; one that is to be made is a draft."""
    return DRAFT if held is None or not held.seen else held.reading.status


def in_the_way(
    filled: Filled, held: Held | None, lang: str, at: Circumstances, *, finish: bool
) -> tuple[Flag, ...]:
    """The broken rules for which this is not written.

    Args:
        filled: what would be.
        held: the record as it was shown; None for a new one.
        lang: of the sentences.
        at: what expressions may know.
        finish: whether it is to be finished by this.
    """
    status = status_of(held)
    if not finish and status in UNFINISHED | {RETURNED}:
        return ()
    if status in OPEN:
        return tuple(flag for flag in filled.findings.flags if flag.holds_up)
    judging = _judging(filled, held)
    by = filled.form if moves_on(filled, held) else judging
    known = {**filled.original, **filled.fixed}
    before = examine_by(judging, filled.form, known, lang, at).flags
    after = examine_by(by, filled.form, filled.values, lang, at).flags
    touched = filled.changed.keys()
    new = (flag for flag in after if flag.question in touched or flag not in before)
    return tuple(flag for flag in new if flag.holds_up)


def moves_on(filled: Filled, held: Held | None) -> bool:
    """Whether a record becomes one of today's version by what was typed, as on a tablet."""
    judging = _judging(filled, held)
    return any(asked_anew(judging, filled.form, path) for path in filled.changed)


def _judging(filled: Filled, held: Held | None) -> Form:
    version = None if held is None else held.reading.version
    return filled.form.judging(version, status_of(held))


def entries_of(
    filled: Filled, held: Held | None, *, finish: bool, ending: Mapping[str, Value]
) -> list[Entry]:
    """The entries of the change that says what was typed; none where nothing is to be said.

    Args:
        filled: what was typed, with what follows from it.
        held: the record as it was shown; None for a new one.
        finish: whether it is finished by this.
        ending: what is answered for a person when they finish a record.
    """
    form = filled.form
    last = [(path, value) for path, value in ending.items() if finish]
    if held is None or not held.seen:
        said = [Entry(VERSION, form.version), *_answers(filled, None, form)]
        last += [(STATUS, FINISHED)] if finish else []
        return [*said, *(Entry(name, value) for name, value in last)]
    moved_on = finish and held.reading.status != FINISHED
    if not filled.touched and not moved_on:
        return []
    entries = [*_answers(filled, held, form)]
    finished_by_it = moved_on and held.reading.version != form.version
    if finished_by_it or moves_on(filled, held):
        entries.insert(0, held.entry(VERSION, form.version))
    for row in sorted(filled.gone):
        entries += held.removal(row)
    if moved_on:
        entries += [held.entry(name, value) for name, value in [*last, (STATUS, FINISHED)]]
    return entries


def _answers(filled: Filled, held: Held | None, form: Form) -> Iterator[Entry]:
    """The answers that were changed, rows before what stands in them, in the order of the form."""
    written = {**filled.beside, **dict.fromkeys(filled.begun, True), **filled.changed}
    ordered = [path for path, _ in form.paths(filled.rows) if path in written]
    for path in ordered:
        if path in filled.fixed or path in form.key:
            continue
        value = written[path]
        yield Entry(path, value) if held is None else held.entry(path, value)


def labelled(flags: Sequence[Flag]) -> dict[str, list[str]]:
    """The sentences of flags by the question at which they stand."""
    found: dict[str, list[str]] = {}
    for flag in flags:
        if flag.code != _NOT_HERE:
            found.setdefault(flag.question, []).append(flag.reason)
    return found
