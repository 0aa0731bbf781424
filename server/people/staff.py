"""Staff: the people who record, supervise and administer.

Invariants: an id is drawn at random and never reused; a login is unique and in one spelling; a
person is disabled, never deleted, since their name stands at what they recorded. Who may do what is
in `server.people.grants`. A phone number is kept as it was written, in digits that everybody can
dial.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from schema.area import AreaId
from schema.grant import Grant, Permit, Right
from server.errors import InvalidLogin, InvalidName, InvalidPhone, LoginTaken
from server.people import generations
from server.people.ids import new_id
from server.people.passwords import password_matches

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,63}")
NAME_CHARACTERS_MAX = 100
_PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9])+")
PHONE_CHARACTERS_MAX = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """One person.

    Attributes:
        id: 8 to 32 of a-z0-9, at random.
        login: what they sign in with and commands name them by.
        name: as colleagues read it.
        phone: by which number colleagues reach them; None where none is known.
        grants: in the order they were given; the first one's role stands in lists.
        disabled: shut out everywhere.
    """

    id: str
    login: str
    name: str
    phone: str | None = None
    grants: tuple[Grant, ...] = ()
    disabled: bool = False

    @property
    def role(self) -> str | None:
        """The role of the first grant; None without any."""
        return self.grants[0].role.value if self.grants else None

    def to_json(self) -> dict[str, object]:
        """The document `staff`."""
        return {
            "id": self.id,
            "login": self.login,
            "name": self.name,
            "role": self.role,
            "grants": [grant_json(grant) for grant in self.grants],
            "disabled": self.disabled,
            "phone": self.phone,
        }


def grant_json(grant: Grant) -> dict[str, object]:
    """A grant as it stands in documents."""
    return {"area": grant.area, "role": grant.role.value, "form": grant.form}


def is_login(login: str) -> bool:
    """Whether a text has the form of a login."""
    return _LOGIN.fullmatch(login) is not None


def proper_login(login: str) -> str:
    """The login, if it has the form of one; InvalidLogin if not."""
    if not is_login(login):
        raise InvalidLogin(login=login)
    return login


def proper_name(name: str) -> str:
    """A person's name, normalised and trimmed; InvalidName if nothing or no line is left."""
    text = one_line(name, NAME_CHARACTERS_MAX)
    if not text:
        raise InvalidName(name=name)
    return text


def one_line(text: str, most: int) -> str:
    """A text as people call something, normalised and trimmed.

    Empty if nothing is left, if it is no one line, or if it has more characters than `most`.
    """
    line = unicodedata.normalize("NFC", text).strip()
    unprintable = any(unicodedata.category(character).startswith("C") for character in line)
    return "" if unprintable or len(line) > most else line


def is_phone(phone: str) -> bool:
    """Whether a text is a number that everybody can dial."""
    text = unicodedata.normalize("NFKC", phone).strip()
    return len(text) <= PHONE_CHARACTERS_MAX and _PHONE.fullmatch(text) is not None


def proper_phone(phone: str) -> str | None:
    """A number in plain digits, trimmed; None for an empty one, InvalidPhone for what is none."""
    text = unicodedata.normalize("NFKC", phone).strip()
    if text and not is_phone(text):
        raise InvalidPhone(phone=phone)
    return text or None


def manages(permit: Permit, person: Staff, roots: Sequence[AreaId]) -> bool:
    """Whether somebody administers a person: everywhere where that one has a role.

    Who has none is managed by whoever administers everything.
    """
    areas = [grant.area for grant in person.grants] or roots
    return all(permit.allows(Right.people, area, None) for area in areas)


def add(
    connection: sqlite3.Connection,
    *,
    login: str,
    name: str,
    password_hash: str | None,
    now_ms: int,
    password_once: bool = False,
    phone: str = "",
) -> str:
    """Adds a person and gives the id.

    Args:
        connection: inside a transaction.
        login: unique.
        name: for colleagues to read.
        password_hash: from `passwords.hash_password`; None: no way into the pages yet.
        now_ms: the server's clock.
        password_once: the password is a one-time one, to be changed after the first use.
        phone: by which colleagues reach them; empty: not known.

    Raises:
        InvalidLogin, InvalidName, InvalidPhone: a value that cannot be stored.
        LoginTaken: somebody has this login.
    """
    proper_login(login)
    name, number = proper_name(name), proper_phone(phone)
    taken = connection.execute("SELECT name FROM staff WHERE login = ?", (login,)).fetchone()
    if taken:
        raise LoginTaken(login=login, holder=taken[0])
    staff_id = new_id()
    connection.execute(
        "INSERT INTO staff (id, login, name, phone, password, password_once, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (staff_id, login, name, number, password_hash, int(password_once), now_ms),
    )
    generations.bump(connection, "people")
    return staff_id


def add_all(
    connection: sqlite3.Connection, people: Sequence[tuple[str, str, str]], now_ms: int
) -> list[str]:
    """Adds many people without passwords in one statement; gives their ids in order.

    Args:
        connection: inside a transaction.
        people: login, name and phone of each; the logins must be unique and new.
        now_ms: the server's clock.
    """
    rows = [
        (new_id(), proper_login(login), proper_name(name), proper_phone(phone), now_ms)
        for login, name, phone in people
    ]
    connection.executemany(
        "INSERT INTO staff (id, login, name, phone, created_ms) VALUES (?, ?, ?, ?, ?)", rows
    )
    generations.bump(connection, "people")
    return [row[0] for row in rows]


def set_password(connection: sqlite3.Connection, staff_id: str, password_hash: str) -> None:
    """Gives a person a new password of their own, and ends their open sessions on the pages."""
    connection.execute(
        "UPDATE staff SET password = ?, password_once = 0 WHERE id = ?", (password_hash, staff_id)
    )
    connection.execute("DELETE FROM sessions WHERE staff = ?", (staff_id,))


def rename(connection: sqlite3.Connection, staff_id: str, name: str) -> None:
    """Gives a person another name; InvalidName if it is none."""
    connection.execute("UPDATE staff SET name = ? WHERE id = ?", (proper_name(name), staff_id))
    generations.bump(connection, "people")


def set_phone(connection: sqlite3.Connection, staff_id: str, phone: str) -> None:
    """Writes down by which number a person is reached; an empty one takes away what was there.

    Raises:
        InvalidPhone: it is no number; nothing was changed.
    """
    number = proper_phone(phone)
    connection.execute("UPDATE staff SET phone = ? WHERE id = ?", (number, staff_id))
    generations.bump(connection, "people")


def disable(connection: sqlite3.Connection, staff_id: str) -> None:
    """Shuts a person out everywhere: pages at once, tablets as soon as the snapshot is renewed."""
    connection.execute("UPDATE staff SET disabled = 1 WHERE id = ?", (staff_id,))
    connection.execute("DELETE FROM sessions WHERE staff = ?", (staff_id,))
    generations.bump(connection, "people")


def authenticate(connection: sqlite3.Connection, login: str, password: str) -> str | None:
    """The id of the person whom login and password belong to; None, after as long, if nobody's.

    Costs about 20 ms of CPU on purpose: call it in a thread, never on the event loop.
    """
    row = connection.execute(
        "SELECT id, password, disabled FROM staff WHERE login = ?", (login,)
    ).fetchone()
    staff_id, stored, disabled = row or (None, None, 0)
    right = password_matches(stored, password)
    return staff_id if right and not disabled else None
