"""A small district in memory: the real sessions, gate, feed and log, with the network as lists.

Two grids of one community, a few people, and tablets whose store is a dictionary. Nothing waits and
nothing is random: a test moves each message itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from schema.area import Area, AreaId, AreaKind, Scope
from schema.form import Form
from schema.grant import Grant, Permit, Role
from schema.question import Kind, MergePolicy, Question
from schema.record_id import RecordId
from schema.tree import AreaTree
from sync.core import messages as m
from sync.core.change import Change, Entry
from sync.core.decode import decode_from_server
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.encode import encode as encode_message
from sync.core.feed import Feed
from sync.core.results import Duplicate, Stored
from sync.core.scan import scan
from sync.core.server import ServerSession
from sync.core.tablet import TabletSession
from sync.core.tablet_events import Answered, Arrived, Offered, Rewound
from sync.core.update import encode
from sync.log.log import Submission
from sync.log.memory import MemoryLog

DISTRICT = AreaId("130709")
COMMUNITY = AreaId("130709/100/002")
GRID_7 = AreaId("130709/100/002/007")
GRID_8 = AreaId("130709/100/002/008")
HOUSE_7 = AreaId("130709/100/002/007/x03/b02/u1/0301")
HOUSE_8 = AreaId("130709/100/002/008/x04/b01/u1/0101")
SEVEN, EIGHT = Scope(GRID_7), Scope(GRID_8)

WANG, LI, ZHAO = "wang0000", "li000000", "zhao0000"


def _form(name: str, *, restricted: bool = False) -> Form:
    text = {"zh-CN": name, "en": name}
    return Form(
        id=name,
        version="1",
        title=text,
        key=(),
        areas=(AreaKind.household, AreaKind.grid),
        restricted=restricted,
        questions=(Question(name="q", kind=Kind.text, label=text, merge=MergePolicy.clash),),
    )


FORMS = {form.id: form for form in (_form("opinion"), _form("dispute", restricted=True))}


def _tree() -> AreaTree:
    kinds = [*AreaKind][:8]
    areas = {}
    for house in (HOUSE_7, HOUSE_8):
        segments = house.segments
        for depth in range(1, len(segments) + 1):
            area = AreaId("/".join(segments[:depth]))
            areas[area] = Area(id=area, kind=kinds[depth - 1], name=area, parent=area.parent)
    return AreaTree(areas.values())


@dataclass(frozen=True)
class Tablet:
    id: str
    staff: str
    assigned: frozenset[str]
    revoked: bool = False


@dataclass
class Office:
    """People and tablets; a changed copy is a changed district."""

    grants: dict[str, tuple[Grant, ...]]
    devices: dict[str, Tablet] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=lambda: FORMS)
    tree: AreaTree = field(default_factory=_tree)
    etag: str = "one"

    def permit(self, staff_id: str) -> Permit:
        return Permit(self.grants.get(staff_id, ()), self.tree, {"dispute"})

    def device_of_token(self, token: str) -> Tablet | None:
        return self.devices.get(token)

    def bundle_etag(self, staff_id: str) -> str:
        return self.etag

    def with_grants(self, staff: str, *grants: Grant) -> "Office":
        return replace(self, grants={**self.grants, staff: grants})

    def with_revoked(self, token: str) -> "Office":
        return replace(
            self, devices={**self.devices, token: replace(self.devices[token], revoked=True)}
        )


def member_of(area: AreaId, form: str | None = None, role: Role = Role.grid_member) -> Grant:
    return Grant(area=area, role=role, form=form)


def an_office() -> Office:
    office = Office(
        grants={
            WANG: (member_of(GRID_7),),
            LI: (member_of(GRID_7),),
            ZHAO: (member_of(COMMUNITY, role=Role.community),),
        }
    )
    for staff in (WANG, LI, ZHAO):
        token = f"token-of-{staff}"
        office.devices[token] = Tablet(token, staff, frozenset({staff}))
    return office


class Server:
    """The log, its feed, and the sessions of one server."""

    def __init__(self, office: Office | None = None) -> None:
        self.office = office or an_office()
        self.log = MemoryLog()
        self.feed = Feed(self.log, {})
        self.sessions: list[ServerSession] = []

    def session(self) -> ServerSession:
        session = ServerSession("s", self.office, self.feed, digest_interval_s=0)
        self.sessions.append(session)
        return session

    def welcomed(self, staff: str, cursors: dict | None = None) -> ServerSession:
        session = self.session()
        session.receive_data(encode_message(hello(staff, cursors)), now_ms=1_000)
        return session

    def commit(self, session: ServerSession) -> None:
        """What the writer does with everything the session handed over, in one commit a push."""
        for push in session.submissions():
            device = session.device
            batch = [
                Submission(
                    record=record,
                    data=data,
                    device=device.id,
                    staff=device.staff,
                    change_id=verdict.change_id,
                    scope=verdict.scope,
                    refusal=verdict.refusal,
                )
                for record, data, verdict in push.changes
            ]
            commit = self.log.commit(batch, received_ms=2_000)
            self.feed.advance(commit.heads, commit.rows)
            for scope in commit.heads:
                for other in self.sessions:
                    other.advanced(scope)
            session.committed(push.push_id, commit.results)

    def put_back(self, log: MemoryLog) -> None:
        """An older state of the log is in its place, behind everybody's back."""
        self.log = log
        self.feed = Feed(log, log.heads())
        self.sessions = []

    def store(self, *changes: tuple[str, bytes]) -> None:
        """Rows that were there before."""
        self.log.append(
            [
                Submission(
                    record=record,
                    data=data,
                    device="before",
                    staff=WANG,
                    change_id=scan(data).change_id,
                    scope=RecordId.parse(record).scope,
                )
                for record, data in changes
            ],
            received_ms=1,
        )
        self.feed.advance(self.log.heads())


