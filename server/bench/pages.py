"""Every page over a full district's year, with 200 open pages beside it.

A real server on a real directory. Pages are fetched one after the other over one connection, as
one person would; beside it open pages hold their streams while a record is settled every second, so
that streams speak and are answered, and a second connection asks for `/health/live` again and
again, also while all of them come at once: what that waits is what the event loop was held up. A
page's times are the server's own, with the time for which it waited for other pages. Searches are
measured alone too, on the same views and as the page asks for them.
"""

import asyncio
import contextlib
import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from server import admin, database
from server.bench.errors import BenchFailed
from server.bench.visitor import ANSWER_S, Fetched, Visitor, open_page
from server.bench.year import WRITTEN
from server.clock import now_ms
from server.demo.errors import DemoFailed
from server.demo.processes import Server
from server.directory import load
from server.pages.records import LINES
from server.people.ids import new_password
from server.people.passwords import hash_password
from server.people.staff import set_password
from server.views.asking import Filter, Sight
from server.views.queries import Views
from server.views.reading import together
from sync.log.connect import writing

MEASURED: Final = ("district", "community-002-1", "head-002-007")
"""Whose pages are measured: all of the district, one community, one grid."""

OPEN_PAGES: Final = 200
LOOKING: Final = ("district", *(f"community-00{n}-1" for n in range(1, 6)))
"""Who has pages open: streams of one person are bounded."""

ROUNDS: Final = 40
SETTLE_PAUSE_S: Final = 1.0
PROBE_PAUSE_S: Final = 0.02

GRID: Final = "130709/100/002/007"
RECORD: Final = "{}/{}{}".format(*WRITTEN)

PATHS: Final = (
    "/",
    "/records",
    "/records?form=hazard_report",
    "/records?status=returned",
    "/records?clash=1",
    f"/records?area={GRID}",
    "/records?q=张伟",
    "/records?q=小区",
    "/records?q=0301 灯",
    f"/records/{RECORD}",
    "/clashes",
    "/households?form=renovation_opinion",
    "/silent",
    "/devices",
    "/staff",
    "/areas",
    "/forms",
    "/quarantine",
    "/exports",
)
"""What is fetched; a page that somebody may not open is left out of theirs."""

SEARCHES: Final = ("张伟", "灯", "小区", "0301 灯", "张伟 0301", "和平 3号楼 0301")
"""What is searched for: a name, a letter, what all addresses hold, and several words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageTimes:
    """One page of one person: milliseconds at the server, and the page's length in bytes."""

    login: str
    path: str
    p50_ms: float
    p99_ms: float
    cpu_p50_ms: float
    cpu_p99_ms: float
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchTimes:
    """One search of one person: milliseconds, and how many records it found."""

    login: str
    text: str
    p50_ms: float
    p99_ms: float
    found: int


@dataclass(slots=True)
class Beside:
    """What went on beside the measured pages."""

    fetched: list[int] = field(default_factory=list)
    settled: int = 0
    waits_ms: list[float] = field(default_factory=list)


