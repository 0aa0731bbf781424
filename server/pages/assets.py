"""The files that pages need beside themselves: style sheets, scripts, a sign. All are local.

Their address carries a fingerprint of the content, so browsers may keep them for good. Scripts of
others (htmx and two extensions of it) are put into `browser/node_modules` by the set-up, pinned by
`browser/package-lock.json`; where it did not put them the pages work without, and nothing is live.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER: Final = Path(__file__).parent / "static"
_FOREIGN: Final = Path(__file__).parent / "browser" / "node_modules"

_FOREIGN_FILES: Final = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "sse.js": "htmx-ext-sse/dist/sse.min.js",
    "morph.js": "idiomorph/dist/idiomorph-ext.min.js",
}
"""Scripts of others: our name for each, and where its package has it."""

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def _contents() -> Iterator[tuple[str, bytes]]:
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _TYPES:
            yield path.name, path.read_bytes()
    foreign = {name: _FOREIGN / path for name, path in _FOREIGN_FILES.items()}
    if all(path.is_file() for path in foreign.values()):
        yield from ((name, path.read_bytes()) for name, path in foreign.items())


_CONTENT: Final = dict(_contents())

SCRIPTS: Final = (
    (*_FOREIGN_FILES, "live.js", "copy.js") if _CONTENT.keys() >= _FOREIGN_FILES.keys() else ()
)
"""The scripts of a page, in the order in which they run; none where the set-up brought none."""


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
    return Response(_CONTENT[name], media_type=_TYPES[Path(name).suffix], headers=headers)


ROUTE: Final = Route("/static/{name}", _file)
