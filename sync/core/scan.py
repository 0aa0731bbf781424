"""Reading a change without trust, before anything else reads its bytes.

`scan` is a linear pass in plain Python that allocates nothing on a sender's word. What it accepts
has exactly one spelling: varints are minimal, every fixed byte is matched, nothing may trail. Tests
over mutants show that this equals re-encoding and comparing, and that pycrdt and Yjs read the same.
What it remembers (question names, short answers) is bounded, and a function of the bytes alone.
"""

import re
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import Any, Final, NoReturn

import msgpack

from schema.answer import Value
from schema.unicode14 import question_name_ok
from sync.core.change import (
    BLOCKS_MAX,
    CHANGE_BYTES_MAX,
    INT_BOUND,
    QUESTION_BYTES_MAX,
    VALUE_BYTES_MAX,
    Change,
    Entry,
)
from sync.core.errors import Malformed, TooLarge

QUESTIONS_REMEMBERED, ANSWERS_REMEMBERED = 4096, 8192
REMEMBERED_BYTES_MAX: Final = 96
"""Bounds of what the scan remembers: at most about 5 MiB, whatever is sent."""

_new_entry = tuple.__new__  # an `Entry` of what it holds, in half the time of calling it

_STAFF = re.compile(r"[a-z0-9]{8,32}\Z")
_BASE36 = re.compile(rb"(?:0|[1-9a-z][0-9a-z]{0,10})\Z")
_ASCII_QUESTION = re.compile(rb"[A-Za-z0-9_.\-\[\]]{1,256}\Z")

# An item without origins, its parent a root type by name, with a key: content as one Any that is
# one buffer (how pycrdt writes bytes) or as one binary (how Yjs writes a Uint8Array).
_J_ANY, _J_BINARY = b"\x28\x01\x01j", b"\x23\x01\x01j"
_A_ANY, _A_BINARY = b"\x28\x01\x01a", b"\x23\x01\x01a"
_ANY_BUFFER = b"\x01\x74"
_Entries = tuple[list[Entry], int]
_SHORT = 0x80  # from here on a size takes more than one byte

_PAIR = 0x92
_LIST_HEADS = frozenset((*range(0x90, 0xA0), 0xDC, 0xDD))
"""How msgpack writes a list of two, and with what its lists begin."""


def scan(data: bytes) -> Change:
    """The change that `data` says, read without trust.

    Linear in the input; allocates no more than a small multiple of it.

    Raises:
        TooLarge: more than 64 KiB.
        Malformed: anything else that the rules of a change refuse.
    """
    if len(data) > CHANGE_BYTES_MAX:
        raise TooLarge(f"{len(data)} bytes, at most {CHANGE_BYTES_MAX}")
    try:
        return _scan(data)
    except IndexError:
        _refuse("it ends too early")


def _refuse(reason: str) -> NoReturn:
    raise Malformed(reason)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number of at most 53 bits in its shortest form, and where it ends."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    number = byte & 0x7F
    shift = 7
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 49:
            _refuse("a number is too long")
    if byte == 0:
        _refuse("a number is not in its shortest form")
    if number >= INT_BOUND:
        _refuse("a number has more than 53 bits")
    return number, at


def _scan(data: bytes) -> Change:
    if data[0] != 1:
        _refuse("not exactly one client section")
    blocks, at = _varint(data, 1)
    if not 1 <= blocks <= BLOCKS_MAX:
        _refuse(f"{blocks} entries, 1 to {BLOCKS_MAX} are allowed")
    change_id, at = _varint(data, at)
    if data[at] != 0:
        _refuse("the first clock is not 0")
    name, content, at = _block(data, at + 1, _J_ANY, _J_BINARY)
    if not _BASE36.match(name) or int(name, 36) != change_id:
        _refuse("the journal's key is not the change id")
    staff, time_ms, remark = _journal(content)
    if blocks == 1 and remark is None:
        _refuse("neither an answer nor a remark")

    ending = b"\x1f" + name
    cut = _even_entries(data, at, blocks - 1, ending)
    entries, at = cut or _entries(data, at, blocks - 1, ending)
    if any(entry[2] and change_id in entry[2] for entry in entries):
        _refuse("a change replaces itself")
    if len({entry[0] for entry in entries}) != len(entries):
        _refuse("a question is answered twice")
    if data[at] != 0:
        _refuse("it deletes something")
    if at + 1 != len(data):
        _refuse("bytes follow the end")
    return Change(change_id, staff, time_ms, remark, tuple(entries))


def _entries(data: bytes, at: int, count: int, ending: bytes) -> _Entries:
    """So many answers from `at` on, and where they end."""
    tail = -len(ending)
    entries = []
    for _ in range(count):
        key, content, at = _block(data, at, _A_ANY, _A_BINARY)
        if not key.endswith(ending):
            _refuse("a key does not carry the change id")
        entries.append(Entry(_question(key[:tail]), *_read(content)))
    return entries, at


def _even_entries(data: bytes, at: int, count: int, ending: bytes) -> _Entries | None:
    """The same of a change as nearly all are, in a third of the time: cut where the ids stand.

    Each piece is an entry's content and the next one's beginning, and each byte is accounted for:
    what is read here `_entries` reads alike. None where anything else is; what, is found there.
    """
    pieces = data[at:-1].split(ending + _ANY_BUFFER)
    if len(pieces) != count + 1:
        return None
    entries = []
    try:
        question, room = _beginning(pieces[0])
        for piece in islice(pieces, 1, None):
            if room != len(ending):
                return None
            is_short = len(piece) <= REMEMBERED_BYTES_MAX and piece[2] not in _LIST_HEADS
            value, replaces, following, room = (_short_piece if is_short else _piece)(piece)
            entries.append(_new_entry(Entry, (question, value, replaces)))
            question = following
    except (IndexError, Malformed):
        return None
    return None if question else (entries, len(data) - 1)


