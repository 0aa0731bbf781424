"""Reading a request's body: a JSON object of a bounded size, or a clear refusal."""

import json
from typing import Any

from starlette.requests import Request

from server.errors import InvalidRequest


async def json_object(request: Request, bytes_max: int, *, empty: bool = False) -> dict[str, Any]:
    """The object that a request carries.

    Args:
        request: as it comes; no more than the bound is held in memory.
        bytes_max: a whole number of KiB.
        empty: whether no body at all stands for an empty object.

    Raises:
        InvalidRequest: it is larger, no JSON, or no object.
    """
    body = bytearray()  # megabytes of it come in small pieces
    async for piece in request.stream():
        body += piece
        if len(body) > bytes_max:
            raise InvalidRequest(reason=f"it is larger than {_size(bytes_max)}")
    try:
        found = json.loads(body or b"{}" if empty else body)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(reason="it is no JSON") from error
    if not isinstance(found, dict):
        raise InvalidRequest(reason="it is no JSON object")
    return found


def _size(bytes_max: int) -> str:
    kib = bytes_max // 1024
    return f"{kib // 1024} MiB" if kib % 1024 == 0 else f"{kib} KiB"
