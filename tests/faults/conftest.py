"""What fault tests begin with: a small district, and a process that forks servers and tablets."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.faults.children import Warm
from tests.faults.village import Served, Village, found


@pytest.fixture(scope="session")
def warm(tmp_path_factory) -> Iterator[Warm]:
    """The process that forks; shared, since it never opens anything."""
    process = Warm(tmp_path_factory.mktemp("warm") / "stderr.log")
    yield process
    process.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory) -> Village:
    """The district, made once; never used itself, only copied."""
    return found(tmp_path_factory.mktemp("founded") / "data")


@pytest.fixture
def fresh(founded, tmp_path) -> Callable[[], Village]:
    """Gives a copy of the district at each call."""
    numbers = itertools.count(1)
    return lambda: founded.copied(tmp_path / f"data{next(numbers)}")


@pytest.fixture
def server(fresh, tmp_path) -> Iterator[Served]:
    """The installed command, serving a district of the test's own."""
    running = Served(fresh(), tmp_path / "server.log")
    try:
        yield running.start()
    finally:
        running.kill()
