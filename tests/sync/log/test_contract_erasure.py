"""Every log: an erased record has no bytes any more, and everything that counts rows goes on."""

import pytest

from schema.area import Scope
from sync.core.digest import xor
from sync.core.results import Duplicate, Stored

GRID = Scope("130709/100/002/007")
NEXT_GRID = Scope("130709/100/002/008")
GONE = f"household_file/{GRID}/0301"
NEVER_SEEN = f"household_file/{NEXT_GRID}/0999"
EVERYTHING = 1 << 30
ERASED_MS = 1_656_000_000_000


def codes(answers) -> list[str]:
    """The answers in words."""
    names = {Stored: "stored", Duplicate: "duplicate"}
    return [names.get(type(answer)) or answer.code for answer in answers]


@pytest.fixture
def lived_in(store, pen):
    """Three records in two grids; the one that goes has two rows and one change in quarantine."""
    pen.push(
        pen.change("0301", change_id=1, data=b"what a resident said"),
        pen.change("0302", change_id=2),
        pen.change("0301", change_id=3, data=b"and said later"),
        pen.change("0101", change_id=4, scope=NEXT_GRID),
        pen.change("0301", change_id=5, data=b"refused words", refusal="forbidden"),
        pen.change("0302", change_id=6, refusal="forbidden"),
    )
    return store


def erase(store, *records):
    scopes = {record: Scope("/".join(record.split("/")[1:5])) for record in records}
    return store.log.erase(scopes, ERASED_MS)


def rows(store, scope=GRID):
    return store.reads.read(scope, 0, EVERYTHING)


def test_its_rows_lose_their_bytes_and_keep_number_hash_and_chain(lived_in):
    before = rows(lived_in)
    erasure = erase(lived_in, GONE)
    assert (erasure.records, erasure.rows, erasure.kept) == ((GONE,), 2, 1)
    after = rows(lived_in)
    assert [row.data for row in after] == [b"", b"change 2", b""]
    for name in ("seq", "record", "change_id", "device", "received_ms", "hash", "chain"):
        assert [getattr(row, name) for row in after] == [getattr(row, name) for row in before]
    assert [row.data for row in lived_in.reads.record(GONE)] == [b"", b""]
    assert lived_in.reads.erased() == {GONE: GRID}


def test_the_digest_of_its_scope_loses_its_rows_and_the_head_stays(lived_in):
    before = lived_in.reads.heads()
    first, second, third = (row.hash for row in rows(lived_in))
    erase(lived_in, GONE)
    head = lived_in.reads.heads()[GRID]
    assert (head.seq, head.chain) == (3, before[GRID].chain)
    assert head.digest == second == xor(before[GRID].digest, xor(first, third))
    assert lived_in.reads.heads()[NEXT_GRID] == before[NEXT_GRID]


def test_what_quarantine_holds_of_it_is_emptied_and_makes_room(lived_in, pen):
    erase(lived_in, GONE)
    assert [kept.data for kept in lived_in.reads.quarantine()] == [b"change 6"]
    again = pen.change("0301", change_id=5, data=b"refused words", refusal="forbidden")
    (answer,) = pen.push(again)
    assert (answer.code, answer.kept) == ("discarded", False), "its bytes are not taken again"
    assert [kept.data for kept in lived_in.reads.quarantine()] == [b"change 6"]


def test_later_changes_of_it_are_refused_and_others_are_not(lived_in, pen):
    erase(lived_in, GONE)
    answers = pen.push(pen.change("0301", change_id=7), pen.change("0302", change_id=7))
    assert codes(answers) == ["erased", "stored"]
    assert (answers[0].retryable, answers[0].kept) == (False, True)
    assert [kept.reason for kept in lived_in.reads.quarantine()] == ["forbidden", "erased"]
    assert [row.seq for row in rows(lived_in)] == [1, 2, 3, 4]


def test_erased_comes_last_in_the_order_of_the_answers(lived_in, pen):
    erase(lived_in, GONE)
    assert pen.push(pen.change("0301", change_id=1, data=b"what a resident said")) == [Duplicate(1)]
    answers = pen.push(
        pen.change("0301", change_id=8, refusal="forbidden"),
        pen.change("0301", change_id=1, data=b"other bytes"),
        pen.change("0301", change_id=9, data=bytes(200 * 1024)),
        pen.change("0301", change_id=10),
    )
    assert codes(answers) == ["forbidden", "id_taken", "over_quota", "erased"]


