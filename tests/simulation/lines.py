"""Connections that open, carry, break and are believed in by one side alone."""

import random

from tests.simulation.district import District
from tests.simulation.tablet import SimTablet


class Lines(District):
    """Everything that moves messages."""

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
                self.tell(f"{tablet.name} finds its line dead")
                tablet.hang_up(None)
