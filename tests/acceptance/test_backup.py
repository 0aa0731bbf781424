"""A backup made while a fleet pushes, restored into a new directory, and healed by the tablets."""

import hashlib
import sqlite3
from contextlib import closing
from functools import reduce
from itertools import product
from operator import xor

import pytest

from tests.acceptance.commands import COMMAND_S, run
from tests.acceptance.counting import stored, stored_in
from tests.acceptance.fieldwork import Tablet
from tests.acceptance.simulated import Fleet

pytestmark = pytest.mark.acceptance

VISITS = 5


def digests(database):
    """Head and digest of each scope, as noted, and as its rows come to by our own count."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as opened:
        noted = {
            scope: (number, head, digest)
            for number, scope, head, digest in opened.execute(
                "SELECT number, scope, head, digest FROM scopes"
            )
        }
        counted = {}
        for scope, (number, _, _) in noted.items():
            rows = opened.execute(
                "SELECT record, data FROM rows WHERE position > ? AND position < ?",
                (number << 40, (number + 1) << 40),
            ).fetchall()
            whole = reduce(xor, (named(*row) for row in rows), 0)
            counted[scope] = (len(rows), whole.to_bytes(16, "big"))
    return {scope: (head, digest) for scope, (_, head, digest) in noted.items()}, counted


def named(record, data):
    """A row's hash as the protocol's page has it."""
    parts = [len(record.encode()).to_bytes(4, "big"), record.encode()]
    parts += [len(data).to_bytes(4, "big"), data]
    return int.from_bytes(hashlib.blake2b(b"".join(parts), digest_size=16).digest(), "big")


def test_a_backup_under_load_is_restored_and_healed_by_the_tablets(own_office, next_grid, tmp_path):
    """Backups are taken while all push what they wrote since; one that lacks some is restored."""
    own_office.server.start()
    grid = next_grid()
    fleet = Fleet(own_office, [grid], tmp_path)
    assert fleet.simulate("--visits", VISITS).exit_code == 0
    tablets = [Tablet(home) for home in fleet.homes]
    for tablet, household in product(tablets, grid.households[:2]):
        tablet.ask("new", "hazard_report", "--area", household, "place=楼道", "--draft")
    backups = [taken(own_office, tmp_path / "before.db")]
    syncing = [tablet.begin("sync") for tablet in tablets]
    try:
        while any(process.poll() is None for process in syncing):
            backups.append(taken(own_office, tmp_path / f"{len(backups)}.db"))
        for process in syncing:
            process.communicate(timeout=COMMAND_S)
    finally:
        for process in syncing:
            process.kill()
            process.wait()
    assert [process.returncode for process in syncing] == [0] * len(tablets)
    own_office.server.stop()
    everything = stored(own_office.data)
    assert everything >= fleet.answers()
    for file, changes in backups:
        noted, counted = digests(file)
        assert noted == counted, "of one moment"
        assert sum(head for head, _ in counted.values()) == changes
    file, _ = [each for each in backups if stored_in(each[0]) < everything][-1]

    again = tmp_path / "again"
    done = run("doorstep", "restore", file, "--data", again, "--lang", "en", "--json")
    assert done.exit_code == 0
    assert "without withdrawn.jsonl" in done.stderr
    assert digests(again / "log.db") == digests(file)
    own_office.data = own_office.server.data = again
    assert own_office.verify()["problems"] == []

    own_office.server.start()
    for tablet in [*tablets, *tablets]:
        tablet.sync()
    assert stored(again) == everything
    assert own_office.ask("quarantine", "list") == []
    assert [tablet.sync()["rewound"] for tablet in tablets] == [[]] * len(tablets)
    assert own_office.verify()["problems"] == []


def taken(office, file):
    """A backup, and how many changes it says it has."""
    return file, office.ask("backup", file)["changes"]


def test_a_backup_onto_a_file_and_a_restore_into_a_full_directory_are_refused(own_office, tmp_path):
    file = tmp_path / "today.db"
    own_office.ask("backup", file)
    before = file.read_bytes()
    taken = own_office.run("backup", file, "--lang", "en")
    assert (taken.exit_code, taken.stdout) == (1, "")
    assert taken.complaint.endswith("exists already. Name a new file; nothing was changed.")
    assert file.read_bytes() == before
    there = {path.name: path.read_bytes() for path in own_office.data.iterdir()}
    full = own_office.run("restore", file, "--lang", "en")
    assert (full.exit_code, full.stdout) == (1, "")
    assert "is not empty" in full.complaint
    assert {path.name: path.read_bytes() for path in own_office.data.iterdir()} == there
