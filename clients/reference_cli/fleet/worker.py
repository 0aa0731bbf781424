"""A process that holds the homes of many tablets and drives them: `python -m` this module.

Jobs come as JSON, one a line, on stdin; events go out the same way on stdout; it ends at the end of
stdin. Between two lines it may be killed at any instant: a job given again to another process goes
on with the homes as they are, and does again only what is not on disk.

Jobs: `enrol` (spend codes, fetch forms and areas), `work` (the day's steps, without a network),
`deliver` (all tablets at once: push, fetch, compare). Events name a tablet and what happened to it;
`{"event": "done"}` ends a job, `{"event": "failed"}` says of one tablet that it did not get there.
"""

import asyncio
import json
import os
import resource
import secrets
import signal
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from random import Random
from threading import Lock, Thread
from typing import Any, Final

import uvloop

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.backoff import Backoff
from clients.reference_cli.delivery import Delivery
from clients.reference_cli.dial import Surroundings, deliver
from clients.reference_cli.enrolling import address_of, enrol, fetch_bundle
from clients.reference_cli.errors import EnrolmentFailed, NotReached, Unreachable
from clients.reference_cli.fleet.cutting import cutting
from clients.reference_cli.fleet.steps import LANG, carry_out, read_steps
from clients.reference_cli.session import SessionDriver
from clients.reference_cli.tablet import Tablet
from sync.home.store import HomeStore

Job = Mapping[str, Any]

ENROLMENTS_AT_ONCE: Final = 8
"""Threads that spend codes: enough to hide the network, few enough for any server."""

DAYS_AT_ONCE: Final = 8
"""Threads that work in homes: a day is mostly waiting for the disk, commit by commit."""

FILES_PER_TABLET: Final = 8
"""Open files of a home and its connection, with room to spare."""


def main() -> None:
    """Does jobs until stdin ends."""
    # Ctrl-C reaches everybody at the terminal; the parent takes it, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_listen, args=(jobs,), name="jobs", daemon=True).start()
    while True:
        job = jobs.get()
        _JOBS[job["job"]](job)
        _emit(event="done")


def _listen(jobs: "SimpleQueue[Job]") -> None:
    """Takes jobs; at the end of stdin the parent is gone, however it went, and so is its fleet."""
    for line in sys.stdin:
        jobs.put(json.loads(line))
    os._exit(0)  # homes may be left at any moment


def _emit(**event: object) -> None:
    with _SPEAKING:
        try:
            sys.stdout.write(json.dumps(event) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            os._exit(0)  # the same, noticed here first


_SPEAKING: Final = Lock()


# Enrolment


def _enrol(job: Job) -> None:
    with ThreadPoolExecutor(ENROLMENTS_AT_ONCE) as pool:
        for number, reason in pool.map(lambda each: _enrol_one(job, each), job["tablets"]):
            if reason is None:
                _emit(event="enrolled", tablet=number)
            else:
                _emit(event="failed", tablet=number, reason=reason)


def _enrol_one(job: Job, tablet: Job) -> tuple[int, str | None]:
    """Tries until the tablet has a token, forms and areas, or the time is over."""
    deadline_s = time.monotonic() + job["timeout_s"]
    backoff = Backoff(Random(f"{job['seed']}/{tablet['number']}").random)  # noqa: S311 - no secret
    with HomeStore(Path(tablet["home"]), create=True) as store:
        while True:
            try:
                _fetch_papers(job, tablet, store)
            except EnrolmentFailed as error:
                return tablet["number"], str(error.facts["reason"])
            except Unreachable as error:
                delay_s = backoff.delay_s(None, None)
                if time.monotonic() + delay_s > deadline_s:
                    return tablet["number"], str(error.facts["reason"])
                time.sleep(delay_s)
            else:
                return tablet["number"], None


def _fetch_papers(job: Job, tablet: Job, store: HomeStore) -> None:
    enrolment = store.papers.enrolment()
    if enrolment is None or enrolment.token is None:
        address = ServerAddress(url=job["url"], ca=job["ca"])
        enrolment = enrol(
            store.papers,
            address,
            tablet["code"],
            name=tablet["name"],
            draw_bits=secrets.randbits,
            lang=LANG,
        )
    if store.papers.bundle() is None:
        address, token = address_of(enrolment)
        bundle = fetch_bundle(address, token, None)
        assert bundle is not None, "a first download is never what is held already"
        store.papers.keep_bundle(bundle)


# A day without signal


def _work(job: Job) -> None:
    with ThreadPoolExecutor(DAYS_AT_ONCE) as pool:
        for number in pool.map(lambda each: _work_one(job, each), job["tablets"]):
            _emit(event="worked", tablet=number)


def _work_one(job: Job, tablet: Job) -> int:
    number: int = tablet["number"]
    with HomeStore(Path(tablet["home"])) as store:
        for _ in carry_out(store, read_steps(tablet["steps"]), job["day_ms"]):
            _emit(event="written", tablet=number)
    return number


# Sync


def _deliver(job: Job) -> None:
    _allow_files(len(job["tablets"]) * FILES_PER_TABLET)
    uvloop.run(_deliver_all(job))


async def _deliver_all(job: Job) -> None:
    with ExitStack() as homes:
        stores = [homes.enter_context(HomeStore(Path(each["home"]))) for each in job["tablets"]]
        async with asyncio.TaskGroup() as group:
            for tablet, store in zip(job["tablets"], stores, strict=True):
                group.create_task(_deliver_one(job, tablet, store))


async def _deliver_one(job: Job, tablet: Job, store: HomeStore) -> None:
    number = tablet["number"]
    seen = _Seen(number)
    surroundings = Surroundings(
        connect=cutting(iter(tablet["cuts"])),
        draw=Random(f"{job['seed']}/{number}").random,  # noqa: S311 - a schedule, no secret
    )
    try:
        await deliver(
            Tablet(store),
            timeout_s=job["timeout_s"],
            digest_interval_s=0,
            surroundings=surroundings,
            on_progress=seen.report,
        )
    except NotReached as error:
        _emit(event="failed", tablet=number, reason=error.facts["reason"] or error.facts["detail"])
    else:
        _emit(event="delivered", tablet=number)


class _Seen:
    """Says of one tablet what is new since the last word about it."""

    def __init__(self, tablet: int) -> None:
        self._tablet = tablet
        self._answered = 0

    def report(self, delivery: Delivery, session: SessionDriver | None) -> None:
        if session is None:
            _emit(event="connecting", tablet=self._tablet)
        elif fresh := len(delivery.results) - self._answered:
            self._answered += fresh
            _emit(event="answered", tablet=self._tablet, changes=fresh)


def _allow_files(count: int) -> None:
    """Raises this process's own limit as far as it may, if it is lower."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + 64
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


_JOBS: Final[Mapping[str, Callable[[Job], None]]] = {
    "enrol": _enrol,
    "work": _work,
    "deliver": _deliver,
}

if __name__ == "__main__":
    main()
