"""The conditions that a question to the views makes, by whom it is asked and for which records.

A condition is a piece of SQL with the values bound to it. The pieces are fixed, values are never
written into them. `may_read` and `lies_below` are functions that the asking connection knows.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from schema.area import Scope
from schema.grant import Permit
from schema.tree import AreaTree
from server.views.asking import Filter, Sight

Condition = tuple[str, tuple[object, ...]]

EVERY: Condition = ("1", ())
NOTHING: Condition = ("0", ())

MATCHES_MAX = 2_000
"""So many records that hold a text are looked at: whoever types what half the district holds wants
to type another character, and pages say so."""

FEW_SCOPES = 16
"""So many scopes are looked up by themselves, each in the list's order; of more that order is
followed across all of them, and each record's scope looked at. Measured over 81 grids: 0.2 to 5 ms
for up to 16 scopes; passing other people's records 10 to 130 ms for so few, 4 ms for 81."""

_OF_FORMS = "r.form IN (SELECT value FROM json_each(?))"
_NOT_OF_FORMS = "r.form NOT IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Which of the scopes that have records some eyes see whole, and which in part.

    Attributes:
        whole: by what of them is seen (every form that is not restricted, and which others).
        part: those of which records are seen one by one.
        everything: all that there is is seen whole.
    """

    whole: Mapping[tuple[bool, frozenset[str]], Sequence[Scope]]
    part: Sequence[Scope]
    everything: bool = False


def reach(permit: Permit, known: Iterable[Scope], torn: Collection[Scope] = ()) -> Reach:
    """What a person reaches.

    Args:
        permit: whose.
        known: every scope that has records.
        torn: scopes that shall be looked at record by record in any case.
    """
    whole: dict[tuple[bool, frozenset[str]], list[Scope]] = defaultdict(list)
    part: list[Scope] = []
    seen: set[Scope] = set()
    for scope in permit.scopes(known):
        if scope in torn or permit.reads_in_part(scope):
            part.append(scope)
            continue
        unrestricted, forms = permit.reads_whole(scope)
        whole[unrestricted, forms].append(scope)
        if unrestricted and forms >= permit.restricted:
            seen.add(scope)
    return Reach(whole=whole, part=part, everything=seen.issuperset(known))


def seen_whole(permit: Permit, reached: Reach, few: int = FEW_SCOPES) -> Condition:
    """What is seen without looking at records: of what has a scope and a form, named `r`.

    `few` scopes are looked up by themselves.
    """
    if reached.everything:
        return EVERY
    pieces: list[Condition] = []
    for (unrestricted, forms), scopes in reached.whole.items():
        if not unrestricted:
            pieces.append(_of_scopes(few, scopes, _OF_FORMS, json.dumps(sorted(forms))))
        elif hidden := permit.restricted - forms:
            pieces.append(_of_scopes(few, scopes, _NOT_OF_FORMS, json.dumps(sorted(hidden))))
        else:
            pieces.append(_of_scopes(few, scopes))
    return any_of(pieces)


def seen_in_part(reached: Reach, few: int = FEW_SCOPES) -> Condition:
    """What is seen record by record: of the records, named `r`; `few` as in `seen_whole`."""
    if not reached.part:
        return NOTHING
    return _of_scopes(few, reached.part, "may_read(r.area, r.form)")


def visible(sight: Sight, known: Iterable[Scope], few: int = FEW_SCOPES) -> Condition:
    """What these eyes may see of the records: whole scopes by an index, the rest one by one.

    `few` as in `seen_whole`.
    """
    if sight.permit is None:
        return EVERY
    reached = reach(sight.permit, known)
    whole = seen_whole(sight.permit, reached, few)
    return whole if whole == EVERY else any_of([whole, seen_in_part(reached, few)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Below:
    """Records of an area and of all that lies below it today.

    Attributes:
        condition: which they are.
        whole: it asks for their scopes alone.
    """

    condition: Condition
    whole: bool


def lying_in(tree: AreaTree, area: str, known: Iterable[Scope], few: int = FEW_SCOPES) -> Below:
    """What lies in an area.

    Args:
        tree: the areas of today.
        area: one of them.
        known: every scope that has records.
        few: as in `seen_whole`.
    """
    whole: list[Scope] = []
    part: list[Scope] = []
    for scope in tree.scopes_below(area, known):
        tops = {scope, *tree.scope_tops(scope)}
        (whole if all(area in tree.lineage(top) for top in tops) else part).append(scope)
    pieces = [_of_scopes(few, whole)] if whole else []
    if part:
        pieces.append(_of_scopes(few, part, "lies_below(r.area)"))
    return Below(condition=any_of(pieces), whole=not part)


def _of_scopes(few: int, scopes: Sequence[Scope], more: str = "", *values: object) -> Condition:
    """What lies in these scopes, and fits a further condition."""
    here = _BY_INDEX if len(scopes) <= few else _IN_LIST_ORDER
    return (f"{here} AND {more}" if more else here, (json.dumps(scopes), *values))


_BY_INDEX = "r.scope IN (SELECT value FROM json_each(?))"
_IN_LIST_ORDER = f"+{_BY_INDEX}"
"""The sign keeps SQLite from using the index."""


def by_scope(condition: Condition) -> bool:
    """Whether it looks every scope up by itself."""
    return _BY_INDEX in condition[0] and _IN_LIST_ORDER not in condition[0]


def few_scopes(wanted: Filter) -> int:
    """How many scopes are looked up by themselves.

    None where so few records fit that these have an index of their own.
    """
    rare = wanted.clashing or wanted.flagged or wanted.merged or wanted.revised or wanted.refers
    return 0 if rare or wanted.overdue_ms is not None else FEW_SCOPES


def any_of(pieces: Sequence[Condition]) -> Condition:
    """What fits one of the pieces; nothing if there is none."""
    some = [piece for piece in pieces if piece != NOTHING]
    if not some:
        return NOTHING
    text = " OR ".join(piece for piece, _ in some)
    return (f"({text})", tuple(value for _, bound in some for value in bound))


def all_of(pieces: Sequence[Condition]) -> Condition:
    """What fits every one of the pieces, of which there is one at least."""
    text = " AND ".join(piece for piece, _ in pieces)
    return text, tuple(value for _, bound in pieces for value in bound)


def conditions(wanted: Filter, *, scoped: bool = False) -> list[Condition]:
    """What a filter asks of the records, named `r` in the statement.

    Its area is `lying_in`'s, its text `matching`'s.

    Args:
        wanted: the filter.
        scoped: the records are looked up by their scopes, whose index has form and state too; the
            sign keeps SQLite from passing all records of a form or state instead.
    """
    found: list[Condition] = []
    sign = "+" if wanted.refers or (scoped and not _has_other_index(wanted)) else ""
    for text, value in (
        (f"{sign}r.form = ?", wanted.form),
        (f"{sign}r.status = ?", wanted.status),
        ("r.worker = ?", wanted.worker),
        ("r.status_ms >= ?", wanted.since_ms),
        ("r.done_ms >= ?", wanted.done_since_ms),
        ("r.done_ms < ?", wanted.done_until_ms),
        ("r.open = 1 AND r.due_ms IS NOT NULL AND r.due_ms < ?", wanted.overdue_ms),
        ("r.updated_ms >= ?", wanted.received_ms),
        ("r.created_ms >= ?", wanted.begun_from_ms),
        ("r.created_ms < ?", wanted.begun_until_ms),
        (_REFERRING, wanted.refers),
        (_OF_AREAS, None if wanted.areas is None else json.dumps(wanted.areas)),
    ):
        if value is not None:
            found.append((text, (value,)))
    if wanted.state is not None:
        found.append(("r.form = ? AND r.state = ?", wanted.state))
    for text, asked in (
        ("r.clashes > 0", wanted.clashing),
        ("r.flags > 0", wanted.flagged),
        ("r.merged = 1", wanted.merged),
        ("r.revised = 1", wanted.revised),
        ("r.done_ms IS NOT NULL", wanted.done),
    ):
        if asked:
            found.append((text, ()))
    return found


_OF_AREAS = "r.area IN (SELECT value FROM json_each(?))"
_REFERRING = "r.number IN (SELECT record FROM refs WHERE parent = ?)"


def _has_other_index(wanted: Filter) -> bool:
    asked = (
        *(wanted.done_since_ms, wanted.done_until_ms, wanted.begun_from_ms, wanted.begun_until_ms),
        *(wanted.worker, wanted.overdue_ms, wanted.state),
    )
    return any(each is not None for each in asked)


def matching(found: Sequence[int], authors: Sequence[str]) -> Condition:
    """Records that hold every word of a text or that one of the authors began.

    Args:
        found: the numbers of those that hold it, latest begun first; `MATCHES_MAX` are looked at.
        authors: people.
    """
    numbers = json.dumps(found[:MATCHES_MAX])
    return (_OR_BEGUN, (numbers, json.dumps(authors))) if authors else (_HOLDING, (numbers,))


_HOLDING = "r.number IN (SELECT value FROM json_each(?))"
_OR_BEGUN = """r.number IN (
  SELECT value FROM json_each(?)
  UNION ALL
  SELECT number FROM records WHERE created_by IN (SELECT value FROM json_each(?))
)"""


def lies_below(tree: AreaTree, above: str) -> Callable[[str], bool]:
    """Whether an area lies below another one today; asked once for each known area."""
    verdicts: dict[str | None, bool] = {}

    def verdict(area: str) -> bool:
        known = tree.nearest(area)
        if known not in verdicts:
            verdicts[known] = known is not None and above in tree.lineage(known)
        return verdicts[known]

    return verdict
