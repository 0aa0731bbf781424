"""Who is signed in: sessions kept on the server, named by a random cookie.

The cookie has 256 random bits and is kept as its SHA-256 alone. A session ends when its person
signs out, is disabled or gets a new password (the rows are deleted then), and after 12 hours. That
one begins and that somebody ends theirs stands in the audit, in the same transaction.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.people import staff
from server.people.ids import new_token, secret_hash
from server.people.sign_ins import BEGUN, ENDED, note_session
from sync.log.connect import open_reader

COOKIE: Final = "doorstep_session"

LASTS_S: Final = 12 * 3600
"""A working day: whoever comes in the morning signs in once."""

Write = Callable[[Callable[[sqlite3.Connection], None]], None]

_START = "INSERT INTO sessions (hash, staff, created_ms, expires_ms) VALUES (?, ?, ?, ?)"
_END = "DELETE FROM sessions WHERE hash = ?"
_CLEAR = "DELETE FROM sessions WHERE expires_ms <= ?"
_PASSWORD = "SELECT password FROM staff WHERE id = ?"  # noqa: S105 - a statement
_HOLDER = """
    SELECT s.staff, p.password_once FROM sessions s JOIN staff p ON p.id = s.staff
    WHERE s.hash = ? AND s.expires_ms > ? AND NOT p.disabled
"""

_LASTING = """
    SELECT s.hash FROM sessions s JOIN staff p ON p.id = s.staff
    WHERE s.expires_ms > ? AND NOT p.disabled
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Whose session it is, and whether a one-time password has to be replaced first."""

    staff: str
    password_once: bool


class WebSessions:
    """The sessions of one server.

    Args:
        log: the database's file, read beside its writer.
        write: does an administrative write in a commit of its own.
        clock_ms: the server's clock.
    """

    def __init__(self, log: Path, write: Write, clock_ms: Callable[[], int]) -> None:
        self._log = log
        self._write = write
        self._clock_ms = clock_ms

    def sign_in(self, login: str, password: str, address: str) -> str | None:
        """A fresh cookie if login and password fit; None, after as long, if they do not.

        `address` is where the request comes from, for the audit.
        """
        with closing(open_reader(self._log)) as connection:
            person = staff.authenticate(connection, login, password)
        return None if person is None else self._start(person, address)

    def _start(self, person: str, address: str) -> str:
        token, now_ms = new_token(), self._clock_ms()
        values = (secret_hash(token), person, now_ms, now_ms + LASTS_S * 1000)

        def act(connection: sqlite3.Connection) -> None:
            connection.execute(_CLEAR, (now_ms,))
            connection.execute(_START, values)
            note_session(connection, BEGUN, person, address, now_ms)

        self._write(act)
        return token

    def password_hash(self, person: str) -> str | None:
        """What is stored of a person's password; None where there is none."""
        with closing(open_reader(self._log)) as connection:
            row = connection.execute(_PASSWORD, (person,)).fetchone()
        return None if row is None else row[0]

    def holder(self, token: str | None) -> Holder | None:
        """Whose cookie this is; None if it is nobody's, or not any more."""
        if not token:
            return None
        with closing(open_reader(self._log)) as connection:
            row = connection.execute(_HOLDER, (secret_hash(token), self._clock_ms())).fetchone()
        return None if row is None else Holder(staff=row[0], password_once=bool(row[1]))

    def lasting(self) -> frozenset[bytes]:
        """The hashes of all sessions that go on."""
        with closing(open_reader(self._log)) as connection:
            found = connection.execute(_LASTING, (self._clock_ms(),)).fetchall()
        return frozenset(hashed for (hashed,) in found)

    def sign_out(self, token: str, address: str) -> None:
        """Ends a session."""
        holder, now_ms = self.holder(token), self._clock_ms()

        def act(connection: sqlite3.Connection) -> None:
            connection.execute(_END, (secret_hash(token),))
            if holder is not None:
                note_session(connection, ENDED, holder.staff, address, now_ms)

        self._write(act)

    def change_password(self, person: str, password_hash: str, address: str) -> str:
        """Gives a person a password of their own, ends all their sessions, and begins a new one."""
        self._write(lambda connection: staff.set_password(connection, person, password_hash))
        return self._start(person, address)
