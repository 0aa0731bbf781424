"""Every log: which answer a change gets, and in which order the reasons count (records.md §4)."""

import pytest

from schema.area import Scope
from sync.core.results import Duplicate, Refused, Stored

GRID = Scope("130709/100/002/007")
EVERYTHING = 1 << 30
KIB = 1024


def codes(answers) -> list[str]:
    """The answers in words."""
    names = {Stored: "stored", Duplicate: "duplicate"}
    return [names.get(type(answer)) or answer.code for answer in answers]


def test_the_same_bytes_again_are_a_duplicate_with_their_first_number(store, pen):
    pen.push(pen.change("0300"), pen.change("0301", change_id=7))
    again = pen.change("0301", change_id=7)
    assert pen.push(again) == [Duplicate(2)]
    assert pen.push(again, again) == [Duplicate(2), Duplicate(2)]
    assert len(store.reads.read(GRID, 0, EVERYTHING)) == 2


def test_what_was_stored_before_a_reopening_is_known_after_it(store, pen):
    pen.push(pen.change("0301", change_id=7, data=b"first"))
    store.reopen()
    answers = pen.push(
        pen.change("0301", change_id=7, data=b"first"),
        pen.change("0301", change_id=7, data=b"second"),
        pen.change("0301", change_id=8),
    )
    assert codes(answers) == ["duplicate", "id_taken", "stored"]


def test_another_device_that_brings_the_same_bytes_gets_duplicate(store, pen):
    pen.push(pen.change(change_id=7))
    assert pen.push(pen.change(change_id=7, device="tablet02")) == [Duplicate(1)]
    assert [row.device for row in store.reads.read(GRID, 0, EVERYTHING)] == ["tablet01"]


def test_twice_in_one_batch_is_stored_then_duplicate(store, pen):
    change = pen.change()
    assert pen.push(pen.change(), change, change) == [Stored(1), Stored(2), Duplicate(2)]
    assert len(store.reads.read(GRID, 0, EVERYTHING)) == 2


def test_the_same_bytes_in_another_record_are_another_change(store, pen):
    assert pen.push(
        pen.change("0301", change_id=7, data=b"same"),
        pen.change("0302", change_id=7, data=b"same"),
    ) == [Stored(1), Stored(2)]


def test_a_change_id_with_other_bytes_is_taken(store, pen):
    pen.push(pen.change(change_id=7, data=b"first"))
    (answer,) = pen.push(pen.change(change_id=7, data=b"second"))
    assert codes([answer]) == ["id_taken"]
    assert answer.kept
    assert not answer.retryable
    assert [row.data for row in store.reads.read(GRID, 0, EVERYTHING)] == [b"first"]
    assert [kept.data for kept in store.reads.quarantine()] == [b"second"]


def test_a_change_id_is_taken_within_one_batch_too(store, pen):
    first = pen.change(change_id=7, data=b"first")
    second = pen.change(change_id=7, data=b"second")
    assert codes(pen.push(first, second, first)) == ["stored", "id_taken", "duplicate"]


def test_a_refused_change_stops_no_other_of_its_batch(store, pen):
    answers = pen.push(pen.change(), pen.change(refusal="forbidden"), pen.change())
    assert codes(answers) == ["stored", "forbidden", "stored"]
    assert [answer.seq for answer in (answers[0], answers[2])] == [1, 2]


def test_of_a_batch_that_is_to_be_whole_nothing_is_stored_or_kept_where_one_is_refused(store, pen):
    pen.push(pen.change("0301", change_id=7, data=b"first"))
    batch = [pen.change("0302"), pen.change("0301", change_id=7, data=b"second")]
    commit = store.log.commit(batch, pen.now_ms, whole=True)
    assert codes(commit.results) == ["stored", "id_taken"]
    assert (commit.rows, commit.heads, commit.results[1].kept) == ([], {}, False)
    store.reopen()
    assert [row.data for row in store.reads.read(GRID, 0, EVERYTHING)] == [b"first"]
    assert store.reads.quarantine() == []
    commit = store.log.commit([batch[0], pen.change("0303")], pen.now_ms, whole=True)
    assert commit.results == [Stored(2), Stored(3)]


@pytest.mark.parametrize("code", ["other_author", "forbidden", "unknown_form", "forbidden_state"])
def test_what_is_stored_answers_duplicate_although_the_gate_refuses_it_now(store, pen, code):
    pen.push(pen.change(change_id=7))
    assert pen.push(pen.change(change_id=7, refusal=code)) == [Duplicate(1)]
    assert store.reads.quarantine() == []


def test_the_gates_refusal_comes_before_id_taken_and_quota(store, pen):
    pen.push(pen.change(change_id=7, data=bytes(100 * KIB)))
    (answer,) = pen.push(pen.change(change_id=7, data=bytes(60 * KIB), refusal="forbidden"))
    assert codes([answer]) == ["forbidden"]


def test_id_taken_comes_before_over_quota(store, pen):
    pen.push(pen.change(change_id=7, data=bytes(100 * KIB)))
    assert codes(pen.push(pen.change(change_id=7, data=bytes(60 * KIB)))) == ["id_taken"]


@pytest.mark.parametrize(
    "code",
    ["too_large", "malformed", "other_author", "forbidden", "unknown_form", "forbidden_state"],
)
def test_the_gates_code_is_the_answer(store, pen, code):
    (answer,) = pen.push(pen.change(refusal=code))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.retryable, answer.kept) == (code, False, True)
    assert answer.hint
    assert store.reads.heads() == {}


# Quota


def test_a_device_may_write_128_kib_into_a_record_and_not_a_byte_more(store, pen):
    answers = pen.push(
        pen.change("0301", data=bytes(64 * KIB)),
        pen.change("0301", data=bytes(64 * KIB)),
        pen.change("0301", data=b"x"),
        pen.change("0302", data=b"x"),
        pen.change("0301", data=b"x", device="tablet02"),
    )
    assert codes(answers) == ["stored", "stored", "over_quota", "stored", "stored"]
    assert answers[2].kept


def test_the_share_of_a_device_counts_across_commits_and_a_reopening(store, pen):
    for _ in range(2):
        pen.push(pen.change(data=bytes(63 * KIB)))
    store.reopen()
    assert codes(pen.push(pen.change(data=bytes(3 * KIB)))) == ["over_quota"]
    assert codes(pen.push(pen.change(data=bytes(2 * KIB)))) == ["stored"]
    assert codes(pen.push(pen.change(data=b"x"))) == ["over_quota"]


def test_a_record_takes_512_kib_of_all_devices_together(store, pen):
    for device in ("tablet01", "tablet02", "tablet03", "tablet04"):
        changes = [pen.change(data=bytes(64 * KIB), device=device) for _ in range(2)]
        assert codes(pen.push(*changes)) == ["stored", "stored"]
    assert codes(pen.push(pen.change(data=b"x", device="tablet05"))) == ["over_quota"]
    assert codes(pen.push(pen.change("0302", data=b"x", device="tablet05"))) == ["stored"]


def test_a_duplicate_needs_no_room(store, pen):
    full = [pen.change(data=bytes(64 * KIB)) for _ in range(2)]
    pen.push(*full)
    assert codes(pen.push(*full)) == ["duplicate", "duplicate"]


def test_a_refused_change_takes_no_room_in_its_record(store, pen):
    pen.push(pen.change(data=bytes(64 * KIB), refusal="forbidden"))
    changes = [pen.change(data=bytes(64 * KIB)) for _ in range(2)]
    assert codes(pen.push(*changes)) == ["stored", "stored"]