def _piece(piece: bytes) -> tuple[Value, tuple[int, ...], str, int]:
    """What an entry's content says, and what follows it, as in `_beginning`."""
    size, begin = (piece[0], 1) if piece[0] < _SHORT else _varint(piece, 0)
    end = begin + size
    if end > len(piece) or size > VALUE_BYTES_MAX:
        _refuse("a value is cut")
    return *_answer(piece[begin:end]), *_beginning(piece[end:])


_short_piece = lru_cache(ANSWERS_REMEMBERED)(_piece)


def _beginning(begins: bytes) -> tuple[str, int]:
    """An entry's question, and how many bytes are left of its key for the change id behind it."""
    if not begins:
        return "", 0
    if begins[:4] != _A_ANY or begins[4] >= _SHORT:
        _refuse("an entry unlike nearly all")
    return _question(begins[5:]), begins[4] - len(begins) + 5


def _block(data: bytes, at: int, any_head: bytes, binary_head: bytes) -> tuple[bytes, bytes, int]:
    """Key and content of the entry at `at`, and where it ends."""
    head = data[at : at + 4]
    if head != any_head and head != binary_head:
        _refuse("an entry is not a plain new key of the map expected here")
    size = data[at + 4]
    at += 5
    if size >= 0x80:
        size, at = _varint(data, at - 1)
    end = at + size
    key = data[at:end]
    if head == any_head:
        if data[end : end + 2] != _ANY_BUFFER:
            _refuse("an entry's content is not one buffer")
        end += 2
    size = data[end]
    at = end + 1
    if size >= 0x80:
        size, at = _varint(data, end)
        if size > VALUE_BYTES_MAX:
            _refuse(f"a value of {size} bytes, at most {VALUE_BYTES_MAX}")
    end = at + size
    if end >= len(data):
        _refuse("it ends too early")
    return key, data[at:end], end


@lru_cache(QUESTIONS_REMEMBERED)
def _question(raw: bytes) -> str:
    if _ASCII_QUESTION.match(raw):
        return raw.decode("ascii")
    if len(raw) > QUESTION_BYTES_MAX:
        _refuse("a question's name is too long")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("a question's name is not UTF-8")
    if not question_name_ok(name):
        _refuse("a question's name has a character that is not allowed")
    return name


def _no_extension(code: int, data: bytes) -> NoReturn:  # noqa: ARG001 - msgpack's signature
    _refuse("an extension type")


def _unpack(content: bytes) -> Any:  # noqa: ANN401 - foreign content, of any type until checked
    """The msgpack value that is exactly `content`; msgpack bounds every length by its input."""
    try:
        return msgpack.unpackb(content, ext_hook=_no_extension)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        # Whichever way the decoder says no, it is the content's fault.
        raise Malformed(f"a value is not msgpack: {type(error).__name__}") from error


def _journal(content: bytes) -> tuple[str, int, str | None]:
    journal = _unpack(content)
    if type(journal) is not list or len(journal) != 3:
        _refuse("the journal is not [staff, time, remark]")
    staff, time_ms, remark = journal
    if type(staff) is not str or not _STAFF.match(staff):
        _refuse("the author is not a staff id")
    if type(time_ms) is not int or not 0 <= time_ms < INT_BOUND:
        _refuse("the time is not a number of milliseconds")
    if remark is not None and (type(remark) is not str or not remark):
        _refuse("the remark is not a text")
    return staff, time_ms, remark


def _read(content: bytes) -> tuple[Value, tuple[int, ...]]:
    """What an answer's content says; a short one is read once."""
    plain = len(content) <= REMEMBERED_BYTES_MAX and content[1] not in _LIST_HEADS
    return _short_answer(content) if plain and content[0] == _PAIR else _answer(content)


def _answer(content: bytes) -> tuple[Value, tuple[int, ...]]:
    pair = _unpack(content)
    if type(pair) is not list or len(pair) != 2:
        _refuse("an entry is not [value, replaces]")
    value, replaces = pair
    kind = type(value)
    if kind is list:
        for item in value:
            if type(item) is list:
                _refuse("a list within a list")
            _check_scalar(type(item), item)
    elif kind is not str:
        _check_scalar(kind, value)
    if type(replaces) is not list:
        _refuse("the replaced changes are not a list")
    if replaces:
        for other in replaces:
            if type(other) is not int or not 0 <= other < INT_BOUND:
                _refuse("a replaced change is not a change id")
        if len(set(replaces)) != len(replaces):
            _refuse("a replaced change is named twice")
    return value, tuple(replaces)


# The same few choices are answered at every door: a short answer's meaning is remembered by its
# bytes. Lists are left out, since a list that two changes share could be altered through one.
_short_answer = lru_cache(ANSWERS_REMEMBERED)(_answer)


def _check_scalar(kind: type, value: Any) -> None:  # noqa: ANN401 - checked here
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -INT_BOUND < value < INT_BOUND:
            _refuse("a number has more than 53 bits")
    elif kind is float:
        if not isfinite(value):
            _refuse("a number is not finite")
    else:
        _refuse("a value of a type that is no answer")