def hello(staff: str, cursors: dict | None = None) -> m.Hello:
    return m.Hello(
        token=f"token-of-{staff}", app="test", cursors=cursors or {}, outbox=0, clock_ms=500
    )


def answers(session: ServerSession) -> list[m.FromServer]:
    """What the server sends now, read."""
    return [decode_from_server(data) for data in session.data_to_send()]


def say(session: ServerSession, message: m.Message) -> None:
    session.receive_data(encode_message(message), now_ms=1_000)


def record(area: AreaId, form: str = "opinion") -> str:
    return f"{form}/{area}"


def a_change(change_id: int, staff: str = WANG, value: object = "x", **entries: object) -> bytes:
    questions = entries or {"q": value}
    return encode(
        Change(
            change_id=change_id,
            staff=staff,
            time_ms=change_id,
            remark=None,
            entries=tuple(Entry(name, given) for name, given in questions.items()),
        )
    )


class Home:
    """A tablet and its store: rows by hash, with their seq where it is known."""

    def __init__(self, server: Server, staff: str) -> None:
        self.server = server
        self.staff = staff
        self.rows: dict[bytes, tuple[str, bytes, int | None]] = {}
        self.own: list[bytes] = []
        self.refused: dict[bytes, str] = {}
        self.cursors: dict[str, m.Position] = {}
        self.unlisted: set[bytes] = set()
        self.rewinding: set[str] = set()
        self.session: TabletSession | None = None
        self.peer: ServerSession | None = None

    def write(self, record_id: str, data: bytes) -> None:
        name = row_hash(record_id, data)
        self.rows[name] = (record_id, data, None)
        self.own.append(name)

    def connect(self) -> None:
        self.session = TabletSession(
            token=f"token-of-{self.staff}", app="test", cursors=self.cursors, outbox=0
        )
        self.session.hello(clock_ms=0)
        self.session.offer(self._outbox())
        self.peer = self.server.session()

    def _outbox(self) -> Iterable[Offered]:
        for name in self.own:
            record_id, data, seq = self.rows[name]
            if name not in self.refused and seq is None:
                yield Offered(name, record_id, data)
        for name in sorted(self.unlisted):
            record_id, data, _ = self.rows[name]
            if RecordId.parse(record_id).scope not in self.rewinding:
                yield Offered(name, record_id, data)

    def _rewind(self, scope: str) -> None:
        self.cursors[scope] = (0, b"")
        self.rewinding.add(scope)
        for name, (record_id, data, _) in self.rows.items():
            if RecordId.parse(record_id).scope == scope:
                self.rows[name] = (record_id, data, None)
                if name not in self.own:
                    self.unlisted.add(name)
        self.session.offer(self._outbox())

    def cut(self) -> None:
        """The connection is gone, with whatever was on its way."""
        self.server.sessions.remove(self.peer)
        self.session, self.peer = None, None

    def to_server(self) -> None:
        for data in self.session.data_to_send():
            self.peer.receive_data(data, now_ms=1_000)

    def from_server(self) -> None:
        for data in self.peer.data_to_send():
            self.session.receive_data(data)
        for event in self.session.events():
            self._take(event)

    def _take(self, event: object) -> None:
        match event:
            case Arrived(changes):
                for record_id, data, seq in changes.items:
                    self.rows[row_hash(record_id, data)] = (record_id, data, seq)
                    self.unlisted.discard(row_hash(record_id, data))
                self.cursors[changes.scope] = (changes.to_seq, changes.mark)
                self.session.stored(changes)
                if not changes.more and changes.scope in self.rewinding:
                    self.rewinding.remove(changes.scope)
                    self.session.offer(self._outbox())
            case Rewound(scope):
                self._rewind(scope)
            case Answered(results):
                for name, result in results:
                    if isinstance(result, Stored | Duplicate):
                        record_id, data, _ = self.rows[name]
                        self.rows[name] = (record_id, data, result.seq)
                        self.unlisted.discard(name)
                    elif name in self.unlisted:
                        self.unlisted.remove(name)
                        del self.rows[name]
                    elif not result.retryable and name in self.own:
                        self.refused[name] = result.code

    def sync(self, rounds_max: int = 200) -> None:
        """Moves messages both ways until nobody has anything to say."""
        if self.session is None:
            self.connect()
        for _ in range(rounds_max):
            self.to_server()
            self.server.commit(self.peer)
            self.from_server()
            if self.session.idle and self.session.at_head:
                return
        raise AssertionError("the session does not come to rest")

    def digest(self, scope: str) -> bytes:
        found = EMPTY_DIGEST
        for name, (record_id, _, seq) in self.rows.items():
            if seq is not None and RecordId.parse(record_id).scope == scope:
                found = xor(found, name)
        return found
