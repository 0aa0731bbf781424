"""What a request for a page waits for, so that pages hold up neither tablets nor each other."""

from typing import Final

import anyio
from starlette.requests import Request

from server.pages.errors import TooBusy

PAGES_AT_ONCE: Final = 2
"""Pages that are made at once, those of the API too: one computes while another reads. More threads
would only wait for each other, and the sockets' for all of them."""

PASSWORDS_AT_ONCE: Final = 2
"""Sign-ins that are checked at once: each costs 20 ms and 19 MiB on purpose."""

PASSWORDS_WAITING_MAX: Final = 64
"""Sign-ins that wait for that: under a second's work. Who comes then is told to come again."""


class Queues:
    """The queues of one server's pages."""

    def __init__(self) -> None:
        self.pages = anyio.CapacityLimiter(PAGES_AT_ONCE)
        self._passwords = anyio.CapacityLimiter(PASSWORDS_AT_ONCE)

    def of(self, request: Request, *, slow: bool, looks: bool) -> anyio.CapacityLimiter | None:
        """What a request waits for: few pages are made at once, and few passwords checked.

        What somebody sends to have it stored is not held up by pages that others look at.

        Args:
            request: the request.
            slow: whether it checks a password.
            looks: whether what it posts is only looked at.

        Raises:
            TooBusy: too many passwords wait.
        """
        if request.method != "POST" or looks:
            return self.pages
        if slow and self._passwords.statistics().tasks_waiting >= PASSWORDS_WAITING_MAX:
            raise TooBusy
        return self._passwords if slow else None
