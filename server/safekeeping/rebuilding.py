"""`doorstep rebuild`: the pages' data made anew from the log, by a server that runs or without one.

Whoever waits for it may go away at any time: a server goes on with it, and without one the next to
open the directory does, from where it stands. A second rebuild begins again from nothing.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server import admin, database, desk
from server.errors import ProjectorBehind, ServerSilent
from server.station import Station

PAUSE_S: Final = 0.1
"""Between two looks at how far it is."""

STUCK_S: Final = 60.0
"""So long without any progress, and nobody waits for it any more."""

Progress = Callable[[float], None]
Operation = Callable[[str, dict[str, object]], object]


def rebuild(data: Path, progress: Progress = lambda _: None) -> None:
    """Returns once every change of now is in the pages' data.

    Args:
        data: the data directory.
        progress: told the part that is done, 0 to 1.

    Raises:
        NotInitialised, NewerVersion, DirectoryInUse: nothing was begun.
        ProjectorBehind: it does not get on.
        ServerSilent: the server that did it ended; the next one goes on.
    """
    database.refuse_newer(data)

    def of_server(name: str, values: dict[str, object]) -> object:
        answer = admin.call_running(data, name, values)
        if answer is None:
            raise ServerSilent(data=str(data))
        return answer

    begun = admin.call_running(data, "views.rebuild")
    if begun is not None:
        _follow(begun, of_server, progress)
        return
    with Station(data) as station:

        def here(name: str, values: dict[str, object]) -> object:
            return desk.perform(station, name, values)

        _follow(here("views.rebuild", {}), here, progress)


def _follow(begun: object, operation: Operation, progress: Progress) -> None:
    assert isinstance(begun, dict), "a document"
    reached, since_s = -1.0, time.monotonic()
    while True:
        state = operation("views.progress", {"heads": begun["heads"]})
        assert isinstance(state, dict), "a document"
        progress(state["part"])
        if state["done"]:
            return
        if state["part"] > reached:
            reached, since_s = state["part"], time.monotonic()
        if time.monotonic() - since_s > STUCK_S:
            raise ProjectorBehind(timeout_s=STUCK_S)
        time.sleep(PAUSE_S)
