"""A district's year, made once: 20,000 households, 200,000 records, a million answers.

The sample district of the pack with what its staff could have written in a year, straight into the
log, and folded by the real projector. Everything is drawn from a seed; nobody in it is real. A few
records in a hundred are drafts, returned, or clash, so that lists of what is wrong are as long as
they would be. A directory that holds a year of this kind already is used again.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from schema.answer import Value
from schema.area import AreaId, AreaKind
from schema.grant import Right
from schema.key import ULID_DIGITS
from schema.record_id import RecordId
from server import database, founding
from server.bench.errors import BenchFailed
from server.directory import Directory, load
from sync.core.change import INT_BOUND, Change, Entry
from sync.core.update import encode
from sync.log.log import Submission
from sync.log.sqlite import SqliteLog

RECORDS: Final = 200_000
CHANGES: Final = 254_000
"""About so many: a quarter of the records were reviewed, or written by two."""

COMMIT_ROWS: Final = 4_000
DAY_MS: Final = 86_400_000
DEVICE: Final = "bench00000000001"

HOUSEHOLD: Final = "130709/100/002/007/x01/b01/u1/0101"
WRITTEN: Final = ("renovation_opinion", AreaId(HOUSEHOLD), ":p2022")
"""A record that every year has, however small: form, area and key."""

_MADE: Final = "year.json"

_ROUNDS: Final = ("p2020", "p2021", "p2022", "p2023", "p2024")
_WORDS: Final = (
    "楼道灯坏了",
    "希望增加停车位",
    "支持改造，尽快开工",
    "暖气不热",
    "下水道堵塞",
    "电梯噪声大",
    "井盖松动",
)
_NAMES: Final = ("王芳", "张伟", "李强", "刘洋", "陈静", "赵敏", "周杰", "吴霞", "孙丽", "马超")


@dataclass(frozen=True, slots=True)
class Act:
    """One change to be written; `after` says that its author saw the one before it."""

    record: str
    staff: str
    time_ms: int
    answers: tuple[tuple[str, Value], ...]
    after: bool = False


def make(data: Path, now_ms: int, told: Callable[[int], None] = lambda _: None) -> None:
    """Makes the year, or finds it made.

    Args:
        data: a directory that is not there yet, or one that this made.
        now_ms: when the year ends.
        told: how many more records were written or folded; twice `CHANGES` in all.

    Raises:
        BenchFailed: the directory holds something else, or was left half made.
    """
    if data.exists():
        if not (data / _MADE).exists():
            raise BenchFailed(reason=f"{data} is no year of a bench: name another --data")
        database.open_database(data).close()  # an older program's is brought to this one's version
        return
    founding.initialise(data, sample=True)
    with closing(database.open_database(data)) as connection:
        known = load(connection)
        log = SqliteLog(connection)
        random = Random(1)  # noqa: S311 - invented answers, no secret
        batch: list[Submission] = []
        before = 0
        for act in _acts(known, random, now_ms):
            batch.append(_submission(act, random, (before,) if act.after else ()))
            before = batch[-1].change_id or 0
            if len(batch) == COMMIT_ROWS:
                log.append(batch, now_ms)
                told(len(batch))
                batch.clear()
        log.append(batch, now_ms)
    fold(data, told)
    (data / _MADE).write_text(json.dumps({"records": RECORDS}), encoding="utf-8")


def fold(data: Path, told: Callable[[int], None]) -> None:
    """Folds all of it, by the real projector."""
    command = (sys.executable, "-m", "server.views.projector", str(data), "--once")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603
        assert child.stdout is not None
        for line in child.stdout:
            told(int(json.loads(line)["rows"]))
    if child.returncode:
        raise BenchFailed(reason="the projector failed, see above")


def _submission(act: Act, random: Random, replaces: tuple[int, ...]) -> Submission:
    entries = tuple(Entry(name, value, replaces) for name, value in act.answers)
    change = Change(random.randrange(INT_BOUND), act.staff, act.time_ms, None, entries)
    return Submission(
        record=act.record,
        data=encode(change),
        device=DEVICE,
        staff=act.staff,
        change_id=change.change_id,
        scope=RecordId.parse(act.record).scope,
    )


def _acts(known: Directory, random: Random, now_ms: int) -> Iterator[Act]:
    """Household files, opinions in five rounds, and hazards for the rest, in the order of days."""
    staff = _staff(known)
    households = [area for area in known.tree if area.kind is AreaKind.household]
    subjects = [("household_file", area.id, "") for area in households]
    subjects += [("renovation_opinion", a.id, f":{r}") for r in _ROUNDS for a in households]
    while len(subjects) < RECORDS:
        area = random.choice(households).id
        ulid = "".join(random.choice(ULID_DIGITS) for _ in range(25))
        subjects.append(("hazard_report", area, f":0{ulid}"))
    random.shuffle(subjects)
    subjects.remove(WRITTEN)
    subjects.insert(0, WRITTEN)
    first_ms = now_ms - 365 * DAY_MS
    for number, (form, area, key) in enumerate(subjects[:RECORDS]):
        people = staff[area.scope]
        time_ms = first_ms + (now_ms - first_ms) * number // RECORDS
        answers = _answers(form, random)
        record = f"{form}/{area}{key}"
        state = random.choices(("finished", "approved", "returned", "draft"), (70, 24, 2, 4))[0]
        answers.append(("_status", "finished" if state in ("approved", "returned") else state))
        yield Act(record, random.choice(people), time_ms, tuple(answers))
        if state in ("approved", "returned"):
            yield Act(
                record, known.by_login["district"].id, time_ms, (("_status", state),), after=True
            )
        elif random.random() < 0.01:
            yield Act(record, random.choice(people), time_ms + 1000, (_other(form),))


def _staff(known: Directory) -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for person in known.staff.values():
        for grant in person.grants:
            if Right.write in grant.rights and Right.review not in grant.rights:
                found.setdefault(grant.area.scope, []).append(person.id)
    return {scope: sorted(people) for scope, people in found.items()}


def _answers(form: str, random: Random) -> list[tuple[str, Value]]:
    if form == "renovation_opinion":
        return [
            ("road", random.choice(("support", "oppose"))),
            ("greening_lighting", random.choice(("support", "oppose"))),
            ("parking_spaces", random.randrange(4)),
            ("opinion", random.choice(_WORDS)),
        ]
    if form == "household_file":
        row = f"members[{random.randrange(36**5, 10**8) % 10**6:06d}]"
        return [
            ("phone", f"138{random.randrange(10**8):08d}"),
            (row, True),
            (f"{row}.name", random.choice(_NAMES)),
            (f"{row}.birth_year", random.randrange(1930, 2024)),
        ]
    return [
        ("category", random.choice(("facility", "heating", "safety"))),
        ("severity", random.choice(("minor", "serious", "urgent"))),
        ("place", f"{random.randrange(1, 20)}号楼东侧"),
        ("description", random.choice(_WORDS)),
    ]


def _other(form: str) -> tuple[str, Value]:
    """What a second person answered without knowing of the first."""
    if form == "renovation_opinion":
        return ("opinion", "另一人这样填写")
    return ("phone", "13900000000") if form == "household_file" else ("place", "另一处")
