"""A household that was written at the door turns out to be one of the roster."""

import pytest

from tests.acceptance.fieldwork import values

pytestmark = pytest.mark.acceptance


def test_what_was_written_at_the_door_comes_to_the_household_on_every_tablet(
    office, grid, wang, li
):
    unlisted = f"{grid.households[0].rpartition('/')[0]}/+0101后门"
    household, wang_id = grid.households[0], office.staff[wang.login]["id"]
    door = wang.new("renovation_opinion", unlisted, "road=support", "facade=oppose")["id"]
    member = "members[+].name=张伟"
    file = wang.new("household_file", unlisted, "dwelling_use=own", member, "--draft")["id"]
    here = li.new("renovation_opinion", household, "road=oppose")["id"]
    for tablet in (wang, li, wang):
        tablet.sync()

    said = office.run("households", "adopt", unlisted, household, "--lang", "zh-CN")
    assert said.exit_code == 0, said.stderr
    assert (
        said.lines[-1] == f"⚠ 1处两边填得不同，都保留：doorstep records clashes --area {household}"
    )
    assert said.lines[-2].endswith("0101。原记录已作废，填过的内容都留在历史里。")
    assert office.ask("households", "adopt", unlisted, household)["copied"] == []

    for tablet in (wang, li):
        assert tablet.sync()["digests"] == {"equal": 1, "unequal": 0}
        opinion = tablet.show(here)
        assert set(values(opinion, "road")) == {"support", "oppose"}
        assert opinion["answers"]["road"]["outcome"] == "clash"
        assert values(opinion, "facade") == ["oppose"]
        assert tablet.show(door)["status"] == "void"
        listed = tablet.show(file.replace(unlisted, household))
        assert "张伟" in [each["value"] for each in listed["answers"].values()]
    assert wang.show(door)["answers"]["road"]["value"] == "support", "still to be read there"
    (remark,) = office.show(here)["remarks"]
    assert remark["text"].startswith(f"由“0101后门”（未登记）并入：{office.name(wang_id)} ")
