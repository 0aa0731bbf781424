"""pycrdt-websocket with its SQLite store, in a virtual environment of its own."""

from pathlib import Path

from bench.install import PEERS_PYTHON, pip, pip_versions
from bench.peer import Command, Peer
from bench.peers.yjs import YjsTablet

_HERE = Path(__file__).parent


class PycrdtWebsocket(Peer):
    """Yrs with a Python server."""

    name = "pycrdt-websocket"
    label = "pycrdt-websocket"
    settings = "SQLiteYStore, unchanged; rooms stay when the last tablet leaves; uvicorn, uvloop"
    in_sync = "everything was sent, and came back as the server's broadcast; nothing is confirmed"
    speaks = YjsTablet

    def install(self) -> None:
        """Installs what requirements.txt pins."""
        pip(_HERE / "requirements.txt")

    def versions(self) -> dict[str, str]:
        """As requirements.txt pins them."""
        return pip_versions(_HERE / "requirements.txt")

    def command(self, store: Path, port: int) -> Command:
        """The script beside this file."""
        words = [str(store / "updates.sqlite"), str(port)]
        return Command(words=[str(PEERS_PYTHON), str(_HERE / "server.py"), *words])
