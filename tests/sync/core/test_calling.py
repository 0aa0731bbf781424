"""What a record says to a survey round, whatever the clocks of those who disagree about it say."""

import pytest

from schema.pack import load_pack
from schema.rounds import Call
from sync.core.calling import call_of, finishing
from sync.core.change import Change, Entry
from sync.core.entries import HeldChange
from sync.core.record import read_record

VISIT = next(form for form in load_pack("chongli").forms if form.id == "visit")


def reading(first, *others, clocks=(0, 1)):
    """A record that several wrote on in one order of the log, unseen by each other."""
    changes = [
        HeldChange(
            change=Change(
                change_id=number,
                staff=f"staff{number:06}",
                time_ms=time_ms,
                remark=None,
                entries=tuple(Entry(name, value, (1,)) for name, value in said.items()),
            ),
            seq=number,
        )
        for number, (said, time_ms) in enumerate(
            zip((first, *others), (0, *(10 + at for at in clocks)), strict=False), start=1
        )
    ]
    return read_record(VISIT, changes)


CLOCKS = pytest.mark.parametrize("clocks", [(0, 1), (1, 0)])


@CLOCKS
def test_while_people_disagree_whether_a_record_is_finished_it_is_not_and_its_call_is_of_no_use(
    clocks,
):
    said = {"_status": "finished", "outcome": "refused"}
    torn = reading(said, {"_status": "finished"}, {"_status": "void"}, clocks=clocks)
    assert finishing(torn) is None
    assert call_of(torn).call == Call(1, None)


@CLOCKS
def test_while_people_disagree_what_a_call_came_to_it_came_to_nothing(clocks):
    said = {"_status": "finished", "outcome": "done"}
    torn = reading(said, {"outcome": "come_back"}, {"outcome": "vacant"}, clocks=clocks)
    assert call_of(torn).call == Call(1, None)


@CLOCKS
def test_a_record_that_is_finished_and_approved_at_once_is_done_since_it_was_finished(clocks):
    both = reading({}, {"_status": "finished"}, {"_status": "approved"}, clocks=clocks)
    assert finishing(both).seq == 2


@pytest.mark.parametrize("status", [["finished"], 7, None, "draft", "void"])
def test_a_record_in_a_state_that_is_none_is_neither_done_nor_a_call(status):
    odd = reading({"_status": "finished", "outcome": "done"}, {"_status": status})
    assert (finishing(odd), call_of(odd)) == (None, None)
