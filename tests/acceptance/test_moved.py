"""Rights that are taken away: what was typed is safe, and what is no longer theirs is gone."""

import pytest

from tests.acceptance.commands import COMMAND_S, eventually
from tests.acceptance.counting import held, stored, written
from tests.acceptance.watching import asked, connected

pytestmark = pytest.mark.acceptance

THEIRS = "同事在老网格写的一句话"
MINE = "我在老网格写的一句话"
LAST = "离开前最后写的一句话"
HERE = "新网格里早就有的一句话"


def files_with(tablet, *texts):
    """The files of a home in which one of these texts stands."""
    return [
        file.name
        for file in tablet.home.iterdir()
        if any(text.encode() in file.read_bytes() for text in texts)
    ]


def grant(office, tablet, grid, role="grid_member", form=None):
    words = ("--role", role, "--area", grid.id, *(("--form", form) if form else ()))
    office.ask("staff", "grant", tablet.login, *words)


def withdraw(office, tablet, grid, role="grid_member", form=None):
    words = ("--role", role, "--area", grid.id, *(("--form", form) if form else ()))
    office.ask("staff", "revoke", tablet.login, *words)


def test_moved_to_another_grid_the_old_one_is_gone_after_its_last_edits_are_safe(
    office, grid, next_grid, wang, li, enrolled
):
    other = next_grid()
    zhou = enrolled(office, other.members[0])
    zhou.new("renovation_opinion", other.households[0], f"opinion={HERE}")
    li.new("renovation_opinion", grid.households[0], f"opinion={THEIRS}")
    wang.new("renovation_opinion", grid.households[1], f"opinion={MINE}")
    for tablet in (zhou, li, wang):
        tablet.sync()
    wang.batch(
        ("edit", grid.opinion(0), f"opinion={LAST}"),
        ("new", "renovation_opinion", "--area", grid.households[2], f"opinion={LAST}"),
    )
    mine = written(wang.home)
    unsent = mine - stored(office.data)
    assert files_with(wang, THEIRS) == files_with(wang, MINE) != []
    grant(office, wang, other)
    withdraw(office, wang, grid)

    done = wang.run("sync", lang="zh-CN")

    assert done.exit_code == 3
    assert "送出3处改动：1处服务器已有，2处被拒收" in done.lines
    assert "3份记录已不归您，写过的都在服务器上，已从本机移除" in done.lines
    hint = "您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。"
    assert sum(hint in line for line in done.lines) == 2
    assert not any("全部安全送达" in line for line in done.lines)
    assert held(wang.home) == {
        answer for answer in stored(office.data) if other.id in answer.record
    }
    assert wang.show(other.opinion(0))["answers"]["opinion"]["value"] == HERE
    assert files_with(wang, THEIRS, MINE, LAST, grid.id) == []
    assert wang.run("areas", grid.id).exit_code == 2, "nor is its list of households here"
    assert list(wang.status()["scopes"]) == [other.id]
    kept = office.ask("quarantine", "list", "--device", wang.status()["device"])
    assert {entry["reason"] for entry in kept} == {"forbidden"}
    office.ask("quarantine", "accept", "--device", wang.status()["device"])
    assert unsent <= mine <= stored(office.data)
    wang.new("renovation_opinion", other.households[1], "road=support")
    assert wang.run("sync").exit_code == 0


def test_a_form_that_is_withdrawn_is_gone_and_the_others_stay(office, grid, next_grid, wang, li):
    """By grants that name a form each; what of it was typed in the last hour is kept."""
    withdraw(office, li, grid)
    for form in ("renovation_opinion", "household_file"):
        grant(office, li, grid, form=form)
    li.batch(
        ("new", "renovation_opinion", "--area", grid.households[0], f"opinion={MINE}"),
        ("new", "household_file", "--area", grid.households[0], "phone=13900000000"),
        ("sync",),
        ("edit", grid.opinion(0), f"opinion={LAST}"),
    )
    unsent = written(li.home) - stored(office.data)
    withdraw(office, li, grid, form="renovation_opinion")

    assert li.run("sync").exit_code == 3

    assert {answer.record.partition("/")[0] for answer in held(li.home)} == {"household_file"}
    assert files_with(li, MINE, LAST) == []
    assert [form["id"] for form in li.ask("forms")] == ["household_file"]
    assert li.status()["scopes"][grid.id]["seq"] == 2, "the grid itself is still served"
    office.ask("quarantine", "accept", "--device", li.status()["device"])
    assert unsent <= stored(office.data)
    assert li.sync()["digests"]["unequal"] == 0


def test_all_withdrawn_while_connected_it_is_cut_hands_in_its_work_and_keeps_what_it_has(
    office, grid, wang
):
    wang.new("renovation_opinion", grid.households[0], f"opinion={MINE}")
    with connected(wang) as process:
        eventually(lambda: asked(wang, "SELECT max(seq) FROM rows") == [(1,)], process.poll)
        withdraw(office, wang, grid)
        _, stderr = process.communicate(timeout=COMMAND_S)
    assert (process.returncode, stderr) == (0, "")

    wang.edit(grid.opinion(0), f"opinion={LAST}")
    done = wang.run("sync", lang="zh-CN")

    assert done.exit_code == 3
    assert done.lines[1:4] == [
        "送出1处改动：1处被拒收",
        "⚠ 这台平板或您的账号已停用，不再接收内容",
        "1处改动已留在社区待处理，不会丢",
    ]
    assert files_with(wang, MINE)
    assert files_with(wang, LAST)
    assert wang.status()["standing"] == "revoked"
    (refused,) = wang.ask("list", "--status", "refused")
    assert (refused["id"], refused["sync"]) == (grid.opinion(0), "refused")
    assert wang.show(grid.opinion(0))["answers"]["opinion"]["value"] == MINE

    grant(office, wang, grid)
    assert wang.sync()["stored"] == 1
    assert wang.status()["standing"] == "known"
    assert office.ask("quarantine", "list", "--device", wang.status()["device"]) == []