def test_bytes_that_were_erased_are_a_duplicate_and_not_put_back(lived_in, pen):
    erase(lived_in, GONE)
    lived_in.reopen()
    again = pen.change("0301", change_id=1, data=b"what a resident said")
    authority = pen.change("0301", change_id=1, data=again.data, forced="zhaomin1")
    assert pen.push(again, authority) == [Duplicate(1), Duplicate(1)]
    assert [row.data for row in lived_in.reads.record(GONE)] == [b"", b""]
    assert again.data not in {kept.data for kept in lived_in.reads.quarantine()}


def test_no_authority_brings_it_back(lived_in, pen):
    erase(lived_in, GONE)
    for change in (
        pen.change("0301", change_id=7, forced="zhaomin1"),
        pen.change("0301", change_id=5, data=b"refused words", forced="zhaomin1"),
    ):
        assert codes(pen.push(change)) == ["erased"]
    assert [row.data for row in lived_in.reads.record(GONE)] == [b"", b""]


def test_a_record_of_which_nothing_is_stored_is_erased_for_whoever_still_brings_it(store, pen):
    erasure = erase(store, NEVER_SEEN)
    assert (erasure.records, erasure.rows, erasure.kept) == ((NEVER_SEEN,), 0, 0)
    assert store.reads.heads() == {}
    assert codes(pen.push(pen.change("0999", scope=NEXT_GRID))) == ["erased"]
    assert store.reads.erased() == {NEVER_SEEN: NEXT_GRID}


def test_erasing_twice_changes_nothing_more(lived_in, pen):
    erase(lived_in, GONE)
    pen.push(pen.change("0301", change_id=7))
    before = (lived_in.reads.heads(), rows(lived_in), lived_in.reads.quarantine())
    erasure = erase(lived_in, GONE, f"household_file/{GRID}/0302")
    assert erasure.records == (f"household_file/{GRID}/0302",)
    lived_in.reopen()
    assert erase(lived_in, GONE).records == ()
    assert [row.data for row in rows(lived_in)] == [b"", b"", b""]
    assert lived_in.reads.heads()[GRID].digest == bytes(16)
    assert [kept.record for kept in lived_in.reads.quarantine()] == [GONE]
    assert before[1] == [*rows(lived_in)[:1], before[1][1], *rows(lived_in)[2:]]


def test_it_stays_erased_after_reopening(lived_in, pen):
    erase(lived_in, GONE)
    before = (lived_in.reads.heads(), rows(lived_in))
    lived_in.reopen()
    assert (lived_in.reads.heads(), rows(lived_in)) == before
    assert codes(pen.push(pen.change("0301", change_id=7))) == ["erased"]
    (stored,) = pen.push(pen.change("0303", change_id=8))
    assert stored == Stored(4)
    digest = lived_in.reads.heads()[GRID].digest
    assert digest == xor(before[0][GRID].digest, rows(lived_in)[3].hash)


def test_what_is_gone_fills_no_record(lived_in, pen):
    pen.push(pen.change("0301", change_id=11, data=bytes(100 * 1024)))
    large = pen.change("0301", change_id=12, data=bytes(100 * 1024))
    assert codes(pen.push(large)) == ["over_quota"]
    erase(lived_in, GONE)
    other = pen.change("0301", change_id=13, data=b"x" * 100 * 1024)
    assert codes(pen.push(other)) == ["erased"]


def test_many_records_go_in_one_commit(store, pen):
    named = [f"{n:04}" for n in range(700)]
    pen.push(*[pen.change(name) for name in named])
    gone = [f"household_file/{GRID}/{name}" for name in named[:600]]
    assert erase(store, *gone).rows == 600
    full = [row for row in rows(store) if row.data]
    assert len(full) == 100
    digest = bytes(16)
    for row in full:
        digest = xor(digest, row.hash)
    assert store.reads.heads()[GRID].digest == digest


def test_a_commit_that_fails_has_erased_nothing(sqlite_store, pen):
    pen.push(pen.change("0301", change_id=1, data=b"what a resident said"))
    before = (sqlite_store.log.heads(), rows(sqlite_store))
    connection = sqlite_store.connection
    connection.execute("BEGIN IMMEDIATE")
    erase(sqlite_store, GONE)
    assert sqlite_store.log.erased() == {GONE: GRID}
    connection.execute("ROLLBACK")
    assert (sqlite_store.log.heads(), rows(sqlite_store)) == before
    assert sqlite_store.log.erased() == {}
    (answer,) = pen.push(pen.change("0301", change_id=2))
    assert answer == Stored(2)
