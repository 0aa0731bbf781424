"""A recorded trace, read back: what was done to which file, in the order in which it was done.

strace writes a call on one line, or on two when another thread's came between: then a write counts
from where it begins and a flush from where it ends, which is the harder reading for both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPTIONS = ("-y", "-xx", "-s", "1000000")
"""What strace has to be told for its output to be read here: paths, every byte in hex, whole."""

_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_DESCRIPTOR = re.compile(r"(\d+)<(.*?)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_RESULT = re.compile(r"= (-?\d+)(?!.*= -?\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One call that changed a file, or sent something.

    Attributes:
        call: its name.
        path: the file, or what a descriptor stands for (`pipe:[…]`, `socket:[…]`).
        data: what was written.
        number: the offset of a write, the length after truncation.
        to: the new name, for `rename`.
    """

    call: str
    path: str
    data: bytes = b""
    number: int = 0
    to: str = ""


def read(trace: Path) -> list[Step]:
    """The steps of a trace that succeeded, in order."""
    return list(_steps(trace))


def _steps(trace: Path) -> Iterator[Step]:
    begun: dict[tuple[str, str], str] = {}
    for line in trace.read_text("ascii").splitlines():
        if (resumed := _RESUMED.match(line)) is not None:
            thread, call, rest = resumed.groups()
            text = begun.pop((thread, call), None)
            if text is not None and _flushes(call) and _succeeded(rest):
                yield _step(call, text)
        elif (whole := _CALL.match(line)) is not None:
            thread, call, text = whole.groups()
            unfinished = "<unfinished" in text
            if unfinished:
                begun[thread, call] = text
            if (unfinished and not _flushes(call)) or (not unfinished and _succeeded(text)):
                yield _step(call, text)


def _flushes(call: str) -> bool:
    return call in ("fsync", "fdatasync")


def _succeeded(text: str) -> bool:
    result = _RESULT.search(text)
    return result is not None and int(result[1]) >= 0


def _step(call: str, text: str) -> Step:
    texts = [_bytes(found) for found in _TEXT.findall(text)]
    if call == "openat":
        return Step(call="create" if "O_CREAT" in text else "open", path=texts[0].decode())
    if call in ("rename", "unlink"):
        names = [name.decode() for name in texts]
        return Step(call=call, path=names[0], to=names[1] if call == "rename" else "")
    descriptor = _DESCRIPTOR.match(text)
    assert descriptor is not None, text[:200]
    path = _bytes(descriptor[2]).decode()
    numbers = re.findall(r", (\d+)", _TEXT.sub("", text))
    if call in ("pwrite64", "ftruncate"):
        return Step(call=call, path=path, data=b"".join(texts), number=int(numbers[-1]))
    return Step(call=call, path=path, data=b"".join(texts))


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
