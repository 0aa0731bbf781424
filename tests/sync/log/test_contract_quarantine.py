"""Every log: what is refused for good is kept, byte for byte, once, within a device's share."""

from hashlib import blake2b

from schema.area import Scope
from sync.core.results import Duplicate, Stored

GRID = Scope("130709/100/002/007")
EVERYTHING = 1 << 30
MIB = 1024 * 1024


def codes(answers) -> list[str]:
    """The answers in words."""
    names = {Stored: "stored", Duplicate: "duplicate"}
    return [names.get(type(answer)) or answer.code for answer in answers]


def hash_by_the_book(record: bytes, data: bytes) -> bytes:
    framed = len(record).to_bytes(4, "big") + record + len(data).to_bytes(4, "big") + data
    return blake2b(framed, digest_size=16).digest()


def test_a_refused_change_is_kept_byte_for_byte_with_who_brought_it(store, pen):
    change = pen.change("0301", data=b"\x00\xff refused", refusal="forbidden", staff="liqiang1")
    pen.push(change)
    (kept,) = store.reads.quarantine()
    assert (kept.record, kept.data, kept.reason) == (change.record, change.data, "forbidden")
    assert (kept.device, kept.staff, kept.received_ms) == ("tablet01", "liqiang1", pen.now_ms)
    assert kept.hash == hash_by_the_book(change.record.encode(), change.data)
    assert store.reads.kept(kept.id) == kept


def test_bytes_that_are_no_change_are_kept_without_a_record_too(store, pen):
    answers = pen.push(pen.garbage(b"\x01\x02"), pen.garbage(b"", record="no/such:record"))
    assert [(answer.code, answer.kept) for answer in answers] == [("malformed", True)] * 2
    nameless, empty = store.reads.quarantine()
    assert (nameless.record, nameless.data) == (None, b"\x01\x02")
    assert nameless.hash == hash_by_the_book(b"", b"\x01\x02")
    assert (empty.record, empty.data) == ("no/such:record", b"")


def test_a_record_id_that_is_no_unicode_or_has_a_zero_is_kept_as_it_came(store, pen):
    pen.push(pen.garbage(b"1", record="a\ud800b"), pen.garbage(b"2", record="a\x00b"))
    assert [kept.record for kept in store.reads.quarantine()] == ["a\ud800b", "a\x00b"]


def test_a_message_full_of_garbage_is_kept_whole(store, pen):
    data = bytes(range(256)) * 900
    assert codes(pen.push(pen.garbage(data, refusal="too_large"))) == ["too_large"]
    assert store.reads.quarantine()[0].data == data


def test_it_is_kept_once_whoever_brings_it_and_judged_anew(store, pen):
    change = pen.change(change_id=7, refusal="forbidden")
    pen.push(change, change)
    first = store.reads.quarantine()
    again = pen.push(
        pen.change(change_id=7, refusal="other_author", device="tablet02"),
        pen.change(change_id=7, refusal="unknown_form"),
    )
    assert [(answer.code, answer.kept) for answer in again] == [
        ("other_author", True),
        ("unknown_form", True),
    ]
    assert store.reads.quarantine() == first
    assert len(first) == 1


def test_it_is_still_there_after_reopening(store, pen):
    pen.push(pen.change(refusal="forbidden"))
    before = store.reads.quarantine()
    store.reopen()
    assert store.reads.quarantine() == before
    pen.push(pen.change(change_id=1, refusal="forbidden"))
    assert store.reads.quarantine() == before


def test_what_is_stored_later_leaves_quarantine(store, pen):
    pen.push(
        pen.change(change_id=7, refusal="forbidden"), pen.change(change_id=8, refusal="forbidden")
    )
    assert codes(pen.push(pen.change(change_id=7))) == ["stored"]
    assert [kept.data for kept in store.reads.quarantine()] == [b"change 8"]


def test_what_is_refused_and_stored_in_one_batch_is_not_kept(store, pen):
    answers = pen.push(pen.change(change_id=7, refusal="forbidden"), pen.change(change_id=7))
    assert codes(answers) == ["forbidden", "stored"]
    assert store.reads.quarantine() == []


