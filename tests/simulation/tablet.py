"""A tablet of the simulation: the real home, verbs and session driver; the network is a `Link`.

The home's database lives in memory. Each COMMIT is durable at once, and an armed tablet dies right
behind one of them, wherever in the code it stands: what follows begins with the home as that commit
left it. The dialling loop (connect, converse, try again) is the schedule's; everything between a
message that comes and the messages that go out is the real driver.
"""

import functools
import io
import json
import random
import sqlite3
import tempfile
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any
from unittest import mock

from clients.reference_cli.delivery import Delivery
from clients.reference_cli.library import Library
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.tablet import Tablet
from sync.core.messages import Changes
from sync.core.results import Refused, Result
from sync.home import queries
from sync.home import store as home_store
from sync.home.database import MIGRATIONS
from sync.home.papers import Papers
from sync.home.rows import Arrival, Bundle, Enrolment
from sync.home.store import HomeStore
from sync.log.migrate import migrate
from tests.simulation.ledger import Broken, Ledger
from tests.simulation.network import Frame, Link
from tests.simulation.office import Office, may_read

APP = "simulation"
NOWHERE = Path(tempfile.gettempdir())
"""A directory that exists; nothing is written into it."""


class Died(BaseException):
    """The tablet's process ended right behind a commit."""


class Disk(sqlite3.Connection):
    """A database in memory whose process may die behind any commit."""

    def arm(self, commits: int) -> None:
        """The process dies behind so many commits from now."""
        self._commits_left = commits
        self.execute = self._watched  # the plain method otherwise: most disks are never armed

    def disarm(self) -> None:
        """It lives on."""
        self.__dict__.pop("execute", None)

    def _watched(self, statement: str, *values: Any) -> sqlite3.Cursor:
        cursor = super().execute(statement, *values)
        if statement == "COMMIT":
            self._commits_left -= 1
            if self._commits_left <= 0:
                raise Died
        return cursor


def opened(image: bytes) -> Disk:
    """A database with these contents."""
    connection: Disk = sqlite3.connect(":memory:", isolation_level=None, factory=Disk)
    connection.deserialize(image)
    return connection


_empty: list[bytes] = []


def empty_home() -> bytes:
    """A new home's image, made once."""
    if not _empty:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("PRAGMA page_size = 1024")
        migrate(connection, MIGRATIONS)
        _empty.append(connection.serialize())
        connection.close()
    return _empty[0]


@functools.cache
def _bundle(etag: str, text: str) -> Bundle:
    return Bundle(etag=etag, document=json.loads(text))


@functools.cache
def _library(etag: str, text: str) -> Library:
    return Library.of(_bundle(etag, text))


class KeptPapers(Papers):
    """The real papers; a bundle's text is read once for all tablets."""

    def bundle(self) -> Bundle | None:
        row = self._connection.execute(queries.BUNDLE).fetchone()
        return None if row is None else _bundle(*row)


class Verbs(Tablet):
    """The real verbs; a bundle's library is made once for all tablets."""

    @functools.cached_property
    def library(self) -> Library:
        return _library(*self.store._connection.execute(queries.BUNDLE).fetchone())


class Home(HomeStore):
    """The real store over a database in memory, watched by the oracle."""

    def __init__(self, disk: Disk, watch: "SimTablet") -> None:
        def connected(_path: Path) -> Disk:
            return disk

        def locked(_path: Path) -> io.BytesIO:
            return io.BytesIO()

        with (  # given by name: a mock costs more than a whole session
            mock.patch.object(home_store, "connect", connected),
            mock.patch.object(home_store, "lock", locked),
        ):
            super().__init__(NOWHERE, create=True)
        self.papers = KeptPapers(disk)
        self._watch = watch

    def store_changes(self, changes: Changes) -> Arrival:
        self._watch.saw_listed(changes)
        return super().store_changes(changes)

    def store_results(self, results: Any) -> None:
        results = list(results)
        self._watch.heard(results)
        super().store_results(results)


def enrol(papers: Papers, nonce: str, device: str, staff: str) -> None:
    """A home has its papers."""
    papers.keep_nonce(nonce)
    papers.enrol(
        Enrolment(
            nonce=nonce,
            url="http://127.0.0.1:1",
            name=nonce,
            token=f"token-{device}",
            device=device,
            staff=staff,
        )
    )


