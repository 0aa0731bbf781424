"""The frame of every page: who visits, in which language, whether they may post, and the headers.

A page is a function from a `Visit` to an answer, run in a thread, since it reads SQLite; the event
loop only reads the request's bytes. Invariants: a POST from another site is refused before anything
is looked at, one without the token of its session before anything is done; whoever is not signed in
sees the sign-in page alone; nothing is cached; no script runs but the server's own files, and no
inline style.

Left out: what the pages show.
"""

import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import quote

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from server.clock import now_ms
from server.database import FILE_NAME as LOG_NAME
from server.errors import ServerError
from server.exports.jobs import Jobs
from server.pages import language, navigation, templating, tokens
from server.pages.errors import PageError, SignInFirst, StaleForm
from server.pages.filling.posted import only_looks
from server.pages.freshness import freshness
from server.pages.guard import Guard
from server.pages.headers import dressed
from server.pages.imported import Imports
from server.pages.queues import Queues
from server.pages.reviews import Reviews
from server.pages.sent import SHORT, Bounds, Fields, check_token, fields_of, upload_of
from server.pages.sessions import COOKIE, Holder, WebSessions
from server.pages.visit import Visit
from server.pages.words import Words
from server.people.ids import new_token
from server.people.reads import Reads
from server.people.sign_ins import RefusedSignIns
from server.people.staff import Staff
from server.station import Station
from server.views.reading import together

WORKBOOKS_AT_ONCE: Final = 2
"""Uploaded workbooks that are read at once: each in a process of its own, with half a gigabyte."""


PASSWORD_PATH: Final = "/password"  # noqa: S105 - a path


class Whom(Enum):
    """For whom a page is."""

    everybody = "also for those who are not signed in"
    signed_in = "also for those who have a one-time password still"
    settled = "for those who have a password of their own"


