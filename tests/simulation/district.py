"""The state of a simulated district: a server, its tablets, its people, the time and the story."""

import random

from tests.simulation import people
from tests.simulation.ledger import Ledger
from tests.simulation.logs import Memory, Sqlite
from tests.simulation.office import Device, Office
from tests.simulation.schedule import Setting, Step
from tests.simulation.server import Server
from tests.simulation.tablet import SimTablet, new_home


class District:
    """One district.

    Attributes:
        offices: every office there was, by number.
        images: copies of the server's directory: its log and its office.
        story: what happened, in words, if `tell`.
    """

    def __init__(self, setting: Setting, *, tell: bool = False) -> None:
        self.setting = setting
        self.now_s = 1_700_000_000.0
        self.ledger = Ledger()
        self.ledger.happened["sqlite" if setting.sqlite else "memory"] = 1
        self.story: list[str] | None = [] if tell else None
        self.step: Step | None = None
        office = _first_office(setting)
        self.offices = [office]
        self.server = Server(Sqlite() if setting.sqlite else Memory(), self.ledger, office)
        self.images = [(self.server.logs.image(self.server.log), office)]
        self.tablets = [
            SimTablet(
                device.id,
                new_home(device.id, device.staff, office.bundle(device.staff)),
                ledger=self.ledger,
                clock=lambda: self.now_s,
                office=lambda: self.server.office,
            )
            for device in office.devices.values()
        ]

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
        """Something happened: counts it, and writes a line of the story."""
        if self.step is not None:
            self.ledger.happened[self.step.kind] += 1
        if self.story is not None:
            number = "end" if self.step is None else self.step.number
            self.story.append(f"{number}: {text}")

    def _office_is(self, office: Office, text: str) -> None:
        """From now on people and rights are these, whoever has heard of it."""
        self.tell(text)
        self.offices.append(office)

    def _office(self, office: Office, text: str) -> None:
        """The same by a decision of the office: open sessions learn of it within the act."""
        self._office_is(office, text)
        self.server.authority_changed(office)


def _first_office(setting: Setting) -> Office:
    chance = random.Random(setting.seed)
    grants = {staff: people.drawn_grants(chance, setting.grids) for staff in people.STAFF[1:]}
    grants[people.SUPERVISOR] = (
        people.member(people.DISTRICT, role=people.Role.district),
        people.member(people.DISTRICT, people.RESTRICTED, role=people.Role.district),
    )
    devices = {}
    for number in range(setting.tablets):
        staff, device = people.STAFF[number % len(people.STAFF)], f"tablet{number:02}"
        devices[device] = Device(device, staff, frozenset({staff}))
    return Office(grants, devices, nonces={device: device for device in devices})
