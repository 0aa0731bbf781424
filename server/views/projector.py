"""The projector: `python -m server.views.projector DIR [--once]`, a child of the server.

Reads log.db, writes views.db, and says on stdout what it did, one JSON object a line:
`{"positions":{scope: seq}, "rows":n, "records":n, "aside":{record: reason}, "erased":n,
"forms":n}`, the last two being how many erased records the views have forgotten, to the last byte,
and with which generation of forms and numbers it folds. On stdin it takes single characters: `w`
rows were committed (it waits a moment for more, so that a storm is folded in large batches), `n`
somebody waits: now. It ends at the end of stdin, so no server leaves one behind, and it inherits
neither the directory's lock nor a socket. With `--once` it ends at the head.

It may die at any moment and is started again; what it died over is found by `following`. Views that
are damaged it takes away, and ends: the next one makes them anew.
"""

import argparse
import gc
import json
import os
import select
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, DatabaseError
from typing import Final

from server import directory
from server.database import FILE_NAME as LOG_NAME
from server.people import audit
from server.views import witness
from server.views.file import FILE_NAME as VIEWS_NAME
from server.views.file import is_damage, remove
from server.views.followed import Batch
from server.views.following import Follower
from server.views.storing import ViewsFile
from sync.log.connect import open_reader, reading
from sync.log.reader import SqliteLogReader

GATHER_S = 0.15
"""How long rows are gathered after the first one, before they are folded together."""

COLLECTED_AFTER: Final = (20_000, 10, 10)
"""After how many new objects circles are looked for: a batch makes many, and hardly a circle."""

NICENESS = 5
"""Folding is work for later: tablets that wait for an acknowledgement come first."""

WAKE = b"w"
NOW = b"n"

_STDIN = 0
_COMMANDS_MAX = 4096


def main(arguments: list[str] | None = None) -> int:
    """Runs the projector; 0 at the end of stdin, or at the head with `--once`."""
    parser = argparse.ArgumentParser(prog="python -m server.views.projector")
    parser.add_argument("data", type=Path)
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    os.nice(NICENESS)
    os.umask(0o077)  # residents' data, as in the log
    gc.freeze()  # what was imported stays
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        return _project(options.data, once=options.once)
    except DatabaseError as error:  # of the views: the log's have other names
        if not is_damage(error):
            raise
        # Our parent tells of this death and starts another, which makes them anew.
        sys.stderr.write(f"{options.data / VIEWS_NAME} is damaged and made anew: {error}\n")
        remove(options.data / VIEWS_NAME)
        return 1


def _project(data: Path, *, once: bool) -> int:
    with (
        closing(open_reader(data / LOG_NAME)) as connection,
        closing(SqliteLogReader(data / LOG_NAME)) as reader,
        closing(ViewsFile(data / VIEWS_NAME)) as views,
    ):
        with reading(connection):
            known = directory.load(connection)
        follower = Follower(reader, views, known)
        aside = follower.recover()
        follower.forget()
        _say(Batch(rows=0, records=0, positions=follower.positions, aside=aside), follower, known)
        while True:
            with reading(connection):
                latest = directory.load(connection, known)
            if latest is not known:
                known = latest
                _learn(follower, known)
            _take_back(follower, connection, known)
            with reading(connection):
                witness.remember(views, connection)
            if follower.forget():
                _say(Batch(rows=0, records=0, positions={}, aside={}), follower, known)
            if not _follow(follower, known, once=once) or once or not _more_to_come():
                return 0


def _learn(follower: Follower, known: directory.Directory) -> None:
    """Takes over forms and areas, and says so; where all is folded anew, that nothing is yet."""
    before = list(follower.positions)
    follower.learn(known)
    anew = {} if follower.positions else dict.fromkeys(before, 0)
    _say(Batch(rows=0, records=0, positions=anew, aside={}), follower, known)


def _take_back(follower: Follower, connection: Connection, known: directory.Directory) -> None:
    """Folds anew what was set aside for damaged rows that were put back since."""
    with reading(connection):
        upto, records = audit.healed_since(connection, follower.healed_upto)
    aside = follower.take_back(records, upto)
    if records:
        _say(Batch(rows=0, records=len(records), positions={}, aside=aside), follower, known)


def _follow(follower: Follower, known: directory.Directory, *, once: bool) -> bool:
    """Folds up to the head; False if stdin ended meanwhile."""
    while (batch := follower.batch()) is not None:
        _say(batch, follower, known)
        if not once and _heard(0.0) == b"":
            return False
    return True


def _say(batch: Batch, follower: Follower, known: directory.Directory) -> None:
    line = {
        "positions": batch.positions,
        "rows": batch.rows,
        "records": batch.records,
        "aside": batch.aside,
        "erased": follower.forgotten,
        "forms": known.numbers["forms"],
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _more_to_come() -> bool:
    """Waits until there may be rows, and gathers more of them; False at the end of stdin."""
    heard = _heard(None)
    until_s = time.monotonic() + GATHER_S
    while heard and NOW not in heard and (left_s := until_s - time.monotonic()) > 0:
        heard = _heard(left_s)
    return heard != b""


def _heard(timeout_s: float | None) -> bytes | None:
    """What was said on stdin; b"" at its end, None if nothing came in time."""
    if not select.select([_STDIN], [], [], timeout_s)[0]:
        return None
    return os.read(_STDIN, _COMMANDS_MAX)


if __name__ == "__main__":
    sys.exit(main())
