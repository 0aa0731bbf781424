"""pycrdt-websocket with its SQLite store, as its documentation shows, under uvicorn.

A room takes a store, and is ready when what is stored was read. Rooms are kept when the last tablet
leaves: removing one cancels what it has not written yet, and visits would be lost without a kill.

python server.py DATABASE PORT
"""

import asyncio
import sys
from contextlib import suppress

import uvicorn
import uvloop
from pycrdt.store import SQLiteYStore
from pycrdt.store.base import YDocNotFound
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom


class Rooms(WebsocketServer):  # type: ignore[misc] # it is installed for this server alone
    """Rooms with a store each, in one database."""

    def __init__(self, database: str) -> None:
        super().__init__(auto_clean_rooms=False)
        self._store = type("Store", (SQLiteYStore,), {"db_path": database})
        self._making = asyncio.Lock()

    async def get_room(self, name: str) -> YRoom:
        """The room of a path, with all that is stored of it."""
        async with self._making:
            if name not in self.rooms:
                store = self._store(name)
                room = YRoom(ready=False, ystore=store)
                await self.start_room(room)
                await store.started.wait()
                with suppress(YDocNotFound):
                    await store.apply_updates(room.ydoc)
                room.ready = True
                await room.ydoc_observed.wait()
                self.rooms[name] = room
        return self.rooms[name]


async def main(database: str, port: int) -> None:
    """Serves until it is told to end."""
    async with Rooms(database) as rooms:
        config = uvicorn.Config(ASGIServer(rooms), port=port, log_level="warning")
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
