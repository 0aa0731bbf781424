"""The server's answers to a tablet's digests, and what follows from an unequal one.

Invariants: an answer is given only where both sides stand at the same head, else "later"; so is a
digest answered that was sent before the tablet heard what has changed in its scope: it is of other
rows, and no fault of anybody's. An unequal scope is served from the beginning at most once, as far
as its tablet hears of it, before a person looks (`discrepancies`).
"""

from collections.abc import Iterable, Iterator

from schema.area import Scope
from sync.core.discrepancies import Discrepancies, Finding, Found
from sync.core.feed import Feed
from sync.core.messages import Digest, DigestAnswer, Notice, Ping
from sync.core.stream import RowStream


class Comparing:
    """The comparisons of one session.

    Args:
        feed: what the server holds.
        stream: what the tablet was sent.
        known: what is known of unequal digests, of all sessions of this server.
    """

    def __init__(self, feed: Feed, stream: RowStream, known: Discrepancies) -> None:
        self._feed = feed
        self._stream = stream
        self._known = known
        self._found: list[Found] = []
        self._unheard: dict[Scope, int] = {}
        self._rewinds: dict[int, tuple[str, Scope]] = {}
        self._pings = 0

    def findings(self) -> list[Found]:
        """What comparisons have found since the last call."""
        found, self._found = self._found, []
        return found

    def changed(self, scopes: Iterable[Scope]) -> Iterator[Ping]:
        """The tablet was just told that other rows are for it in these scopes.

        What is sent behind it: whatever the tablet says before its `pong` it may have said before
        it knew.
        """
        served = [scope for scope in scopes if self._stream.audience(scope) is not None]
        if served:
            self._pings += 1
            self._unheard |= dict.fromkeys(served, self._pings)
            yield Ping(n=self._pings)

    def heard(self, n: int) -> None:
        """The tablet has read everything up to this ping."""
        self._unheard = {scope: ping for scope, ping in self._unheard.items() if ping > n}
        for ping in [ping for ping in self._rewinds if ping <= n]:
            self._known.rewound(*self._rewinds.pop(ping))

    def answer(
        self, digest: Digest, device: str, now_ms: int
    ) -> Iterator[DigestAnswer | Notice | Ping]:
        """What is sent for a digest of this device, in order; the scope may be rewound with it."""
        scope = Scope(digest.scope)
        ok = self._compare(scope, digest)
        yield DigestAnswer(scope=digest.scope, seq=digest.seq, ok=ok)
        if ok is None:
            return
        if ok:
            finding = self._known.equal(device, scope)
        else:
            finding = self._known.unequal(device, scope, now_ms)
        if finding is not None:
            self._found.append(Found(scope, finding))
        if finding is Finding.unequal:
            self._stream.rewind(scope)
            yield Notice(kind="rewind", facts={"scope": scope})
            yield from self.changed([scope])
            self._rewinds[self._pings] = (device, scope)

    def _compare(self, scope: Scope, digest: Digest) -> bool | None:
        audience = self._stream.audience(scope)
        if audience is None or scope in self._unheard:
            return None  # lost, or changed, while the question was on its way
        head, expected = self._feed.digest(scope, audience)
        comparable = digest.seq == head and self._stream.at_head(scope)
        return digest.hash == expected if comparable else None
