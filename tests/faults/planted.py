"""Bugs that a proof has to find: each breaks one promise of durability, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from server import withdrawals
from server.writer import Writer
from sync.home import database as home_database
from sync.log import connect
from sync.log.plan import hashes_of, plan


def acknowledge_early() -> None:
    """The writer answers what it is about to commit, and commits then."""
    original = Writer._commit

    def commit(self, batches):
        submissions = [each for batch in batches for each in batch.submissions]
        log, hashes = self._log, hashes_of(submissions)
        planned = plan(submissions, hashes, log._known(submissions, hashes), 0).commit()
        self._deliver(lambda: self._give(batches, replace(planned, heads={})))
        silent = [type(batch)(batch.submissions, lambda results: None, None) for batch in batches]
        original(self, silent)

    Writer._commit = commit


def flush_lazily() -> None:
    """The server's database leaves it to the system when a commit comes to be on disk."""
    original = connect._make_durable

    def make_durable(connection):
        original(connection)
        connection.execute("PRAGMA synchronous = NORMAL")

    connect._make_durable = make_durable


def leave_unnamed() -> None:
    """A new file of withdrawals is flushed, its name in the directory is not."""
    withdrawals.sync_directory = lambda data: None


def flush_home_lazily() -> None:
    """The same of a tablet's home."""
    original = home_database._prepare

    def prepare(connection, *found):
        original(connection, *found)
        connection.execute("PRAGMA synchronous = NORMAL")

    home_database._prepare = prepare


IN_SERVER: Mapping[str, Callable[[], None]] = {
    "early": acknowledge_early,
    "lazy": flush_lazily,
    "unnamed": leave_unnamed,
}

IN_TABLET: Mapping[str, Callable[[], None]] = {"lazy": flush_home_lazily}
