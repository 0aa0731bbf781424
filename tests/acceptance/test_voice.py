"""What a person in the field reads in the course of a day, in Chinese, word for word.

One scenario with the lines that matter, each as it was designed: a household that two colleagues
answered differently and the community returned, a foreign area, a tablet whose clock is late, and a
server that is gone in the end. Columns are not compared, only words and their order.
"""

import re
import shutil
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.commands import run
from tests.acceptance.fieldwork import Tablet
from tests.acceptance.wire import Wire, change, token_of

pytestmark = pytest.mark.acceptance

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class LateTablet(Tablet):
    """A tablet whose clock is three minutes late."""

    def run(self, *words, lang="zh-CN", launcher=()):
        return super().run(*words, lang=lang, launcher=launcher or ("late_tablet.py",))

    def reads(self, *words, exit_code=0):
        """The lines on the screen, runs of blanks as one."""
        done = self.run(*words)
        assert done.exit_code == exit_code, (done.stdout, done.stderr)
        return [" ".join(line.split()) for line in done.stdout.splitlines()]


class Day:
    """The district on one day, and what is said of its places and times."""

    def __init__(self, office, grid):
        self.office = office
        self.grid = grid
        self.areas = {area["id"]: area for area in office.ask("areas", "list")}
        self.now_ms = time.time_ns() // 1_000_000

    def name(self, area):
        return self.areas[area]["name"]

    def address(self, household):
        """From the compound down: 和平小区 3号楼 1单元 0301."""
        steps, area = [], self.areas[household]
        while area["kind"] in ("household", "unit", "building", "compound"):
            steps.insert(0, area["name"])
            area = self.areas[area["parent"]]
        return " ".join(steps)

    def when(self, at_ms):
        moment = datetime.fromtimestamp(at_ms / 1000, SHANGHAI)
        today = datetime.fromtimestamp(self.now_ms / 1000, SHANGHAI)
        days = (today.date() - moment.date()).days
        if days < 2:
            return f"{'昨天' if days else '今天'} {moment:%H:%M}"
        year = f"{moment.year}年" if moment.year != today.year else ""
        return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"

    def member(self, number):
        return self.office.staff[self.grid.members[number]]

    @property
    def community(self):
        return self.office.staff[f"community-{self.grid.id.split('/')[2]}-1"]

    def push(self, person, at_ms, remark=None, **answers):
        """Somebody else's tablet writes into the household's record, and is acknowledged."""
        data = change(person["id"], at_ms, remark=remark, **answers)
        with Wire(self.office.server.url, token_of(self.office, person["login"])) as wire:
            assert wire.push((self.grid.opinion(0), data))[0][0] == "stored"


@pytest.fixture
def day(own_office, grid):
    (own_office.data / "doorstep.toml").write_text("digest_interval_s = 0\n", "utf-8")
    own_office.server.start()
    return Day(own_office, grid)


@pytest.fixture
def tablet(day, tmp_path):
    """The grid head's, enrolled."""
    tablet = LateTablet(tmp_path / "home", day.grid.head)
    return tablet.enroll(day.office.server.url, day.office.code(day.grid.head))


