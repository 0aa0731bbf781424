"""The entries of a record's changes, by the question that each is of today.

Entries keep the names that they were written under; the form says what their questions are called
now (schema.naming). Pure, like `sync.core.record`, which reads them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from schema.form import Form
from schema.naming import Naming
from sync.core.change import Change, Entry
from sync.core.fold import Held


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldChange:
    """A change as somebody holds it.

    `seq` is its number in the log of its scope, None before the acknowledgement; `device` who
    pushed it, None where that is not known (on a tablet, for changes of others).
    """

    change: Change
    seq: int | None = None
    device: str | None = None


def entries_of(held: Iterable[HeldChange], form: Form | None) -> dict[str, list[Held]]:
    """The entries of some changes by their question, as the form calls it today."""
    entries: dict[str, list[Held]] = defaultdict(list)
    for each in today(held, form):
        change_id, staff, time_ms = each.change.change_id, each.change.staff, each.change.time_ms
        for question, value, replaces in each.change.entries:
            entries[question].append(Held(change_id, staff, time_ms, value, replaces))
    return entries


def today(held: Iterable[HeldChange], form: Form | None) -> Iterable[HeldChange]:
    """The changes with their questions called as today."""
    if form is None or not form.naming:
        return held
    return (replace(each, change=_renamed(each.change, form.naming)) for each in held)


def _renamed(change: Change, names: Naming) -> Change:
    """A change by today's names.

    Of two entries that would be one question the one under today's name is, else the first; the
    other keeps its name, since nothing that is written down may be passed over.
    """
    taken = {entry.question for entry in change.entries if names(entry.question) == entry.question}
    found: list[Entry] = []
    for question, value, replaces in change.entries:
        name = names(question)
        if name != question and name in taken:
            name = question
        taken.add(name)
        found.append(Entry(name, names.value(name, value), replaces))
    return replace(change, entries=tuple(found))
