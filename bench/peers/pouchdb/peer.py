"""PouchDB server on LevelDB, spoken to as PouchDB replicates.

A grid is a database and a visit a document. A tablet pushes (checkpoint, `_revs_diff`,
`_bulk_docs`, checkpoint), then pulls (checkpoint, `_changes`, `_bulk_get`, checkpoint) until it
holds all: a batch a push, a hundred documents a pull, both as PouchDB has them by default. Both
directions share one connection; PouchDB itself opens several and replicates both ways at once.
"""

import json
from collections.abc import Sequence
from hashlib import md5
from pathlib import Path
from typing import Any

from bench.install import NODE, NodePeer
from bench.peer import Command, Tablet
from bench.webclient import WebClient
from bench.websocket import Traffic
from bench.workload import ANSWERS, Errand, Visit

BATCH = 100
HEARTBEAT_MS = 10_000

_HERE = Path(__file__).parent


def document(visit: Visit) -> dict[str, Any]:
    """A visit as PouchDB replicates it: its first revision, with that revision's history."""
    # Names that begin with an underscore are CouchDB's own.
    answers = {name.lstrip("_"): value for name, value in visit.answers}
    revision = md5(json.dumps([visit.record, answers]).encode(), usedforsecurity=False).hexdigest()
    history = {"start": 1, "ids": [revision]}
    return {"_id": visit.record, "_rev": f"1-{revision}", "_revisions": history, **answers}


class PouchTablet(Tablet):
    """A tablet that replicates."""

    def __init__(self, host: str, port: int, errand: Errand) -> None:
        super().__init__(host, port, errand)
        self._batches = [[document(visit) for visit in group] for group in errand.groups()]
        self._documents: dict[str, dict[str, Any]] = {}
        self._client: WebClient | None = None
        name = f"{errand.room}.{errand.writer}"
        self._checkpoints = {way: f"_local/{name}.{way}" for way in ("push", "pull")}
        self._revisions: dict[str, str] = {}
        self._since = 0

    @property
    def traffic(self) -> Traffic:
        """The bytes of its connection so far."""
        return Traffic() if self._client is None else self._client.traffic

    async def connect(self) -> None:
        """Asks where its replication had come to."""
        self._client = await WebClient.connect(self.host, self.port)
        await self._ask("GET", "")
        await self._checkpoint("push")
        self._since = await self._checkpoint("pull")

    async def work(self) -> None:
        """Pushes, then pulls until it holds what it waits for."""
        for number, batch in enumerate(self._batches, 1):
            await self._push(batch)
            await self._save("push", number)
        await self._pull()

    def readable(self) -> int:
        """How many documents have all their answers."""
        return sum(
            sum(not name.startswith("_") for name in each) == ANSWERS
            for each in self._documents.values()
        )

    def close(self) -> None:
        """Leaves."""
        if self._client is not None:
            self._client.close()

    async def _push(self, batch: Sequence[dict[str, Any]]) -> None:
        asked = {each["_id"]: [each["_rev"]] for each in batch}
        lacking = await self._ask("POST", "_revs_diff", asked) or {}
        lacked = [each for each in batch if each["_id"] in lacking]
        if lacked:
            await self._ask("POST", "_bulk_docs", {"docs": lacked, "new_edits": False})
        self._take(batch)

    async def _pull(self) -> None:
        since, live = self._since, ""
        while True:
            query = f"_changes?style=all_docs&since={since}&limit={BATCH}{live}"
            changes = await self._ask("GET", query)
            await self._fetch(changes["results"])
            if changes["results"]:
                since = changes["last_seq"]
                await self._save("pull", since)
            if len(changes["results"]) < BATCH:
                if len(self.held) >= self.errand.waits_for:
                    return
                live = f"&feed=longpoll&heartbeat={HEARTBEAT_MS}"

    async def _fetch(self, rows: Sequence[dict[str, Any]]) -> None:
        wanted = [
            {"id": row["id"], "rev": row["changes"][0]["rev"]}
            for row in rows
            if row["id"] not in self._documents
        ]
        if wanted:
            got = await self._ask("POST", "_bulk_get?revs=true&latest=true", {"docs": wanted})
            self._take([each["ok"] for row in got["results"] for each in row["docs"]])

    def _take(self, documents: Sequence[dict[str, Any]]) -> None:
        for each in documents:
            self._documents[each["_id"]] = each
            self.held.add(each["_id"].encode())

    async def _checkpoint(self, way: str) -> int:
        found = await self._ask("GET", self._checkpoints[way])
        if found is None:
            return 0
        self._revisions[way] = found["_rev"]
        return int(found["last_seq"])

    async def _save(self, way: str, last_seq: int) -> None:
        body = {"_id": self._checkpoints[way], "last_seq": last_seq, "replicator": "pouchdb"}
        if way in self._revisions:
            body["_rev"] = self._revisions[way]
        saved = await self._ask("PUT", self._checkpoints[way], body)
        self._revisions[way] = saved["rev"]

    async def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        assert self._client is not None
        return await self._client.get(method, f"/{self.errand.room}/{path}", body)


class PouchDb(NodePeer):
    """CouchDB's protocol, in Node."""

    name = "pouchdb"
    label = "PouchDB server"
    settings = "its own command, unchanged, on LevelDB, unsynced; databases made beforehand"
    in_sync = "each batch was answered when LevelDB had taken it, without a sync of the disk"
    speaks = PouchTablet
    folder = _HERE

    def command(self, store: Path, port: int) -> Command:
        """Its own command."""
        server = _HERE / "node_modules/pouchdb-server/bin/pouchdb-server"
        words = ["--port", str(port), "--dir", str(store), "--config", str(store / "config.json")]
        return Command(words=[str(NODE), "--no-warnings", str(server), *words, "--no-stdout-logs"])

    async def found(self, host: str, port: int, rooms: Sequence[str]) -> None:
        """Makes a database a grid; one that is there stays."""
        client = await WebClient.connect(host, port)
        for room in rooms:
            await client.ask("PUT", f"/{room}")
        client.close()
