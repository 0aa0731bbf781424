"""A return, what it asks for, and what came since: told by entries, never by a clock."""

from dataclasses import replace
from random import Random

import pytest

from sync.core.change import Change, Entry
from sync.core.record import HeldChange, read_record
from sync.core.review import Reason

WANG, LI, ZHAO, QIAN = "wang0000", "li000000", "zhao0000", "qian0000"


def change(change_id, answers=None, *, staff=WANG, remark=None, time_ms=None):
    """A change; `answers` by question: a value, or (value, replaces)."""
    entries = []
    for question, answer in (answers or {}).items():
        value, replaces = answer if isinstance(answer, tuple) else (answer, ())
        entries.append(Entry(question, value, tuple(replaces)))
    time_ms = change_id * 1000 if time_ms is None else time_ms
    return Change(change_id, staff, time_ms, remark, tuple(entries))


def review(*changes):
    """What is read of changes that are all in the log, in this order."""
    held = [HeldChange(change=each, seq=seq) for seq, each in enumerate(changes, start=1)]
    return read_record(None, held).review


FINISHED = change(1, {"road": "yes", "spaces": 3, "_status": "finished"})
RETURNED = change(
    2,
    {"_status": ("returned", [1]), "_return.spaces": "再问一次"},
    staff=ZHAO,
    remark="请核实",
)
CORRECTED = change(3, {"spaces": (2, [1])})
FINISHED_AGAIN = change(4, {"_status": ("finished", [2])})
APPROVED = change(5, {"_status": ("approved", [4]), "_return.spaces": (None, [2])}, staff=ZHAO)

WHOLE = Reason(question=None, text="请核实", staff=ZHAO, time_ms=2000, change=2, answered=False)
OF_SPACES = Reason(
    question="spaces", text="再问一次", staff=ZHAO, time_ms=2000, change=2, answered=False
)


def test_a_record_that_nobody_returned_has_no_review():
    assert review(FINISHED) is None
    assert review(change(1, {"road": "yes"})) is None
    assert review(FINISHED, change(2, {"_status": ("approved", [1])}, staff=ZHAO)) is None


def test_a_return_has_its_reasons_for_the_whole_and_by_question():
    found = review(FINISHED, RETURNED)
    assert found.returned == (2,)
    assert not found.changed
    assert found.reasons == (WHOLE, OF_SPACES)
    assert found.open_questions == ("spaces",)


def test_a_question_answered_anew_is_recognised_without_touching_its_reason():
    found = review(FINISHED, RETURNED, CORRECTED)
    assert found.returned == (2,)
    assert found.changed
    assert found.reasons == (WHOLE, replace(OF_SPACES, answered=True))
    assert found.open_questions == ()


def test_the_same_value_once_more_answers_the_reason_too():
    confirmed = change(3, {"spaces": (3, [1])})
    assert review(FINISHED, RETURNED, confirmed).open_questions == ()


def test_another_question_corrected_leaves_the_reason_open():
    other = change(3, {"road": ("no", [1])})
    found = review(FINISHED, RETURNED, other)
    assert found.changed
    assert found.open_questions == ("spaces",)


def test_finished_again_is_no_longer_returned_and_says_that_it_was_changed():
    found = review(FINISHED, RETURNED, CORRECTED, FINISHED_AGAIN)
    assert found.returned == ()
    assert found.changed
    assert [reason.answered for reason in found.reasons] == [False, True]
    bare = review(FINISHED, RETURNED, FINISHED_AGAIN)
    assert (bare.returned, bare.changed, bare.open_questions) == ((), True, ("spaces",))


def test_an_approval_ends_the_return():
    assert review(FINISHED, RETURNED, CORRECTED, FINISHED_AGAIN, APPROVED) is None


def test_what_a_colleague_wrote_unaware_answers_nothing_but_is_a_change():
    unaware = change(8, {"spaces": 1}, staff=LI)
    found = review(FINISHED, RETURNED, unaware)
    assert found.changed
    assert found.open_questions == ("spaces",)
    assert review(FINISHED, RETURNED, unaware, CORRECTED).open_questions == ()


def test_an_edit_of_another_question_by_a_colleague_is_there_beside_the_correction():
    colleague = change(9, {"road": ("no", [1])}, staff=LI)
    found = review(FINISHED, RETURNED, CORRECTED, colleague, FINISHED_AGAIN)
    assert found.open_questions == ()
    assert found.returned == ()


def test_a_finish_by_one_who_did_not_see_the_return_leaves_the_record_returned():
    unaware = change(3, {"_status": ("finished", [1])}, staff=LI)
    found = review(FINISHED, RETURNED, unaware)
    assert found.returned == (2,)
    assert not found.changed


