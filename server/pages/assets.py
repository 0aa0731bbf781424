"""The files that pages need beside themselves: one stylesheet and a sign. All of them are local.

Their address carries a fingerprint of the content, so browsers may keep them for good.
"""

import hashlib
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {"style.css": "text/css; charset=utf-8", "sign.svg": "image/svg+xml"}
_CONTENT: Final = {name: (_FOLDER / name).read_bytes() for name in _TYPES}


def address(name: str) -> str:
    """Where a file is; another address whenever its content changes."""
    return f"/static/{name}?v={hashlib.blake2b(_CONTENT[name], digest_size=6).hexdigest()}"


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _CONTENT:
        return Response(status_code=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
    }
    return Response(_CONTENT[name], media_type=_TYPES[name], headers=headers)


ROUTE: Final = Route("/static/{name}", _file)
