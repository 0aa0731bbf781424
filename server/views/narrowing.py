"""What is wanted, as far as the eyes may see, as one condition: filter, rights, area and text.

Made on the connection that is going to ask: it says which scopes have records, which of them hold a
text or are in a number, and learns the functions that the condition calls.

Left out: the pieces themselves (`conditions`, `figures`), and the statements that they narrow.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from schema.area import Scope
from server.views.asking import Filter, Sight
from server.views.conditions import (
    EVERY,
    MATCHES_MAX,
    NOTHING,
    Condition,
    all_of,
    by_scope,
    conditions,
    few_scopes,
    lies_below,
    lying_in,
    matching,
    visible,
)
from server.views.figures import in_number
from server.views.placed import placed
from server.views.reading import ViewsConnection
from server.views.searching import expression
from sync.log.statements import load

_SQL: Final = load(Path(__file__).with_name("reading.sql"))


def narrowed(
    connection: ViewsConnection, sight: Sight, wanted: Filter, page: Sequence[Condition] = ()
) -> Condition:
    """What is wanted of the records, named `r`, and in sight; `page` says where a page begins."""
    known = _known(connection)
    few = few_scopes(wanted)
    seen = visible(sight, known, few)
    where_it_lies = [seen]
    if sight.permit is not None:
        connection.create_function("may_read", 2, sight.may_read, deterministic=True)
    if wanted.area is not None:
        below = lies_below(sight.tree, wanted.area)
        connection.create_function("lies_below", 1, below, deterministic=True)
        where_it_lies.append(lying_in(sight.tree, wanted.area, known, few).condition)
    scoped = any(map(by_scope, where_it_lies))
    asked = [*page, *conditions(wanted, scoped=scoped), *where_it_lies]
    if wanted.text.strip():
        match = _match(sight, known, seen, wanted.text)
        if match is None:
            asked.append(NOTHING)
        else:
            asked.append(matching(_holding(connection, match), wanted.authors))
    if wanted.number is not None:
        asked.append(in_number(connection, wanted.number))
    return all_of(asked)


def crowded(connection: ViewsConnection, sight: Sight, text: str) -> bool:
    """Whether more records hold a text than a search looks at."""
    known = _known(connection)
    match = _match(sight, known, visible(sight, known), text)
    return match is not None and len(_holding(connection, match)) > MATCHES_MAX


def _known(connection: ViewsConnection) -> Sequence[Scope]:
    """Every scope that has records."""
    return [Scope(scope) for scope, *_ in connection.execute(_SQL["positions"])]


def _match(sight: Sight, known: Sequence[Scope], seen: Condition, text: str) -> str | None:
    """What the index of texts is asked for, in the scopes that are seen; None: nothing holds it."""
    among = None if sight.permit is None or seen == EVERY else sight.permit.scopes(known)
    return expression(text, among, placed(sight.tree, known))


def _holding(connection: ViewsConnection, match: str) -> Sequence[int]:
    """The numbers of the records that hold a text, latest first: one more than are looked at."""
    found = connection.holding.get(match)
    if found is None:
        asked = (match, MATCHES_MAX + 1)
        (numbers,) = connection.execute(_SQL["holding"], asked).fetchone()
        found = connection.holding[match] = sorted(json.loads(numbers), reverse=True)
    return found
