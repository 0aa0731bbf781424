"""What the office decides: grants wider and narrower, revocations, moves of areas, new codes."""

import random
from dataclasses import replace

from tests.simulation import people
from tests.simulation.district import District
from tests.simulation.office import etag_of
from tests.simulation.tablet import SimTablet


class Rights(District):
    """Everything that changes who may do what. A tablet that the office lacks is nobody's."""

    def _regrant(self, tablet: SimTablet, chance: random.Random) -> None:
        office, staff = self.server.office, self._holder(tablet)
        if staff in (None, people.SUPERVISOR):
            return
        grants = people.drawn_grants(chance, self.setting.grids)
        self._office(office.with_grants(staff, grants), f"{staff} is granted {etag_of(grants, ())}")

    def _nothing_granted(self, tablet: SimTablet, _chance: random.Random) -> None:
        office, staff = self.server.office, self._holder(tablet)
        if staff not in (None, people.SUPERVISOR):
            self._office(office.with_grants(staff, ()), f"{staff} is disabled")

    def _revoke(self, tablet: SimTablet, _chance: random.Random) -> None:
        device = self.server.office.devices.get(tablet.device)
        if device is not None:
            revoked = replace(device, revoked=True)
            self._office(self.server.office.with_device(revoked), f"{device.id} is revoked")

    def _hand_over(self, tablet: SimTablet, chance: random.Random) -> None:
        """The tablet is given to somebody else; whoever held it may still be an author on it."""
        office, staff = self.server.office, chance.choice(people.STAFF[1:])
        device = office.devices.get(tablet.device)
        if device is None:
            return
        changed = replace(device, staff=staff, assigned=device.assigned | {staff})
        self._office(office.with_device(changed), f"{tablet.device} is handed to {staff}")

    def _move_area(self, _tablet: SimTablet, chance: random.Random) -> None:
        """A compound comes under another grid, or a grid under another community; or back."""
        grids = people.GRIDS[: self.setting.grids]
        if chance.random() < 0.8:
            area, parent = chance.choice(people.COMPOUNDS[: 2 * len(grids)]), chance.choice(grids)
        else:
            area, parent = chance.choice(grids), chance.choice(people.COMMUNITIES)
        self._office(self.server.office.with_area(area, parent), f"{area} is moved into {parent}")

    def _enrol(self, tablet: SimTablet, chance: random.Random) -> None:
        """Somebody gets a code for the tablet: himself mostly, or whoever works with it next."""
        staff = self._holder(tablet)
        if staff is None or chance.random() < 0.3:
            staff = chance.choice(people.STAFF[1:])
        self.enrol(tablet, staff)

    def enrol(self, tablet: SimTablet, staff: str) -> None:
        """The tablet is enrolled in its existing home."""
        office, device = self.server.office.enrolled(tablet.nonce, staff)
        self._office(office, f"{tablet.name} is enrolled as {device} of {staff}")
        tablet.enrol(device, staff)

    def _holder(self, tablet: SimTablet) -> str | None:
        device = self.server.office.devices.get(tablet.device)
        return None if device is None else device.staff
