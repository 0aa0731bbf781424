"""Both sides compare what they hold: what one rewind mends is mended, the rest is a person's."""

import sqlite3
from contextlib import closing

import pytest

from tests.acceptance.commands import eventually
from tests.acceptance.counting import held, stored
from tests.acceptance.watching import asked, connected, cursors

pytestmark = pytest.mark.acceptance


@pytest.fixture
def office(own_office):
    """A district whose tablets compare at every sync."""
    (own_office.data / "doorstep.toml").write_text("digest_interval_s = 0\n", "utf-8")
    own_office.server.start()
    return own_office


@pytest.fixture
def wang(office, grid, enrolled):
    return enrolled(office, grid.members[0])


def change_file(file, statement, *values):
    """What no program of this project does: a database changed from outside."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute(statement, values).rowcount == 1
        database.commit()


def differing(office, tablet):
    """Where the office lists that this tablet differs, and since when."""
    device = tablet.status()["device"]
    (listed,) = (each for each in office.ask("devices", "list") if each["id"] == device)
    return listed["differs"]


def test_a_row_that_a_home_has_lost_is_fetched_again_and_said_in_words(
    office, grid, wang, enrolled
):
    li = enrolled(office, grid.members[1])
    li.new("renovation_opinion", grid.households[0], "road=support")
    wang.new("renovation_opinion", grid.households[1], "road=oppose")
    for tablet in (li, wang):
        tablet.sync()
    before = held(wang.home)
    change_file(wang.home / "home.db", "DELETE FROM rows WHERE own = 0")
    assert held(wang.home) != before

    lines = wang.say("sync")

    assert held(wang.home) == before == stored(office.data)
    assert "核对时有1个网格与服务器不一致，已从头取过，本机的改动都已重新送到" in lines
    assert "收到1处改动，来自1人" in lines
    assert "核对：与服务器完全一致" in lines
    assert not any("恢复过" in line for line in lines), "nobody restored the server"
    assert differing(office, wang) == []
    assert wang.show(grid.opinion(0))["answers"]["road"]["value"] == "support"
    assert wang.sync()["rewound"] == []


def test_a_tablet_that_stays_connected_compares_again_and_fetches_what_it_has_lost(
    own_office, grid, enrolled
):
    (own_office.data / "doorstep.toml").write_text("digest_interval_s = 1\n", "utf-8")
    own_office.server.start()
    wang, li = (enrolled(own_office, login) for login in grid.members)
    li.new("renovation_opinion", grid.households[0], "road=support")
    li.sync()
    with connected(wang):
        eventually(lambda: compared(wang), lambda: cursors(wang))
        change_file(wang.home / "home.db", "DELETE FROM rows WHERE own = 0")
        eventually(lambda: held(wang.home) == held(li.home), lambda: held(wang.home))
    assert differing(own_office, wang) == []


def compared(tablet):
    """Whether its grid was found equal with a row in it."""
    return asked(tablet, "SELECT seq, equal FROM scopes") == [(1, 1)]


def test_what_a_rewind_does_not_mend_is_reported_and_not_fetched_again_for_a_day(
    office, grid, wang
):
    # Who sees all of a grid is compared with what the server has reckoned for it, and not anew.
    for form in ("dispute", "care_file"):
        whole = ("--role", "grid_member", "--area", grid.id, "--form", form)
        office.ask("staff", "grant", wang.login, *whole)
    wang.new("renovation_opinion", grid.households[0], "road=support")
    wang.sync()
    right = digest_of(office, grid)
    office.server.stop()
    damage(office, grid, bytes(16))
    office.server.start()

    done = wang.run("sync", lang="zh-CN")

    assert done.exit_code == 0, "every own row is stored"
    assert "核对时有1个网格与服务器不一致，已从头取过，本机的改动都已重新送到" in done.lines
    assert "⚠ 核对：1个网格与服务器仍不一致，服务器已记下，请告诉社区" in done.lines
    (reported,) = differing(office, wang)
    assert reported["area"] == grid.id
    listed = office.run("devices", "list", "--lang", "zh-CN").stdout
    assert "⚠ 与服务器不一致" in listed
    status = wang.say("status")
    assert any(line.startswith("⚠") and "核对不一致" in line for line in status)
    assert status[-1] == "下一步：请告诉社区，有网格核对不一致"
    assert wang.status()["scopes"][grid.id]["equal"] is False

    assert wang.sync()["rewound"] == []
    office.server.stop()
    office.server.start()
    assert wang.sync()["rewound"] == [], "a restart forgets no report"
    assert differing(office, wang) == [reported]

    office.server.stop()
    office.server.start("later_server.py", 25)
    assert wang.sync()["rewound"] == [grid.id]
    (again,) = differing(office, wang)
    assert again["found_ms"] > reported["found_ms"]
    office.server.stop()
    damage(office, grid, right)
    office.server.start("later_server.py", 25)
    assert "核对：与服务器完全一致" in wang.say("sync")
    assert differing(office, wang) == []


def digest_of(office, grid):
    with closing(sqlite3.connect(office.data / "log.db")) as log:
        return log.execute("SELECT digest FROM scopes WHERE scope = ?", (grid.id,)).fetchone()[0]


def damage(office, grid, digest):
    """The server's own count of what it holds."""
    statement = "UPDATE scopes SET digest = ? WHERE scope = ?"
    change_file(office.data / "log.db", statement, digest, grid.id)
