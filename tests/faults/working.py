"""A forked child's job: a tablet that writes and then syncs, until it is done or killed."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from random import Random

from clients.reference_cli.answers import Place
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.dial import deliver
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.tablet import Tablet
from schema.area import AreaId
from sync.home.database import DATABASE
from sync.home.store import HomeStore
from tests.faults import dying, planted
from tests.faults.village import GRID

SYNC_S = 60.0
"""Without anything new before a tablet gives up; it is killed before that, or gets there."""


def work(
    home: str,
    seed: str,
    writes: int,
    moment: Mapping[str, int] | None = None,
    plant: str | None = None,
) -> int:
    """Writes, saying each change once it is on disk, then syncs, saying how much was answered.

    Args:
        home: the directory; enrolled.
        seed: what is written.
        writes: how many changes.
        moment: when to die by itself: a name of `dying.OF_HOME` and its number.
        plant: a bug of `planted.IN_TABLET`.
    """
    if plant is not None:
        planted.IN_TABLET[plant]()
    for name, value in (moment or {}).items():
        dying.OF_HOME[name](Path(home) / DATABASE, value)
    random = Random(seed)
    with HomeStore(Path(home)) as store:
        tablet = Tablet(store)
        waiting = [row.record for row in store.outbox()]
        for _ in range(writes):
            waiting.append(_write(tablet, waiting, random))
            _say(written=waiting[-1], data=store.rows_of(waiting[-1])[-1].data.hex())
        delivery = asyncio.run(
            deliver(tablet, timeout_s=SYNC_S, digest_interval_s=0, on_progress=_say_heard)
        )
    _say(done=len(delivery.results))
    return 0


def _write(tablet: Tablet, waiting: list[str], random: Random) -> str:
    """A new report, or a change of one that still waits; the record."""
    text = "冰" * random.choice((1, 30, 900))
    if not waiting or random.random() < 0.5:
        answers = [(Place("category"), "safety"), (Place("description"), text)]
        made = tablet.new("hazard_report", AreaId(GRID), answers, draft=False, lang="en")
        return made.id.text
    record = random.choice(waiting)
    if random.random() < 0.5:
        return tablet.edit(record, [(Place("place"), text)], "en").id.text
    return tablet.note(record, text).id.text


def _say_heard(delivery: Delivery, session: SessionDriver | None) -> None:
    if session is not None:
        _say(answered=len(delivery.results))


def _say(**event: object) -> None:
    os.write(1, json.dumps(event).encode() + b"\n")
