"""Administration from outside: how a command gets an operation done.

`call` is what every command uses: while a server runs on the directory the operation travels to it
over `admin.sock` (one HTTP request), and otherwise this process takes the directory's lock and does
it itself. So all commands work at any time, and one process alone ever writes. Errors are the same
either way: they cross the socket as problem details and are raised again on this side.
"""

import contextlib
import importlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

from server import admin_socket, database, problem
from server.errors import DirectoryInUse, NotInitialised, ServerSilent

ANSWER_TIMEOUT_S = 120.0
"""Longest wait for a running server's answer: an integrity check of a large directory."""

TAKEOVER_TIMEOUT_S = 10.0
"""Longest wait while a directory is locked and no socket answers: a server starts, stops (10 s by
its own rule), or another command is at work."""

TAKEOVER_PAUSE_S = 0.1


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
            return _do_it_here(data, name, values or {})
        except DirectoryInUse:
            if time.monotonic() > deadline_s:
                raise
            time.sleep(TAKEOVER_PAUSE_S)


def call_running(
    data: Path, name: str, values: Mapping[str, object] | None = None
) -> object | None:
    """The answer of the server that runs on a data directory alone; None where none runs.

    Raises:
        NotInitialised: it is no data directory.
        ServerError: the operation was not done, and why.
    """
    if not database.exists(data):
        raise NotInitialised(data=str(data))
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
        return _ask(data, name, values or {})
    return None


def _do_it_here(data: Path, name: str, values: Mapping[str, object]) -> object:
    """Opens the directory in this process; DirectoryInUse if somebody holds it."""
    # The desk brings a whole server with it; a command that is answered by one needs none of that.
    desk = importlib.import_module("server.desk")
    answer: object = desk.perform_alone(data, name, values)
    return answer


def _ask(data: Path, name: str, values: Mapping[str, object]) -> object:
    """Asks the running server; FileNotFoundError or ConnectionRefusedError if there is none."""
    connection = admin_socket.AdminConnection(data, ANSWER_TIMEOUT_S)
    with contextlib.closing(connection):
        connection.connect()
        try:
            body = json.dumps(values).encode()
            connection.request("POST", f"/{name}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            document = json.loads(answer.read())
        except (OSError, ValueError) as error:  # ValueError: an answer that is no JSON
            raise ServerSilent(data=str(data)) from error
    if answer.status != 200:
        raise problem.read(document)
    return document
