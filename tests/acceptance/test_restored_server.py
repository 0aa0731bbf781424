"""A server put back to yesterday's directory is healed by its tablets."""

import shutil
from collections import Counter

import pytest

from tests.acceptance.counting import Answer, held, stored, written
from tests.golden.spelling import base36

pytestmark = pytest.mark.acceptance


def put_back(office, yesterday, *, views_too):
    """Yesterday's files in the place of today's, without telling anybody."""
    office.server.stop()
    for name in ("log.db", *(["views.db"] if views_too else [])):
        shutil.copy(yesterday / name, office.data / name)
    office.server.start()


def day_at_the_door(office, grid, enrolled, tmp_path):
    """Yesterday both staff delivered; today Li did, on top of what Wang had written."""
    wang, li = (enrolled(office, login) for login in grid.members[:2])
    record = wang.new("renovation_opinion", grid.households[0], "road=support")["id"]
    for tablet in (wang, li):
        tablet.sync()
    office.server.stop()
    shutil.copytree(office.data, tmp_path / "yesterday")
    office.server.start()
    wang.edit(record, "facade=oppose", "opinion=今天写的")
    wang.sync()
    li.sync()
    li.edit(record, "facade=support")
    li.new("renovation_opinion", grid.households[1], "road=oppose")
    for tablet in (li, wang):
        tablet.sync()
    return wang, li, record


@pytest.mark.parametrize("views_too", [True, False], ids=["whole directory", "log alone"])
def test_every_edit_that_any_tablet_held_is_there_after_all_have_synced_twice(
    own_office, grid, enrolled, tmp_path, views_too
):
    own_office.server.start()
    wang, li, record = day_at_the_door(own_office, grid, enrolled, tmp_path)
    expected = written(wang.home, li.home)
    put_back(own_office, tmp_path / "yesterday", views_too=views_too)
    assert stored(own_office.data) < expected, "the server has forgotten today"

    first = li.sync()
    assert (first["rewound"], first["given_back"], first["refused"]) == ([grid.id], 1, 0)
    kept = own_office.ask("quarantine", "list")
    assert [entry["reason"] for entry in kept] == ["other_author"], "what Wang wrote, in Li's hands"
    for tablet in (wang, li, wang):
        tablet.sync()

    assert stored(own_office.data) == expected
    assert own_office.ask("quarantine", "list") == [], "Wang brought it himself"
    for side in (own_office, wang, li):
        shown = side.show(record)["answers"]
        assert shown["facade"]["value"] == "support"
        assert shown["opinion"]["value"] == "今天写的"
    # What is shown by now comes from the log that is there; before, the pages' data may still be
    # that of the log taken away, which is worth telling.
    assert own_office.verify()["problems"] == []
    assert [tablet.sync()["rewound"] for tablet in (wang, li)] == [[], []]
    assert [tablet.status()["outbox"]["waiting"] for tablet in (wang, li)] == [0, 0]


def test_what_a_colleague_gave_back_is_accepted_in_one_go_under_its_author(
    own_office, grid, enrolled, tmp_path
):
    own_office.server.start()
    wang, li, record = day_at_the_door(own_office, grid, enrolled, tmp_path)
    expected = written(wang.home, li.home)
    put_back(own_office, tmp_path / "yesterday", views_too=True)
    li.sync()
    assert own_office.ask("quarantine", "accept", "--reason", "other_author") == {"ok": True}
    assert own_office.ask("quarantine", "list") == []
    assert stored(own_office.data) == expected, "without Wang's tablet, which may be lost"
    (value,) = own_office.show(record)["answers"]["opinion"]["values"]
    assert own_office.name(value["staff"]) == own_office.name(own_office.staff[wang.login]["id"])
    li.sync()
    assert li.show(record)["answers"]["opinion"]["value"] == "今天写的"
    wang.sync()
    assert wang.sync()["rewound"] == []
    assert own_office.verify()["problems"] == []