def measure(data: Path, log: Path, told: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Measures every page and gives the document.

    Args:
        data: a year (`server.bench.year`), on which no server runs.
        log: where the server's log goes.
        told: called once a page.
    """
    password = _passwords(data)
    beside = Beside()
    times: list[PageTimes] = []
    with closing(_server(data, log)) as server, ExitStack() as around:
        around.enter_context(_repeated(lambda: _probe(server.url, beside), PROBE_PAUSE_S))
        around.enter_context(_open_pages(server.url, password, beside))
        around.enter_context(_repeated(lambda: _settle(data, beside), SETTLE_PAUSE_S))
        for login in MEASURED:
            with closing(Visitor(server.url, login, password)) as visitor:
                # Each is fetched once before any is timed: templates are compiled at first use.
                for path in [path for path in PATHS if visitor.may_open(path)]:
                    times.append(_timed(visitor, login, path))
                    told()
    return _document(times, _searches(data), beside)


def _searches(data: Path) -> list[SearchTimes]:
    """Every search of everybody, as long as it is asked of the views and no page is made of it."""
    with database.reading_database(data) as connection:
        known = load(connection)
    views = Views(data)
    found: list[SearchTimes] = []
    for login in MEASURED:
        sight = Sight(permit=known.permit(known.by_login[login].id), tree=known.tree)
        for text in SEARCHES:
            took_ms = []
            for _ in range(ROUNDS):
                began_s = time.perf_counter()
                with together():
                    _, count = views.beginning(Filter(text=text), sight, limit=LINES + 1)
                    views.crowded(text, sight)
                took_ms.append((time.perf_counter() - began_s) * 1000)
            found.append(
                SearchTimes(
                    login=login,
                    text=text,
                    p50_ms=round(statistics.median(took_ms), 1),
                    p99_ms=round(max(took_ms), 1),
                    found=count,
                )
            )
    return found


def _server(data: Path, log: Path) -> Server:
    try:
        return Server(data, 0, log)
    except DemoFailed as error:
        raise BenchFailed(reason=error.reason) from error


def _passwords(data: Path) -> str:
    password = new_password()
    hashed = hash_password(password)
    with closing(database.open_database(data)) as connection, writing(connection):
        people = load(connection).by_login
        for login in {*MEASURED, *LOOKING}:
            set_password(connection, people[login].id, hashed)
    return password


def _timed(visitor: Visitor, login: str, path: str) -> PageTimes:
    found: Sequence[Fetched] = [visitor.fetch(path) for _ in range(ROUNDS)]
    page, cpu = sorted(each.page_ms for each in found), sorted(each.cpu_ms for each in found)
    return PageTimes(
        login=login,
        path=path,
        p50_ms=round(statistics.median(page), 1),
        p99_ms=round(page[-1], 1),
        cpu_p50_ms=round(statistics.median(cpu), 1),
        cpu_p99_ms=round(cpu[-1], 1),
        size=found[-1].size,
    )


@contextlib.contextmanager
def _open_pages(url: str, password: str, beside: Beside) -> Iterator[None]:
    """Holds all open pages, on an event loop of their own, once all their streams stand.

    Raises:
        BenchFailed: a stream was refused.
    """
    cookies = []
    for login in LOOKING:
        with closing(Visitor(url, login, password)) as visitor:
            cookies.append(visitor.cookie)

    standing = threading.Semaphore(0)

    async def hold() -> None:
        pages = [
            open_page(
                url,
                cookies[n % len(cookies)],
                "/" if n % 2 else "/records",
                beside.fetched,
                standing.release,
            )
            for n in range(OPEN_PAGES)
        ]
        await asyncio.gather(*pages)

    loop = asyncio.new_event_loop()
    holding = loop.create_task(hold())
    thread = threading.Thread(target=_until_cancelled, args=(loop, holding))
    thread.start()
    try:
        if not all(standing.acquire(timeout=ANSWER_S) for _ in range(OPEN_PAGES)):
            raise BenchFailed(reason="an open page got no stream")
        yield
    finally:
        loop.call_soon_threadsafe(holding.cancel)
        thread.join()


def _until_cancelled(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


@contextlib.contextmanager
def _repeated(act: Callable[[], None], pause_s: float) -> Iterator[None]:
    """Does something again and again, in a thread of its own."""
    stop = threading.Event()

    def repeat() -> None:
        while not stop.wait(pause_s):
            act()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _settle(data: Path, beside: Beside) -> None:
    """Somebody writes: the parking spaces of one household, another number each time."""
    values = {
        "id": RECORD,
        "question": "parking_spaces",
        "value": str(now_ms() % 3),
    }
    admin.call(data, "records.settle", values)
    beside.settled += 1


def _probe(url: str, beside: Beside) -> None:
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(str(parts.netloc), timeout=30)) as connection:
        connection.connect()
        began_s = time.perf_counter()
        connection.request("GET", "/health/live")
        connection.getresponse().read()
        beside.waits_ms.append((time.perf_counter() - began_s) * 1000)


def _document(
    times: Sequence[PageTimes], searches: Sequence[SearchTimes], beside: Beside
) -> dict[str, Any]:
    waits = sorted(beside.waits_ms) or [0.0]
    return {
        "pages": list(map(asdict, times)),
        "searches": list(map(asdict, searches)),
        "open_pages": OPEN_PAGES,
        "fetched_by_open_pages": len(beside.fetched),
        "settled": beside.settled,
        "loop_wait_ms": {
            "p50": round(statistics.median(waits), 1),
            "p99": round(waits[len(waits) * 99 // 100], 1),
            "max": round(waits[-1], 1),
        },
    }
