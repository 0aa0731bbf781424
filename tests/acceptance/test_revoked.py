"""A revoked tablet: what was typed on it is safe and can be accepted, and it receives nothing."""

import re
import sqlite3
from contextlib import closing

import msgpack
import pytest

from tests.acceptance.counting import held, stored, written
from tests.golden.pycrdt_reader import read

pytestmark = pytest.mark.acceptance

VISITS, EDITS = 10, 50


def seconds_aside(done):
    """What a person reads, without how long it took."""
    return [re.sub(r"[\d.]+(秒| s$)", r"N\1", line) for line in done.lines]


def said(database, change_ids):
    """Author and time of changes, from the bytes of a database."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT data FROM rows").fetchall()
    journal = [entry for (data,) in rows for entry in read(data)["j"].items()]
    return {
        change: tuple(msgpack.unpackb(bytes.fromhex(text))[:2])
        for change, text in journal
        if change in change_ids
    }


def test_fifty_edits_of_a_revoked_tablet_are_kept_and_accepted_with_their_authors_and_times(
    office, grid, wang, li
):
    households = grid.households[:VISITS]
    wang.batch(*(("new", "renovation_opinion", "--area", each) for each in households))
    wang.sync()
    delivered = written(wang.home)
    texts = [f"停用前写的第{number}句" for number in range(EDITS)]
    wang.batch(
        *(("edit", grid.opinion(n % VISITS), f"opinion={text}") for n, text in enumerate(texts))
    )
    unsent = written(wang.home) - delivered
    edits = {answer.change for answer in unsent}
    assert len(edits) == EDITS
    device = wang.status()["device"]
    office.ask("devices", "revoke", device)
    li.sync()
    li.edit(grid.opinion(0), "facade=oppose")
    li.new("renovation_opinion", grid.households[VISITS], "road=oppose")
    li.sync()
    before = held(wang.home)

    done = wang.run("sync", lang="zh-CN")

    assert done.exit_code == 3
    assert seconds_aside(done) == [
        "已连上崇礼区服务器",
        "送出50处改动：50处被拒收",
        "⚠ 这台平板或您的账号已停用，不再接收内容",
        "50处改动已留在社区待处理，不会丢",
        "⚠ 50处未被接收。用时N秒",
        "请告诉社区：可以收下这些改动，也可以给您新的开通码",
    ]
    assert held(wang.home) == before, "nothing received, nothing given up"
    assert stored(office.data).isdisjoint(unsent)
    kept = office.ask("quarantine", "list", "--device", device)
    assert len(kept) == EDITS
    assert {entry["reason"] for entry in kept} == {"forbidden"}

    community = f"community-{grid.id.split('/')[2]}-1"
    office.ask("quarantine", "accept", "--device", device, "--as", community)

    assert office.ask("quarantine", "list", "--device", device) == []
    assert unsent <= stored(office.data)
    assert said(office.data / "log.db", edits) == said(wang.home / "home.db", edits)
    history = [
        (change["answers"]["opinion"]["value"], change["staff"])
        for number in range(VISITS)
        for change in office.show(grid.opinion(number), history=True)["history"]
        if "opinion" in change["answers"]
    ]
    assert sorted(history) == sorted((text, office.staff[wang.login]["id"]) for text in texts)

    again = wang.run("sync")
    assert again.exit_code == 0
    assert seconds_aside(again) == [
        "Connected to the server of 崇礼区",
        "Sent 50 changes: 50 known already",
        "⚠ This tablet or your account was revoked and receives nothing any more",
        "✓ All delivered safely, in N s",
        "To go on, ask the office for a new code",
    ]
    assert held(wang.home) == before
    assert wang.ask("wipe") == {"ok": True}


def test_what_a_person_reads_of_a_revoked_tablet_before_and_after_it_has_handed_in_its_work(
    office, grid, wang
):
    wang.new("renovation_opinion", grid.households[0], "road=support")
    device = wang.status()["device"]
    office.ask("devices", "revoke", device)
    # It has not heard of it yet.
    assert wang.status()["standing"] == "known"
    assert wang.say("status")[-1] == "下一步：有信号时运行 doorstep-tablet sync"
    refused = wang.run("wipe", lang="zh-CN")
    assert refused.exit_code == 1

    done = wang.run("sync")
    assert (done.exit_code, done.lines[1:4]) == (
        3,
        [
            "Sent 1 change: 1 refused",
            "⚠ This tablet or your account was revoked and receives nothing any more",
            "1 change is kept for the office to decide, nothing is lost",
        ],
    )
    assert wang.status()["standing"] == "revoked"
    chinese, english = (wang.say("status", lang=lang) for lang in ("zh-CN", "en"))
    assert chinese[1:3] == [
        "全部送达了吗？还没有：1处被拒收",
        "⚠ 这台平板或您的账号已停用；本机写的都在服务器上，由社区处理",
    ]
    assert chinese[-1] == "下一步：告诉社区；不再用这台平板时运行 doorstep-tablet wipe"
    assert english[1:3] == [
        "All delivered? Not yet: 1 refused",
        (
            "⚠ This tablet or your account was revoked; what was written here is on the server, "
            "with the office"
        ),
    ]
    assert english[-1] == (
        "Next: tell the office; when this tablet is no longer used, run doorstep-tablet wipe"
    )
    listed = wang.say("list", "--status", "refused", lang="zh-CN")
    assert any("✗ 被拒收" in line for line in listed)

    wang.edit(grid.opinion(0), "opinion=停用后写的")
    assert wang.say("status")[2] == (
        "⚠ 这台平板或您的账号已停用；没有送达的还在本机，sync 会交给社区"
    )
    assert wang.run("sync").exit_code == 3
    assert len(office.ask("quarantine", "list", "--device", device)) == 2


def test_what_the_office_discards_is_said_and_is_no_longer_offered(office, grid, wang):
    wang.new("renovation_opinion", grid.households[0], "road=support")
    office.ask("devices", "revoke", wang.status()["device"])
    assert wang.run("sync").exit_code == 3
    (kept,) = office.ask("quarantine", "list", "--device", wang.status()["device"])
    office.ask("quarantine", "discard", kept["id"], "--because", "练习用的")
    done = wang.run("sync", lang="zh-CN")
    assert done.exit_code == 3
    assert any("社区已查看并弃用了这处改动。有疑问请找社区。" in line for line in done.lines)
    assert wang.show(grid.opinion(0))["refused"], "it can still be read here"
    assert wang.run("sync", "--json").document["sent"] == 0
    assert wang.ask("wipe") == {"ok": True}