def test_a_question_that_nobody_had_answered_is_answered_by_the_first_answer():
    asked = change(2, {"_status": ("returned", [1]), "_return.opinion": "请补充"}, staff=ZHAO)
    assert review(FINISHED, asked).open_questions == ("opinion",)
    assert review(FINISHED, asked, change(3, {"opinion": "灯"})).open_questions == ()


def test_a_second_return_adds_its_reasons_to_the_first():
    more = change(3, {"_status": ("returned", [2]), "_return.road": "看错了"}, staff=QIAN)
    found = review(FINISHED, RETURNED, more)
    assert found.returned == (3,)
    assert [(each.question, each.text) for each in found.reasons] == [
        (None, "请核实"),
        ("road", "看错了"),
        ("spaces", "再问一次"),
    ]


def test_a_return_after_a_finish_begins_anew():
    again = change(5, {"_status": ("returned", [4])}, staff=ZHAO, remark="还是不对")
    found = review(FINISHED, RETURNED, CORRECTED, FINISHED_AGAIN, again)
    assert found.returned == (5,)
    assert not found.changed
    assert [each.text for each in found.reasons if each.question is None] == ["还是不对"]


def test_two_reviewers_at_once_leave_the_record_returned_and_the_state_in_a_clash():
    approved = change(3, {"_status": ("approved", [1])}, staff=QIAN)
    held = [HeldChange(change=each, seq=n) for n, each in enumerate((FINISHED, RETURNED, approved))]
    reading = read_record(None, held)
    assert reading.clashes == ("_status",)
    assert reading.review.returned == (2,)
    assert not reading.review.changed
    settled = change(4, {"_status": ("approved", [2, 3])}, staff=QIAN)
    assert review(FINISHED, RETURNED, approved, settled) is None


def test_two_reasons_for_one_question_are_both_kept():
    other = change(3, {"_status": ("returned", [1]), "_return.spaces": "数错了"}, staff=QIAN)
    found = review(FINISHED, RETURNED, other)
    assert found.returned == (2, 3)
    assert [each.text for each in found.reasons] == ["请核实", "再问一次", "数错了"]


def test_a_removed_row_answers_the_reason_for_a_question_in_it():
    first = change(1, {"members[0a1b2c].name": "张伟", "_status": "finished"})
    asked = change(
        2, {"_status": ("returned", [1]), "_return.members[0a1b2c].name": "查无此人"}, staff=ZHAO
    )
    removed = change(3, {"members[0a1b2c]": False, "members[0a1b2c].name": (None, [1])})
    assert review(first, asked).open_questions == ("members[0a1b2c].name",)
    assert review(first, asked, removed).open_questions == ()


def test_a_reason_for_a_whole_repeat_is_answered_by_a_row():
    asked = change(2, {"_status": ("returned", [1]), "_return.members": "还有人吗"}, staff=ZHAO)
    row = change(3, {"members[0a1b2c].name": "张伟"})
    assert review(FINISHED, asked).open_questions == ("members",)
    assert review(FINISHED, asked, row).open_questions == ()


def test_states_that_replace_each_other_in_a_circle_end():
    circle = (
        change(1, {"_status": ("returned", [2])}),
        change(2, {"_status": ("finished", [1])}),
    )
    assert review(*circle).returned == (1,)


HISTORY = (
    FINISHED,
    RETURNED,
    change(8, {"road": ("no", [1])}, staff=LI),
    CORRECTED,
    FINISHED_AGAIN,
    change(9, {"_status": ("returned", [4]), "_return.road": "?"}, staff=QIAN, remark="x"),
)


@pytest.mark.parametrize("upto", range(1, len(HISTORY) + 1))
def test_whatever_the_clocks_say_and_in_whatever_order_rows_come_the_review_is_one(upto):
    random = Random(upto)
    expected = review(*HISTORY[:upto])
    for _ in range(20):
        held = [
            HeldChange(change=replace(each, time_ms=random.randrange(10**6)), seq=seq)
            for seq, each in enumerate(HISTORY[:upto], start=1)
        ]
        random.shuffle(held)
        assert timeless(read_record(None, held).review) == timeless(expected)


@pytest.mark.parametrize("waiting", range(len(HISTORY)))
def test_a_tablet_whose_own_changes_wait_reads_what_the_server_will_read(waiting):
    stored = len(HISTORY) - waiting
    held = [
        HeldChange(change=each, seq=seq if seq <= stored else None)
        for seq, each in enumerate(HISTORY, start=1)
    ]
    assert read_record(None, held).review == review(*HISTORY)


def timeless(found):
    """A review without its times, which are for people to read."""
    if found is None:
        return None
    return replace(found, reasons=tuple(replace(each, time_ms=0) for each in found.reasons))


def test_what_a_reviewer_answers_with_the_return_itself_is_no_change_since():
    together = change(2, {"_status": ("returned", [1]), "road": ("no", [1])}, staff=ZHAO)
    assert not review(FINISHED, together).changed
