"""The HTTP answer that carries a problem document.

Apart from `problem`, so that a command reads such documents without a web framework.
"""

from collections.abc import Mapping

from starlette.responses import JSONResponse

from server.errors import ServerError
from server.problem import document

MEDIA_TYPE = "application/problem+json"


def response(error: ServerError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The HTTP answer that carries an error."""
    return JSONResponse(
        document(error), status_code=error.status, media_type=MEDIA_TYPE, headers=headers
    )
