"""The HTTP answer that carries a problem document.

Apart from `problem`, so that a command reads such documents without a web framework.
"""

from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from server.errors import ServerError
from server.problem import document

MEDIA_TYPE = "application/problem+json"


def response(error: ServerError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The HTTP answer that carries an error."""
    return JSONResponse(
        document(error), status_code=error.status, media_type=MEDIA_TYPE, headers=headers
    )


async def _nobody_there(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # written to nobody


EXCEPTION_HANDLERS: Mapping[type[Exception], ExceptionHandler] = {ClientDisconnect: _nobody_there}
"""Who goes away in the middle of a request is no fault of the server's, and no line of its log."""
