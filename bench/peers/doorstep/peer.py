"""Doorstep itself, measured by its own `doorstep bench`, which writes the same visits.

Its benchmarks have the same shape (`server/bench/`): lean tablets over counted sockets, a kill at
the moment when all believe to be in sync. Here their JSON is only read. CPU is that of sockets,
gate and writer; what the projector takes until every page is fresh stands beside it. Memory is that
of both processes.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, Final

from bench.install import ROOT
from bench.matrix import Scenario
from bench.peer import NotInstalled
from bench.timing import Result
from bench.websocket import Broken

RECORDS: Final = 25_000

_COMMAND = (sys.executable, "-m", "server.commands.main", "bench")


class Doorstep:
    """The one that all others are compared with."""

    name = "doorstep"
    label = "Doorstep"
    settings = "as it is: SQLite WAL with synchronous=FULL, rights and every change checked"
    in_sync = "each visit was committed to disk before it was acknowledged"

    def install(self) -> None:
        """Everything it needs is there, if this version has the benchmarks.

        Raises:
            NotInstalled: it has not.
        """
        done = subprocess.run(
            [*_COMMAND, "storm", "--help"], cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise NotInstalled("this version of Doorstep has no `doorstep bench storm`")

    def versions(self) -> dict[str, str]:
        """Its own, and the commit that was measured."""
        describe = ["git", "describe", "--always", "--dirty"]
        found = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True, check=False)
        return {"doorstep": f"{version('doorstep')} {found.stdout.strip()}".strip()}

    async def go_through(self, scenario: Scenario) -> Result | None:
        """Runs the benchmark that is this scenario.

        Raises:
            Broken: it failed.
        """
        if scenario.name not in _BENCHMARKS:
            return None
        words, read = _BENCHMARKS[scenario.name]
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, *words, "--json", cwd=ROOT, stdout=-1, stderr=-1
        )
        try:
            out, err = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()  # it takes its server with it
                await process.wait()
        if process.returncode != 0:
            raise Broken(f"doorstep bench {' '.join(words)}: {err.decode()[-500:]}")
        return read(json.loads(out))


def storm(document: Mapping[str, Any]) -> Result:
    """The one form that was asked for."""
    (form,) = document["forms"]
    beside_s = form["fresh"]["cpu_s"] - form["cpu_s"]["sockets"]
    return _result(
        form, visits=form["visits"], lost=form["visits_lost"], beside_cpu_s=round(beside_s, 3)
    )


def reconnect(document: Mapping[str, Any]) -> Result:
    """The median of its own rounds."""
    return _result(document)


def singles(document: Mapping[str, Any]) -> Result:
    """As many visits as it takes, each acknowledged before its tablet saves the next."""
    return _result(document["without_pause"], visits=document["without_pause"]["visits"])


def download(document: Mapping[str, Any]) -> Result:
    """The largest download."""
    (found,) = (each for each in document["downloads"] if each["records"] == RECORDS)
    return _result(found, visits=RECORDS)


def _result(figures: Mapping[str, Any], **more: Any) -> Result:  # noqa: ANN401 - fields of Result
    return Result(
        wall_s=figures["wall_s"],
        cpu_s=figures["cpu_s"]["sockets"],
        peak_mb=sum(figures["peak_mb"].values()),
        up_bytes=figures["up_bytes"],
        down_bytes=figures["down_bytes"],
        driver_cpu_s=figures["cpu_s"]["driver"],
        **more,
    )


_Reader = Callable[[Mapping[str, Any]], Result]

_BENCHMARKS: Final[Mapping[str, tuple[tuple[str, ...], _Reader]]] = {
    **{
        f"storm-{arrive}-{pushes}": (("storm", "--arrive", arrive, "--pushes", pushes), storm)
        for arrive in ("0", "2")
        for pushes in ("1", "25")
    },
    "reconnect": (("reconnect",), reconnect),
    "singles": (("trickle", "--seconds", "1"), singles),
    "download": (("growth",), download),
}
