"""y-websocket with its own server and LevelDB, as `YPERSISTENCE=… npx y-websocket` runs it."""

from pathlib import Path

from bench.install import NODE, npm, npm_versions
from bench.peer import Command, Peer, Tablet
from bench.peers.yjs import YjsTablet
from bench.workload import Errand

_HERE = Path(__file__).parent


class YWebsocket(Peer):
    """The last y-websocket that brings its server."""

    name = "y-websocket"
    label = "y-websocket"
    settings = "its own server, unchanged, with YPERSISTENCE: an update is put in LevelDB unsynced"
    in_sync = "everything was sent, and came back as the server's broadcast; nothing is confirmed"

    def install(self) -> None:
        """Installs what package.json pins."""
        npm(_HERE)

    def versions(self) -> dict[str, str]:
        """As package.json pins them."""
        return npm_versions(_HERE)

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

    def tablet(self, host: str, port: int, errand: Errand) -> Tablet:
        """A tablet that speaks y-protocols."""
        return YjsTablet(host, port, errand)
