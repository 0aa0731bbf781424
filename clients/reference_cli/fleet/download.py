"""Everything the server has, fetched anew: connections of their own, from the beginning, no home.

This is the other side of the balance: it shares neither a cursor nor a row with the tablets whose
work is counted.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Final

from websockets import WebSocketException

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.dial import APP, open_socket
from sync.core.errors import RemoteError
from sync.core.tablet import TabletSession
from sync.core.tablet_events import Arrived

AT_ONCE: Final = 16
"""Downloads side by side."""

AGAIN_S: Final = 1.0
"""After a download that was cut; it begins anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerRow:
    """A row as the server lists it."""

    scope: str
    seq: int
    record: str
    data: bytes


async def download(
    address: ServerAddress, tokens: Iterable[str], on_progress: Callable[[int], None]
) -> set[ServerRow]:
    """The rows that the holders of these tokens may read; waits for a server that is away.

    Args:
        address: the server.
        tokens: of devices, one connection each.
        on_progress: told how many downloads are complete.

    Raises:
        RemoteError: the server broke the protocol.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    rows: set[ServerRow] = set()
    done = count()

    async def one(token: str) -> None:
        async with gate:
            rows.update(await _persist(address, token))
            on_progress(next(done) + 1)

    await together(one(token) for token in tokens)
    return rows


async def together(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Awaits all; the first failure ends the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _persist(address: ServerAddress, token: str) -> list[ServerRow]:
    while True:
        try:
            return await _download(address, token)
        except (OSError, TimeoutError, WebSocketException):
            await asyncio.sleep(AGAIN_S)


async def _download(address: ServerAddress, token: str) -> list[ServerRow]:
    session = TabletSession(token=token, app=APP, cursors={}, outbox=0)
    session.hello(_NO_CLOCK_MS)
    rows: list[ServerRow] = []
    async with open_socket(address) as socket:
        while not session.at_head:
            for message in session.data_to_send():
                await socket.send(message)
            received = await socket.recv()
            if isinstance(received, str):
                raise RemoteError("malformed", "a text message")
            session.receive_data(received)
            for event in session.events():
                if isinstance(event, Arrived):
                    changes = event.changes
                    rows.extend(
                        ServerRow(scope=changes.scope, seq=seq, record=record, data=data)
                        for record, data, seq in changes.items
                    )
                    session.stored(changes)
    return rows


_NO_CLOCK_MS: Final = 0
"""Said in `hello`: this reader writes nothing, so nobody needs its clock."""
