"""The server of a measurement: `doorstep serve` as it is, and warm before anything is timed."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from schema.area import Scope
from server.admin import call
from server.bench.errors import BenchFailed
from server.bench.figures import Meter
from server.database import FILE_NAME as LOG_NAME
from server.demo.errors import DemoFailed
from server.demo.processes import Server
from server.views.queries import Views
from sync.log.reader import SqliteLogReader

LOOK_S: Final = 0.02
"""How often it is looked whether the pages' data is there; the server is not asked for it."""

FRESH_S: Final = 600.0
"""A bound against waiting for ever."""


class Measured:
    """A server that runs, and what it spends.

    Attributes:
        data: its directory.
        url: its address.
        meter: reads what its processes spend.
    """

    def __init__(self, data: Path, server: Server) -> None:
        self.data = data
        self.url = server.url
        self._server = server
        call(data, "records.clashes", {})  # answered once the projector stands ready
        self.meter = Meter(server.pid, server.url, data)

    def kill(self) -> None:
        """SIGKILL; what its disk holds is what it has promised."""
        self._server.kill()

    def wait_until_fresh(self) -> None:
        """Returns once pages show everything that is in the log."""
        with closing(SqliteLogReader(self.data / LOG_NAME)) as log:
            heads = {scope: head.seq for scope, head in log.heads().items()}
        views = Views(self.data)
        until_s = time.monotonic() + FRESH_S
        while any(self._behind(views, heads)):
            if time.monotonic() > until_s:
                raise BenchFailed(reason="the pages' data did not come to the head")
            time.sleep(LOOK_S)

    @staticmethod
    def _behind(views: Views, heads: dict[Scope, int]) -> Iterator[bool]:
        positions = views.positions()
        for scope, seq in heads.items():
            yield scope not in positions or positions[scope].seq < seq


@contextmanager
def served(data: Path) -> Iterator[Measured]:
    """Serves a directory inside the block.

    Raises:
        BenchFailed: the server did not start.
    """
    log = data.with_name(f"{data.name}.log")
    try:
        server = Server(data, 0, log, settings={})
    except DemoFailed as error:
        raise BenchFailed(reason=error.reason) from error
    with closing(server):
        yield Measured(data, server)
