"""The web application: which path leads where. Everything it needs is handed in; nothing is global.

`/sync` tablets · `/api/v1` enrolment, downloads, and what the pages show as JSON · `/health`,
`/metrics` operations · the rest pages. The resources (station, endpoint) belong to `serve`, which
opens them before and closes them after.
"""

from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute

from server import api, enrolment, health, pages
from server.endpoint import Endpoint
from server.exports.jobs import Jobs
from server.pages.frame import Frame
from server.problem_response import EXCEPTION_HANDLERS
from server.settings import Settings
from server.station import Station


def create_app(station: Station, endpoint: Endpoint, settings: Settings) -> Starlette:
    """The application over an open station.

    Args:
        station: the directory in use.
        endpoint: serves the tablets' sockets.
        settings: further web origins whose pages may post here.
    """
    frame = Frame(station, settings.origins, Jobs(station))
    routes: list[BaseRoute] = [
        WebSocketRoute("/sync", endpoint.serve),
        *enrolment.routes(station),
        *health.routes(station, lambda: endpoint.open_sessions),
        *api.routes(frame),
        *pages.routes(frame),
    ]
    app = Starlette(routes=routes, exception_handlers=EXCEPTION_HANDLERS)
    app.state.station = station
    return app
