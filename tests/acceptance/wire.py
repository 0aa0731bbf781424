"""A client that speaks the protocol by its tables alone: msgpack on a WebSocket, bytes by hand.

It shares no line with the project's codec, tablet or encoder, and so it may also say what no
honest client would.
"""

import json
import secrets
from collections.abc import Sequence
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import msgpack
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.acceptance.commands import WAIT_S
from tests.acceptance.district import Office
from tests.golden.spelling import base36, block, update

CUT = 1006
"""The connection ended without a word (RFC 6455's number for it)."""

Pushed = tuple[str | None, bytes]


class Closed(AssertionError):
    """The server has closed the connection.

    Attributes:
        code: why, as a number.
        reason: why, in words.
        error: the message `error` that came before, if one did.
        notices: the kinds of the notices that came.
    """

    def __init__(
        self, code: int, reason: str, error: dict[str, Any] | None, notices: Sequence[str]
    ) -> None:
        super().__init__(f"{code} {reason} {error}")
        self.code = code
        self.reason = reason
        self.error = error
        self.notices = list(notices)


class Wire:
    """One connection, from `with` to its end; `hello` comes with it where a token is given.

    Attributes:
        welcome: what the server answered to `hello`.
        cursors: where the download stands, as `hello` takes it.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.welcome: dict[str, Any] = {}
        self.cursors: dict[str, list[Any]] = {}
        self._url = url
        self._token = token
        self._error: dict[str, Any] | None = None
        self._notices: list[str] = []
        self._pushes = 0

    def __enter__(self) -> Self:
        self._connecting = connect(
            f"{self._url.replace('http', 'ws', 1)}/sync",
            subprotocols=["doorstep.v1"],
            compression=None,
            open_timeout=WAIT_S,
            proxy=None,
        )
        self._socket: ClientConnection = self._connecting.__enter__()
        return self if self._token is None else self.hello(self._token)

    def __exit__(self, *error: Any) -> None:
        self._connecting.__exit__(*error)

    def hello(self, token: object, **instead: object) -> Self:
        """Opens the session."""
        said = {"t": "hello", "v": 1, "token": token, "app": "wire", "cursors": {}, "z": []}
        self.say({**said, "outbox": 0, "clock_ms": 0, **instead})
        self.welcome = self.hear("welcome")
        return self

    def say(self, message: object) -> None:
        """Sends any value as a message."""
        self.send(msgpack.packb(message))

    def send(self, data: bytes | str) -> None:
        """Sends any bytes, or a text message."""
        try:
            self._socket.send(data)
        except ConnectionClosed as closed:
            raise self._closed(closed) from closed

    def hear(self, kind: str) -> dict[str, Any]:
        """The next message of this kind; others on the way are left out.

        Raises:
            Closed: the server closed instead.
        """
        while True:
            try:
                message = msgpack.unpackb(self._socket.recv(WAIT_S))
            except ConnectionClosed as closed:
                raise self._closed(closed) from closed
            if message["t"] == "error":
                self._error = message
            if message["t"] == "changes":
                self.cursors[message["scope"]] = [message["to"], message["mark"]]
            if message["t"] == "notice":
                self._notices.append(message["kind"])
            if message["t"] == kind:
                return message

    def push(self, *changes: Pushed) -> list[list[Any]]:
        """Pushes changes in one message and gives the results."""
        return self.answer(self.begin_push(changes))

    def begin_push(self, changes: Sequence[Pushed]) -> int:
        """Pushes without waiting; `answer` gives the results."""
        self._pushes += 1
        self.say({"t": "push", "id": self._pushes, "changes": [list(each) for each in changes]})
        return self._pushes

    def answer(self, push: int) -> list[list[Any]]:
        """The results of a push, which come in the order of the pushes."""
        ack = self.hear("ack")
        assert ack["id"] == push
        return ack["results"]

    def _closed(self, closed: ConnectionClosed) -> Closed:
        if closed.rcvd is None:
            return Closed(CUT, "", self._error, self._notices)
        return Closed(closed.rcvd.code, closed.rcvd.reason, self._error, self._notices)


def ask_http(url: str, token: str | None = None, body: object = None) -> tuple[int, Any]:
    """What an address of the API answers: the status and the JSON document."""
    request = Request(url, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=WAIT_S) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def token_of(office: Office, login: str) -> str:
    """A token as any client gets one: with a code, over HTTP."""
    body = {
        "code": office.code(login),
        "device_name": "wire",
        "platform": "test",
        "nonce": secrets.token_hex(8),
    }
    status, enrolled = ask_http(f"{office.server.url}/api/v1/enroll", body=body)
    assert status in (200, 201), enrolled
    return enrolled["token"]


def change(staff: str, at_ms: int, *, remark: str | None = None, **answers: object) -> bytes:
    """The bytes of a change that keeps every rule and replaces nothing."""
    number = secrets.randbits(53)
    key = base36(number)
    entries = [("j", key, [staff, at_ms, remark])]
    entries += [("a", f"{name}\x1f{key}", [value, []]) for name, value in answers.items()]
    return update(
        number, (block((root, name, msgpack.packb(value)), "yjs") for root, name, value in entries)
    )
