"""Every log: rows, sequences, chains, digests, reads, reopening."""

from functools import reduce
from hashlib import blake2b

import pytest

from schema.area import Scope
from sync.core.results import Stored
from sync.log.log import EMPTY_HEAD

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")
EVERYTHING = 1 << 30


def hash_by_the_book(record: str, data: bytes) -> bytes:
    """records.md §5, written down a second time."""
    name = record.encode()
    framed = len(name).to_bytes(4, "big") + name + len(data).to_bytes(4, "big") + data
    return blake2b(framed, digest_size=16).digest()


def chain_by_the_book(hashes: list[bytes]) -> bytes:
    return reduce(lambda chain, row: blake2b(chain + row, digest_size=8).digest(), hashes, bytes(8))


def xor_by_the_book(hashes: list[bytes]) -> bytes:
    return bytes(reduce(lambda a, b: a ^ b, column) for column in zip(*hashes, strict=True))


def test_an_empty_log_has_no_heads_and_an_empty_one_for_each_scope_asked(store):
    assert store.reads.heads() == {}
    assert store.reads.heads([GRID]) == {GRID: EMPTY_HEAD}
    assert (EMPTY_HEAD.seq, EMPTY_HEAD.chain, EMPTY_HEAD.digest) == (0, bytes(8), bytes(16))
    assert store.reads.read(GRID, 0, EVERYTHING) == []
    assert store.reads.record("household_file/x") == []


def test_an_empty_batch_answers_nothing_and_changes_nothing(store, pen):
    assert pen.push() == []
    assert store.reads.heads() == {}


def test_sequences_count_from_one_in_each_scope_within_and_across_commits(store, pen):
    first = pen.push(pen.change("0301"), pen.change("0302"), pen.change("0101", scope=NEXT_GRID))
    second = pen.push(pen.change("0102", scope=NEXT_GRID), pen.change("0303"))
    assert first == [Stored(1), Stored(2), Stored(1)]
    assert second == [Stored(2), Stored(3)]
    assert [row.seq for row in store.reads.read(GRID, 0, EVERYTHING)] == [1, 2, 3]
    assert [row.seq for row in store.reads.read(NEXT_GRID, 0, EVERYTHING)] == [1, 2]


def test_a_row_is_kept_as_it_was_received(store, pen):
    change = pen.change("0301:住户", change_id=2**53 - 1, data=b"\x00\xff" * 40, device="tablet77")
    pen.push(change)
    (row,) = store.reads.read(GRID, 0, EVERYTHING)
    assert row.record == "household_file/130709/100/002/007/0301:住户"
    assert (row.scope, row.seq, row.change_id) == (GRID, 1, 2**53 - 1)
    assert (row.data, row.device, row.received_ms) == (b"\x00\xff" * 40, "tablet77", pen.now_ms)
    assert isinstance(row.scope, Scope)
    assert store.reads.record(row.record) == [row]


def test_hash_chain_and_digest_are_those_of_the_design(store, pen):
    changes = [pen.change(f"03{n:02}") for n in range(7)]
    pen.push(*changes[:3])
    pen.push(*changes[3:])
    hashes = [hash_by_the_book(change.record, change.data) for change in changes]
    rows = store.reads.read(GRID, 0, EVERYTHING)
    assert [row.hash for row in rows] == hashes
    assert [row.chain for row in rows] == [chain_by_the_book(hashes[: n + 1]) for n in range(7)]
    head = store.reads.heads()[GRID]
    assert head.seq == 7
    assert head.chain == chain_by_the_book(hashes)
    assert head.digest == xor_by_the_book(hashes)


def test_chain_at_knows_every_position_and_no_other(store, pen):
    pen.push(pen.change(), pen.change())
    rows = store.reads.read(GRID, 0, EVERYTHING)
    assert store.reads.chain_at(GRID, 0) == bytes(8)
    assert [store.reads.chain_at(GRID, row.seq) for row in rows] == [row.chain for row in rows]
    assert store.reads.chain_at(GRID, 3) is None
    assert store.reads.chain_at(GRID, -1) is None
    assert store.reads.chain_at(NEXT_GRID, 1) is None
    assert store.reads.chain_at(NEXT_GRID, 0) == bytes(8)


def test_a_read_takes_the_rows_after_and_up_to(store, pen):
    pen.push(*[pen.change() for _ in range(6)], pen.change(scope=NEXT_GRID))
    assert [row.seq for row in store.reads.read(GRID, 2, EVERYTHING)] == [3, 4, 5, 6]
    assert [row.seq for row in store.reads.read(GRID, 2, EVERYTHING, upto=4)] == [3, 4]
    assert store.reads.read(GRID, 6, EVERYTHING) == []
    assert store.reads.read(GRID, 4, EVERYTHING, upto=4) == []


