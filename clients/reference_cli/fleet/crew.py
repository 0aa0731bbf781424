"""A worker process as its parent sees it: jobs in, events out, SIGKILL where a schedule says so.

A worker that was killed on schedule is replaced by another one that gets the same job; one that
dies by itself is a failure. `close` ends it in any case.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from clients.reference_cli.errors import TabletError

COMMAND: Final = (sys.executable, "-m", "clients.reference_cli.fleet.worker")

EVENT_BYTES_MAX: Final = 64 * 1024
"""Of one line; an event names one tablet and one fact."""

COUNTED: Final = frozenset({"enrolled", "written", "answered"})
"""The events by which a schedule of kills counts: something got onto a disk."""

Event = Mapping[str, Any]


class WorkerDied(TabletError):
    """A process of the fleet ended by itself. Facts: code (its exit code)."""

    key = "error.worker_died"


class Worker:
    """One worker, started when it is first needed."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self.killed = 0

    async def run(
        self, job: Mapping[str, Any], on_event: Callable[[Event], None], kills: Sequence[int] = ()
    ) -> None:
        """Has a job done, whoever is killed on the way.

        Args:
            job: for `worker`.
            on_event: called with each event but the last.
            kills: after how many counted events of this job the process is killed, ascending.

        Raises:
            WorkerDied: it ended, and nobody had killed it.
        """
        schedule = list(kills)
        count = 0
        done = False
        while not done:
            process = await self._started()
            await _hand_over(process, job)
            killed = False
            async for event in _events(process):
                done = event["event"] == "done"
                if done:
                    break
                on_event(event)
                count += event["event"] in COUNTED
                if schedule and not killed and count >= schedule[0]:
                    process.kill()  # what it said until then is still heard
                    killed = True
            if done and not killed:
                return
            code = await process.wait()
            self._process = None
            if not killed:
                raise WorkerDied(code=code)
            del schedule[0]
            self.killed += 1

    async def close(self) -> None:
        """Ends the process; what it wrote is on disk anyway."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _started(self) -> Process:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=PIPE, stdout=PIPE, limit=EVENT_BYTES_MAX
            )
        return self._process


async def _hand_over(process: Process, job: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(job).encode() + b"\n")
    # One that is gone already is told by the end of its events.
    with suppress(ConnectionError):
        await process.stdin.drain()


async def _events(process: Process) -> AsyncIterator[Event]:
    assert process.stdout is not None
    async for line in process.stdout:
        if line.endswith(b"\n"):  # a killed process may leave half a line
            yield json.loads(line)
