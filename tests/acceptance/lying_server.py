"""`doorstep`, run so that it acknowledges changes that it does not store; nothing else differs.

`lying_server.py N …` loses about one in N changes that tablets push, the same ones whenever they
come again: a server that forgot them once would be healed by its tablets.
"""

import sys
from dataclasses import replace
from zlib import crc32

from server.commands.main import run
from sync.core.results import Stored
from sync.log.sqlite import SqliteLog


def lose_every(nth: int) -> None:
    """A commit leaves changes out, and its answers say that they are stored."""
    original = SqliteLog.commit

    def commit(self, batch, received_ms):
        lost = [crc32(each.data) % nth == 0 for each in batch]
        kept = [each for each, gone in zip(batch, lost, strict=True) if not gone]
        done = original(self, kept, received_ms)
        answers = iter(done.results)
        results = [Stored(1) if gone else next(answers) for gone in lost]
        return replace(done, results=results)

    SqliteLog.commit = commit


if __name__ == "__main__":
    lose_every(int(sys.argv[1]))
    sys.exit(run(sys.argv[2:]))
