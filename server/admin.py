"""Administration: one registry of operations, reached through a socket or done on the spot.

`call` is what every command uses: while a server runs on the directory the operation travels to it
over `admin.sock` (one HTTP request), and otherwise this process takes the directory's lock and does
it itself. So all commands work at any time, and one process alone ever writes. Errors are the same
either way: they cross the socket as problem details and are raised again on this side.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.errors import SchemaError
from server import admin_socket, database, problem
from server.directory import nearest
from server.errors import (
    DirectoryInUse,
    InvalidRequest,
    NotInitialised,
    ServerError,
    ServerSilent,
    StorageFailure,
    UnknownOperation,
)
from server.operations import areas, devices, forms, naming, quarantine, staff, verify
from server.operations.arguments import Arguments
from server.station import Station
from server.views import operations as records
from sync.log.connect import storage_errors
from sync.log.errors import StorageFailed

Operation = Callable[[Station, Arguments], object]

OPERATIONS: Mapping[str, Operation] = {
    **staff.OPERATIONS,
    **areas.OPERATIONS,
    **devices.OPERATIONS,
    **forms.OPERATIONS,
    **naming.OPERATIONS,
    **quarantine.OPERATIONS,
    **verify.OPERATIONS,
    **records.OPERATIONS,
}

ANSWER_TIMEOUT_S = 120.0
"""Longest wait for a running server's answer: an integrity check of a large directory."""

TAKEOVER_TIMEOUT_S = 10.0
"""Longest wait while a directory is locked and no socket answers: a server starts, stops (10 s by
its own rule), or another command is at work."""

TAKEOVER_PAUSE_S = 0.1

REQUEST_BYTES_MAX = 4 * 1024 * 1024
"""Bound of a request: the largest is a list of record ids."""


def perform(station: Station, name: str, values: Mapping[str, object]) -> object:
    """Does an operation here and gives its document.

    Raises:
        ServerError: it was not done, and why.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        raise UnknownOperation(name=name, nearest=nearest(name, OPERATIONS))
    try:
        with storage_errors():
            return operation(station, Arguments(values))
    except SchemaError as error:
        raise problem.of_schema(error) from error
    except StorageFailed as error:
        raise StorageFailure(data=str(station.data), reason=str(error)) from error


def call(data: Path, name: str, values: Mapping[str, object] | None = None) -> object:
    """Does an operation on a data directory, by the server that runs on it or by this process.

    Args:
        data: the data directory.
        name: of the operation, as `staff.add`.
        values: its arguments, as JSON has them.

    Raises:
        NotInitialised: there is nothing to work on.
        DirectoryInUse: another process holds the directory and answers nothing.
        ServerError: the operation was not done, and why.
    """
    if not database.exists(data):
        raise NotInitialised(data=str(data))
    deadline_s = time.monotonic() + TAKEOVER_TIMEOUT_S
    while True:
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            return _ask(data, name, values or {})
        try:
            with storage_errors(), Station(data) as station:
                return perform(station, name, values or {})
        except DirectoryInUse:
            if time.monotonic() > deadline_s:
                raise
            time.sleep(TAKEOVER_PAUSE_S)


def _ask(data: Path, name: str, values: Mapping[str, object]) -> object:
    """Asks the running server; FileNotFoundError or ConnectionRefusedError if there is none."""
    connection = admin_socket.AdminConnection(data, ANSWER_TIMEOUT_S)
    with contextlib.closing(connection):
        connection.connect()
        try:
            body = json.dumps(values, ensure_ascii=False).encode()
            connection.request("POST", f"/{name}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            document = json.loads(answer.read())
        except (OSError, ValueError) as error:  # ValueError: an answer that is no JSON
            raise ServerSilent(data=str(data)) from error
    if answer.status != 200:
        raise problem.read(document)
    return document


async def _answer(request: Request) -> Response:
    station: Station = request.app.state.station
    try:
        values = await _values(request)
        document = await run_in_threadpool(
            perform, station, request.path_params["operation"], values
        )
    except ServerError as error:
        return problem.response(error)
    return Response(
        json.dumps(document, ensure_ascii=False).encode(), media_type="application/json"
    )


async def _values(request: Request) -> dict[str, object]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > REQUEST_BYTES_MAX:
            raise InvalidRequest(reason="it is larger than 4 MiB")
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(reason="it is no JSON") from error
    if not isinstance(values, dict):
        raise InvalidRequest(reason="it is no JSON object")
    return values


def application(station: Station) -> Starlette:
    """The app behind the socket: one route, every operation."""
    app = Starlette(routes=[Route("/{operation}", _answer, methods=["POST"])])
    app.state.station = station
    return app


class _Quiet(uvicorn.Server):
    """A server beside the main one, which alone answers the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals where they are."""
        yield


@contextlib.asynccontextmanager
async def listening(station: Station) -> AsyncIterator[None]:
    """Serves the operations on the directory's socket inside the block, then removes it.

    Args:
        station: holds the directory's lock.
    """
    config = uvicorn.Config(
        application(station),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    listener = admin_socket.bind(station.data)
    server = _Quiet(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="admin socket")
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        admin_socket.remove(station.data)
