"""Patience with wrong tries: some are free, then each costs a wait that doubles, up to a bound.

In memory and bounded: a restart forgives, and of many keys the ones tried longest ago are forgotten
first. A try counts as wrong from the moment it is admitted until it is forgiven, so many at once
are no way around the count. Tries during a wait are not admitted and lengthen nothing: whoever
waits as told gets in, and nobody keeps another out for longer than the longest wait at a time.
"""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

KEYS_MAX: Final = 10_000
"""Keys remembered: more than a district has people, at some hundred bytes each."""

_NETWORK_BITS_V6: Final = 64
"""What one subscriber is given of IPv6: whoever has one address of it has all of them."""

DOUBLINGS_MAX: Final = 30
"""Beyond them every wait is the longest one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How much is borne.

    Attributes:
        free: wrong tries without a wait.
        wait_s: the first wait; the next ones are twice the one before.
        wait_max_s: the longest wait.
        memory_s: after so long without a try all is forgotten.
    """

    free: int
    wait_s: float
    wait_max_s: float
    memory_s: float


@dataclass(slots=True)
class _Tries:
    wrong: int
    last_s: float
    until_s: float


class Lockout:
    """The wrong tries of each key.

    Args:
        patience: how much is borne of one key.
        clock_s: seconds that only go forward.
        keys_max: how many keys are remembered.
    """

    def __init__(
        self,
        patience: Patience,
        clock_s: Callable[[], float] = time.monotonic,
        keys_max: int = KEYS_MAX,
    ) -> None:
        self._patience = patience
        self._clock_s = clock_s
        self._keys_max = keys_max
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, key: str) -> bool:
        """Whether one more try is let through; it counts as wrong until it is forgiven."""
        now_s, patience = self._clock_s(), self._patience
        with self._lock:
            tries = self._tries.pop(key, None)
            if tries is None or now_s - tries.last_s > patience.memory_s:
                tries = _Tries(wrong=0, last_s=now_s, until_s=now_s)
            self._tries[key] = tries  # behind all others
            while len(self._tries) > self._keys_max:
                self._tries.popitem(last=False)
            if now_s < tries.until_s:
                return False
            tries.wrong += 1
            tries.last_s = now_s
            over = tries.wrong - patience.free
            if over >= 0:
                tries.until_s = now_s + min(
                    patience.wait_s * 2.0 ** min(over, DOUBLINGS_MAX), patience.wait_max_s
                )
            return True

    def forgive(self, key: str) -> None:
        """The last try of this key was right, so that one does not count; the others do."""
        with self._lock:
            tries = self._tries.get(key)
            if tries is not None:
                tries.wrong -= 1
                tries.until_s = self._clock_s()

    def forget(self, key: str) -> None:
        """Nothing of this key counts any more."""
        with self._lock:
            self._tries.pop(key, None)


def network_of(address: str) -> str | None:
    """What an address is counted under: itself, or the network of IPv6 that one person has.

    None for an address of this machine.
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    if known.is_loopback:
        return None
    if known.version == 6:
        return str(ipaddress.ip_network((known, _NETWORK_BITS_V6), strict=False))
    return str(known)
