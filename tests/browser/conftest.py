"""Supervisors in front of real pages: districts and tablets of the acceptance tests, and Chromium.

A module has one browser, one district, and one grid with two tablets; each test has a unit of that
grid for itself. Playwright's loop must not outlive the module, since other tests of the same
process run loops of their own.
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.acceptance.conftest import enrolled, founded, office
from tests.acceptance.district import Grid
from tests.acceptance.fieldwork import Tablet
from tests.browser.chromium import PASSWORD, Desk, chromium, why_not

__all__ = ["enrolled", "founded", "office"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for as long as a module's tests run."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def crew(office, founded, enrolled) -> tuple[Tablet, Tablet]:
    """The tablets of two people of one grid."""
    wang, li = (enrolled(office, login) for login in founded.grids[0].members)
    return wang, li


@pytest.fixture
def wang(crew) -> Tablet:
    """The tablet of one of them."""
    return crew[0]


@pytest.fixture
def li(crew) -> Tablet:
    """The tablet of the other."""
    return crew[1]


@pytest.fixture(scope="module")
def next_unit(founded) -> Callable[[], Grid]:
    """Gives a unit in which no other test of the module works, at each call another one."""
    grid = founded.grids[0]
    units = itertools.groupby(grid.households, lambda household: household.rpartition("/")[0])
    parts = [dataclasses.replace(grid, id=unit, households=tuple(at)) for unit, at in units]
    return iter(parts).__next__


@pytest.fixture
def unit(next_unit) -> Grid:
    """The part of the grid that is the test's own."""
    return next_unit()


@pytest.fixture(scope="module")
def supervisor(office) -> str:
    """Somebody of the whole district, who has a password."""
    return employ(office, "zhaomin")


@pytest.fixture(scope="module")
def signed_in(browser, office, supervisor) -> Desk:
    """The supervisor, who signs in once."""
    return Desk(browser, office.server.url, supervisor)


@pytest.fixture
def desk(signed_in) -> Iterator[Desk]:
    """The supervisor at the pages; a complaint of a console fails the test."""
    signed_in.complaints.clear()
    try:
        yield signed_in
        assert signed_in.complaints == []
    finally:
        signed_in.close()


def employ(office, login, area="130709") -> str:
    """Adds somebody who settles, returns and exports, in an area."""
    office.ask("staff", "add", login, "--name", "赵敏", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", login, "--role", "district", "--area", area)
    return login
