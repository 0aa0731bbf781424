"""The server's log in memory, of either kind, with images of it: what a `cp` would have kept."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sync.log.connect import CACHED_STATEMENTS
from sync.log.memory import MemoryLog
from sync.log.migrate import LOG_MIGRATIONS, migrate
from sync.log.sqlite import SqliteLog


class Memory:
    """Makes `MemoryLog`s; an image is a copy of its tables, whose rows never change."""

    def new(self) -> MemoryLog:
        return MemoryLog()

    def image(self, log: MemoryLog) -> dict[str, Any]:
        return {name: _copied(value) for name, value in vars(log).items()}

    def restored(self, image: dict[str, Any]) -> MemoryLog:
        log = MemoryLog()
        vars(log).update({name: _copied(value) for name, value in image.items()})
        return log

    def close(self, log: MemoryLog) -> None:
        pass


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return value.copy() if isinstance(value, list | set) else value


class Sqlite:
    """Makes `SqliteLog`s; an image is the database's bytes."""

    def new(self) -> SqliteLog:
        return self.restored(_new_log())

    def image(self, log: SqliteLog) -> bytes:
        return log._connection.serialize()

    def restored(self, image: bytes) -> SqliteLog:
        connection = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=CACHED_STATEMENTS
        )
        connection.deserialize(image)
        return SqliteLog(connection)

    def close(self, log: SqliteLog) -> None:
        log._connection.close()


_images: list[bytes] = []


def _new_log() -> bytes:
    """An empty log's image, made once."""
    if not _images:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("PRAGMA page_size = 1024")
        migrate(connection, LOG_MIGRATIONS)
        _images.append(connection.serialize())
        connection.close()
    return _images[0]


def stored_hashes(log: Any) -> set[bytes]:
    """Every row of the log, plainly read."""
    return {row.hash for row in stored_rows(log)}


def stored_rows(log: Any) -> Iterable[Any]:
    """Every row of the log, scope by scope."""
    for scope in sorted(log.heads()):
        yield from log.read(scope, 0, 1 << 40)
