"""What acceptance tests begin with: a district, its server, and tablets in the field.

Everything here is a real process, a real socket on 127.0.0.1 or a real file. A district is founded
once a session and copied; a module shares one server, and each of its tests has a grid of its own,
so that no test sees another's records.
"""

import functools
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.district import Founded, Grid, Office, found
from tests.acceptance.fieldwork import Tablet

Enrolled = Callable[..., Tablet]


@pytest.fixture(scope="session")
def founded(tmp_path_factory) -> Founded:
    """The sample district, made once, also where other folders' tests ask for it."""
    return _founded(tmp_path_factory.getbasetemp() / "founded")


@functools.cache
def _founded(folder: Path) -> Founded:
    return found(folder)


@pytest.fixture(scope="module")
def office(founded, tmp_path_factory) -> Iterator[Office]:
    """A district whose server runs, shared by the tests of a module: none of them stops it."""
    shared = Office(founded, tmp_path_factory.mktemp("office"))
    try:
        shared.server.start()
        yield shared
    finally:
        shared.server.kill()


@pytest.fixture
def own_office(founded, tmp_path) -> Iterator[Office]:
    """A district of the test's own, whose server the test starts, stops and kills."""
    own = Office(founded, tmp_path)
    try:
        yield own
    finally:
        own.server.kill()


@pytest.fixture(scope="session")
def next_grid(founded) -> Callable[[], Grid]:
    """Gives a grid in which no other test works, at each call another one."""
    grids = itertools.cycle(founded.grids)
    return lambda: next(grids)


@pytest.fixture
def grid(next_grid) -> Grid:
    """A grid in which no other test works."""
    return next_grid()


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory) -> Enrolled:
    """Gives a fresh tablet of a person of an office whose server runs."""

    def enrol(office: Office, login: str) -> Tablet:
        tablet = Tablet(tmp_path_factory.mktemp("tablet") / "home", login)
        return tablet.enroll(office.server.url, office.code(login))

    return enrol


@pytest.fixture
def wang(office, grid, enrolled) -> Tablet:
    """The tablet of one member of the test's grid, at the shared office."""
    return enrolled(office, grid.members[0])


@pytest.fixture
def li(office, grid, enrolled) -> Tablet:
    """The tablet of the other member."""
    return enrolled(office, grid.members[1])
