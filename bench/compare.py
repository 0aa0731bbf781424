"""`make bench-peers`: the same work on every server, one after the other, again and again.

Installs what is missing, measures, and prints the tables; with `--write FILE` they replace what
stands between the two marks of that file, so no figure is ever typed. A server that cannot be
installed is named and left out, and the command ends with 1. Ctrl-C ends the measuring, and what
was measured so far is reported.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from bench import matrix, measure, report
from bench.matrix import SCENARIOS, Contestant, Measured, Scenario
from bench.peer import NotInstalled, Peer
from bench.peers.bare.peer import Bare
from bench.peers.doorstep.peer import Doorstep
from bench.peers.hocuspocus.peer import Hocuspocus, HocuspocusAtOnce
from bench.peers.pouchdb.peer import PouchDb
from bench.peers.pycrdt_websocket.peer import PycrdtWebsocket
from bench.peers.y_websocket.peer import YWebsocket
from bench.report import Circumstances
from bench.scenarios import Size

BEGIN: Final = "<!-- measured by make bench-peers: begin -->"
END: Final = "<!-- measured by make bench-peers: end -->"

Server = Peer | Doorstep

SERVERS: Final[Sequence[Server]] = (
    Doorstep(),
    Hocuspocus(),
    HocuspocusAtOnce(),
    YWebsocket(),
    PycrdtWebsocket(),
    PouchDb(),
    Bare(),
)


def main(words: Sequence[str] | None = None) -> int:
    """Measures and reports; 1 where a server is missing or did not come to its end."""
    wanted = _arguments().parse_args(words)
    servers = [each for each in SERVERS if each.name in wanted.servers]
    scenarios = [each for each in SCENARIOS if each.name in wanted.scenarios]
    missing = _install(servers)
    present = [each for each in servers if each.name not in missing]
    around = Circumstances(
        date=time.strftime("%Y-%m-%d", time.gmtime()),
        machine=measure.machine(),
        runs=wanted.runs,
        missing=missing,
        once=tuple(each.label for each in present if each.name in wanted.once),
    )
    size = Size(grids=wanted.grids)
    outcomes = _measured(present, scenarios, wanted.runs, size, wanted.once)
    if wanted.write:
        table = report.markdown(present, scenarios, outcomes, around)
        wanted.write.write_text(between_marks(wanted.write.read_text(), table))
    if wanted.json:
        found = report.document(present, scenarios, outcomes, around)
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(report.markdown(present, scenarios, outcomes, around))
    return 1 if missing or any(outcome.broken for outcome in outcomes.values()) else 0


def between_marks(text: str, table: str) -> str:
    """A file's text with a new table between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"the file has no lines {BEGIN} and {END}")
    return f"{before}{begin}\n\n{table}\n{end}{after}"


def _measured(
    servers: Sequence[Server],
    scenarios: Sequence[Scenario],
    runs: int,
    size: Size,
    once: Collection[str],
) -> matrix.Outcomes:
    with TemporaryDirectory(prefix="bench-peers-") as folder:
        contestants: list[Contestant] = [
            each if isinstance(each, Doorstep) else Measured(each, size, Path(folder))
            for each in servers
        ]
        outcomes = matrix.expected(contestants, scenarios)
        with (
            suppress(KeyboardInterrupt),
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(matrix.measure(contestants, scenarios, runs, outcomes, _tell, once))
    return outcomes


def _install(servers: Sequence[Server]) -> Mapping[str, str]:
    """Installs all of them, and gives those that cannot be, with the reason."""
    missing = {}
    for server in servers:
        _tell(f"install: {server.name}")
        try:
            server.install()
        except NotInstalled as error:
            _tell(f"{server.name} is left out: {error}")
            missing[server.name] = str(error)
    return missing


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    servers, scenarios = [each.name for each in SERVERS], [each.name for each in SCENARIOS]
    parser.add_argument("--runs", type=int, default=5, help="so many of each (5)")
    parser.add_argument("--servers", nargs="+", choices=servers, default=servers)
    parser.add_argument(
        "--once", nargs="+", choices=servers, default=[], help="slow ones: in the first run alone"
    )
    parser.add_argument("--scenarios", nargs="+", choices=scenarios, default=scenarios)
    parser.add_argument(
        "--grids",
        type=int,
        default=Size().grids,
        help="to try out peers: fewer grids (Doorstep: all)",
    )
    parser.add_argument("--json", action="store_true", help="every run, as JSON")
    parser.add_argument("--write", type=Path, metavar="FILE", help="replace the table in a file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
