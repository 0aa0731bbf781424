"""The weeks before the day of a demonstration: records of every kind, and a survey round begun.

Each is one change of its author, and passes the same gate as any other. It is written before the
server starts, in one commit, and has no part in the balance of the day, which counts what tablets
wrote.
"""

import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from schema.form import STATUS, VERSION
from schema.pack import SAMPLE_SEED
from schema.packs.chongli.work import SampleRecord, generate
from schema.role import Role
from schema.rounds import ROUND, VISIT
from server.clock import ZONE, now_ms
from server.demo.errors import DemoFailed
from server.directory import Directory
from server.operations.arguments import Arguments
from server.operations.rounds import add
from server.station import Station
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.results import Stored

FINISHED: Final = "finished"

ROUND_TITLE: Final = "2022年老旧小区改造入户"
ROUND_DAYS: Final = 20


def write(data: Path) -> int:
    """Writes them into a directory on which no server runs; how many there are.

    Raises:
        DemoFailed: one was refused.
    """
    day = datetime.fromtimestamp(now_ms() / 1000, ZONE).date() - timedelta(days=1)
    with Station(data) as station:
        walked = _round(station, day)
        known = station.directory
        records = list(generate(known.forms, known.tree, day, SAMPLE_SEED))
        answers = station.store(
            [station.judged(each.record, _change(each, known, walked)) for each in records]
        )
    for each, answer in zip(records, answers, strict=True):
        if not isinstance(answer, Stored):
            raise DemoFailed(reason=f"{each.record}: {answer}")
    return len(records)


def _round(station: Station, day: date) -> str:
    """A survey round of all the district, each grid with one of those who work there; its id."""
    members = {
        grant.area: person.login
        for person in station.directory.staff.values()
        for grant in person.grants
        if grant.role is Role.grid_member
    }
    asked = {
        "title": ROUND_TITLE,
        "form": "renovation_opinion",
        "keys": {"project": "p2022"},
        "areas": list(station.directory.tree.roots),
        "from": day.isoformat(),
        "by": (day + timedelta(days=ROUND_DAYS)).isoformat(),
        "parts": members,
    }
    made: Any = add(station, Arguments(asked))
    return str(made["id"])


def _change(made: SampleRecord, known: Directory, walked: str) -> Change:
    version = known.forms[made.record.form].version
    of_round = {ROUND: walked} if made.record.form == VISIT else {}
    answers = {VERSION: version, **of_round, **made.answers, STATUS: FINISHED}
    return Change(
        change_id=secrets.randbelow(INT_BOUND),
        staff=known.by_login[made.login].id,
        time_ms=made.time_ms,
        remark=None,
        entries=tuple(Entry(name, value) for name, value in answers.items()),
    )
