"""Problem details for HTTP (RFC 9457): how an error crosses a process or the network.

A document has `type`, `title`, `status`, `detail`, and our own `code`, `number` (where the code
stands in the numbered catalogue), `hint` and `facts`. `read` is the inverse of `document` for the
errors of `server.errors`, so a command prints the same line whether a server ran or not.
"""

import http
from collections.abc import Iterator, Mapping

from schema.errors import SchemaError
from server.errors import (
    DatabaseHeld,
    DiskFull,
    InvalidValue,
    RemoteProblem,
    ServerError,
    StorageFailure,
)
from sync.core.catalogue import BY_NAME
from sync.log.errors import LogError, StorageBusy, StorageFull


def document(error: ServerError) -> dict[str, object]:
    """The problem document of an error."""
    catalogued = BY_NAME.get(error.code)
    return {
        "type": f"urn:doorstep:problem:{error.code}",
        "title": http.HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.sentence(),
        "code": error.code,
        "number": catalogued.number if catalogued else None,
        "hint": error.advice(),
        "facts": error.facts(),
    }


def of_schema(error: SchemaError) -> InvalidValue:
    """A broken rule of the schema as an error of the server, with its hint said once."""
    sentence = str(error)
    return InvalidValue(reason=sentence, advice_text="" if error.hint in sentence else error.hint)


def of_storage(error: LogError, data: str) -> ServerError:
    """What storage could not do, as an error of the server.

    Args:
        error: the log's own.
        data: the file or directory it is about.
    """
    match error:
        case StorageFull():
            return DiskFull(data=data)
        case StorageBusy():
            return DatabaseHeld(data=data)
        case _:
            return StorageFailure(data=data, reason=str(error))


def read(problem: Mapping[str, object]) -> ServerError:
    """The error that a problem document describes; RemoteProblem where its code is not known."""
    facts = problem.get("facts")
    for kind in _kinds(ServerError):
        if kind.code == problem.get("code") and "code" in vars(kind) and isinstance(facts, dict):
            try:
                return kind(**facts)
            except TypeError:  # the other process is of a version with other facts
                break
    detail = f"{problem.get('detail', '')} {problem.get('hint', '')}".strip()
    return RemoteProblem(detail=detail or str(problem.get("code", "unknown problem")))


def _kinds(kind: type[ServerError]) -> Iterator[type[ServerError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
