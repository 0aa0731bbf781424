"""The scan's two ways of reading answers, cut at the change ids or entry by entry, say the same."""

import msgpack
import pytest

from sync.core import scan as scanning
from sync.core.errors import ChangeRefused
from sync.core.scan import scan
from tests.golden.changes import GOLDEN
from tests.golden.mutator import mutants
from tests.golden.spelling import base36, block, update
from tests.scale import times

CHANGE_ID = 2**52 + 12_345
ENDING = b"\x1f" + base36(CHANGE_ID).encode()


def outcome(data):
    try:
        return scan(data)
    except ChangeRefused as refused:
        return refused.code, str(refused)


def both_ways(data, monkeypatch):
    """What the scan says, and what it says where it may not cut."""
    cut = outcome(data)
    with monkeypatch.context() as patched:
        patched.setattr(scanning, "_even_entries", lambda *_: None)
        return cut, outcome(data)


def a_change(*answers):
    """A change of these answers, as pycrdt spells it."""
    key = base36(CHANGE_ID)
    journal = ("j", key, msgpack.packb(["wang0000", 1, None]))
    entries = [("a", f"{name}\x1f{key}", content) for name, content in answers]
    return update(CHANGE_ID, [block(of, "pycrdt") for of in (journal, *entries)])


def test_mutants_are_read_alike_both_ways(monkeypatch):
    drafts = mutants(seed=34, count=times(2_000, 100_000))
    for data in (draft.update() for draft in drafts):
        cut, read = both_ways(data, monkeypatch)
        assert cut == read, data.hex()


def test_each_byte_too_many_or_too_few_is_seen_both_ways(monkeypatch):
    whole = a_change(("q", msgpack.packb(["是", []])), ("note", msgpack.packb(["字" * 80, [7]])))
    assert not isinstance(outcome(whole), tuple)
    wrong = [whole[:end] for end in range(len(whole))]
    wrong += [whole[:at] + b"\x00" + whole[at:] for at in range(len(whole) + 1)]
    wrong.append(whole[:-1] + b"\x28\x01\x01a" + bytes([1 + len(ENDING)]) + b"r\x00")
    for data in wrong:
        cut, read = both_ways(data, monkeypatch)
        assert cut == read, data.hex()
        assert isinstance(read, tuple) or data == whole


@pytest.mark.parametrize("text", [ENDING, ENDING + b"\x01\x74", ENDING + b"\x01\x74" * 3])
def test_an_answer_that_holds_what_the_scan_cuts_at_is_an_answer(text, monkeypatch):
    data = a_change(("q", msgpack.packb([text.decode(), []])), ("r", msgpack.packb([1, []])))
    cut, read = both_ways(data, monkeypatch)
    assert cut == read
    assert [("q", text.decode(), ()), ("r", 1, ())] == list(read.entries)


def test_what_everybody_writes_is_cut(monkeypatch):
    """Otherwise the fast way would be tested by nothing."""
    monkeypatch.setattr(scanning, "_entries", None)
    data = a_change(("q", msgpack.packb(["是", []])), ("note", msgpack.packb(["字" * 80, [7]])))
    assert [("q", "是", ()), ("note", "字" * 80, (7,))] == list(scan(data).entries)
    assert scan(GOLDEN[3].pycrdt)
