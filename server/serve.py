"""`doorstep serve`: one process, one event loop, one directory, until it is told to stop.

Order of ending (protocol, rule 10): no new sessions, what was pushed is committed and acknowledged,
tablets are told and closed with 1012, the admin socket goes, the writer ends, the lock is released;
all within ten seconds. A failed disk ends the server with exit code 70, without another ack.
"""

import asyncio
import contextlib
import gc
import json
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
import uvicorn
import uvloop

from server import desk
from server.app import create_app
from server.bounded_http import BoundedHttp
from server.bounded_socket import BoundedSocket
from server.endpoint import Endpoint
from server.errors import PortInUse
from server.log_lines import configure
from server.settings import Settings
from server.station import Station
from server.web_server import WebServer

DRAIN_TIMEOUT_S: Final = 4.0
"""For pushes on their way; with closing (3 s), uvicorn's own end (2 s) and the last commits, which
hardly wait for anybody (`Writer.hurry`), the whole ends within ten seconds."""

SOCKET_MESSAGE_BYTES_MAX: Final = 1024 * 1024
"""uvicorn's own bound, above ours: so ours answers with its code before the connection closes."""

KEEPALIVE_S: Final = 20.0
"""Between two pings, and for their answer: a silent side is gone after twice this."""

SWITCH_S: Final = 0.0005
"""How long a thread that makes a page may keep the event loop waiting, at each of the many sockets
that it looks after; Python's own 5 ms add up."""

COLLECTED_AFTER: Final = (2_000, 10, 400)
"""After how many new objects the collector looks for circles among them, and after how many times
among those that stayed. Everything waits meanwhile, and pages leave circles: among 20,000 new
objects it looks for 5 to 16 ms. All objects are walked after 8 million, as there are a thousand
sessions when a district comes back: Python's own numbers have these walked again and again."""

BACKLOG: Final = 2048
"""Connections that wait to be accepted: a whole district at once."""

_log = structlog.get_logger(__name__)


def run(data: Path, settings: Settings, *, announce_json: bool = False) -> int:
    """Serves a data directory until SIGTERM or SIGINT.

    Args:
        data: an initialised directory that nobody else holds.
        settings: what is in force.
        announce_json: print `{"url": …}` on stdout when ready, and nothing else there.

    Returns:
        the exit code: 0, or 70 after a storage failure.

    Raises:
        PortInUse, DirectoryInUse, NotInitialised, NewerVersion: nothing was started.
    """
    configure(settings.log_format)

    async def main() -> int:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        return await serve(
            data, settings, listener, stop, lambda url: _announce(url, as_json=announce_json)
        )

    _allow_files()
    sys.setswitchinterval(SWITCH_S)
    with contextlib.closing(bind(settings.host, settings.port)) as listener:
        return uvloop.run(main())


def _allow_files() -> None:
    """As many open files as the machine lets this process have: each tablet is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):  # a machine that names no limit, or lies
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def bind(host: str, port: int) -> socket.socket:
    """The listening address, not accepting yet; PortInUse where somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortInUse(host=host, port=port) from error
    return listener


async def serve(
    data: Path,
    settings: Settings,
    listener: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> int:
    """Serves on this event loop until `stop` is set; the exit code as in `run`.

    Args:
        data: as in `run`.
        settings: as in `run`.
        listener: from `bind`.
        stop: ends the server in order.
        ready: told the address once connections are accepted.
    """
    loop = asyncio.get_running_loop()
    host, port = listener.getsockname()[:2]
    with Station(data, deliver=loop.call_soon_threadsafe) as station:
        endpoint = Endpoint(
            station,
            origins=_origins(settings, host, port),
            digest_interval_s=settings.digest_interval_s,
        )
        station.settings = settings.found
        station.listeners.add(failure=stop.set)
        web = _web(create_app(station, endpoint, settings))
        station.projector.start()
        async with desk.listening(station):
            serving = asyncio.create_task(web.serve(sockets=[listener]), name="web")
            contacts = asyncio.create_task(endpoint.keep_contacts(), name="contacts")
            stopping = asyncio.create_task(stop.wait(), name="stop")
            await _started(web, serving)
            address = f"http://{_shown(host)}:{port}"
            station.url = settings.url or address
            ready(address)
            await asyncio.wait((stopping, serving), return_when=asyncio.FIRST_COMPLETED)
            for task in (contacts, stopping):
                task.cancel()
            station.listeners.ending()
            station.writer.hurry()
            if station.failure is None:
                await endpoint.drain(DRAIN_TIMEOUT_S)
            web.should_exit = True
            await serving
        return 0 if station.failure is None else 70


def _web(app: object) -> WebServer:
    return WebServer(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            http=BoundedHttp,
            ws=BoundedSocket,
            ws_max_size=SOCKET_MESSAGE_BYTES_MAX,
            ws_ping_interval=KEEPALIVE_S,
            ws_ping_timeout=KEEPALIVE_S,
            ws_per_message_deflate=False,
            lifespan="off",
            backlog=BACKLOG,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )


async def _started(web: WebServer, serving: "asyncio.Task[None]") -> None:
    while not (web.started or serving.done()):  # noqa: ASYNC110 - uvicorn offers a flag alone
        await asyncio.sleep(0.005)
    # What start-up made lives as long as the process: the collector need not walk it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def _origins(settings: Settings, host: str, port: int) -> frozenset[str]:
    """The web origins whose pages are this server's own, and those that the settings add."""
    own = {f"http://{name}:{port}" for name in (_shown(host), "localhost", "127.0.0.1")}
    return frozenset({*own, *settings.origins, *([settings.url] if settings.url else [])})


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _announce(url: str, *, as_json: bool) -> None:
    _log.info("serving", url=url)
    if as_json:
        sys.stdout.write(json.dumps({"url": url}) + "\n")
        sys.stdout.flush()
