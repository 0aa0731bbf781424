"""Who is signed in on the pages while the office, by commands, withdraws what they may do."""

import pytest

from tests.acceptance.browser import Browser

pytestmark = pytest.mark.acceptance

PASSWORD = "a long enough password"
AREA = "130709/100/002"


@pytest.fixture
def clerk(office):
    """A clerk of one community, signed in, and their login."""
    office.ask("staff", "add", "qianli", "--name", "钱丽", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", "qianli", "--role", "community", "--area", AREA)
    return Browser(office.server.url).sign_in("qianli", PASSWORD)


def test_a_withdrawn_grant_and_a_disabled_person_count_at_the_next_click(office, clerk):
    assert f'value="{AREA}"' in clerk.open("/records").html
    office.ask("staff", "revoke", "qianli", "--role", "community", "--area", AREA)
    assert f'value="{AREA}"' not in clerk.open("/records").html
    office.ask("staff", "disable", "qianli")
    assert clerk.open("/records").url.startswith(f"{office.server.url}/login")
    again = Browser(office.server.url).send("/login", login="qianli", password=PASSWORD, next="/")
    assert again.status == 403
