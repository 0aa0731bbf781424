"""A resident asks for erasure: it is gone at the office, on every tablet, and after a restore."""

import contextlib
import shutil
import sqlite3

import pytest

from tests.acceptance.commands import eventually, run
from tests.acceptance.counting import held, stored
from tests.acceptance.district import Server
from tests.acceptance.fieldwork import Tablet

pytestmark = pytest.mark.acceptance

SAID = "𠮷𡃁说的"  # of four bytes each: three are met by chance in a file of hashes
"""In signs that nothing else in a district is written in: one of them alone betrays it."""


def traces(*folders):
    """The files that still have a sign of it."""
    return [
        str(file)
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and any(sign.encode() in file.read_bytes() for sign in SAID[:2])
    ]


def compare_always(data):
    """Tablets compare at each synchronisation, not once an hour."""
    (data / "doorstep.toml").write_text("digest_interval_s = 0\n")


def heard(tablet):
    """When it last heard the server, by its own database."""
    file = f"{(tablet.home / 'home.db').as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True)) as home:
        return home.execute("SELECT last_contact_ms FROM contact").fetchone()


@pytest.fixture
def asked_for(own_office, grid, enrolled):
    """Both tablets hold what a resident said; Li has an edit of it that is not sent yet."""
    compare_always(own_office.data)
    own_office.server.start()
    wang, li = (enrolled(own_office, login) for login in grid.members)
    record = wang.new("renovation_opinion", grid.households[0], f"opinion={SAID}")["id"]
    wang.new("renovation_opinion", grid.households[1], "road=support")
    for tablet in (wang, li):
        tablet.sync()
    li.edit(record, f"opinion={SAID}，又改")
    return wang, li, record


def test_two_tablets_and_the_office_forget_it_and_agree(own_office, grid, asked_for):
    wang, li, record = asked_for
    settings = {each["name"]: each["source"] for each in own_office.ask("config")["settings"]}
    assert (settings["digest_interval_s"], settings["port"]) == ("file", "option")
    before = heard(wang)
    watching = wang.begin("sync", "--watch")
    eventually(lambda: heard(wang) != before, watching.poll)
    assert traces(own_office.data, wang.home, li.home) != []
    denied = own_office.run("records", "erase", record, "--as", wang.login, "--lang", "zh-CN")
    assert (denied.exit_code, "无权删除" in denied.complaint) == (1, True)
    done = own_office.run("records", "erase", record, "--because", "本人要求", "--lang", "zh-CN")
    assert done.exit_code == 0, done.stderr
    assert done.lines[0] == "已删除1份记录。各平板下次同步时也会删去。"
    assert traces(own_office.data) == [], "while the server goes on"
    eventually(lambda: record not in {answer.record for answer in held(wang.home)})
    watching.kill()
    watching.communicate()

    lines = li.say("sync")
    assert "送出1处改动：1处的记录已删除" in lines
    assert "1份记录已应本人要求删除，本机的内容也已删去" in lines
    assert any(line.startswith("  ✗ ") and "您写的内容已交社区处理" in line for line in lines)
    assert "核对：与服务器完全一致" in lines
    assert any(line.startswith("✓ 除已删除记录的1处外，全部安全送达。") for line in lines)
    for tablet in (wang, li):
        assert tablet.sync()["digests"] == {"equal": 1, "unequal": 0}
        assert traces(tablet.home) == []
        assert {each["id"] for each in tablet.ask("list")} == {grid.opinion(1)}
        gone = tablet.run("show", record, lang="zh-CN")
        assert (gone.exit_code, "本机没有" in gone.complaint) == (1, True)
        assert held(tablet.home) == stored(own_office.data)
    (kept,) = own_office.ask("quarantine", "list")
    assert (kept["reason"], kept["record"]) == ("erased", record)
    own_office.ask("quarantine", "discard", "--reason", "erased", "--because", "本人要求")
    assert traces(own_office.data) == []
    assert own_office.verify()["problems"] == []


def test_a_restored_backup_of_before_goes_on_without_it(own_office, grid, asked_for, tmp_path):
    wang, li, record = asked_for
    shutil.copytree(wang.home, tmp_path / "late")
    late = Tablet(tmp_path / "late", wang.login)
    own_office.ask("backup", tmp_path / "yesterday.db")
    assert own_office.ask("records", "erase", record)["scrubbed"]
    again = record.rpartition("/")[2]
    assert own_office.ask("records", "erase", again)["already"] == [record]
    wang.sync()
    own_office.server.stop()

    place, listed = tmp_path / "again", own_office.data / "withdrawn.jsonl"
    words = ["restore", tmp_path / "yesterday.db", "--withdrawn", listed, "--data", place]
    done = run("doorstep", *words, "--json")
    assert (done.exit_code, done.document["withdrawn"]["record"]) == (0, 1), done.stderr
    compare_always(place)
    server = Server(place, tmp_path / "again.log")
    server.url = own_office.server.url
    server.start()
    try:
        for tablet in (late, li, wang, late):
            assert tablet.sync()["digests"] == {"equal": 1, "unequal": 0}
            assert traces(tablet.home) == []
        shown = run("doorstep", "records", "show", record, "--data", place, "--lang", "zh-CN")
        assert shown.exit_code == 1
        assert "已应本人要求删除" in shown.complaint
        (kept,) = run("doorstep", "quarantine", "list", "--json", "--data", place).document
        assert (kept["reason"], kept["record"]) == ("erased", record), "Li's edit, held back"
        words = ["quarantine", "discard", "--reason", "erased", "--because", "本人要求"]
        assert run("doorstep", *words, "--data", place).exit_code == 0
        assert traces(place) == []
        assert run("doorstep", "verify", "--json", "--data", place).document["ok"]
    finally:
        server.kill()