def test_ids_are_never_given_twice(store, pen):
    pen.push(pen.change(change_id=7, refusal="forbidden"))
    (first,) = store.reads.quarantine()
    pen.push(pen.change(change_id=7))
    store.reopen()
    pen.push(pen.change(change_id=8, refusal="forbidden"))
    assert store.reads.quarantine()[0].id > first.id
    assert store.reads.kept(first.id) is None


def test_the_list_is_by_reason_and_device_and_goes_on_behind_an_id(store, pen):
    pen.push(
        pen.change(change_id=1, refusal="forbidden"),
        pen.change(change_id=2, refusal="other_author"),
        pen.change(change_id=3, refusal="forbidden", device="tablet02"),
        pen.change(change_id=4, refusal="forbidden"),
    )
    everything = store.reads.quarantine()
    assert [kept.data[-1:] for kept in everything] == [b"1", b"2", b"3", b"4"]
    forbidden = store.reads.quarantine(reason="forbidden")
    assert [kept.data[-1:] for kept in forbidden] == [b"1", b"3", b"4"]
    of_device = store.reads.quarantine(reason="forbidden", device="tablet01")
    assert [kept.data[-1:] for kept in of_device] == [b"1", b"4"]
    assert store.reads.quarantine(after=everything[0].id, rows_max=2) == everything[1:3]


def test_the_list_is_by_the_person_whose_session_brought_it(store, pen):
    pen.push(
        pen.change(change_id=1, refusal="forbidden"),
        pen.change(change_id=2, refusal="forbidden", staff="somebody01"),
        pen.change(change_id=3, refusal="other_author", staff="somebody01"),
    )
    of_person = store.reads.quarantine(staff="somebody01")
    assert [kept.data[-1:] for kept in of_person] == [b"2", b"3"]
    both = store.reads.quarantine(reason="forbidden", staff="somebody01")
    assert [kept.data[-1:] for kept in both] == [b"2"]


# A device's share


def test_beyond_16_mib_a_refusal_is_retryable_and_not_kept(store, pen):
    while codes(pen.push(pen.garbage(b"%07d" % pen.now_ms + bytes(MIB)))) == ["malformed"]:
        pass
    (full,) = pen.push(pen.garbage(b"one more" + bytes(MIB)))
    assert (full.code, full.retryable, full.kept) == ("quarantine_full", True, False)
    kept = store.reads.quarantine()
    assert len(kept) == 15
    assert sum(len(one.data) for one in kept) <= 16 * MIB
    assert b"one more" not in {one.data[:8] for one in kept}


def test_a_full_share_stops_neither_good_changes_nor_other_devices_nor_what_is_kept(store, pen):
    held = pen.garbage(bytes(16 * MIB - 1024))
    pen.push(held)
    answers = pen.push(
        pen.garbage(bytes(2048)),
        pen.change(),
        pen.garbage(bytes(2048), device="tablet02"),
        held,
    )
    assert codes(answers) == ["quarantine_full", "stored", "malformed", "malformed"]
    assert [answer.kept for answer in (answers[0], answers[2], answers[3])] == [False, True, True]


def test_the_share_is_counted_again_after_reopening(store, pen):
    pen.push(pen.garbage(bytes(16 * MIB - 1024)))
    store.reopen()
    assert codes(pen.push(pen.garbage(bytes(2048)))) == ["quarantine_full"]
    assert codes(pen.push(pen.garbage(bytes(100)))) == ["malformed"]


def test_many_tiny_refusals_fill_a_share_too(store, pen):
    pen.push(pen.garbage(bytes(16 * MIB - 2048)))
    answers = pen.push(*[pen.garbage(bytes([n])) for n in range(100)])
    assert "quarantine_full" in codes(answers)


def test_what_comes_twice_in_a_batch_counts_once(store, pen):
    large = pen.garbage(bytes(9 * MIB))
    answers = pen.push(large, large, pen.garbage(bytes(6 * MIB)))
    assert [(answer.code, answer.kept) for answer in answers] == [("malformed", True)] * 3


def test_what_leaves_within_its_batch_gives_its_room_back_within_it(store, pen):
    large = bytes(9 * MIB)
    answers = pen.push(
        pen.change(change_id=7, data=large, refusal="forbidden"),
        pen.change(change_id=7, data=large, forced="zhaomin1"),
        pen.garbage(bytes(9 * MIB)),
    )
    assert codes(answers) == ["forbidden", "stored", "malformed"]
    assert [kept.reason for kept in store.reads.quarantine()] == ["malformed"]


