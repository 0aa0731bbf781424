"""Who wants to know what happened in a data directory, and is told.

Invariant: everybody is told in the order in which they asked, by whoever calls: on the event loop
of a server, else on the writer's thread.
"""

from collections.abc import Callable, Collection, Mapping

from schema.area import Scope
from sync.log.log import Head

Listener = Callable[[], None]


class Listeners:
    """Everybody who wants to know."""

    def __init__(self) -> None:
        self._rows: list[Callable[[Mapping[Scope, Head]], None]] = []
        self._folded: list[Callable[[Collection[str]], None]] = []
        self._contacts: list[Callable[[Collection[str]], None]] = []
        self._erased: list[Callable[[Mapping[str, Scope]], None]] = []
        self._authority: list[Listener] = []
        self._failure: list[Listener] = []
        self._ending: list[Listener] = []

    def add(
        self,
        *,
        rows: Callable[[Mapping[Scope, Head]], None] | None = None,
        folded: Callable[[Collection[str]], None] | None = None,
        contacts: Callable[[Collection[str]], None] | None = None,
        erased: Callable[[Mapping[str, Scope]], None] | None = None,
        authority: Listener | None = None,
        failure: Listener | None = None,
        ending: Listener | None = None,
    ) -> None:
        """Tells of what the arguments name; each method below says what that is."""
        self._rows.extend(filter(None, [rows]))
        self._folded.extend(filter(None, [folded]))
        self._contacts.extend(filter(None, [contacts]))
        self._erased.extend(filter(None, [erased]))
        self._authority.extend(filter(None, [authority]))
        self._failure.extend(filter(None, [failure]))
        self._ending.extend(filter(None, [ending]))

    def rows(self, heads: Mapping[Scope, Head]) -> None:
        """Rows were committed."""
        for tell in self._rows:
            tell(heads)

    def folded(self, scopes: Collection[str]) -> None:
        """The pages' data of these scopes is newer than it was."""
        for tell in self._folded:
            tell(scopes)

    def contacts(self, devices: Collection[str]) -> None:
        """What these tablets say of themselves was written down."""
        for tell in self._contacts:
            tell(devices)

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

    def ending(self) -> None:
        """The server stops: whoever holds a connection open lets it go."""
        for tell in self._ending:
            tell()
