"""Two tablets of one grid, a log between them without a network, and the command line itself."""

import functools
import itertools
import time

import pytest
from typer.testing import CliRunner

from clients.reference_cli import reading
from clients.reference_cli.commands import desk
from clients.reference_cli.main import application
from clients.reference_cli.tablet import Tablet
from schema.pack import load_pack
from sync.core.findings import findings_of
from sync.core.messages import Changes
from sync.core.results import Stored
from sync.home.rows import Bundle, Enrolment
from sync.home.store import HomeStore

GRID = "130709/100/002/007"
UNIT = f"{GRID}/x03/b02/u1"
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# 12 June 2022, 08:00 in Shanghai.
MORNING = 1_654_992_000_000

STAFF = {
    "wangfang000": "王芳",
    "liqiang0000": "李强",
    "zhaomin0000": "赵敏",
}

AREAS = [
    ("130709", "district", "崇礼区", None),
    ("130709/100", "street", "西湾子镇", "130709"),
    ("130709/100/002", "community", "长青路社区", "130709/100"),
    (GRID, "grid", "第7网格", "130709/100/002"),
    (f"{GRID}/x03", "compound", "和平小区", GRID),
    (f"{GRID}/x03/b02", "building", "3号楼", f"{GRID}/x03"),
    (UNIT, "unit", "1单元", f"{GRID}/x03/b02"),
    *[(f"{UNIT}/{door}", "household", door, UNIT) for door in ("0301", "0302", "0405")],
]


class Clock:
    """A device's clock that stands still until it is set."""

    def __init__(self):
        self.now_ms = MORNING

    def __call__(self):
        return self.now_ms

    def set(self, *, day=0, hour=8, minute=0):
        self.now_ms = MORNING + day * DAY + (hour - 8) * HOUR + minute * MINUTE


class Log:
    """The server's rows of the one grid, without a server: numbers in order, rows to everybody."""

    def __init__(self):
        self.rows = []

    def take(self, store):
        """Stores what waits in a home, in the order written."""
        results = []
        known = {(record, data): seq for record, data, seq in self.rows}
        for row in store.outbox():
            seq = known.get((row.record, row.data))
            if seq is None:
                seq = len(self.rows) + 1
                self.rows.append((row.record, row.data, seq))
            results.append((row.hash, Stored(seq)))
        store.store_results(results)

    def give(self, store):
        """Brings a home to the head."""
        cursor = store.cursors().get(GRID, (0, b""))[0]
        store.store_changes(
            Changes(
                scope=GRID,
                from_seq=cursor,
                to_seq=len(self.rows),
                mark=b"12345678",
                items=tuple(row for row in self.rows if row[2] > cursor),
                more=False,
            )
        )


class Home:
    """One tablet: its directory, and its command line."""

    def __init__(self, path, staff, log):
        self.path = path
        self.staff = staff
        self.log = log
        with HomeStore(path, create=True) as store:
            store.papers.keep_nonce(f"nonce of {staff}")
            store.papers.enrol(
                Enrolment(
                    nonce=f"nonce of {staff}",
                    url="http://127.0.0.1:9",
                    token="token",
                    device=f"device{staff}",
                    staff=staff,
                )
            )
            store.papers.keep_bundle(Bundle(etag="1", document=bundle()))

    def run(self, *words, lang="zh-CN", env=None):
        """Runs `doorstep-tablet` with these words, as its entry point does."""
        arguments = [*words, "--home", str(self.path), "--lang", lang]
        app = application(*words[:1])
        return CliRunner().invoke(app, arguments, env=env, prog_name="doorstep-tablet")

    def ok(self, *words, **options):
        """The same, and it has to succeed; gives what it printed."""
        result = self.run(*words, **options)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout

    def download(self, *, etag="2", **parts):
        """Keeps a bundle in which these parts stand for those of `bundle()`."""
        with HomeStore(self.path) as store:
            store.papers.keep_bundle(Bundle(etag=etag, document={**bundle(), **parts}))

    def sync(self):
        """Out and in, without a network."""
        with HomeStore(self.path) as store:
            self.log.take(store)
            self.log.give(store)


def bundle():
    pack = load_pack("chongli")
    return {
        "forms": [form.to_json() for form in pack.forms],
        "areas": [dict(zip(("id", "kind", "name", "parent"), area, strict=True)) for area in AREAS],
        "grants": [{"area": GRID, "role": "grid_member", "form": None}],
        "staff": [{"id": staff, "name": name} for staff, name in STAFF.items()],
        "assignments": [],
    }


@pytest.fixture
def clock(monkeypatch):
    """The clock of every tablet in the test, which stands at 12 June 2022, 08:00 in Shanghai."""
    clock = Clock()
    counter = itertools.count(1 << 40)
    tablet = functools.partial(Tablet, clock_ms=clock, draw_bits=lambda _bits: next(counter))
    monkeypatch.setattr(desk, "Tablet", tablet)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield clock
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def judged(monkeypatch):
    """The records that were judged by their form's rules, each as often as it was."""
    judged = []

    def noted(record, *of):
        judged.append(record.text)
        return findings_of(record, *of)

    monkeypatch.setattr(reading, "findings_of", noted)
    return judged


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def wang(tmp_path, clock, log):
    return Home(tmp_path / "wang", "wangfang000", log)


@pytest.fixture
def li(tmp_path, clock, log):
    return Home(tmp_path / "li", "liqiang0000", log)


@pytest.fixture
def zhao(tmp_path, clock, log):
    return Home(tmp_path / "zhao", "zhaomin0000", log)
