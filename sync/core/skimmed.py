"""A received map whose fields are read when they are asked for.

A field that nobody asks for is skipped, not built. Otherwise a ping of 296 bytes, inflated to one
with 250,000 empty maps in a field that it does not have, would cost 27 ms, and be no error; skipped
it costs 1 ms (measured). What a kind of message does ask for is bounded by that kind, and a field
that is wrong ends the session: such a cost is paid once.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

import msgpack

FIELDS_MAX: Final = 64
"""Fields of a message: five times what the richest has, room for those of later versions."""

SHORT_BYTES_MAX: Final = 1024
"""A message of so many bytes may be built whole: whatever it holds, that takes 50 µs at most."""


def _no_extension(code: int, data: bytes) -> NoReturn:  # noqa: ARG001 - msgpack's signature
    raise ValueError("extension type")


def fields_of(data: bytes) -> Mapping[str, Any]:
    """The fields of a binary message; a short one is read at once, whatever it holds.

    Raises:
        ValueError: as `Skimmed`.
    """
    if len(data) <= SHORT_BYTES_MAX and b"\x80" <= data[:1] <= b"\x8f":
        try:
            fields: Mapping[str, Any] = msgpack.unpackb(data, ext_hook=_no_extension)
        except Exception:  # noqa: BLE001, S110 - something in it is wrong; skimming tells whether it counts
            pass
        else:
            if all(type(name) is str for name in fields):
                return fields
    return Skimmed(data)


class Skimmed(Mapping[str, Any]):
    """The fields of one binary message; of a name that is there twice the last one counts.

    Raises:
        ValueError: it is no map with text keys, has more than `FIELDS_MAX` fields or something
            behind its end; or a field that is asked for is no msgpack.
    """

    __slots__ = ("_data", "_places")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places: dict[str, tuple[int, int]] = {}
        try:
            self._skim()
        except msgpack.OutOfData:
            raise ValueError("it ends too early") from None

    def _skim(self) -> None:
        reader = msgpack.Unpacker(max_buffer_size=len(self._data), ext_hook=_no_extension)
        reader.feed(self._data)
        count = reader.read_map_header()
        if count > FIELDS_MAX:
            raise ValueError("too many fields")
        for _ in range(count):
            name, begin = reader.unpack(), reader.tell()
            if type(name) is not str:
                raise ValueError("a key that is no text")
            reader.skip()
            self._places[name] = (begin, reader.tell())
        if reader.tell() != len(self._data):
            raise ValueError("something behind its end")

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - whatever was sent
        begin, end = self._places[name]
        return msgpack.unpackb(self._data[begin:end], ext_hook=_no_extension)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
