"""`status` and `sync`, word for word, and their exit codes."""

import asyncio
import functools
import json

import pytest

from clients.reference_cli.commands import sync as command
from clients.reference_cli.dial import Surroundings, deliver
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT
from tests.clients.line import FakeServer, refusal

HOUSE = f"{UNIT}/0301"
NO_RIGHT = "您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。"


@pytest.fixture
def server(clock, monkeypatch):
    """The server that every `sync` of the test reaches."""
    server = FakeServer()
    server.now_ms = clock.now_ms

    async def no_sleep(_seconds):
        await asyncio.sleep(0)

    around = Surroundings(connect=server.connect, draw=lambda: 0.999, sleep=no_sleep)
    monkeypatch.setattr(command, "deliver", functools.partial(deliver, surroundings=around))
    return server


def untimed(text):
    """The lines without the seconds that it took."""
    lines = text.splitlines()
    return [line.partition("用时")[0] or line for line in lines]


def test_nothing_open(wang, server, clock):
    wang.ok("sync")
    clock.set(hour=9, minute=30)
    assert wang.ok("status").splitlines() == [
        "王芳 · 网格员 · 长青路社区第7网格",
        "全部送达了吗？是。",
        "上次连上服务器：今天 08:00，1小时前",
        "第7网格：核对一致（今天 08:00）",
        "本机钟：准",
        "没有要做的。",
    ]


def test_before_any_contact(wang):
    assert wang.ok("status").splitlines() == [
        "王芳 · 网格员 · 长青路社区第7网格",
        "全部送达了吗？是。",
        "还没有连上过服务器",
        "本机钟：准",
        "没有要做的。",
    ]


def test_everything_open(wang, li, server, clock):
    server.now_ms = clock.now_ms + 180_000
    li.ok("new", "renovation_opinion", "--area", HOUSE, "road=oppose")
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    wang.ok("new", "hazard_report", "--area", GRID, "category=safety")
    with HomeStore(li.path) as store:
        for row in store.outbox():
            server.store(row.record, row.data)
    with HomeStore(wang.path) as store:
        hazard = next(row.record for row in store.outbox() if row.record.startswith("hazard"))
    server.refusing[hazard] = refusal("forbidden")
    assert wang.run("sync").exit_code == 3
    clock.set(hour=17, minute=20)
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302", "--draft")
    wang.ok("new", "household_file", "--area", f"{UNIT}/0405", "--draft")
    clock.set(day=1, hour=16, minute=5)
    assert wang.ok("status").splitlines() == [
        "王芳 · 网格员 · 长青路社区第7网格",
        "全部送达了吗？还没有：2处未送达（最早昨天 17:23），1处被拒收",
        "上次连上服务器：昨天 08:03，1天前",
        "草稿2份未完成：0302、0405",
        "冲突1处",
        "第7网格：核对一致（昨天 08:03）",
        "本机钟：慢3分钟，已按服务器校正",
        "下一步：有信号时运行 doorstep-tablet sync",
    ]


def test_the_document_status(wang, server, clock):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    before = json.loads(wang.ok("status", "--json"))
    assert before["outbox"] == {"waiting": 1, "refused": 0, "oldest_ms": clock.now_ms}
    assert (before["staff"], before["device"]) == (wang.staff, f"device{wang.staff}")
    assert (before["last_contact_ms"], before["scopes"]) == (None, {})
    wang.ok("sync")
    after = json.loads(wang.ok("status", "--json"))
    assert after["outbox"] == {"waiting": 0, "refused": 0, "oldest_ms": None}
    assert (after["last_contact_ms"], after["clock_offset_ms"]) == (clock.now_ms, 0)
    assert after["scopes"][GRID]["seq"] == 1
    assert len(bytes.fromhex(after["scopes"][GRID]["digest"])) == 16


