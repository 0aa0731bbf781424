"""pycrdt and the scan have to read the same rows alike, or the record is not shown."""

import msgpack
import pycrdt
import pytest

from server.views import merging
from server.views.errors import Unreadable
from server.views.merging import held_changes
from sync.core.change import Change, Entry
from sync.core.update import encode
from sync.log.log import Row

RECORD = "hazard_report/130709/100/002/007:01HZX3V8QJ4R5T6W7Y8Z9ABCDE"


def row(data: bytes, seq: int = 1) -> Row:
    return Row(
        scope="130709/100/002/007",
        seq=seq,
        record=RECORD,
        change_id=seq,
        data=data,
        device="device0000000001",
        received_ms=1,
        hash=bytes(16),
        chain=bytes(8),
    )


def change(change_id: int, **answers: object) -> Change:
    entries = tuple(Entry(name, value, (3,)) for name, value in answers.items())
    return Change(change_id, "staff0000001", 1_760_000_000_000, None, entries)


def test_agreeing_readings_give_the_changes_in_log_order():
    first, second = change(11, place="水井", severity="minor"), change(22, place=None, n=1.5)
    held = held_changes(RECORD, [row(encode(first), 1), row(encode(second), 2)])
    assert [(each.change, each.seq) for each in held] == [(first, 1), (second, 2)]


def test_bytes_that_are_no_change_never_reach_pycrdt(monkeypatch):
    monkeypatch.setattr(merging, "Doc", None)
    with pytest.raises(Unreadable):
        held_changes(RECORD, [row(bytes.fromhex("01011a010000000101016efe016a012100"))])


@pytest.mark.parametrize(
    "lie",
    [
        change(11, place="旱井"),
        change(11, place="水井", severity="minor"),
        Change(11, "staff0000002", 1_760_000_000_000, None, (Entry("place", "水井", (3,)),)),
        Change(11, "staff0000001", 1_760_000_000_000, None, (Entry("place", "水井", ()),)),
        Change(12, "staff0000001", 1_760_000_000_000, None, (Entry("place", "水井", (3,)),)),
    ],
)
def test_a_scan_that_reads_something_else_is_noticed(monkeypatch, lie):
    data = encode(change(11, place="水井"))
    monkeypatch.setattr(merging, "scan", lambda _: lie)
    with pytest.raises(Unreadable):
        held_changes(RECORD, [row(data)])


def test_a_number_is_never_taken_for_a_truth_value(monkeypatch):
    data = encode(change(11, place=1))
    monkeypatch.setattr(merging, "scan", lambda _: change(11, place=True))
    with pytest.raises(Unreadable):
        held_changes(RECORD, [row(data)])


def test_a_number_in_a_longer_spelling_is_the_same_number():
    document = pycrdt.Doc(client_id=11)
    journal = document.get("j", type=pycrdt.Map)
    answers = document.get("a", type=pycrdt.Map)
    with document.transaction():
        journal["b"] = msgpack.packb(["staff0000001", 1_760_000_000_000, None])
        answers["n\x1fb"] = b"\x92\xcc\x05\x90"
    (held,) = held_changes(RECORD, [row(document.get_update())])
    assert held.change.entries == (Entry("n", 5, ()),)


def test_entries_that_only_pycrdt_reads_are_noticed(monkeypatch):
    data = encode(change(11, place="水井", severity="minor"))
    monkeypatch.setattr(merging, "scan", lambda _: change(11, place="水井"))
    with pytest.raises(Unreadable, match="does not"):
        held_changes(RECORD, [row(data)])


def test_a_panic_of_pycrdt_is_a_record_that_cannot_be_read(monkeypatch):
    class PanicException(BaseException):
        pass

    class Document:
        def __init__(self, *options):
            pass

        def create_transaction(self):
            return self

        def get_or_insert_map(self, within, name):
            return self

        def apply_update(self, within, data):
            raise PanicException

        def drop(self):
            pass

    data = encode(change(11, place="水井"))
    monkeypatch.setattr(merging, "Doc", Document)
    with pytest.raises(Unreadable, match="Panic"):
        held_changes(RECORD, [row(data)])
