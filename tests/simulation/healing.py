"""Quiescence: nothing breaks any more, everybody connects, until nothing moves.

Bounded in everything: a session that can neither go on nor end, a district that does not come to
rest within the rounds, a home that is rewound or pushes the same rows again for ever, all of these
are somebody who is stuck.
"""

import random

from tests.simulation.ledger import Broken
from tests.simulation.tablet import SimTablet
from tests.simulation.world import World

ROUNDS_MAX = 10
"""Of everybody connecting once; three or four are usual after the worst."""

MOVES_MAX = 400
"""Exchanges of one session."""


def heal(world: World) -> None:
    """Ends all faults and synchronises until nothing changes; in some districts all is accepted."""
    world.step = None
    calm(world)
    come_to_rest(world)
    if not world.setting.accepts:
        return
    for _ in range(ROUNDS_MAX):
        erased = world.server.log.erased()  # nobody's word puts anything into these any more
        kept = [each for each in world.server.log.quarantine() if each.record not in erased]
        if not kept:
            return
        world.tell(f"the supervisor accepts all {len(kept)} in quarantine")
        world.server.accept_kept(*kept)
        come_to_rest(world)
    if not any(tablet.put_off for tablet in world.tablets):
        raise Broken("never accepted", f"{len(world.server.log.quarantine())} stay in quarantine")


def calm(world: World) -> None:
    """Nothing breaks any more, what was on its way arrives, and every tablet is somebody's."""
    server = world.server
    server.commits_failing.clear()
    server.handshakes_refused = 0
    for tablet in world.tablets:
        tablet.disk.disarm()
    while any(server.take(link, 100) for link in list(server.links)):
        server.commit()  # what was on its way arrives in the end
    server.commit()
    for tablet in world.tablets:
        tablet.chance = random.Random(world.setting.seed)
        tablet.hang_up(None)
    server.reap()
    for tablet in world.tablets:
        if tablet.device not in server.office.devices:
            world.enrol(tablet, tablet.store.papers.enrolment().staff)


def come_to_rest(world: World) -> None:
    """Everybody connects, and again, until nothing changes."""
    before = None
    for _ in range(ROUNDS_MAX):
        rewound = []
        for tablet in world.tablets:
            synchronise(world, tablet)
            rewound += [f"{tablet.name} {scope}" for scope in tablet.delivery.rewound]
        after = _state(world)
        if after == before:
            if rewound:
                raise Broken("rewound for ever", ", ".join(rewound))
            return
        before = after
    raise Broken("never at rest", f"after {ROUNDS_MAX} rounds {_difference(world)}")


def synchronise(world: World, tablet: SimTablet) -> None:
    """One delivery: connects, and once more after it was turned away, until it is done."""
    for _ in range(3):
        world.pass_time(1.0)
        if converse(world, tablet):
            return
        world.tell(f"{tablet.name} was closed with {tablet.close_code}")
    raise Broken("stuck", f"{tablet.name} is turned away each time ({tablet.close_code})")


def converse(world: World, tablet: SimTablet) -> bool:
    """One connection to its end; whether the session came to its own end."""
    server = world.server
    link = server.accept()
    tablet.dial(link, watch=False)
    for _ in range(MOVES_MAX):
        moved = tablet.flush() + server.take(link, 100)
        moved += server.commit() + server.send(link) + tablet.read(100)
        driver = tablet.driver
        if driver is None:
            server.lose(link)
            return False
        if driver.done:
            tablet.hang_up(None)
            server.lose(link)
            return True
        if not moved:
            if driver.again_at is None:
                raise Broken("stuck", f"{tablet.name}: nothing on its way, and not done")
            world.pass_time(max(0.0, driver.again_at - world.now_s))
            driver.wake()
    raise Broken("stuck", f"{tablet.name}: a session without end")


def _state(world: World) -> object:
    """What has to stand still: every row everywhere, and every cursor."""
    log = world.server.log
    homes = [
        (
            tablet.rows(),
            tablet.disk.execute("SELECT scope, seq, mark, rewinding FROM scopes").fetchall(),
        )
        for tablet in world.tablets
    ]
    kept = [kept.id for kept in log.quarantine()]
    return (sorted((scope, head.seq) for scope, head in log.heads().items()), kept, homes)


def _difference(world: World) -> str:
    """Which homes still change."""
    before = _state(world)[2]
    for tablet in world.tablets:
        synchronise(world, tablet)
    after = _state(world)[2]
    changing = zip(world.tablets, before, after, strict=True)
    return ", ".join(tablet.name for tablet, old, new in changing if old != new)
