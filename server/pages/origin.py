"""Where a request that changes something may come from: this site's own pages alone.

Browsers send `Origin` with every POST, and a foreign page cannot forge it. The address is compared
with the one the request went to (so it holds behind any name the server has), and with the origins
that the settings list. A POST without an Origin comes from no browser's form and is refused too.
SameSite cookies are the second lock on the same door.
"""

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request


def is_own(request: Request, further: Collection[str]) -> bool:
    """Whether the request says that it comes from one of our own pages."""
    origin = request.headers.get("origin")
    if origin is None:
        return False
    if origin in further:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host")


def local_path(target: str) -> str:
    """A path on this site to go on to; the front page for everything that leads elsewhere."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and target.isprintable() and "\\" not in target else "/"


def with_query(target: str, **instead: str) -> str:
    """A local path with some of its query replaced; an empty value takes the name out."""
    path, _, query = local_path(target).partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in instead]
    asked = urlencode([*kept, *((name, value) for name, value in instead.items() if value)])
    return f"{path}?{asked}" if asked else path
