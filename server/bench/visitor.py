"""A browser of a benchmark: signs in, fetches pages over one connection, holds a page open."""

import asyncio
import contextlib
import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from server.bench.errors import BenchFailed

SAFE = "/:?=&+%"
ANSWER_S = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a page cost the server, in ms of wall clock and CPU, and its length in bytes."""

    page_ms: float
    cpu_ms: float
    size: int


class Visitor:
    """One signed-in person with one connection.

    Args:
        url: of the server.
        login: who.
        password: theirs.

    Raises:
        BenchFailed: the server did not let them in.
    """

    def __init__(self, url: str, login: str, password: str) -> None:
        parts = urlsplit(url)
        self._origin = url
        self._connection = http.client.HTTPConnection(str(parts.netloc), timeout=ANSWER_S)
        self._cookies: dict[str, str] = {}
        door, _ = self._ask("GET", "/login")
        token = re.search(r'name="token" value="([^"]+)"', door)
        fields = {"login": login, "password": password, "next": "/"}
        body = urlencode({**fields, "token": token[1] if token else ""})
        self._ask("POST", "/login", body)
        if "doorstep_session" not in self._cookies:
            raise BenchFailed(reason=f"{login} could not sign in")

    @property
    def cookie(self) -> str:
        """What the browser sends with every request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def may_open(self, path: str) -> bool:
        """Whether this person gets the page."""
        return self._ask("GET", path)[1].status == 200

    def fetch(self, path: str) -> Fetched:
        """A page, which has to be there."""
        text, answer = self._ask("GET", path)
        if answer.status != 200:
            raise BenchFailed(reason=f"{path} answered {answer.status}")
        timing = dict(re.findall(r"(\w+);dur=([\d.]+)", answer.headers.get("Server-Timing", "")))
        page_ms, cpu_ms = (float(timing.get(name, 0)) for name in ("page", "cpu"))
        return Fetched(page_ms, cpu_ms, len(text.encode()))

    def _ask(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[str, http.client.HTTPResponse]:
        headers = {"Cookie": self.cookie, "Origin": self._origin, "Accept-Language": "zh-CN"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            answer = self._sent(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()  # it was idle for too long; as a browser, try another one
            answer = self._sent(method, path, body, headers)
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return text, answer

    def _sent(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self._connection.request(method, quote(path, safe=SAFE), body, headers)
        return self._connection.getresponse()


async def open_page(
    url: str, cookie: str, path: str, fetched: list[int], stands: Callable[[], object]
) -> None:
    """Holds a page open until cancelled: its stream, and a fetch whenever that speaks.

    Args:
        url: of the server.
        cookie: of whoever looks.
        path: of the page.
        fetched: gets the length of each answer.
        stands: told once the stream has begun to speak.
    """
    parts = urlsplit(url)
    head = f"Host: {parts.netloc}\r\nCookie: {cookie}\r\n\r\n"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(f"GET /live?seen=0 HTTP/1.1\r\n{head}".encode())
        while line := await reader.readline():
            if line.startswith(b"retry:"):
                stands()
            if line.startswith(b"event: rows"):
                fetched.append(await _fetch(parts.hostname, parts.port, path, head))
    finally:
        writer.close()


async def _fetch(host: str | None, port: int | None, path: str, head: str) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nConnection: close\r\n{head}".encode())
    size = len(await reader.read(-1))
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return size
