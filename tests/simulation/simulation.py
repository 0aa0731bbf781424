"""One seed from its beginning to the oracle's word."""

import contextlib
import functools
from collections.abc import Iterator, Sequence
from unittest import mock

from clients.reference_cli import reading
from sync.core import feed, gate, pushing, stream, tablet
from sync.core.scan import scan
from sync.home import letting_go, store
from sync.log import plan
from tests.simulation.healing import heal
from tests.simulation.ledger import Broken
from tests.simulation.oracle import Oracle
from tests.simulation.schedule import Setting, Step, drawn
from tests.simulation.world import World

STEPS = 250

CHANGES_KEPT = 8192
"""Readings of changes kept, of some hundred that a district writes."""

scan_once = functools.lru_cache(CHANGES_KEPT)(scan)
"""The gate and the tablets' reading meet the same bytes many times; what they say never changes."""


def _scrubbed(_connection: object) -> bool:
    """Stands for writing a home's files anew: these homes have none."""
    return True


@contextlib.contextmanager
def bounds(setting: Setting) -> Iterator[None]:
    """Bounds small enough that a district of a few hundred rows reaches them."""
    page, window = setting.page_bytes, setting.window_bytes
    with contextlib.ExitStack() as stack:
        for module, name, value in (
            (feed, "PAGE_BYTES_MAX", page),
            (stream, "PAGE_MESSAGE_BYTES_MAX", page + 700),
            (stream, "WINDOW_BYTES", max(window, page + 700)),
            (tablet, "GOT_BYTES", max(window, page) // 8),
            (pushing, "PUSH_BYTES_MAX", page),
            (letting_go, "scrub", _scrubbed),
            (store, "scrub", _scrubbed),
            (gate, "scan", scan_once),
            (reading, "scan", scan_once),
            (plan, "DEVICE_RECORD_BYTES_MAX", setting.device_record_bytes),
            (plan, "QUARANTINE_DEVICE_BYTES_MAX", setting.quarantine_bytes),
        ):
            stack.enter_context(mock.patch.object(module, name, value))
        yield


def play(
    setting: Setting, steps: Sequence[Step], *, tell: bool = False
) -> tuple[Broken | None, World]:
    """Carries the steps out, heals, and asks the oracle."""
    with bounds(setting):
        world = World(setting, tell=tell)
        try:
            for step in steps:
                world.run(step)
            heal(world)
            Oracle(world).check()
        except Broken as broken:
            return broken, world
        except Exception as error:  # noqa: BLE001 - an error of the code under test is a finding
            broken = Broken(f"an error: {type(error).__name__}", str(error))
            broken.__cause__ = error
            return broken, world
        finally:
            world.close()
    return None, world


def run(seed: int, steps: int = STEPS) -> Broken | None:
    """Plays one seed."""
    return play(*drawn(seed, steps))[0]
