"""y-websocket with its own server and LevelDB, as `YPERSISTENCE=… npx y-websocket` runs it."""

from pathlib import Path

from bench.install import NODE, NodePeer
from bench.peer import Command
from bench.peers.yjs import YjsTablet

_HERE = Path(__file__).parent


class YWebsocket(NodePeer):
    """The last y-websocket that brings its server."""

    name = "y-websocket"
    label = "y-websocket"
    settings = "its own server, unchanged, with YPERSISTENCE: an update is put in LevelDB unsynced"
    in_sync = "everything was sent, and came back as the server's broadcast; nothing is confirmed"
    speaks = YjsTablet
    folder = _HERE

    def command(self, store: Path, port: int) -> Command:
        """Its own server."""
        return Command(
            words=[str(NODE), str(_HERE / "node_modules/y-websocket/bin/server.cjs")],
            environment={
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "YPERSISTENCE": str(store / "leveldb"),
            },
        )
