"""The server process of the simulation: the real sessions, gate, feed and log, driven by hand.

What the endpoint and the writer do with threads and sockets is done here in the same order: a
message is taken only while the session is not congested, what it submits waits in the writer's
queue, one commit takes the whole queue, heads are announced before answers are given, and nothing
is sent but what the session hands out after that. A crash loses the queue and every connection.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.core.digest import row_hash
from sync.core.discrepancies import Discrepancies, Finding, Found
from sync.core.feed import Feed
from sync.core.office import Submission as Push
from sync.core.results import Refused, Result
from sync.core.server import ServerSession
from sync.log.log import Submission
from tests.simulation.deciding import Deciding, submission
from tests.simulation.ledger import Broken, Ledger
from tests.simulation.network import SOCKET_FRAMES, Frame, Link
from tests.simulation.office import Office

DEVICE_SESSIONS_MAX = 2
"""Fewer than the 4 of the endpoint, so that it comes to it; the oldest goes."""

WRAPPED = b"\x82\xa1t\xa1z"
"""How a deflated message begins: a map of two, `t` first, `z` in it."""

OWN_FAULTS = frozenset({4400, 4413})
"""Close codes that say that a tablet broke the protocol: the real one never does."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A push in the writer's queue."""

    link: Link
    push_id: int
    batch: Sequence[Submission]


class Server(Deciding):
    """One server process after the other, over one log.

    Args:
        logs: makes logs and images of them.
        ledger: the oracle's books.
    """

    def __init__(self, logs: Any, ledger: Ledger, office: Office) -> None:
        self.logs = logs
        self.ledger = ledger
        self.office = office
        self.now_ms = 1_700_000_000_000
        self.commits_failing: deque[str] = deque()
        self.handshakes_refused = 0
        self.sessions = 0
        self.boot(logs.new())

    # The process

    def boot(self, log: Any) -> None:
        """A process begins over this log; whatever connections there were are gone."""
        for link in getattr(self, "links", ()):
            link.server_open = False
        self.log = log
        self.feed = Feed(log, log.heads(), moves=self.office.moves, erased=log.erased())
        self.discrepancies = Discrepancies()
        self.links: list[Link] = []
        self.queue: deque[Waiting] = deque()

    def crash(self) -> None:
        """The process dies: what was not committed is gone; the log stays as last committed."""
        self.boot(self.logs.restored(self.logs.image(self.log)))

    def stop(self) -> None:
        """A stop as SIGTERM asks for it: what was pushed is answered, all are told, and it ends."""
        for link in self.links:
            link.session.shut_down(1000)
        self.commit()
        for link in list(self.links):
            assert link.session.settled or link.session.state.value == "waiting", "all is answered"
            link.session.fail("restarting", "the server restarts")
            self.send(link)
        self.crash()

    def put_back(self, image: Any, office: Office) -> None:
        """An older copy of the directory is in its place, behind everybody's back."""
        self.office = office
        self.boot(self.logs.restored(image))

    # Connections

    def accept(self) -> Link:
        """A connection was opened."""
        self.sessions += 1
        session = ServerSession(
            f"s{self.sessions}",
            self.office,
            self.feed,
            discrepancies=self.discrepancies,
            digest_interval_s=0,
        )
        if self.handshakes_refused:
            self.handshakes_refused -= 1
            session.fail("busy", "too many tablets at once", 1000)
        link = Link(session)
        self.links.append(link)
        return link

    def reap(self) -> None:
        """Half-open connections are found dead after 40 s."""
        for link in [link for link in self.links if not link.tablet_open]:
            self.lose(link)

    def lose(self, link: Link) -> None:
        """This end gives the connection up."""
        link.server_open = False
        link.up.clear()
        if link in self.links:
            self.links.remove(link)

    def take(self, link: Link, frames: int) -> int:
        """Reads up to so many frames; how many it took."""
        taken = 0
        session = link.session
        while link.up and link.server_open and taken < frames and not session.congested:
            session.receive_data(link.up.popleft(), self.now_ms)
            taken += 1
            self._hand_on(link)
        return taken

    def _hand_on(self, link: Link) -> None:
        session = link.session
        if session.device is not None and not link.joined and session.close is None:
            link.joined = True
            self._bound_sessions(session.device.id)
        session.reports()
        for push in session.submissions():
            self.queue.append(Waiting(link, push.push_id, self._batch(session, push)))
        for found in session.findings():
            self._judge_finding(found, session.device.id)
        if session.close in OWN_FAULTS:
            raise Broken("protocol broken by a tablet", session.close_reason)

    def _judge_finding(self, found: Found, device: str) -> None:
        """No two sides differ, but where an area tree was put back and another one made of it.

        Both trees then have the same number of moves, and a cursor's mark cannot tell them apart:
        that is what the digest is for. Likewise an erasure that was undone: hashes, and so marks,
        are those of before it and of after it.
        """
        self.ledger.happened[f"digest {found.finding.value}"] += 1
        if found.scope not in self.ledger.unmarked or found.finding is Finding.persistent:
            raise Broken("digests unequal", f"{found.scope} of {device}: {found.finding.value}")

    def _bound_sessions(self, device: str) -> None:
        mine = [link for link in self.links if link.joined and link.session.device.id == device]
        for link in mine[:-DEVICE_SESSIONS_MAX]:
            link.session.fail("too_many_sessions", "more than 4 of one device")

    def _batch(self, session: ServerSession, push: Push) -> list[Submission]:
        device = session.device
        return [
            submission(record, data, device.id, device.staff, verdict)
            for record, data, verdict in push.changes
        ]

    def send(self, link: Link) -> int:
        """Hands the socket what it takes; how many frames that were."""
        sent = 0
        messages = link.session.outgoing()
        while link.server_open and len(link.down) < SOCKET_FRAMES:
            data = next(messages, None)
            if data is None:
                self.ledger.happened["window full"] += bool(link.session._stream._due)
                break
            self.ledger.happened["wrapped"] += data.startswith(WRAPPED)
            link.down.append(Frame(data, self.office))
            sent += 1
        else:
            return sent
        if link.session.close is not None and not link.closed and link.server_open:
            link.closed = True
            link.down.append(Frame(b"", self.office, close=link.session.close))
            self.lose(link)
        return sent

    # The writer

    def commit(self) -> int:
        """Commits the whole queue at once and gives the answers; how many pushes that were."""
        waiting, self.queue = list(self.queue), deque()
        if not waiting:
            return 0
        if self.commits_failing:
            code = self.commits_failing.popleft()
            for each in waiting:
                results: list[Result] = [Refused.of(code, kept=False) for _ in each.batch]
                each.link.session.committed(each.push_id, results)
            return len(waiting)
        commit = self._store([submission for each in waiting for submission in each.batch])
        given = 0
        for each in waiting:
            upto = given + len(each.batch)
            each.link.session.committed(each.push_id, commit.results[given:upto])
            given = upto
        return len(waiting)

    def _store(self, batch: Sequence[Submission]) -> Any:
        commit = self.log.commit(batch, self.now_ms)
        for each, result in zip(batch, commit.results, strict=True):
            name = row_hash(each.record, each.data)
            if isinstance(result, Refused):
                if result.kept:
                    self.ledger.kept.add(name)
            else:
                self.ledger.stored.add(name)
        self.feed.advance(commit.heads, commit.rows)
        for scope in commit.heads:
            for link in self.links:
                link.session.advanced(scope)
        return commit
