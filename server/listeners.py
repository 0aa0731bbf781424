"""Who wants to know what happened in a data directory, and is told.

Invariant: everybody is told in the order in which they asked, by whoever calls: on the event loop
of a server, else on the writer's thread.
"""

from collections.abc import Callable, Mapping

from schema.area import Scope
from sync.log.log import Head

Listener = Callable[[], None]


class Listeners:
    """Everybody who wants to know."""

    def __init__(self) -> None:
        self._rows: list[Callable[[Mapping[Scope, Head]], None]] = []
        self._erased: list[Callable[[Mapping[str, Scope]], None]] = []
        self._authority: list[Listener] = []
        self._failure: list[Listener] = []

    def add(
        self,
        *,
        rows: Callable[[Mapping[Scope, Head]], None] | None = None,
        erased: Callable[[Mapping[str, Scope]], None] | None = None,
        authority: Listener | None = None,
        failure: Listener | None = None,
    ) -> None:
        """Tells of new heads, erased records, changed people or areas, and of a failed disk."""
        self._rows.extend(filter(None, [rows]))
        self._erased.extend(filter(None, [erased]))
        self._authority.extend(filter(None, [authority]))
        self._failure.extend(filter(None, [failure]))

    def rows(self, heads: Mapping[Scope, Head]) -> None:
        """Rows were committed."""
        for tell in self._rows:
            tell(heads)

    def erased(self, records: Mapping[str, Scope]) -> None:
        """Records were erased."""
        for tell in self._erased:
            tell(records)

    def authority(self) -> None:
        """People, tablets, areas or forms changed."""
        for tell in self._authority:
            tell()

    def failure(self) -> None:
        """The disk failed."""
        for tell in self._failure:
            tell()
