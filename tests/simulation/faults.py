"""What breaks: processes, disks, clocks; and copies that come into the place of what was."""

import random
from collections.abc import Mapping
from dataclasses import replace

from schema.area import Scope
from tests.simulation.district import District
from tests.simulation.logs import stored_rows
from tests.simulation.schedule import TABLETS_MAX
from tests.simulation.tablet import SimTablet

YEAR_MS = 365 * 24 * 3600 * 1000
IMAGES_MAX = 8


def _scopes_that_differ(now: Mapping[Scope, int], before: Mapping[Scope, int]) -> set[str]:
    """The scopes whose moves are not as many as before."""
    return {scope for scope in {*now, *before} if now.get(scope, 0) != before.get(scope, 0)}


class Faults(District):
    """Everything that goes wrong."""

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
        self.images.append((self.server.logs.image(self.server.log), self.server.office))
        del self.images[1:-IMAGES_MAX]

    def _put_back_server(self, _tablet: SimTablet, chance: random.Random) -> None:
        """The whole directory, people and tablets included, behind everybody's back."""
        number = chance.randrange(len(self.images))
        image, then = self.images[number]
        office = replace(then, number=self.server.office.number + 1)
        self._office_is(office, f"the server is put back to copy {number} of {len(self.images)}")
        self.ledger.rolled_back.append(self.step.number)
        self.ledger.unmarked |= _scopes_that_differ(then.moves, self.offices[-2].moves)
        erased = self.server.log.erased()
        self.server.put_back(image, office)
        still = self.server.log.erased()
        self.ledger.unmarked |= {
            (erased | still)[record] for record in erased.keys() ^ still.keys()
        }
        safe = {row.hash for row in stored_rows(self.server.log)}
        safe |= {kept.hash for kept in self.server.log.quarantine()}
        for tablet in self.tablets:
            tablet.server_lost(safe, office.number)

    def _clone(self, tablet: SimTablet, _chance: random.Random) -> None:
        if len(self.tablets) >= TABLETS_MAX:
            return
        name = f"{tablet.nonce}-{len(self.tablets):02}"
        self.tell(f"{name} is a clone of {tablet.name}")
        self.tablets.append(tablet.clone(name))

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
        code = chance.choice(("disk_full", "busy"))
        self.server.commits_failing.extend([code] * chance.randrange(1, 4))
        self.tell(f"the server refuses for a while: {code}")

    def _busy(self, _tablet: SimTablet, chance: random.Random) -> None:
        self.server.handshakes_refused = chance.randrange(1, 5)
        self.tell("the server takes no more handshakes for a while")

    def _server_stops(self, _tablet: SimTablet, _chance: random.Random) -> None:
        self.tell("the server is stopped, and starts again")
        self.server.stop()
