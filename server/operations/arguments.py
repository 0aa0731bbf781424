"""The arguments of an operation: read by name and type, each refusal naming the argument.

They arrive as JSON from a command of perhaps another version, so nothing about them is trusted.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard

from schema.area import Scope
from schema.grant import Role
from schema.text import LANGUAGES
from server.directory import Directory
from server.errors import InvalidRequest, StaffDisabled, UnknownStaff
from server.people.staff import Staff


class Arguments:
    """What an operation was given."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A text that must be there; InvalidRequest if not."""
        value = self._values.get(name)
        if _is_text(value) and value:
            return value
        raise InvalidRequest(reason=f"{name} is needed")

    def optional_text(self, name: str) -> str | None:
        """A text, or None if it is not there."""
        return None if self._values.get(name) is None else self.text(name)

    def lang(self) -> str:
        """The language in which is answered: that of the district where none is asked for."""
        return self.optional_text("lang") or LANGUAGES[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty if it is not there; InvalidRequest if it is anything else."""
        values = self._values.get(name, [])
        if not isinstance(values, list) or not all(map(_is_text, values)):
            raise InvalidRequest(reason=f"{name} is a list of texts")
        return tuple(values)

    def value(self, name: str) -> object:
        """Whatever was given under a name, for who reads it further; None if nothing."""
        return self._values.get(name)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A JSON object; InvalidRequest if it is none."""
        value = self._values.get(name)
        if isinstance(value, dict):
            return value
        raise InvalidRequest(reason=f"{name} is needed")

    def rows(self, name: str) -> dict[Scope, dict[int, bytes]]:
        """Rows of the log by scope and number, with their hashes; InvalidRequest if none."""
        found: dict[Scope, dict[int, bytes]] = {}
        values = self._values.get(name)
        try:
            assert isinstance(values, Mapping)
            for scope, rows in values.items():
                found[Scope(scope)] = {
                    int(seq): bytes.fromhex(hash_) for seq, hash_ in rows.items()
                }
        except (AssertionError, AttributeError, TypeError, ValueError) as error:
            raise InvalidRequest(reason=f"{name} is no list of rows") from error
        return found

    def numbers(self, name: str) -> dict[str, int]:
        """Whole numbers by name; InvalidRequest if they are none."""
        values = self._values.get(name)
        if isinstance(values, dict) and all(type(value) is int for value in values.values()):
            return values
        raise InvalidRequest(reason=f"{name} is a number for each name")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds; InvalidRequest if it is none."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise InvalidRequest(reason=f"{name} is a whole number from {least} to {most}")

    def flag(self, name: str) -> bool:
        """Whether something was asked for."""
        return self._values.get(name) is True

    def actor(self, directory: Directory) -> Staff:
        """Who acts: the person named by `as`, else the admin.

        Raises:
            UnknownStaff, StaffDisabled: nobody who works is called so.
        """
        name = self.optional_text("as")
        if name is None:
            return the_admin(directory)
        person = directory.staff_named(name)
        if person.disabled:
            raise StaffDisabled(login=person.login)
        return person


def _is_text(value: object) -> TypeGuard[str]:
    """Whether it is a text that can be said again: JSON may hold half a surrogate pair."""
    return isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)


def the_admin(directory: Directory) -> Staff:
    """The first admin who works; commands act in their name unless told otherwise."""
    for person in directory.staff.values():
        if not person.disabled and any(grant.role is Role.admin for grant in person.grants):
            return person
    raise UnknownStaff(name="admin")
