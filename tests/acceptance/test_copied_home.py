"""A tablet's home copied with `cp -r`, or put back from an old copy, corrupts nothing."""

import shutil

import pytest

from tests.acceptance.counting import held, stored, written
from tests.acceptance.fieldwork import Tablet

pytestmark = pytest.mark.acceptance


def copy_of(tablet, name):
    """The whole home, as it lies on the disk."""
    home = tablet.home.with_name(name)
    shutil.copytree(tablet.home, home)
    return Tablet(home, tablet.login)


def of(grid, answers):
    """The answers that belong to this grid."""
    return {answer for answer in answers if f"/{grid.id}" in answer.record}


def edits(record, question):
    """Every value that was ever written to a question, sorted."""
    return sorted(
        change["answers"][question]["value"]
        for change in record["history"]
        if question in change["answers"]
    )


def test_every_edit_of_a_copied_home_and_of_its_original_is_there_and_both_go_on(
    office, grid, wang
):
    shared = wang.new("renovation_opinion", grid.households[0], "road=support", "parking_spaces=0")
    wang.sync()
    unsent = wang.new("renovation_opinion", grid.households[1], "road=neutral")
    copy = copy_of(wang, "copy")
    wang.edit(shared["id"], "road=oppose", "opinion=写在原件上")
    copy.edit(shared["id"], "road=neutral", "facade=support")
    wang.new("renovation_opinion", grid.households[2], "road=support")
    copy.new("renovation_opinion", grid.households[3], "road=oppose")
    both = (wang, copy)
    assert wang.status()["device"] == copy.status()["device"]

    for tablet in both * 2:
        assert tablet.sync()["refused"] == 0

    expected = written(wang.home, copy.home)
    assert of(grid, stored(office.data)) == expected
    assert [held(tablet.home) for tablet in both] == [expected] * 2
    for side in (office, *both):
        record = side.show(shared["id"], history=True)
        assert edits(record, "road") == ["neutral", "oppose", "support"]
        assert edits(record, "opinion") == ["写在原件上"]
        assert edits(record, "facade") == ["support"]
        assert record["answers"]["road"]["outcome"] == "clash"
        assert side.show(unsent["id"])["answers"]["road"]["value"] == "neutral"

    wang.edit(unsent["id"], "road=support")
    copy.settle(shared["id"], "road", take=1)
    for tablet in both * 2:
        tablet.sync()
    expected = written(wang.home, copy.home)
    assert of(grid, stored(office.data)) == expected
    assert [held(tablet.home) for tablet in both] == [expected] * 2
    assert [tablet.ask("clashes") for tablet in both] == [[], []]


def test_an_old_copy_of_a_home_put_back_and_edited_brings_everything_together(office, grid, wang):
    record = wang.new("renovation_opinion", grid.households[0], "road=support")["id"]
    wang.sync()
    old = copy_of(wang, "old")
    wang.edit(record, "road=oppose", "parking_spaces=1")
    wang.new("renovation_opinion", grid.households[1], "road=oppose")
    wang.sync()
    wang.edit(record, "opinion=从未送出")
    lost = written(wang.home) - stored(office.data)
    before = written(wang.home) - lost

    shutil.rmtree(wang.home)
    old.home.rename(wang.home)
    assert wang.show(record)["answers"]["road"]["value"] == "support"
    wang.edit(record, "road=neutral", "facade=support")
    wang.new("renovation_opinion", grid.households[2], "road=support")
    for _ in range(2):
        assert wang.sync()["refused"] == 0

    expected = before | written(wang.home)
    assert of(grid, stored(office.data)) == expected
    assert held(wang.home) == expected
    for side in (office, wang):
        shown = side.show(record, history=True)
        assert edits(shown, "road") == ["neutral", "oppose", "support"]
        assert edits(shown, "parking_spaces") == [1]
        assert shown["answers"]["road"]["outcome"] == "clash"
    assert {answer.question for answer in lost} == {"j", "opinion"}
    wang.edit(record, "road=support")
    assert wang.sync()["stored"] == 1