Page = Callable[[Visit], Response]
Kept = Callable[[Visit, Page], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Served:
    """A page as it is served; see `Frame.page`."""

    page: Page
    whom: Whom
    kept: Kept | None


def _admit(whom: Whom, visit: Visit) -> None:
    """Nothing for whoever may open the page, and send what they send.

    Raises:
        SignInFirst: nobody is signed in, or not any more.
        StaleForm: the form was shown in another session.
    """
    if visit.person is None and whom is not Whom.everybody:
        raise SignInFirst
    if visit.request.method == "POST":
        given, signed_in = visit.field(tokens.FIELD), visit.person is not None
        check_token(visit.request, visit.secret, given, signed_in=signed_in)


class Frame:
    """What all pages of one server share."""

    def __init__(self, station: Station, origins: Collection[str], exports: Jobs) -> None:
        self.station = station
        self.exports = exports
        self.sessions = WebSessions(station.data / LOG_NAME, station.change, now_ms)
        self.guard = Guard()
        self.reviews = Reviews()
        self.imports = Imports()
        self.reads = Reads(station.change)
        self.refused_sign_ins = RefusedSignIns(station.writer.execute)
        self.origins = frozenset(origins)
        self.queues = Queues()
        self.workbooks = threading.BoundedSemaphore(WORKBOOKS_AT_ONCE)
        self.writing = threading.Lock()
        """Held from looking at a record until what was typed for it is stored, so that a page that
        is sent twice at once finds itself written."""

    def page(
        self,
        page: Page,
        whom: Whom = Whom.settled,
        *,
        slow: bool = False,
        files: bool = False,
        bounds: Bounds = SHORT,
        kept: Kept | None = None,
    ) -> Endpoint:
        """The endpoint of a page.

        Args:
            page: makes the answer; runs in a thread.
            whom: for whom it is.
            slow: checks passwords, of which few are checked at once.
            files: is sent files, never seen without.
            bounds: how much may be sent to it.
            kept: for a page on which a form is filled in: what is answered where the session in
                which it was shown is over, so that nothing that was typed is lost.
        """
        served = _Served(page=page, whom=whom, kept=kept)

        async def endpoint(request: Request) -> Response:
            began_s = time.perf_counter()
            try:
                if files:
                    fields = await upload_of(request, self.origins)
                else:
                    fields = await fields_of(request, self.origins, bounds)
                looks = kept is not None and only_looks(fields)
                limiter = self.queues.of(request, slow=slow, looks=looks)
            except PageError as error:
                return dressed(self._refused(self._visit(request, None, {}, ""), error))
            answer = await anyio.to_thread.run_sync(
                self._answer, served, request, fields, began_s, limiter=limiter
            )
            return dressed(answer)

        return endpoint

    def _answer(
        self, served: "_Served", request: Request, fields: Fields, began_s: float
    ) -> Response:
        """A page's answer, with what it cost here: `Server-Timing`, in ms of wall clock and CPU.

        The clock runs since the request was there, so what waited for other pages counts.
        """
        worked_s = time.thread_time()
        # What is sent waits for the views, which may be made anew meanwhile.
        with contextlib.nullcontext() if request.method == "POST" else together():
            answer = self._answered(served, request, fields)
        took_ms = (time.perf_counter() - began_s) * 1000
        cpu_ms = (time.thread_time() - worked_s) * 1000
        answer.headers["Server-Timing"] = f"page;dur={took_ms:.1f}, cpu;dur={cpu_ms:.1f}"
        return answer

    def _answered(self, served: "_Served", request: Request, fields: Fields) -> Response:
        cookie = request.cookies.get(COOKIE)
        holder = self.sessions.holder(cookie)
        person = self.station.directory.staff.get(holder.staff) if holder else None
        if cookie and holder:
            return self._shown(served, self._visit(request, person, fields, cookie), holder)
        kept = request.cookies.get(tokens.VISITOR_COOKIE)
        secret = kept or new_token()
        visit = self._visit(request, None, fields, secret)
        answer = self._shown(served, visit, None)
        if not kept:
            visit.keep(answer, tokens.VISITOR_COOKIE, secret)
        return answer

    def _shown(self, served: "_Served", visit: Visit, holder: Holder | None) -> Response:
        once = holder is not None and holder.password_once and served.whom is Whom.settled
        try:
            try:
                _admit(served.whom, visit)
            except (SignInFirst, StaleForm):
                if once or served.kept is None or visit.request.method != "POST":
                    raise
                return served.kept(visit, served.page)
            if once:
                return visit.go(PASSWORD_PATH)
            return served.page(visit)
        except ServerError as error:
            return self._refused(visit, error)

    def _visit(self, request: Request, person: Staff | None, fields: Fields, secret: str) -> Visit:
        words = Words(language.chosen(request), self.station.directory, now_ms())
        return Visit(
            frame=self,
            request=request,
            words=words,
            person=person,
            fields=fields,
            secret=secret,
            fresh=freshness(self.station) if person else None,
        )

    def _refused(self, visit: Visit, error: ServerError) -> Response:
        if isinstance(error, SignInFirst):
            target = visit.path if visit.request.method == "GET" else "/"
            return visit.go(f"/login?next={quote(target)}")
        if isinstance(error, PageError):
            sentence, advice = visit.words.say(error.sentence_id), visit.words.say(error.advice_id)
        else:
            sentence = visit.words.say("This cannot be shown at the moment.")
            advice = visit.words.say("Try again in a moment; nothing is lost.")
        return visit.show("refused.html", error.status, sentence=sentence, advice=advice)

    def rendered(self, visit: Visit, template: str, facts: Mapping[str, object]) -> str:
        """A template with the facts, and with what every page has."""
        words = visit.words
        return templating.template(template).render(
            visit=visit,
            words=words,
            say=words.say,
            say_many=words.say_many,
            fresh=visit.fresh,
            navigation=navigation.entries(visit.permit) if visit.person else (),
            **facts,
        )
