"""What each answer of the pages tells browsers and proxies: keep nothing, run nothing foreign."""

from typing import Final

from starlette.responses import Response

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def dressed(answer: Response) -> Response:
    """The answer with these headers, but for those that it has already."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
