"""A tablet that is given away: emptied once all of it is delivered, and a new one afterwards."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.acceptance.counting import stored, written
from tests.acceptance.fieldwork import Tablet
from tests.acceptance.watching import connected

pytestmark = pytest.mark.acceptance

SECRET = "楼道里的灯泡坏了三个星期"


def nonce(tablet):
    """What the server knows this home by."""
    with closing(sqlite3.connect(tablet.home / "home.db")) as home:
        return home.execute("SELECT nonce FROM enrolment").fetchone()[0]


def files_with(tablet, text):
    """The files of the home in which a text stands."""
    return [file.name for file in tablet.home.iterdir() if text.encode() in file.read_bytes()]


def test_what_is_not_delivered_keeps_a_tablet_from_being_emptied(office, grid, wang):
    wang.new("renovation_opinion", grid.households[0], f"opinion={SECRET}")
    for lang, sentence in {
        "en": "Error: 1 item is not delivered, so nothing was removed. Run doorstep-tablet sync "
        "first; to lose them for good, add --force",
        "zh-CN": "错误：还有1处内容没有送达，所以没有清空。请先运行 doorstep-tablet sync；"
        "确实不要了，再加 --force",
    }.items():
        refused = wang.run("wipe", lang=lang)
        assert (refused.exit_code, refused.stdout, refused.complaint) == (1, "", sentence)
    assert wang.sync()["stored"] == 1
    before, device = nonce(wang), wang.status()["device"]
    delivered = written(wang.home)
    assert files_with(wang, SECRET)

    assert wang.ask("wipe") == {"ok": True}

    assert files_with(wang, SECRET) == []
    assert [file.name for file in wang.home.iterdir()] == ["lock"]
    assert delivered <= stored(office.data), "the server has it"
    nobodys = wang.run("list")
    assert (nobodys.exit_code, nobodys.stdout) == (1, "")
    assert "enroll" in nobodys.complaint
    assert wang.run("wipe", lang="zh-CN").complaint.startswith("错误：这台平板还没有开通。")

    wang.enroll(office.server.url, office.code(wang.login))
    assert nonce(wang) != before
    assert wang.status()["device"] != device, "a new tablet, as the office sees it"
    assert wang.show(grid.opinion(0))["answers"]["opinion"]["value"] == SECRET


def test_what_the_office_keeps_to_decide_is_delivered(office, grid, next_grid, wang):
    wang.new("renovation_opinion", next_grid().households[-1], f"opinion={SECRET}")
    assert wang.run("sync").exit_code == 3
    assert wang.say("wipe") == ["本机已清空。再用时请运行：doorstep-tablet enroll 网址 开通码"]
    (kept,) = office.ask("quarantine", "list", "--reason", "forbidden")
    assert SECRET.encode().hex() in kept["bytes"]


def test_by_force_everything_goes_also_from_a_home_that_cannot_be_read(grid, wang, tmp_path):
    wang.new("renovation_opinion", grid.households[0], f"opinion={SECRET}")
    damaged = Tablet(tmp_path / "damaged", wang.login)
    shutil.copytree(wang.home, damaged.home)
    database = damaged.home / "home.db"
    database.write_bytes(b"no database at all" + database.read_bytes()[18:])
    assert damaged.run("wipe").exit_code == 70
    for tablet in (wang, damaged):
        assert tablet.ask("wipe", "--force") == {"ok": True}
        assert [file.name for file in tablet.home.iterdir()] == ["lock"]


def test_a_home_in_use_is_left_alone(grid, wang):
    made = wang.new("renovation_opinion", grid.households[0], f"opinion={SECRET}")
    with connected(wang):
        for words in (["wipe"], ["wipe", "--force"]):
            refused = wang.run(*words)
            assert refused.exit_code == 1
            assert "Another program uses" in refused.complaint
    assert wang.show(made["id"])["answers"]["opinion"]["value"] == SECRET
