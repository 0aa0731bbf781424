"""The desk: every operation of administration, where it is done, and the app behind `admin.sock`.

A server serves it on the directory's socket; a command that finds no server opens the directory and
does its operation here itself (`server.admin` decides which). Errors are the same either way: over
the socket they cross as problem details.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.errors import SchemaError
from server import admin_socket, problem, problem_response
from server.directory import nearest
from server.errors import ServerError, UnknownOperation
from server.json_body import json_object
from server.operations import (
    areas,
    config,
    deciding,
    devices,
    erasing,
    exports,
    form_states,
    forms,
    handing_over,
    households,
    importing,
    naming,
    numbering,
    numbers,
    quarantine,
    rebuilding,
    record_lists,
    reviewing,
    rosters,
    rounds,
    staff,
    staff_lists,
    verify,
    withdrawing,
)
from server.operations.arguments import Arguments
from server.station import Station
from server.views import operations as records
from server.web_server import WebServer
from sync.log.connect import storage_errors
from sync.log.errors import LogError

Operation = Callable[[Station, Arguments], object]

OPERATIONS: Mapping[str, Operation] = {
    **staff.OPERATIONS,
    **withdrawing.OPERATIONS,
    **areas.OPERATIONS,
    **households.OPERATIONS,
    **rounds.OPERATIONS,
    **handing_over.OPERATIONS,
    **rosters.OPERATIONS,
    **record_lists.OPERATIONS,
    **staff_lists.OPERATIONS,
    **devices.OPERATIONS,
    **forms.OPERATIONS,
    **importing.OPERATIONS,
    **form_states.OPERATIONS,
    **naming.OPERATIONS,
    **numbers.OPERATIONS,
    **numbering.OPERATIONS,
    **quarantine.OPERATIONS,
    **deciding.OPERATIONS,
    **erasing.OPERATIONS,
    **exports.OPERATIONS,
    **verify.OPERATIONS,
    **rebuilding.OPERATIONS,
    **reviewing.OPERATIONS,
    **config.OPERATIONS,
    **records.OPERATIONS,
}

REQUEST_BYTES_MAX = 32 * 1024 * 1024
"""Bound of a request: the largest are forms with their workbooks and the lists in them."""


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
    except LogError as error:
        raise problem.of_storage(error, str(station.data)) from error


def perform_alone(data: Path, name: str, values: Mapping[str, object]) -> object:
    """Does an operation in a directory on which no server runs.

    Raises:
        DirectoryInUse: somebody holds it after all.
        ServerError: the operation was not done, and why.
    """
    with storage_errors(), Station(data) as station:
        return perform(station, name, values)


async def _answer(request: Request) -> Response:
    station: Station = request.app.state.station
    try:
        values = await json_object(request, REQUEST_BYTES_MAX, empty=True)
        document = await run_in_threadpool(
            perform, station, request.path_params["operation"], values
        )
    except ServerError as error:
        return problem_response.response(error)
    return Response(
        json.dumps(document, ensure_ascii=False).encode(), media_type="application/json"
    )


def application(station: Station) -> Starlette:
    """The app behind the socket: one route, every operation."""
    routes = [Route("/{operation}", _answer, methods=["POST"])]
    app = Starlette(routes=routes, exception_handlers=problem_response.EXCEPTION_HANDLERS)
    app.state.station = station
    return app


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
    server = WebServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="admin socket")
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        admin_socket.remove(station.data)
