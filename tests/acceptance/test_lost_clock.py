"""A tablet whose clock jumps by ten years: nothing is lost, hidden or ordered by it."""

import time

import pytest

from tests.acceptance.counting import stored, written
from tests.acceptance.fieldwork import values

pytestmark = pytest.mark.acceptance

DAY_MS = 24 * 3600 * 1000


@pytest.mark.parametrize(
    ("years", "said"),
    [(-10, "本机钟：慢3650天，已按服务器校正"), (10, "本机钟：快3650天，已按服务器校正")],
)
def test_what_is_written_with_a_clock_ten_years_off_supersedes_what_it_saw_and_is_corrected_later(
    office, grid, wang, li, years, said
):
    def off(*words, lang="en"):
        done = wang.run(*words, lang=lang, launcher=("lost_clock_tablet.py", years))
        assert done.exit_code == 0, (done.stdout, done.stderr)
        return done

    li.new("renovation_opinion", grid.households[0], "road=support", "facade=support")
    li.sync()
    wang.sync()
    off("edit", grid.opinion(0), "road=oppose")
    off("sync")
    off("edit", grid.opinion(0), "facade=oppose")
    lines = off("status", lang="zh-CN").lines
    assert said in lines
    assert any(line.startswith("上次连上服务器：今天") for line in lines)
    off("sync")

    assert written(wang.home) <= stored(office.data)
    answers = office.show(grid.opinion(0))["answers"]
    assert [values({"answers": answers}, each) for each in ("road", "facade")] == [["oppose"]] * 2
    before, after = (answers[each]["values"][0]["at_ms"] for each in ("road", "facade"))
    now_ms = time.time_ns() // 1_000_000
    assert (before - now_ms) // (365 * DAY_MS) in (years, years - 1), "the clock had told so"
    assert abs(after - now_ms) < DAY_MS, "after a contact it counts as corrected"
    li.edit(grid.opinion(0), "road=neutral")
    li.sync()
    shown = sorted(values(office.show(grid.opinion(0)), "road"))
    assert shown == ["neutral", "oppose"], "neither saw the other: no clock hides one"
    assert wang.sync()["outcomes"]["clash"] == 1
