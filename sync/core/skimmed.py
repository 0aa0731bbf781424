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


def _no_extension(code: int, data: bytes) -> NoReturn:  # noqa: ARG001 - msgpack's signature
    raise ValueError("extension type")


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
