"""The bare limit: rows taken, committed durably, and passed on. Nothing is merged or judged.

What any server in Python pays that confirms from disk: uvicorn's sockets, msgpack, one thread that
commits whatever waits (WAL, synchronous=FULL), then the confirmations and the broadcast.

Tablet to server, msgpack: `[cursor]` first, then pushes `[id, [[record, bytes], …]]`. Server to
tablet: `[head, [[record, bytes], …]]`, and for a push `[id]`.

python server.py DATABASE PORT
"""

import asyncio
import queue
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgpack
import uvicorn
import uvloop

MESSAGE_ROWS = 400
"""At most so many rows in a message of a catch-up: about 128 KiB."""

Row = tuple[str, bytes]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(eq=False, slots=True)
class Push:
    """Rows that a tablet wrote; `head` is the last one's number when they are committed."""

    room: str
    send: Send
    name: int
    rows: list[Row]
    head: int = 0


class Writer(threading.Thread):
    """The only connection that writes: takes what waits, commits it, and tells the loop."""

    def __init__(self, database: str, committed: Callable[[list[Push]], None]) -> None:
        super().__init__(daemon=True)
        self.waiting: queue.SimpleQueue[Push] = queue.SimpleQueue()
        self._database, self._committed = database, committed

    def run(self) -> None:
        """Commits for ever."""
        connection = opened(self._database)
        while True:
            pushes = [self.waiting.get()]
            while not self.waiting.empty():
                pushes.append(self.waiting.get())
            connection.execute("BEGIN IMMEDIATE")
            for push in pushes:
                rows = ((push.room, record, data) for record, data in push.rows)
                insert = "INSERT INTO rows (room, record, data) VALUES (?, ?, ?)"
                connection.executemany(insert, rows)
                (push.head,) = connection.execute("SELECT last_insert_rowid()").fetchone()
            connection.execute("COMMIT")
            self._committed(pushes)


class Server:
    """The application: tablets of a room, and what is passed on between them."""

    def __init__(self, database: str) -> None:
        self._reader = opened(database)
        self._loop = asyncio.get_running_loop()
        self._rooms: dict[str, set[Send]] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._writer = Writer(database, self._committed)
        self._writer.start()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One tablet, from its first message to its last."""
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        room = self._rooms.setdefault(scope["path"], set())
        greeting = await receive()
        if greeting["type"] == "websocket.receive":
            room.add(send)
            await self._catch_up(scope["path"], msgpack.unpackb(greeting["bytes"])[0], send)
            while (event := await receive())["type"] == "websocket.receive":
                name, rows = msgpack.unpackb(event["bytes"])
                self._writer.waiting.put(Push(scope["path"], send, name, rows))
            room.discard(send)

    async def _catch_up(self, room: str, cursor: int, send: Send) -> None:
        select = "SELECT seq, record, data FROM rows WHERE room = ? AND seq > ? ORDER BY seq"
        found = self._reader.execute(select, (room, cursor))
        while True:
            part = found.fetchmany(MESSAGE_ROWS)
            head = part[-1][0] if part else cursor
            await say(send, [head, [row[1:] for row in part]])
            if len(part) < MESSAGE_ROWS:
                return

    def _committed(self, pushes: list[Push]) -> None:
        self._loop.call_soon_threadsafe(self._start_telling, pushes)

    def _start_telling(self, pushes: list[Push]) -> None:
        task = self._loop.create_task(self._tell(pushes))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, pushes: Iterable[Push]) -> None:
        for push in pushes:
            await say(push.send, [push.name])
            message = msgpack.packb([push.head, push.rows])
            for send in tuple(self._rooms[push.room]):
                if send is not push.send:
                    await send({"type": "websocket.send", "bytes": message})


def opened(database: str) -> sqlite3.Connection:
    """A connection to the rows."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS rows"
        " (seq INTEGER PRIMARY KEY, room TEXT NOT NULL, record TEXT NOT NULL, data BLOB NOT NULL)"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS rows_by_room ON rows (room, seq)")
    return connection


async def say(send: Send, message: object) -> None:
    """Sends a message."""
    await send({"type": "websocket.send", "bytes": msgpack.packb(message)})


async def main(database: str, port: int) -> None:
    """Serves until it is told to end."""
    config = uvicorn.Config(
        Server(database),
        port=port,
        log_level="warning",
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