def test_the_tablet_says_in_words_that_it_helped(own_office, grid, enrolled, tmp_path):
    own_office.server.start()
    _, li, _ = day_at_the_door(own_office, grid, enrolled, tmp_path)
    put_back(own_office, tmp_path / "yesterday", views_too=True)
    lines = li.say("sync")
    assert "服务器恢复过或您的权限变了：1个网格已从头核对，本机的改动都已重新送到" in lines
    assert "另有1处同事的改动，服务器没有了，已交回社区处理" in lines


def history(office, record):
    """Every answer of a record that `records show` tells, as (record, question, change)."""
    return {
        Answer(record, question, base36(change["change"]))
        for change in office.show(record, history=True)["history"]
        for question in change["answers"]
    }


def test_many_tablets_one_of_them_lost_bring_back_every_edit_and_nobody_is_asked_anything(
    own_office, grid, next_grid, enrolled, tmp_path
):
    """Some of each was written before the copy and after it, refused before it and after it."""
    office, other = own_office, next_grid()
    office.server.start()
    wang, li = (enrolled(office, login) for login in grid.members)
    lost, zhou = enrolled(office, grid.head), enrolled(office, other.members[0])
    here = (wang, li, lost)
    for number, tablet in enumerate(here):
        tablet.batch(
            ("new", "renovation_opinion", "--area", grid.households[number], "road=support"),
            ("edit", grid.opinion(number), "opinion=昨天写的"),
            ("sync",),
        )
    wang.new("renovation_opinion", other.households[-1], "road=oppose")
    assert wang.run("sync").exit_code == 3
    office.server.stop()
    shutil.copytree(office.data, tmp_path / "yesterday")
    office.server.start()

    for tablet in here:
        tablet.batch(("edit", grid.opinion(0), f"opinion={tablet.login}今天写的"))
        tablet.run("sync")
    lost.batch(
        ("new", "renovation_opinion", "--area", grid.households[3], "facade=oppose"),
        ("note", grid.opinion(3), "家里没人"),
        ("sync",),
    )
    zhou.new("renovation_opinion", other.households[0], "road=oppose")
    zhou.sync()
    wang.new("renovation_opinion", other.households[-2], "road=oppose")
    for tablet in (wang, li):
        assert tablet.run("sync").exit_code == (3 if tablet is wang else 0)
    survivors = (wang, li, zhou)
    everything = set().union(*(held(tablet.home) for tablet in (*survivors, lost)))
    refused = {answer for answer in written(wang.home) if other.id in answer.record}
    lost_alone = written(lost.home)
    shutil.rmtree(lost.home)

    put_back(office, tmp_path / "yesterday", views_too=True)
    assert not everything - refused <= stored(office.data)
    wang.edit(grid.opinion(1), "facade=support")
    written_since = written(wang.home) - everything
    for _ in range(2):
        for tablet in survivors:
            done = tablet.run("sync", "--json")
            assert done.exit_code == (3 if tablet is wang else 0), done.stderr

    kept = office.ask("quarantine", "list")
    assert Counter(entry["reason"] for entry in kept) == {
        "other_author": len({answer.change for answer in lost_alone - stored(office.data)}),
        "forbidden": 2,
    }
    office.ask("quarantine", "accept", "--reason", "other_author")

    assert stored(office.data) == (everything | written_since) - refused
    records = {answer.record for answer in stored(office.data)}
    told = set().union(*(history(office, record) for record in records))
    assert told == {answer for answer in stored(office.data) if answer.question != "j"}
    assert [entry["reason"] for entry in office.ask("quarantine", "list")] == ["forbidden"] * 2
    assert office.verify()["problems"] == []
    for tablet in survivors:
        tablet.run("sync")
        assert tablet.status()["outbox"]["waiting"] == 0
    assert held(wang.home) - refused == held(li.home)
