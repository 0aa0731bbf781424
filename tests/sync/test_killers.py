"""What ended, stalled or deceived readers of Yjs updates is refused before any reader sees it."""

import tracemalloc

import pytest

from sync.core.change import CHANGE_BYTES_MAX
from sync.core.errors import ChangeRefused
from sync.core.scan import scan
from tests.golden.corpus import CONTROLS, KILLERS

# The ones that were measured, copied once more by hand: no corpus may lose them.
MEASURED = [
    "01011a010000000101016efe016a012100",
    "000114010001",
    "00013201008080808004",
    "01016300830700046576696c00",
    "0201070023010161016b017601070123010161026b32017600",
    "0201070023010161016b0376767601070123010161026b3202763200",
]


@pytest.mark.parametrize("killer", KILLERS, ids=lambda killer: killer.name)
def test_a_killer_is_refused(killer):
    with pytest.raises(ChangeRefused) as refusal:
        scan(killer.data)
    assert refusal.value.code == killer.code


@pytest.mark.parametrize("name", CONTROLS)
def test_the_envelope_that_killers_are_planted_in_is_accepted(name):
    """Otherwise a killer would be refused for its envelope, and prove nothing."""
    assert scan(CONTROLS[name]).staff == "wang0000"


def test_the_corpus_holds_every_killer_that_was_measured():
    assert {bytes.fromhex(killer) for killer in MEASURED} <= {killer.data for killer in KILLERS}


def test_killers_have_names_of_their_own():
    assert len({killer.name for killer in KILLERS}) == len(KILLERS)


def test_refusing_takes_no_memory_on_a_sender_s_word():
    """At most a small multiple of the largest change, whatever lengths and counts it declares."""
    tracemalloc.start()
    try:
        for killer in KILLERS:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            with pytest.raises(ChangeRefused):
                scan(killer.data)
            assert tracemalloc.get_traced_memory()[1] - before < 64 * CHANGE_BYTES_MAX, killer.name
    finally:
        tracemalloc.stop()
