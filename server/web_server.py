"""uvicorn without its own handling of signals.

Two of them run in one process, for the network and for `admin.sock`; in which order a server ends
is decided in one place, and that is `server.serve`.
"""

import contextlib
from collections.abc import Iterator

import uvicorn


class WebServer(uvicorn.Server):
    """Ends when `should_exit` is set, and for no signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals where they are."""
        yield
