"""Where the server is: one address for HTTP and WebSocket, and whom to trust there."""

import ssl
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from clients.reference_cli.errors import WrongUsage

HTTP_TIMEOUT_S: Final = 30.0
"""For one answer over HTTP; a district's areas are a few megabytes."""


class BadAddress(WrongUsage):
    """This is no server's address. Facts: url."""

    key = "error.bad_address"


@dataclass(frozen=True, kw_only=True)
class ServerAddress:
    """A server's base address, such as `https://doorstep.example`; BadAddress if it is none.

    Attributes:
        url: with scheme, without a path of its own.
        ca: a file of certificates to trust instead of the system's.
    """

    url: str
    ca: str | None = None

    def __post_init__(self) -> None:
        if self._parts.scheme not in ("http", "https") or not self._parts.hostname:
            raise BadAddress(url=self.url)

    @cached_property
    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.url.rstrip("/"))
            _ = parts.port
        except ValueError as error:
            raise BadAddress(url=self.url) from error
        return parts

    @property
    def websocket_url(self) -> str:
        """Where sessions are opened."""
        scheme = "wss" if self._parts.scheme == "https" else "ws"
        return self._parts._replace(scheme=scheme, path=self._parts.path + "/sync").geturl()

    @cached_property
    def tls(self) -> ssl.SSLContext | None:
        """How the server's certificate is checked; None without TLS.

        Raises:
            BadAddress: the file of certificates cannot be used.
        """
        if self._parts.scheme == "http":
            return None
        try:
            return ssl.create_default_context(cafile=self.ca)
        except OSError as error:
            raise BadAddress(url=self.ca) from error

    def path(self, resource: str) -> str:
        """The path of a resource below the base address."""
        return self._parts.path + resource

    def connect(self) -> HTTPConnection:
        """A connection for HTTP, not yet open."""
        host, port = self._parts.hostname or "", self._parts.port
        if self.tls is None:
            return HTTPConnection(host, port, timeout=HTTP_TIMEOUT_S)
        return HTTPSConnection(host, port, timeout=HTTP_TIMEOUT_S, context=self.tls)