def test_sync_with_everything_to_tell(wang, li, server, clock):
    server.now_ms = clock.now_ms + 180_000
    li.ok("new", "renovation_opinion", "--area", HOUSE, "road=oppose")
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302")
    with HomeStore(li.path) as store:
        for row in store.outbox():
            server.store(row.record, row.data)
    server.refusing[f"household_file/{UNIT}/0302"] = refusal("forbidden")
    result = wang.run("sync")
    assert result.exit_code == 3
    assert untimed(result.stdout) == [
        "已连上崇礼区服务器（本机钟慢3分钟，已校正）",
        "送出2处改动：1处存好，1处被拒收",
        f"  ✗ 和平小区 3号楼 1单元 0302 一户一档：{NO_RIGHT}",
        "收到1处改动，来自1人；其中1户您也填过",
        "合并1户，新冲突1处",
        "核对：与服务器完全一致",
        "⚠ 1处未被接收，其余1处已安全送达。",
        "查看：doorstep-tablet list --status refused",
    ]


def test_sync_with_nothing_to_tell(wang, server):
    assert untimed(wang.ok("sync")) == [
        "已连上崇礼区服务器",
        "没有要送出的改动",
        "没有新的改动",
        "核对：与服务器完全一致",
        "✓ 全部安全送达。",
    ]


def test_the_same_in_english(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    assert wang.ok("sync", lang="en").splitlines()[:4] == [
        "Connected to the server of 崇礼区",
        "Sent 1 change: 1 stored",
        "Nothing new",
        "Compared: exactly as on the server",
    ]


def test_not_reached_says_that_nothing_is_lost(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    server.unreachable = 1000
    result = wang.run("sync", "--timeout", "7")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "没有连上服务器，已试4次。1处改动都在本机，不会丢。有信号时再运行 sync。\n"
    )


def test_a_tablet_that_the_server_does_not_know_is_told_to_enrol(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    server.closing.append((4401, "unauthenticated"))
    result = wang.run("sync")
    assert result.exit_code == 1
    assert "请向社区要开通码，重新开通" in result.stderr
    assert "1处改动都在本机，不会丢。" in result.stderr


@pytest.mark.parametrize(("code", "name"), [(4503, "busy"), (1012, "restarting")])
def test_a_server_that_does_not_let_in_within_the_time_is_said_to_be_busy(wang, server, code, name):
    server.closing.extend([(code, name, 4_000)] * 9)
    none = wang.run("sync", "--timeout", "3")
    assert (none.exit_code, none.stdout) == (1, "")
    assert none.stderr == "服务器正忙或正在重启，已试1次。过几分钟再运行 sync。\n"
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    result = wang.run("sync", "--timeout", "3", lang="en")
    assert result.exit_code == 1
    assert result.stderr == (
        "The server is busy or restarting, tried 1 time. 1 change is on this tablet, nothing is "
        "lost. Run sync again in a few minutes.\n"
    )


def test_changes_that_the_server_cannot_take_now_are_no_success(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    server.refusing[f"renovation_opinion/{HOUSE}:p2022"] = refusal("disk_full", retryable=True)
    result = wang.run("sync")
    assert result.exit_code == 1
    assert "1处稍后再送" in result.stdout
    assert "1处改动服务器暂时没有收下" in result.stderr


def test_the_document_sync_is_all_of_stdout(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    document = json.loads(wang.ok("sync", "--json"))
    assert (document["sent"], document["stored"], document["refused"]) == (1, 1, 0)


def test_a_change_refused_before_still_ends_with_3(wang, server):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    server.refusing[f"renovation_opinion/{HOUSE}:p2022"] = refusal("forbidden")
    assert [wang.run("sync").exit_code for _ in range(2)] == [3, 3]
    server.refusing.clear()
    assert wang.run("sync").exit_code == 0


def test_seconds_are_told_to_a_tenth(wang, server):
    assert wang.ok("sync").splitlines()[-1].endswith("秒")