def new_home(nonce: str, staff: str, bundle: Bundle) -> bytes:
    """The image of a home that was just enrolled."""
    disk = opened(empty_home())
    papers = Papers(disk)
    enrol(papers, nonce, nonce, staff)
    papers.keep_bundle(bundle)
    image = disk.serialize()
    disk.close()
    return image


class SimTablet:
    """One home and the process that works with it.

    Args:
        name: the home's; clones of a device have names of their own.
        image: the home's database.
        ledger: the oracle's books.
        clock: seconds of the world.
        office: the server's, for what is downloaded beside the rows.

    Attributes:
        own: hashes of the rows written in this home, as the oracle counts them.
        told: the last final answer this home was given to each row.
        put_off: the rows whose last answer was one for the moment.
        owed: rows that the server lost while this home held them, with the office of that time.
        devices: every device that this home ever was.
    """

    def __init__(
        self,
        name: str,
        image: bytes,
        *,
        ledger: Ledger,
        clock: Callable[[], float],
        office: Callable[[], Office],
    ) -> None:
        self.name = name
        self.ledger = ledger
        self.clock = clock
        self.office = office
        self.clock_offset_ms = 0
        self.own: set[bytes] = set()
        self.told: dict[bytes, str] = {}
        self.put_off: set[bytes] = set()
        self.owed: dict[bytes, int] = {}
        self.devices: set[str] = set()
        self.copies: list[tuple[bytes, set[bytes], dict[bytes, str]]] = []
        self.link: Link | None = None
        self.driver: SessionDriver | None = None
        self.close_code: int | None = None
        self.delivery = Delivery()
        self.chance = random.Random(0)
        self._office: Office | None = None
        self._lost: tuple[Set[bytes], int] | None = None
        self.boot(image)

    # The process

    def boot(self, image: bytes) -> None:
        """The process begins over this home."""
        self.hang_up(None)
        if getattr(self, "disk", None) is not None:
            self.disk.close()
        self.disk = opened(image)
        self.store = Home(self.disk, self)
        self.tablet = Verbs(
            self.store,
            clock_ms=self.clock_ms,
            draw_bits=self.draw_bits,
        )
        self.papers_changed()

    def papers_changed(self) -> None:
        """The home says which device this is."""
        enrolment = self.store.papers.enrolment()
        assert enrolment is not None
        self.nonce, self.device, self.token = enrolment.nonce, enrolment.device, enrolment.token
        self.devices.add(self.device)
        self.tablet.forget_staff()

    def die(self) -> None:
        """The process ends; the home is as its last commit left it."""
        if self.disk.in_transaction:
            self.disk.rollback()
        self.boot(self.disk.serialize())

    def enrol(self, device: str, staff: str) -> None:
        """The home is enrolled again: everything in it stays."""
        self.hang_up(None)
        enrol(self.store.papers, self.nonce, device, staff)
        self.papers_changed()

    def keep_copy(self) -> None:
        """Somebody copies the home."""
        self.copies.append((self.disk.serialize(), set(self.own), dict(self.told)))
        del self.copies[:-4]

    def put_back(self, number: int) -> None:
        """An older copy of the home is in its place."""
        image, own, told = self.copies[number % len(self.copies)]
        self.own, self.told = set(own), dict(told)
        self.boot(image)
        held = {name for name, *_ in self.rows()}
        self.owed = {name: office for name, office in self.owed.items() if name in held}

    def clone(self, name: str) -> "SimTablet":
        """Another home with everything that is in this one."""
        twin = SimTablet(
            name,
            self.disk.serialize(),
            ledger=self.ledger,
            clock=self.clock,
            office=self.office,
        )
        twin.own, twin.told, twin.put_off = set(self.own), dict(self.told), set(self.put_off)
        twin.owed, twin.devices = dict(self.owed), set(self.devices)
        twin._lost = self._lost
        twin._reckon()
        return twin

    def server_lost(self, safe: Set[bytes], office: int) -> None:
        """The server was put back to where it has only these rows: what is here, it is owed.

        Whatever it had said before still counts where it is on its way: by it a row may leave this
        home rightly, as if it had come a moment earlier. So what is owed is what is held when the
        connection to the server of before is gone.
        """
        self._lost = (safe, office)
        if self.link is None:
            self._reckon()

    def _reckon(self) -> None:
        """Nothing comes any more from the server that was put back."""
        if self._lost is not None:
            safe, office = self._lost
            self.owed = {name: office for name, *_ in self.rows() if name not in safe}
            self._lost = None

    def clock_ms(self) -> int:
        """This device's clock, uncorrected."""
        return int(self.clock() * 1000) + self.clock_offset_ms

    def draw_bits(self, bits: int) -> int:
        """Random bits, of the present step's dice."""
        return self.chance.getrandbits(bits)

    # The connection

    def dial(self, link: Link, *, watch: bool) -> None:
        """A connection was opened: the session begins."""
        self.hang_up(None)
        self.link = link
        self.close_code = None
        self.delivery = Delivery()
        self.driver = SessionDriver(
            self.tablet,
            None,
            self.token,
            self.delivery,
            app=APP,
            watch=watch,
            clock_s=self.clock,
        )
        self.flush()

    def hang_up(self, code: int | None) -> None:
        """This end's connection is gone."""
        if self.link is not None:
            self.link.tablet_open = False
            self.link.down.clear()
            self._count()
            self._reckon()
        self.link = self.driver = None
        self.close_code = code

    def _count(self) -> None:
        happened, delivery = self.ledger.happened, self.delivery
        happened["rewound"] += len(delivery.rewound)
        happened["given back"] += len(delivery.given_back)
        happened["let go"] += delivery.let_go
        happened["deposit"] += delivery.deposit

    def flush(self) -> int:
        """Puts what the session has to say on its way; how many frames that were."""
        if self.driver is None or self.link is None:
            return 0
        messages = self.driver.data_to_send()
        if self.link.server_open:
            self.link.up.extend(messages)
        return len(messages)

    def read(self, frames: int) -> int:
        """Takes up to so many frames; how many it took."""
        taken = 0
        while self.link is not None and self.link.down and taken < frames:
            taken += 1
            self._receive(self.link.down.popleft())
        return taken

    def _receive(self, frame: Frame) -> None:
        if frame.close is not None:
            self.ledger.happened[f"closed {frame.close}"] += 1
            self.hang_up(frame.close)
            return
        self._office = frame.office
        self.driver.receive(frame.data)
        self.fetch()
        self.flush()

    def fetch(self) -> None:
        """Downloads forms and areas, as the dialling loop does before it goes on."""
        if self.driver is None or not self.driver.wants_bundle:
            return
        if not self.link.server_open:
            self.hang_up(None)
            return
        office = self.office()
        device = office.devices.get(self.device)
        if device is None or device.revoked:
            self.hang_up(None)
        else:
            self.driver.take_bundle(office.bundle(device.staff))

    # What the oracle sees

    def saw_listed(self, changes: Changes) -> None:
        """Rows came; each must have been for this device when it was sent."""
        for record, _, _ in changes.items:
            if not may_read(self._office, self.device, record):
                raise Broken("read without a right", f"{self.name} was sent {record}")

    def heard(self, results: list[tuple[bytes, Result]]) -> None:
        """The server answered; an answer that is final must be true."""
        for name, result in results:
            code = result.code if isinstance(result, Refused) else type(result).__name__.lower()
            self.ledger.happened[code] += 1
            if isinstance(result, Refused):
                if result.kept and name not in self.ledger.kept | self.ledger.stored:
                    raise Broken("kept, and is not", self.ledger.written[name].record)
                if result.retryable:
                    self.put_off.add(name)
                else:
                    self.put_off.discard(name)
                    self.told[name] = result.code
            else:
                self.put_off.discard(name)
                if name not in self.ledger.stored:
                    raise Broken("acknowledged before the commit", self.ledger.written[name].record)
                self.told[name] = "stored"

    def rows(self) -> list[tuple[bytes, str, str, int | None, int, str | None, int]]:
        """The home's rows, plainly read: hash, record, scope, seq, own, refusal, unlisted."""
        return self.disk.execute(
            "SELECT hash, record, scope, seq, own, refusal, unlisted FROM rows ORDER BY number"
        ).fetchall()
