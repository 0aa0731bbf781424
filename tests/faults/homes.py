"""Tablets' homes: made enrolled, and read by plain SQLite."""

from collections import Counter
from pathlib import Path

from sync.home.rows import Enrolment
from sync.home.store import HomeStore
from tests.faults.ledger import Pushed, plainly
from tests.faults.village import Device


def make_home(home: Path, device: Device, url: str) -> Path:
    """A home that is this device's, as enrolment leaves it."""
    with HomeStore(home, create=True) as store:
        store.papers.keep_nonce(device.id)
        store.papers.enrol(
            Enrolment(
                nonce=device.id, url=url, token=device.token, device=device.id, staff=device.staff
            )
        )
    return home


def own(home: Path) -> Counter[Pushed]:
    """The changes that were written in a home."""
    return _rows(home, "WHERE own = 1")


def held(home: Path) -> Counter[Pushed]:
    """All that a home has."""
    return _rows(home, "")


def numbered(home: Path) -> set[tuple[str, bytes, int]]:
    """What a home takes for the server's: with the server's numbers."""
    with plainly(home / "home.db") as database:
        which = "WHERE seq IS NOT NULL AND NOT unlisted"
        return set(database.execute(f"SELECT record, data, seq FROM rows {which}"))


def cursors(home: Path) -> dict[str, int]:
    """Where the download of each scope stands."""
    with plainly(home / "home.db") as database:
        return dict(database.execute("SELECT scope, seq FROM scopes"))


def sequences(home: Path, scope: str) -> set[int]:
    """The numbers that a home has of a scope."""
    with plainly(home / "home.db") as database:
        found = database.execute("SELECT seq FROM rows WHERE scope = ?", (scope,))
        return {seq for (seq,) in found if seq is not None}


def equal(home: Path) -> set[int | None]:
    """What the server last said to the home's digests: 1 equal, 0 unequal."""
    with plainly(home / "home.db") as database:
        return {each for (each,) in database.execute("SELECT equal FROM scopes")}


def _rows(home: Path, which: str) -> Counter[Pushed]:
    with plainly(home / "home.db") as database:
        return Counter(database.execute(f"SELECT record, data FROM rows {which}").fetchall())
