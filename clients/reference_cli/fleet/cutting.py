"""Connections that end after a number of bytes, in the middle of a message as likely as not.

The bytes up to the cut arrive, the rest never does, and neither side is told: the TCP connection is
aborted, as when a signal is lost and the stack gives up.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, cast

from websockets.asyncio.client import ClientConnection

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.dial import Connect, Socket, open_socket


def cutting(after_bytes: Iterator[int]) -> Connect:
    """Opens connections of which each takes the next number; when they are used up, whole ones."""

    def connect(address: ServerAddress) -> AbstractAsyncContextManager[Socket]:
        budget = next(after_bytes, None)
        kind = None if budget is None else _cut_after(budget)
        return open_socket(address, create_connection=kind)

    return connect


def _cut_after(budget_bytes: int) -> type[ClientConnection]:
    class Cut(_CutConnection):
        budget = budget_bytes

    return Cut


class _CutConnection(ClientConnection):
    """A connection with a budget of bytes for both directions together."""

    budget: int

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", _Metered(transport, self)))

    def data_received(self, data: bytes) -> None:
        super().data_received(self.passing(data))
        self.cut_if_spent()

    def passing(self, data: bytes) -> bytes:
        """As much of it as still gets through."""
        through = data[: self.budget]
        self.budget -= len(data)
        return through

    def cut_if_spent(self) -> None:
        """Aborts the connection when the budget is gone."""
        if self.budget <= 0:
            self.transport.abort()


class _Metered:
    """A transport whose writes count."""

    def __init__(self, transport: asyncio.BaseTransport, connection: _CutConnection) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._connection = connection

    def write(self, data: bytes) -> None:
        self._transport.write(self._connection.passing(data))
        self._connection.cut_if_spent()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)
