"""Reading a request's body: a JSON object of a bounded size, or a clear refusal."""

import json
from typing import Any, Final

import anyio.to_thread
from starlette.requests import Request

from server.errors import InvalidRequest

_AT_ONCE_BYTES: Final = 64 * 1024


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
    read = body or b"{}" if empty else body
    try:
        if len(read) > _AT_ONCE_BYTES:  # whoever reads tablets' messages is not held up by it
            found = await anyio.to_thread.run_sync(json.loads, read)
        else:
            found = json.loads(read)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(reason="it is no JSON") from error
    if not isinstance(found, dict):
        raise InvalidRequest(reason="it is no JSON object")
    return found


def _size(bytes_max: int) -> str:
    kib = bytes_max // 1024
    return f"{kib // 1024} MiB" if kib % 1024 == 0 else f"{kib} KiB"
