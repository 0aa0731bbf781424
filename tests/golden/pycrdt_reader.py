"""Reads updates with pycrdt alone, in a process that may die of one.

On stdin: a base update, then any number of updates, each behind its length in four bytes. For each
a line of JSON on stdout, at once, so that the line that is missing names the update that killed.
Nothing is caught: an exception is a death like any other.
"""

import json
import struct
import sys

import pycrdt


def updates() -> list[bytes]:
    """What stdin holds."""
    data = sys.stdin.buffer.read()
    found, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def read(*rows: bytes) -> dict[str, object]:
    """All entries of a document of these updates, and what it writes of itself."""
    document = pycrdt.Doc()
    maps = {name: document.get(name, type=pycrdt.Map) for name in ("j", "a")}
    for row in rows:
        document.apply_update(row)
    entries = {
        name: {key: content.hex() for key, content in map_.to_py().items()}
        for name, map_ in maps.items()
    }
    return {**entries, "update": document.get_update().hex()}


def main() -> None:
    """Each update alone, then behind the base."""
    base, *others = updates()
    for update in others:
        print(json.dumps([read(update), read(base, update)]), flush=True)


if __name__ == "__main__":
    main()
