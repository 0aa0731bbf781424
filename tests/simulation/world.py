"""The district at work: carries the steps out, one after the other, in virtual time.

Invariants: everything follows from the setting and the steps; a step that does not fit (no
connection, no copy) does nothing; nothing sleeps, waits or runs beside anything else.
"""

import random
from dataclasses import replace
from functools import partial
from typing import Any

from clients.reference_cli.answers import Place
from schema.area import AreaId
from sync.core.digest import row_hash
from sync.core.scan import scan
from tests.simulation import people
from tests.simulation.ledger import Broken, Ledger, Written
from tests.simulation.logs import Memory, Sqlite
from tests.simulation.people import Device, Office
from tests.simulation.schedule import TABLETS_MAX, Setting, Step
from tests.simulation.server import Server
from tests.simulation.tablet import Died, SimTablet, empty_home

YEAR_MS = 365 * 24 * 3600 * 1000
IMAGES_MAX = 8


class World:
    """One district: a server, its tablets, its people.

    Attributes:
        offices: every office there was, by number.
        story: what happened, in words, if `tell`.
    """

    def __init__(self, setting: Setting, *, tell: bool = False) -> None:
        self.setting = setting
        self.now_s = 1_700_000_000.0
        self.ledger = Ledger()
        self.story: list[str] | None = [] if tell else None
        self.step: Step | None = None
        chance = random.Random(setting.seed)
        office = Office({}, {})
        for staff in people.STAFF[1:]:
            office.grants[staff] = people.drawn_grants(chance, setting.grids)
        office.grants[people.SUPERVISOR] = (
            people.member(people.DISTRICT, role=people.Role.district),
            people.member(people.DISTRICT, people.RESTRICTED, role=people.Role.district),
        )
        for number in range(setting.tablets):
            staff = people.STAFF[number % len(people.STAFF)]
            device = f"tablet{number:02}"
            office.devices[device] = Device(device, staff, frozenset({staff}))
        self.offices = [office]
        self.server = Server(Sqlite() if setting.sqlite else Memory(), self.ledger, office)
        self.images = [self.server.logs.image(self.server.log)]
        self.tablets = []
        for device in sorted(office.devices):
            tablet = self._new_tablet(device, device, empty_home())
            tablet.enrol(office.devices[device].staff)
            tablet.store.papers.keep_bundle(
                people.bundle_of(office.grants[office.devices[device].staff])
            )
            self.tablets.append(tablet)

    def _new_tablet(self, name: str, device: str, image: bytes) -> SimTablet:
        return SimTablet(
            name,
            device,
            image,
            ledger=self.ledger,
            clock=lambda: self.now_s,
            office=lambda: self.server.office,
        )

    # Steps

    def run(self, step: Step) -> None:
        """One step."""
        self.step = step
        chance = random.Random(step.dice)
        tablet = self.tablets[step.who % len(self.tablets)]
        self.pass_time(chance.choice((0.01, 0.5, 20.0, 400.0)))
        tablet.chance = chance
        try:
            getattr(self, f"_{step.kind}")(tablet, chance)
        except Died:
            self.tell(f"{tablet.name} dies behind a commit")
            tablet.die()

    def close(self) -> None:
        """Lets the databases go."""
        for tablet in self.tablets:
            tablet.disk.close()
        self.server.logs.close(self.server.log)

    def pass_time(self, seconds: float) -> None:
        """All clocks go on."""
        self.now_s += seconds
        self.server.now_ms += int(seconds * 1000)

    def tell(self, text: str) -> None:
        """Writes a line of the story."""
        if self.story is not None:
            number = "end" if self.step is None else self.step.number
            self.story.append(f"{number}: {text}")

    # What people do

    def _write(self, tablet: SimTablet, chance: random.Random) -> None:
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            form, area = self._place(tablet, chance)
            record = f"{form}/{area}"
            if form not in tablet.tablet.library.forms:
                continue
            answers = self._answers(chance)
            self._in_books(tablet, record, partial(_enter, tablet, form, area, answers), answers)

    def _place(self, tablet: SimTablet, chance: random.Random) -> tuple[str, AreaId]:
        """Mostly where the tablet's person works, and mostly in a few places, so that they meet."""
        grids = self.setting.grids
        for _ in range(6):
            form, area = people.record_of(chance, grids)
            allowed = people.may_read(self.server.office, tablet.device, f"{form}/{area}")
            if allowed or chance.random() < 0.05:
                break
        return form, area

    def _answers(self, chance: random.Random) -> dict[str, Any]:
        questions = chance.sample(("road", "wishes", "seen"), chance.choice((1, 1, 2)))
        values = {
            "road": chance.choice(("yes", "no", "perhaps", None)),
            "wishes": sorted(chance.sample(people.CHOICES, chance.randrange(0, 4))),
            "seen": chance.choice(("today", "never")),
        }
        return {name: values[name] for name in sorted(questions)}

    def _in_books(self, tablet: SimTablet, record: str, act: Any, answers: dict[str, Any]) -> None:
        """Writes on a tablet, and into the books what its author saw and said."""
        run = tablet.disk.execute
        saw = self.ledger.ids(
            [name for (name,) in run("SELECT hash FROM rows WHERE record = ?", (record,))]
        )
        last = run("SELECT coalesce(max(number), 0) FROM rows").fetchone()[0]
        try:
            act()
        finally:
            for (data,) in tablet.disk.execute(
                "SELECT data FROM rows WHERE number > ? AND own = 1", (last,)
            ).fetchall():
                name, change = row_hash(record, data), scan(data)
                said = {entry.question: entry.value for entry in change.entries}
                if any(said[question] != value for question, value in answers.items()):
                    raise Broken("written is not what was said", record)
                office, step = self.server.office.number, self.step.number
                self.ledger.write(
                    Written(name, record, data, change, tablet.name, saw, office, step)
                )
                tablet.own.add(name)
                self.tell(f"{tablet.name} writes {name.hex()[:6]} {said} in {record}")

    def _forbidden_state(self, tablet: SimTablet, chance: random.Random) -> None:
        """Somebody sets a state that is mostly not his to set, between his other changes."""
        form, area = self._place(tablet, chance)
        record = f"{form}/{area}"
        if form in tablet.tablet.library.forms and tablet.store.index.holds(record):
            held, state = tablet.tablet.read(record), chance.choice(("approved", "returned"))
            written = [("_status", state)]
            act = lambda: tablet.tablet._write(record, held, written)  # noqa: E731
            self._in_books(tablet, record, act, dict(written))

    def _settle(self, _tablet: SimTablet, chance: random.Random) -> None:
        form, area = people.record_of(chance, self.setting.grids)
        values = self._answers(chance)
        question = min(values)
        self.tell(f"the supervisor settles {question} of {form}/{area}")
        self.server.settle(
            f"{form}/{area}", question, values[question], chance.getrandbits(53), self.step.number
        )

    def _accept(self, _tablet: SimTablet, chance: random.Random) -> None:
        kept = self.server.log.quarantine()
        for each in kept[: chance.choice((1, 3, 20))]:
            self.tell(f"the supervisor accepts {each.hash.hex()[:6]} ({each.reason})")
            self.server.accept_kept(each)

    def _discard(self, _tablet: SimTablet, chance: random.Random) -> None:
        kept = self.server.log.quarantine()
        if kept:
            each = chance.choice(kept)
            self.tell(f"the supervisor discards {each.hash.hex()[:6]} ({each.reason})")
            self.server.discard_kept(each)

    # Rights

    def _office(self, office: Office, text: str) -> None:
        self.tell(text)
        self.offices.append(office)
        self.server.authority_changed(office)

    def _regrant(self, tablet: SimTablet, chance: random.Random) -> None:
        office = self.server.office
        staff = office.devices[tablet.device].staff
        if staff == people.SUPERVISOR:
            return
        grants = people.drawn_grants(chance, self.setting.grids)
        self._office(
            office.with_grants(staff, grants), f"{staff} is granted {people.etag_of(grants)}"
        )

    def _nothing_granted(self, tablet: SimTablet, _chance: random.Random) -> None:
        office = self.server.office
        staff = office.devices[tablet.device].staff
        if staff != people.SUPERVISOR:
            self._office(office.with_grants(staff, ()), f"{staff} is disabled")

    def _revoke(self, tablet: SimTablet, _chance: random.Random) -> None:
        device = replace(self.server.office.devices[tablet.device], revoked=True)
        self._office(self.server.office.with_device(device), f"{tablet.device} is revoked")

    def _hand_over(self, tablet: SimTablet, chance: random.Random) -> None:
        """The tablet is given to somebody else; whoever held it may still be an author on it."""
        office, staff = self.server.office, chance.choice(people.STAFF[1:])
        device = office.devices[tablet.device]
        changed = replace(device, staff=staff, assigned=device.assigned | {staff})
        self._office(office.with_device(changed), f"{tablet.device} is handed to {staff}")

    # The network

    def _connect(self, tablet: SimTablet, chance: random.Random) -> None:
        if tablet.link is None:
            self.tell(f"{tablet.name} connects")
            tablet.dial(self.server.accept(), watch=chance.random() < 0.5)
            self._move(tablet, chance)

    def _talk(self, tablet: SimTablet, chance: random.Random) -> None:
        if tablet.link is None:
            self._connect(tablet, chance)
        for _ in range(chance.randrange(1, 5)):
            self._move(tablet, chance)
        self._rest(tablet)

    def _move(self, tablet: SimTablet, chance: random.Random) -> None:
        link = tablet.link
        if link is None:
            return
        tablet.flush()
        self.server.take(link, chance.choice((1, 4, 50)))
        if chance.random() < 0.8:
            self.server.commit()
        self.server.send(link)
        tablet.read(chance.choice((1, 4, 50)))

    def _rest(self, tablet: SimTablet) -> None:
        """A session that has nothing more to do ends, or wakes up when its time has come."""
        driver = tablet.driver
        if driver is None:
            return
        if driver.done:
            self.tell(f"{tablet.name} is done")
            tablet.hang_up(None)
        elif driver.again_at is not None and driver.again_at <= self.now_s:
            driver.wake()

    def _up(self, tablet: SimTablet, chance: random.Random) -> None:
        """Whatever connection has something on its way to the server, the tablet there or not."""
        waiting = [link for link in self.server.links if link.up]
        if waiting:
            self.server.take(chance.choice(waiting), chance.choice((1, 3)))

    def _down(self, tablet: SimTablet, chance: random.Random) -> None:
        if tablet.link is not None:
            self.server.send(tablet.link)
            tablet.read(chance.choice((1, 2)))

    def _commit(self, _tablet: SimTablet, _chance: random.Random) -> None:
        self.server.commit()

    def _cut(self, tablet: SimTablet, chance: random.Random) -> None:
        """The line breaks for both, behind any number of frames that still arrive."""
        link = tablet.link
        if link is None:
            return
        self.tell(f"the line of {tablet.name} is cut")
        self.server.take(link, chance.randrange(len(link.up) + 1))
        tablet.read(chance.randrange(len(link.down) + 1))
        link.cut()
        self.server.lose(link)
        tablet.hang_up(None)

    def _tablet_gives_up(self, tablet: SimTablet, _chance: random.Random) -> None:
        """Half-open: the server believes in it, and what was on its way may still come."""
        if tablet.link is not None:
            self.tell(f"{tablet.name} gives its line up, the server does not know")
            tablet.hang_up(None)

    def _server_gives_up(self, tablet: SimTablet, _chance: random.Random) -> None:
        """Half-open: the tablet believes in it, and what was on its way may still come."""
        if tablet.link is not None:
            self.tell(f"the server gives the line of {tablet.name} up")
            self.server.lose(tablet.link)

    def _reap(self, _tablet: SimTablet, _chance: random.Random) -> None:
        self.server.reap()
        for tablet in self.tablets:
            if tablet.link is not None and not tablet.link.server_open and not tablet.link.down:
                tablet.hang_up(None)

    # What breaks

    def _tablet_dies(self, tablet: SimTablet, chance: random.Random) -> None:
        """Now, or behind one of its next commits."""
        commits = chance.choice((0, 1, 2, 3, 5, 9))
        self.tell(f"{tablet.name} will die behind its commit {commits}")
        if commits:
            tablet.disk.arm(commits)
        else:
            tablet.die()

    def _server_crash(self, _tablet: SimTablet, _chance: random.Random) -> None:
        self.tell(f"the server crashes, {len(self.server.queue)} pushes uncommitted")
        self.server.crash()

    def _image(self, _tablet: SimTablet, _chance: random.Random) -> None:
        self.tell(f"somebody copies the server's log ({len(self.images)})")
        self.images.append(self.server.logs.image(self.server.log))
        del self.images[1:-IMAGES_MAX]

    def _put_back_server(self, _tablet: SimTablet, chance: random.Random) -> None:
        number = chance.randrange(len(self.images))
        self.tell(f"the server's log is put back to copy {number} of {len(self.images)}")
        self.ledger.rolled_back.append(self.step.number)
        self.server.put_back(self.images[number])

    def _clone(self, tablet: SimTablet, _chance: random.Random) -> None:
        if len(self.tablets) >= TABLETS_MAX:
            return
        name = f"{tablet.device}-{len(self.tablets):02}"
        self.tell(f"{name} is a clone of {tablet.name}")
        clone = self._new_tablet(name, tablet.device, tablet.disk.serialize())
        clone.own, clone.told = set(tablet.own), dict(tablet.told)
        self.tablets.append(clone)

    def _copy_home(self, tablet: SimTablet, _chance: random.Random) -> None:
        self.tell(f"somebody copies the home of {tablet.name}")
        tablet.keep_copy()

    def _put_back_home(self, tablet: SimTablet, chance: random.Random) -> None:
        if tablet.copies:
            self.tell(f"{tablet.name} is put back to an older copy")
            tablet.put_back(chance.randrange(4))

    def _tablet_clock(self, tablet: SimTablet, chance: random.Random) -> None:
        tablet.clock_offset_ms = chance.randrange(-20 * YEAR_MS, 20 * YEAR_MS)
        self.tell(f"the clock of {tablet.name} jumps")

    def _server_clock(self, _tablet: SimTablet, chance: random.Random) -> None:
        self.server.now_ms += chance.randrange(-3 * YEAR_MS, 3 * YEAR_MS)
        self.tell("the server's clock jumps")

    def _disk_full(self, _tablet: SimTablet, chance: random.Random) -> None:
        self.server.commits_failing = chance.randrange(1, 4)
        self.tell("the server's disk is full for a while")


def _enter(tablet: SimTablet, form: str, area: AreaId, answers: dict[str, Any]) -> None:
    """What a person types: a new record, or an edit of the one that is there."""
    given = [(Place(name), value) for name, value in answers.items()]
    record = f"{form}/{area}"
    if tablet.store.index.holds(record):
        tablet.tablet.edit(record, given, "en")
    else:
        tablet.tablet.new(form, area, given, draft=True, lang="en")
