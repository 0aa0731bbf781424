"""The district of a demonstration: the pack's sample, and a password for a few of its people."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server import database, founding
from server.directory import load
from server.people.ids import new_password
from server.people.passwords import hash_password
from server.people.staff import set_password
from sync.log.connect import writing

SHOWN: Final = ("district", "community-002-1", "head-002-007")
"""Whose view of the pages is offered: all of the district, one community, one grid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """Somebody as whom the pages can be opened."""

    login: str
    name: str
    role: str
    password: str


def found(data: Path) -> Sequence[Login]:
    """Makes the directory, filled with the sample; no server may run on it yet.

    Raises:
        AlreadyInitialised: there is a district in it; nothing was changed.
    """
    founding.initialise(data, sample=True)
    password = new_password()
    hashed = hash_password(password)
    with closing(database.open_database(data)) as connection, writing(connection):
        people = load(connection).by_login
        shown = [people[login] for login in SHOWN]
        for person in shown:
            set_password(connection, person.id, hashed)
    return [
        Login(login=person.login, name=person.name, role=person.role or "", password=password)
        for person in shown
    ]
