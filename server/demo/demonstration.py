"""A demonstration from beginning to end; what is printed of it is the command's business."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from schema.role import Role
from server.admin import call
from server.database import reading_database
from server.demo import founding, office
from server.demo.founding import Login
from server.demo.ledger import Ledger, strike
from server.demo.processes import Server, run_fleet
from server.directory import Directory, load

ROLES: Final = (Role.building_head, Role.grid_head, Role.grid_member)
"""Who goes from door to door: four people a grid."""

VISITS: Final = 25
"""Of each tablet in its day."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """What came of the day.

    Attributes:
        fleet: the fleet's own document `balance`, counted over the network.
        ledger: the same counted in the databases.
    """

    fleet: dict[str, Any]
    ledger: Ledger

    @cached_property
    def document(self) -> dict[str, Any]:
        """Document `balance`: counts from the databases, efforts from the fleet."""
        return {**self.fleet, **self.ledger.document()}

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, refused or different, by both counts."""
        return self.ledger.exact and self.fleet["edits"] == self.document["edits"]


class Demonstration:
    """A district with a server that runs.

    Attributes:
        data: its directory.
        logins: as whom the pages can be opened.
        server: the process.
    """

    def __init__(self, data: Path, folder: Path, logins: Sequence[Login], server: Server) -> None:
        self.data = data
        self.logins = logins
        self.server = server
        self._folder = folder

    @cached_property
    def directory(self) -> Directory:
        """Areas, forms and people."""
        with reading_database(self.data) as connection:
            return load(connection)

    def day(self, *, seed: int, lang: str, tablets: int | None = None, visits: int = VISITS) -> Day:
        """A day offline of everybody who goes from door to door, their syncs, and the balance.

        Args:
            seed: decides visits and answers.
            lang: of what the fleet says on the way.
            tablets: only so many, whole grids first; None: all.
            visits: of each tablet.

        Raises:
            DemoFailed: the fleet did not come to a balance.
        """
        homes = self._folder / "tablets"
        fleet = run_fleet(
            self.server.url, self._codes(tablets), homes, visits=visits, seed=seed, lang=lang
        )
        ledger = strike(sorted(homes.iterdir()), self.data, self.directory.forms)
        return Day(fleet=fleet, ledger=ledger)

    def office(self) -> None:
        """What the office does afterwards; `office.work` tells."""
        office.work(self.data, self._folder)

    def _codes(self, tablets: int | None) -> Path:
        """A file with a code for each, grid by grid and by login: equal seeds, equal days."""
        codes: list[dict[str, Any]] = []
        for role in ROLES:
            made = call(self.data, "devices.code", {"all": True, "role": role.value})
            assert isinstance(made, list)
            codes.extend(made)
        codes.sort(key=lambda code: self._place(code["staff"]))
        file = self._folder / "codes.json"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with closing(os.fdopen(descriptor, "w", encoding="utf-8")) as opened:
            json.dump(codes[:tablets], opened)
        return file

    def _place(self, staff: str) -> tuple[str, str]:
        person = self.directory.staff[staff]
        return person.grants[0].area.scope, person.login


@contextmanager
def demonstration(
    data: Path | None, port: int, *, lived_in: bool = False
) -> Iterator[Demonstration]:
    """Founds a district and serves it inside the block.

    Args:
        data: a new directory, which is kept; None: one that is removed at the end. The tablets'
            homes are removed in any case.
        port: on this machine, 0 for a free one.
        lived_in: whether weeks of work of every kind lie before the day; they take a few seconds.

    Raises:
        AlreadyInitialised: the directory has a district; nothing was changed.
        DemoFailed: the server did not start.
    """
    with TemporaryDirectory(prefix="doorstep-demo-") as name:
        folder = Path(name)
        place = folder / "data" if data is None else data
        logins = founding.found(place)
        if lived_in:
            # It brings the whole station with it, which commands do without.
            from server.demo import history  # noqa: PLC0415

            history.write(place)
        with closing(Server(place, port, folder / "server.log")) as server:
            yield Demonstration(place, folder, logins, server)
