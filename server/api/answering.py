"""What every address of the API has in common: who asks, by which method, and how it is answered.

A handler is a function from a visit, as pages have it, to a document, run in a thread. Invariants:
nothing is answered to whoever is not signed in; what is absent and what is forbidden get one
answer; an error is a problem document (RFC 9457); nothing is cached. What changes something is
taken as JSON alone, from our own origin: another site's page can send neither.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from schema.text import LANGUAGES
from server import problem_response
from server.api import parameters
from server.api.errors import PasswordFirst, WrongMethod
from server.clock import now_ms
from server.errors import InvalidRequest, ServerError
from server.json_body import json_object
from server.pages import language, origin
from server.pages.errors import ForeignOrigin, SignInFirst
from server.pages.frame import Frame
from server.pages.freshness import freshness
from server.pages.sessions import COOKIE
from server.pages.visit import Visit
from server.pages.words import Words
from server.views.reading import together

BODY_BYTES_MAX: Final = 16 * 1024
"""Of a request's JSON: a handful of filters."""

HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Document = Mapping[str, Any]
Read = Callable[[Visit], Document | Response]
Act = Callable[[Visit, Document], Document | Response]


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One address.

    Attributes:
        path: as the router has it.
        read: answers GET.
        act: answers POST, given the JSON object that was sent.
        parameters: those of GET beside `lang`.
        filters: whether GET takes the filters of records too.
        body_bytes_max: of what POST is sent.
    """

    path: str
    read: Read | None = None
    act: Act | None = None
    parameters: Collection[str] = field(default=frozenset())
    filters: bool = False
    body_bytes_max: int = BODY_BYTES_MAX

    @property
    def methods(self) -> tuple[str, ...]:
        """What it takes."""
        return (*(("GET", "HEAD") if self.read else ()), *(("POST",) if self.act else ()))


class Answers:
    """Answers for all addresses of one server.

    Args:
        frame: sessions, exports and what was read today, as the pages have them.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def endpoint(self, resource: Resource) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of an address."""

        async def endpoint(request: Request) -> Response:
            try:
                body = await self._body(request, resource)
                answer = await anyio.to_thread.run_sync(
                    self._answer,
                    request,
                    resource,
                    body,
                    limiter=self._frame.queues.pages if request.method != "POST" else None,
                )
            except ServerError as error:
                answer = problem_response.response(error)
                if isinstance(error, WrongMethod):
                    answer.headers["Allow"] = ", ".join(error.allowed)
            for name, value in HEADERS.items():
                answer.headers.setdefault(name, value)
            return answer

        return endpoint

    async def _body(self, request: Request, resource: Resource) -> Document:
        if request.method not in resource.methods:
            raise WrongMethod(method=request.method, allowed=resource.methods)
        if request.method != "POST":
            return {}
        if not origin.is_own(request, self._frame.origins):
            raise ForeignOrigin
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise InvalidRequest(reason="its Content-Type is not application/json")
        return await json_object(request, resource.body_bytes_max)

    def _answer(self, request: Request, resource: Resource, body: Document) -> Response:
        visit = self._visit(request)
        if request.method == "POST":
            parameters.check(visit, ())
            assert resource.act is not None, "its methods were looked at"
            found = resource.act(visit, body)
        else:
            filters = parameters.record_filters(visit.station) if resource.filters else ()
            parameters.check(visit, {*resource.parameters, *filters})
            assert resource.read is not None, "its methods were looked at"
            with together():
                found = resource.read(visit)
        return found if isinstance(found, Response) else JSONResponse(found, headers=_links(found))

    def _visit(self, request: Request) -> Visit:
        """The visit of whoever is signed in.

        Raises:
            SignInFirst, PasswordFirst: nobody is, or not for good.
        """
        frame, station = self._frame, self._frame.station
        cookie = request.cookies.get(COOKIE, "")
        holder = frame.sessions.holder(cookie)
        person = station.directory.staff.get(holder.staff) if holder else None
        if holder is None or person is None:
            raise SignInFirst
        if holder.password_once:
            raise PasswordFirst
        asked = request.query_params.get("lang", "")
        lang = asked if asked in LANGUAGES else language.chosen(request)
        return Visit(
            frame=frame,
            request=request,
            words=Words(lang, station.directory, now_ms()),
            person=person,
            fields={},
            secret=cookie,
            fresh=freshness(station),
        )


def _links(document: Document) -> dict[str, str]:
    """The next page as a header too (RFC 8288)."""
    following = document.get("next")
    return {"Link": f'<{following}>; rel="next"'} if following else {}
