"""Tablets that stay connected while something is done to their district."""

import contextlib
import json
import signal
import sqlite3

from tests.acceptance.commands import COMMAND_S, eventually


@contextlib.contextmanager
def connected(tablet, *options, launcher=()):
    """A tablet's process that stays connected; ended at the latest with the block."""
    before = heard(tablet)
    process = tablet.begin("sync", "--watch", *options, launcher=launcher)
    try:
        eventually(lambda: heard(tablet) != before, process.poll)
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()


@contextlib.contextmanager
def watching(tablet, launcher=()):
    """The same, ended as by Ctrl-C; its document is in the list then."""
    told = []
    with connected(tablet, "--json", launcher=launcher) as process:
        yield told
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=COMMAND_S)
        assert process.returncode == 0, stderr
        told.append(json.loads(stdout))


def asked(tablet, question):
    """What the home's own database answers, while another process works in it."""
    file = f"{(tablet.home / 'home.db').as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as home:
        return home.execute(question).fetchall()


def heard(tablet):
    """When it last heard the server."""
    return asked(tablet, "SELECT last_contact_ms FROM contact")


def cursors(tablet):
    """Where the download of each of its grids stands."""
    return dict(asked(tablet, "SELECT scope, seq FROM scopes"))
