"""One page of a list that is known whole: what stands behind a mark, and where the next begins."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from server.api.answering import Document
from server.api.parameters import bad_mark, limit
from server.pages.origin import with_query
from server.pages.visit import Visit

T = TypeVar("T")


def page(visit: Visit, name: str, documents: Sequence[Mapping[str, Any]]) -> Document:
    """One page of a list of documents."""
    found, begin = begun(visit, documents, [str(each["id"]) for each in documents])
    return paged(visit, name, found, begin, len(documents))


def begun(visit: Visit, found: Sequence[T], ids: Sequence[str]) -> tuple[Sequence[T], int]:
    """What stands behind the mark, as much as is asked for, and where it begins."""
    mark, begin = visit.asked("after"), 0
    if mark:
        try:
            begin = ids.index(mark) + 1
        except ValueError as error:
            raise bad_mark(visit) from error
    return found[begin : begin + limit(visit)], begin


def paged(
    visit: Visit, name: str, found: Sequence[Mapping[str, Any]], begin: int, count: int
) -> Document:
    """The answer; a mark is the id of the last document before."""
    more = begin + len(found) < count
    following = with_query(visit.path, after=str(found[-1]["id"])) if more else None
    return {name: found, "count": count, "next": following}
