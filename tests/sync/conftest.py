import pytest

from tests.yjs.bridge import NpmFailed, Yjs, install


@pytest.fixture(scope="session")
def yjs():
    """Yjs, run by Node; without npm in reach the test fails."""
    try:
        install()
    except NpmFailed as failure:
        pytest.fail(str(failure), pytrace=False)
    return Yjs()
