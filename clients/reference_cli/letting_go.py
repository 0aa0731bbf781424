"""What a tablet gives up: records of areas and forms that are no longer its staff's.

Invariant: nothing goes before the server has given its final answer, in this very session, to every
own row of it and to every row of others that a server which began anew did not list. A row that is
refused for the moment keeps its record here until it is answered for good. What was never this
staff's is not lost: an answer typed about a stranger's grid is refused and stays here, to be seen,
until somebody has decided.

Source: protocol.md, 4.12.
"""

from collections.abc import Collection, Iterable

from clients.reference_cli.tablet import Tablet
from schema.area import Scope
from schema.grant import Permit, Right
from schema.record_id import RecordId
from sync.core.results import Refused, Result
from sync.home.rows import OwnRow


class LettingGo:
    """The giving up within one session.

    Attributes:
        due: rights may have changed since it was last looked through.
        keeps: records are held that are no longer this staff's; they count on no other side.
    """

    def __init__(self, tablet: Tablet) -> None:
        self.due = True
        self.keeps = False
        self._tablet = tablet
        self._store = tablet.store
        self._answered: set[bytes] = set()
        self._for_the_moment: set[bytes] = set()
        self._strangers = False

    def answered(self, results: Iterable[tuple[bytes, Result]]) -> None:
        """The server answered these rows in this session."""
        for hash_, result in results:
            if isinstance(result, Refused) and result.retryable:
                self._for_the_moment.add(hash_)
                continue
            self._answered.add(hash_)
            if self._strangers and not isinstance(result, Refused):
                self.due = True  # perhaps accepted meanwhile: then it is here no longer
            if hash_ in self._for_the_moment:  # what it kept here may go now
                self._for_the_moment.discard(hash_)
                self.due = True

    def pending(self) -> tuple[set[str], int]:
        """The scopes that are no longer this staff's by the grants held here, and how many records.

        Told without signal; which scopes the server serves is known in a session alone.
        """
        served = self._permit().scopes(map(Scope, self._store.scopes()))
        lost = self._lost(served)
        return self._store.scopes().keys() - served, sum(len(records) for _, records in lost)

    def next_rows(self, served: Collection[str]) -> list[OwnRow]:
        """The rows to push before anything can go; empty once nothing has to be pushed.

        Args:
            served: the scopes that the server serves in this session.
        """
        rows = [row for _, records in self._lost(served) for row in self._open(records)]
        return [row for row in rows if row.hash not in self._for_the_moment]

    def let_go(self, served: Collection[str]) -> int:
        """Forgets what is lost and answered for; gives how many records went."""
        self.due = False
        gone = 0
        lost = self._lost(served)
        for scope, records in lost:
            free = [record for record in records if not self._open([record])]
            gone += self._store.letting_go.drop(scope, free, whole=scope not in served)
        self.keeps = gone < sum(len(records) for _, records in lost)
        if lost:
            self._store.letting_go.scrub()
        return gone

    def _open(self, records: Iterable[str]) -> list[OwnRow]:
        """The rows of these records that this session has not had answered for good."""
        rows = self._store.letting_go.to_answer(records)
        return [row for row in rows if row.hash not in self._answered]

    def _lost(self, served: Collection[str]) -> list[tuple[str, list[str]]]:
        """The records that no grant covers, by scope; a scope of which nothing is left too."""
        permit = self._permit()
        whole = self._store.scopes().keys() - served
        lost: dict[str, list[str]] = {scope: [] for scope in whole}
        self._strangers = False
        for scope, record, listed in self._store.letting_go.records():
            if _may_read(permit, record):
                continue
            if listed or scope in whole or self._was_ours(record):
                lost.setdefault(scope, []).append(record)
            else:
                self._strangers = True
        return sorted(lost.items())

    def _was_ours(self, record: str) -> bool:
        """Whether the form was let go, or the area moved away: what no stranger's record is of."""
        parsed, library = RecordId.parse(record), self._tablet.library
        return parsed.form not in library.forms or library.tree.was_moved(parsed.area)

    def _permit(self) -> Permit:
        library = self._tablet.library
        here = library.restricted
        ever = self._store.papers.restricted_forms()
        return Permit(library.grants, library.tree, here | (ever - library.forms.keys()))


def _may_read(permit: Permit, record: str) -> bool:
    parsed = RecordId.parse(record)
    return permit.allows(Right.read, parsed.area, parsed.form)