def test_a_day_in_the_field_as_it_is_read(day, tablet, founded, tmp_path):
    households, tail = day.grid.households, f"{day.grid.households[0].rpartition('/')[2]}:p2022"
    community = day.grid.id.rpartition("/")[0]  # which the tablet can name, of others it cannot
    beside = (grid for grid in founded.grids if grid.id.startswith(f"{community}/"))
    foreign = next(grid for grid in beside if grid.id != day.grid.id).households[-1]
    address, name = day.address(households[0]), day.office.staff[day.grid.head]["name"]
    wang, li, zhao = (person["name"] for person in (day.member(0), day.member(1), day.community))
    grid = day.name(day.grid.id)
    assert "全部送达了吗？是。" in tablet.reads("status")

    # An answer that the server has already, since a copy of this home delivered it; a new one; and
    # one about a grid that is not hers. Meanwhile three others write.
    tablet.new("renovation_opinion", households[0], "facade=neutral", "--draft")
    shutil.copytree(tablet.home, tmp_path / "copy")
    LateTablet(tmp_path / "copy").sync()
    tablet.new("renovation_opinion", households[1], "road=support", "--draft")
    tablet.new("renovation_opinion", foreign, "road=support")
    first_ms, second_ms, third_ms = (
        day.now_ms - 3 * DAY_MS - hours * HOUR_MS for hours in (2, 1, -24)
    )
    day.push(day.member(0), first_ms, greening_lighting="support", road="support")
    day.push(day.member(1), second_ms, greening_lighting="oppose", parking_spaces=9)
    day.push(day.community, third_ms, "停车位请再核实", _status="returned")

    synced = tablet.reads("sync", exit_code=3)
    there = synced[2].removeprefix("✗ ").partition(" 改造意见")[0]
    assert there.startswith(day.name(community))
    assert there.endswith(foreign.rpartition("/")[2])
    assert re.sub(r"[\d.]+秒", "N秒", "\n".join(synced)).splitlines() == [
        "已连上崇礼区服务器（本机钟慢3分钟，已校正）",
        "送出3处改动：1处存好，1处服务器已有，1处被拒收",
        f"✗ {there} 改造意见：您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。",
        "收到3处改动，来自3人；其中1户您也填过",
        "合并1户，新冲突1处，被退回1条",
        "核对：与服务器完全一致",
        "⚠ 1处未被接收，其余2处已安全送达。用时N秒",
        "查看：doorstep-tablet list --status refused",
    ]

    tablet.edit(tail, "opinion=楼道灯坏了")
    mine = tablet.show(tail)["answers"]["opinion"]["values"][0]["at_ms"]
    assert abs(mine - time.time_ns() // 1_000_000) < HOUR_MS // 30, "its clock counts as corrected"
    drafted = tablet.show(tail)["answers"]["facade"]["values"][0]["at_ms"]
    wang_when, li_when = day.when(first_ms), day.when(second_ms)
    assert tablet.reads("show", tail) == [
        f"改造意见 {address}（2022年老旧小区改造）",
        "被退回 · 1处冲突 · 1处改动未送达",
        f"退回原因 {zhao} {day.when(third_ms)}：停车位请再核实",
        f"道路硬化 支持 {wang} {wang_when}",
        "绿化亮化 ⚠ 两人各自填写，互不知情",
        f"1) 支持 {wang} {wang_when}",
        f"2) 反对 {li} {li_when} ← 暂时显示",
        f"外立面改造 中立 我 {day.when(drafted)}",
        f"停车位 9 {li} {li_when} ！超出0–2，已保存，请核对",
        f"意见 楼道灯坏了 我 {day.when(mine)} ↑ 未送达",
        f"↗ 改造项目：改造项目 {address.split()[0]}（2022年老旧小区改造）（不在本机）",
        f"选定：doorstep-tablet settle {tail} greening_lighting --take 1",
    ]
    assert tablet.reads("clashes") == [
        "1处冲突，1户，最早3天前",
        f"#1 {address} · 改造意见 · 绿化亮化",
        f"1) 支持 {wang} {wang_when}",
        f"2) 反对 {li} {li_when} ← 暂时显示",
        f"选定：doorstep-tablet settle {tail} greening_lighting --take 1",
        "都不对：先问清，再用 --value。所有填过的值都留在历史里。",
    ]

    day.office.server.stop()
    gone = tablet.run("sync", "--timeout", 1)
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert re.sub(r"试\d+次", "试N次", gone.complaint) == (
        "没有连上服务器，已试N次。1处改动都在本机，不会丢。有信号时再运行 sync。"
    )

    heard = day.when(tablet.status()["last_contact_ms"])
    status = tablet.reads("status")
    status[2] = re.sub("，(刚才|.+前)$", "，不久前", status[2])
    assert status == [
        f"{name} · 网格长 · {grid}",
        f"全部送达了吗？还没有：1处未送达（最早{day.when(mine)}），1处被拒收",
        f"上次连上服务器：{heard}，不久前",
        f"草稿1份未完成：{households[1].rpartition('/')[2]}",
        "被退回1条，冲突1处",
        f"{grid}：核对一致（{heard}）",
        "本机钟：慢3分钟，已按服务器校正",
        "下一步：有信号时运行 doorstep-tablet sync",
    ]


def test_before_enrolment_every_command_says_what_to_do(tmp_path):
    for words in (("list",), ("status",), ("sync",), ("show", "0301:p2022")):
        refused = run("doorstep-tablet", *words, "--home", tmp_path / "home", "--lang", "zh-CN")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.complaint == (
            "错误：这台平板还没有开通。请运行：doorstep-tablet enroll 网址 开通码"
        )