def test_a_number_that_no_row_has_finds_nothing_and_never_another_scope(store, pen):
    pen.push(*[pen.change(scope=Scope(f"130709/100/002/{n:03}")) for n in range(6, 10)])
    for wild in (2, 2**40 - 1, 2**40, 2**40 + 1, 2**63, 2**70):
        assert store.reads.read(GRID, wild, EVERYTHING) == []
        assert store.reads.chain_at(GRID, wild) is None
        assert [row.seq for row in store.reads.read(GRID, 0, EVERYTHING, upto=wild)] == [1]
        assert store.reads.kept(wild) is None
    for below in (-1, -(2**40), -(2**70)):
        assert [row.scope for row in store.reads.read(GRID, below, EVERYTHING)] == [GRID]
        assert store.reads.read(GRID, 0, EVERYTHING, upto=below) == []
        assert store.reads.chain_at(GRID, below) is None
        assert store.reads.kept(below) is None


def test_a_read_stops_before_its_bytes_but_never_with_nothing(store, pen):
    pen.push(*[pen.change("0301", data=bytes(1000)) for _ in range(5)])
    record_bytes = len("household_file/130709/100/002/007/0301")
    travelling = 1000 + record_bytes + 20
    assert len(store.reads.read(GRID, 0, 3 * travelling)) == 3
    assert len(store.reads.read(GRID, 0, 3 * travelling - 1)) == 2
    assert [row.seq for row in store.reads.read(GRID, 3, 1)] == [4]


def test_reading_in_small_steps_gives_the_same_rows_as_reading_at_once(store, pen):
    pen.push(*[pen.change(f"03{n % 4:02}", data=bytes(n * 50)) for n in range(20)])
    steps, after = [], 0
    while rows := store.reads.read(GRID, after, 900):
        steps.extend(rows)
        after = rows[-1].seq
    assert steps == store.reads.read(GRID, 0, EVERYTHING)
    assert len(steps) == 20


def test_a_record_has_its_rows_alone_in_log_order(store, pen):
    pen.push(pen.change("0301", change_id=900), pen.change("0302", change_id=5))
    pen.push(pen.change("0301", change_id=3), pen.change("03", change_id=4))
    rows = store.reads.record("household_file/130709/100/002/007/0301")
    assert [(row.seq, row.change_id) for row in rows] == [(1, 900), (3, 3)]


def test_a_commit_says_what_it_stored_and_the_new_heads(store, pen):
    pen.push(pen.change("0301"))
    again = pen.change("0301", change_id=1)
    done = store.log.commit([again, pen.change("0302"), pen.garbage(b"no change")], pen.now_ms)
    assert done.rows == store.reads.read(GRID, 1, EVERYTHING)
    assert len(done.rows) == 1
    assert done.heads == store.reads.heads() == store.log.heads()


def test_heads_are_given_for_the_scopes_asked(store, pen):
    pen.push(pen.change(), pen.change(scope=NEXT_GRID))
    far = Scope("130709")
    heads = store.reads.heads([far, NEXT_GRID])
    assert list(heads) == [far, NEXT_GRID]
    assert heads[far] == EMPTY_HEAD
    assert heads[NEXT_GRID].seq == 1


def test_everything_is_there_after_reopening_and_counts_on(store, pen):
    pen.push(pen.change("0301"), pen.change("0101", scope=NEXT_GRID))
    before = store.reads.heads(), store.reads.read(GRID, 0, EVERYTHING)
    store.reopen()
    assert (store.reads.heads(), store.reads.read(GRID, 0, EVERYTHING)) == before
    third = Scope("130709/100/002/009")
    assert pen.push(pen.change("0302"), pen.change("0901", scope=third)) == [Stored(2), Stored(1)]
    chain = chain_by_the_book([row.hash for row in store.reads.read(GRID, 0, EVERYTHING)])
    assert store.reads.heads()[GRID].chain == chain
    assert [row.seq for row in store.reads.read(third, 0, EVERYTHING)] == [1]


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 1000])
def test_a_commit_of_any_size_is_whole(store, pen, size):
    answers = pen.push(*[pen.change(f"{n:04}") for n in range(size)])
    assert answers == [Stored(n + 1) for n in range(size)]
    assert [row.seq for row in store.reads.read(GRID, 0, EVERYTHING)] == list(range(1, size + 1))
