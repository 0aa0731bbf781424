"""Passwords of people who sign in on the pages: argon2id.

Cost after the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane): about 20 ms, and
little memory beside what the server needs anyway. A person without a password costs a caller the
same time as one with a wrong password, so a login's existence does not show.
"""

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import WeakPassword

CHARS_MIN = 8
CHARS_MAX = 256

_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash of a random string nobody kept; verified against where there is no password.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZSByYW5kb20gc2FsdA$"
    "pA1vuYL6vTQlXlVwbGEJ6gCrqpUo3U2GpgvXtLHi1Ks"
)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, in PHC form.

    Raises:
        WeakPassword: shorter than 8 or longer than 256 characters.
    """
    if not CHARS_MIN <= len(password) <= CHARS_MAX:
        raise WeakPassword(chars_min=CHARS_MIN, chars_max=CHARS_MAX)
    return _HASHER.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that `stored` is the hash of; never for None."""
    try:
        _HASHER.verify(stored or _NOBODY, password[: CHARS_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
