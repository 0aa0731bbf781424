"""Supervisors in front of real pages: districts and tablets of the acceptance tests, and Chromium.

A module has one browser and one district. Playwright's loop must not outlive the module, since
other tests of the same process run loops of their own.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.acceptance.conftest import (
    enrolled,
    founded,
    grid,
    li,
    next_grid,
    office,
    own_office,
    wang,
)
from tests.browser.chromium import PASSWORD, Desk, chromium, why_not

__all__ = ["enrolled", "founded", "grid", "li", "next_grid", "office", "own_office", "wang"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for as long as a module's tests run."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def supervisor(office) -> str:
    """Somebody of the whole district, who has a password."""
    return employ(office)


@pytest.fixture
def desk(browser, office, supervisor) -> Iterator[Desk]:
    """The supervisor at the pages; a complaint of a console fails the test."""
    yield from _watched(Desk(browser, office.server.url, supervisor))


@pytest.fixture
def own_desk(browser, own_office) -> Iterator[Desk]:
    """The same at a district of the test's own, whose server runs."""
    own_office.server.start()
    yield from _watched(Desk(browser, own_office.server.url, employ(own_office)))


def employ(office, area="130709") -> str:
    """Adds somebody who settles, returns and exports, in an area."""
    login = "zhaomin"
    office.ask("staff", "add", login, "--name", "赵敏", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", login, "--role", "district", "--area", area)
    return login


def _watched(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
        assert desk.complaints == []
    finally:
        desk.close()
