"""Typed reading of one message's map: each getter gives the field or says which one is at fault."""

from collections.abc import Mapping
from typing import Any, NoReturn

from sync.core.errors import RemoteError
from sync.core.skimmed import fields_of

NUMBER_BOUND = 1 << 53

_NOT_MSGPACK = (ValueError, TypeError, OverflowError, RecursionError)
"""Whichever way the decoder says no, it is the message's fault."""


def _wrong(name: str, expected: str) -> NoReturn:
    raise RemoteError("malformed", f"{name}: not {expected}")


class Fields:
    """A received map. Every error names the field and never its content."""

    __slots__ = ("raw",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    @classmethod
    def unpack(cls, data: bytes) -> "Fields":
        """The map that a binary message is; RemoteError if it is none. Bounded by its input."""
        try:
            return cls(fields_of(data))
        except _NOT_MSGPACK:
            _wrong("message", "a map of msgpack with text keys")

    def value(self, name: str, missing: object = None) -> Any:  # noqa: ANN401 - whatever was sent
        """Whatever the field holds."""
        try:
            return self.raw.get(name, missing)
        except _NOT_MSGPACK:
            _wrong(name, "msgpack")

    def number(self, name: str) -> int:
        """A whole number from 0 to 2^53 - 1."""
        value = self.value(name)
        if type(value) is not int or not 0 <= value < NUMBER_BOUND:
            _wrong(name, "a whole number from 0 to 2^53-1")
        return value

    def optional_number(self, name: str) -> int | None:
        """The same, or None where the field is nil or missing."""
        return None if self.value(name) is None else self.number(name)

    def text(self, name: str, characters_max: int = 1024) -> str:
        """A string of at most `characters_max`."""
        value = self.value(name)
        if type(value) is not str or len(value) > characters_max:
            _wrong(name, f"a text of at most {characters_max} characters")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; missing is empty."""
        value = self.value(name, [])
        if type(value) is not list or any(type(item) is not str for item in value):
            _wrong(name, "a list of texts")
        return tuple(value)

    def blob(self, name: str, length: int) -> bytes:
        """Exactly `length` bytes."""
        value = self.value(name)
        if type(value) is not bytes or len(value) != length:
            _wrong(name, f"{length} bytes")
        return value

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self.value(name)
        if type(value) is not bool:
            _wrong(name, "true or false")
        return value

    def optional_truth(self, name: str) -> bool | None:
        """True, false, or None where the field is nil or missing."""
        return None if self.value(name) is None else self.truth(name)

    def list(self, name: str) -> list[Any]:
        """A list of anything."""
        value = self.value(name)
        if type(value) is not list:
            _wrong(name, "a list")
        return value

    def map(self, name: str) -> dict[str, Any]:
        """A map with text keys."""
        value = self.value(name)
        if type(value) is not dict or any(type(key) is not str for key in value):
            _wrong(name, "a map with text keys")
        return value
