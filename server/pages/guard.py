"""The guard at the sign-in page: how often it may be tried, by whom, and from where.

Wrong tries count for the person whose login it is and for the address that they come from. A
browser in which this person signed in before counts for itself alone: so nobody is kept out of
their own browser by somebody who tries their login, or tries many from behind the same router. An
address of this machine counts for nobody, since it is the proxy's; a proxy has to pass on whose
request it brings (docs/OPERATIONS.md).

What a browser is known by is a mark that only this server can make and that a new password ends:
HMAC-SHA256 of the person's id, with the stored hash of their password as the key.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.people.lockout import Lockout, Patience, network_of

COOKIE: Final = "doorstep_known"

LASTS_S: Final = 180 * 24 * 3600
"""Half a year without signing in, and a browser is a stranger's again."""

KNOWN_MAX: Final = 8
"""People whom one browser remembers: an office shares its computers."""

LOGIN: Final = Patience(free=5, wait_s=30, wait_max_s=900, memory_s=3600)
"""Of one person's login: a hundred tries a day at most, five of them at once."""

ADDRESS: Final = Patience(free=30, wait_s=10, wait_max_s=300, memory_s=1800)
"""Of one address: an office of fifty may mistype, a list of passwords may not be tried."""

_PURPOSE: Final = b"doorstep browser "


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was let through; told whether it was right."""

    succeeded: Callable[[], None]


class Guard:
    """Who may try to sign in now. Of one server, for all threads.

    Args:
        logins, browsers, addresses: the counts.
    """

    def __init__(
        self,
        logins: Lockout | None = None,
        browsers: Lockout | None = None,
        addresses: Lockout | None = None,
    ) -> None:
        self._logins = logins or Lockout(LOGIN)
        self._browsers = browsers or Lockout(LOGIN)
        self._addresses = addresses or Lockout(ADDRESS)

    def admit(self, *, person: str | None, mark: str | None, address: str) -> Attempt | None:
        """Lets a try through, or not.

        Args:
            person: id of whose login was typed; None where nobody has it.
            mark: by which the browser is known to be this person's; None: it is not.
            address: where the request comes from.
        """
        if person is not None and mark is not None:
            key = f"{person} {mark}"
            return (
                Attempt(lambda: self._browsers.forget(key)) if self._browsers.admit(key) else None
            )
        network = network_of(address)
        if network is not None and not self._addresses.admit(network):
            return None
        if person is not None and not self._logins.admit(person):
            return None

        def succeeded() -> None:
            if network is not None:
                self._addresses.forgive(network)
            if person is not None:
                self._logins.forget(person)

        return Attempt(succeeded)


def mark_of(person: str, password_hash: str) -> str:
    """What a browser keeps in which this person signed in with the password of this hash."""
    message = _PURPOSE + person.encode()
    return hmac.new(password_hash.encode(), message, hashlib.sha256).hexdigest()


def known_mark(cookie: str, person: str, password_hash: str | None) -> str | None:
    """This person's mark, if the cookie has it."""
    if password_hash is None:
        return None
    mark = mark_of(person, password_hash)
    kept = cookie.split(".")[:KNOWN_MAX]
    return mark if any(hmac.compare_digest(mark.encode(), each.encode()) for each in kept) else None


def with_mark(cookie: str, mark: str) -> str:
    """The cookie with one more mark, the latest first."""
    others = [each for each in cookie.split(".") if each and each != mark]
    return ".".join([mark, *others[: KNOWN_MAX - 1]])
