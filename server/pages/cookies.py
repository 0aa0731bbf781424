"""The cookies of the pages: kept from scripts, from other sites, and from connections in the clear.

The last holds where people come by https: for a request that did, and for every one where the
settings name an https address.
"""

from starlette.requests import Request
from starlette.responses import Response

from server.station import Station


def keep(
    station: Station,
    request: Request,
    answer: Response,
    name: str,
    value: str,
    *,
    lasts_s: int | None = None,
) -> None:
    """Leaves a cookie in the browser; without `lasts_s` it goes when the browser is closed."""
    answer.set_cookie(
        name,
        value,
        max_age=lasts_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_encrypted(station, request),
    )


def is_encrypted(station: Station, request: Request) -> bool:
    """Whether the request came by https, or the settings say that people come by https."""
    return request.url.scheme == "https" or (station.url or "").startswith("https://")