def test_a_change_that_leaves_quarantine_gives_its_room_back(store, pen):
    large = bytes(16 * MIB - 1024)
    pen.push(pen.change(change_id=7, data=large, refusal="forbidden"))
    assert codes(pen.push(pen.garbage(bytes(2048)))) == ["quarantine_full"]
    forced = pen.change(change_id=7, data=large, refusal="forbidden", forced="zhaomin1")
    assert codes(pen.push(forced)) == ["stored"]
    assert codes(pen.push(pen.garbage(bytes(2048)))) == ["malformed"]


# Discarded and accepted by a person


def test_a_discarded_change_answers_discarded_and_is_gone_but_for_its_hash(store, pen):
    refused = pen.change(change_id=7, refusal="forbidden")
    pen.push(refused)
    (kept,) = store.reads.quarantine()
    assert store.log.discard([kept.hash]) == 1
    assert store.reads.quarantine() == []
    assert store.reads.kept(kept.id) is None
    for again in (refused, pen.change(change_id=7)):
        (answer,) = pen.push(again)
        assert (answer.code, answer.retryable, answer.kept) == ("discarded", False, False)
    store.reopen()
    assert codes(pen.push(refused)) == ["discarded"]
    assert store.reads.quarantine() == []


def test_discarding_counts_what_was_kept_and_gives_the_room_back(store, pen):
    pen.push(pen.garbage(bytes(16 * MIB - 1024)))
    assert codes(pen.push(pen.garbage(bytes(2048)))) == ["quarantine_full"]
    (kept,) = store.reads.quarantine()
    assert store.log.discard([kept.hash, bytes(16)]) == 1
    assert store.log.discard([kept.hash]) == 0
    assert store.log.discard([]) == 0
    assert codes(pen.push(pen.garbage(bytes(2048)))) == ["malformed"]


def test_what_is_stored_is_a_duplicate_and_never_discarded(store, pen):
    pen.push(pen.change(change_id=7))
    row = store.reads.read(GRID, 0, EVERYTHING)[0]
    assert store.log.discard([row.hash]) == 0
    assert codes(pen.push(pen.change(change_id=7))) == ["duplicate"]


def test_a_persons_authority_stores_what_gate_quota_or_discarding_refuse(store, pen):
    pen.push(
        pen.change(change_id=1, data=bytes(100 * 1024)),
        pen.change(change_id=2, data=bytes(60 * 1024)),
        pen.change(change_id=3, refusal="other_author"),
        pen.change(change_id=4, refusal="forbidden"),
    )
    over, other, discarded = store.reads.quarantine()
    store.log.discard([discarded.hash])
    answers = pen.push(
        pen.change(change_id=2, data=over.data, refusal=None, forced="zhaomin1"),
        pen.change(change_id=3, refusal="other_author", forced="zhaomin1"),
        pen.change(change_id=4, refusal="forbidden", forced="zhaomin1"),
        pen.change(change_id=4, refusal="forbidden"),
    )
    assert codes(answers) == ["stored", "stored", "stored", "duplicate"]
    assert store.reads.quarantine() == []
    assert other.data in {row.data for row in store.reads.read(GRID, 0, EVERYTHING)}


def test_no_authority_gives_a_change_a_number_that_is_taken(store, pen):
    pen.push(pen.change(change_id=7, data=b"first"), pen.change(change_id=7, data=b"second"))
    forced = pen.change(change_id=7, data=b"second", forced="zhaomin1")
    assert codes(pen.push(forced)) == ["id_taken"]
    assert [kept.data for kept in store.reads.quarantine()] == [b"second"]


def test_a_discarded_change_whose_number_is_taken_stays_discarded(store, pen):
    pen.push(pen.change(change_id=7, data=b"first"), pen.change(change_id=7, data=b"second"))
    (kept,) = store.reads.quarantine()
    store.log.discard([kept.hash])
    (answer,) = pen.push(pen.change(change_id=7, data=b"second", forced="zhaomin1"))
    assert (answer.code, answer.kept) == ("id_taken", False)
    assert codes(pen.push(pen.change(change_id=7, data=b"second"))) == ["discarded"]
    assert store.reads.quarantine() == []
