"""The weeks before the day of a demonstration: records of every kind, by the people of the sample.

Each is one change of its author, and passes the same gate as any other. It is written before the
server starts, in one commit, and has no part in the balance of the day, which counts what tablets
wrote.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from schema.form import STATUS, VERSION
from schema.pack import SAMPLE_SEED
from schema.packs.chongli.work import SampleRecord, generate
from server.clock import ZONE, now_ms
from server.demo.errors import DemoFailed
from server.directory import Directory
from server.station import Station
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.results import Stored

FINISHED: Final = "finished"


def write(data: Path) -> int:
    """Writes them into a directory on which no server runs; how many there are.

    Raises:
        DemoFailed: one was refused.
    """
    day = datetime.fromtimestamp(now_ms() / 1000, ZONE).date() - timedelta(days=1)
    with Station(data) as station:
        known = station.directory
        records = list(generate(known.forms, known.tree, day, SAMPLE_SEED))
        answers = station.store(
            [station.judged(each.record, _change(each, known)) for each in records]
        )
    for each, answer in zip(records, answers, strict=True):
        if not isinstance(answer, Stored):
            raise DemoFailed(reason=f"{each.record}: {answer}")
    return len(records)


def _change(made: SampleRecord, known: Directory) -> Change:
    version = known.forms[made.record.form].version
    answers = {VERSION: version, **made.answers, STATUS: FINISHED}
    return Change(
        change_id=secrets.randbelow(INT_BOUND),
        staff=known.by_login[made.login].id,
        time_ms=made.time_ms,
        remark=None,
        entries=tuple(Entry(name, value) for name, value in answers.items()),
    )
