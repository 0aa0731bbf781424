"""Importing a list of people: who is added, who is changed, who is told to be missing."""

import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from server.commands.main import run
from server.database import reading_database
from server.errors import ImportRefused
from server.people import grants
from tests.server.conftest import COMMUNITY, GRID

IMPORT = "staff.import"
HEAD = ["登录名", "姓名", "电话", "角色", "地区"]


@pytest.fixture
def staff(take, workbook):
    def staff(*rows, head=HEAD, **values):
        return take(IMPORT, workbook([head, *rows]), **values)

    return staff


def held(station, login):
    return [(grant.role.value, grant.area) for grant in station.directory.by_login[login].grants]


def test_people_are_added_with_what_they_may_do(staff, station, data):
    done = staff(
        ["sun", "孙丽", "0313-0000003", "网格员", "第7网格"],
        ["sun", "孙丽", "0313-0000003", "grid_head", GRID],
        ["tian", "田某", None, None, None],
    )
    assert [(each["login"], len(each["grants"])) for each in done["added"]] == [
        ("sun", 2),
        ("tian", 0),
    ]
    assert held(station, "sun") == [("grid_member", GRID), ("grid_head", GRID)]
    assert station.directory.by_login["sun"].phone == "0313-0000003"
    with reading_database(data) as connection:
        acts = [act for (act,) in connection.execute("SELECT act FROM audit ORDER BY n")]
    assert acts == ["staff.add", "staff.grant", "staff.grant", "staff.add"]


def test_a_newer_list_changes_names_phones_and_gives_what_is_new(staff, station):
    rows = [["wang", "王芳", "0313-0000001", "网格员", GRID]]
    (changed,) = staff(*rows)["changed"]
    assert (changed["before"], changed["phone"], changed["grants"]) == (
        "wang某",
        "0313-0000001",
        [],
    )
    assert station.directory.by_login["wang"].name == "王芳"
    before = station.directory
    assert staff(*rows)["counts"] == {
        "listed": 1,
        "added": 0,
        "changed": 0,
        "missing": 0,
        "unchanged": 1,
    }
    assert station.directory is before


def test_who_is_missing_is_told_and_left_alone(staff, station):
    done = staff(["sun", "孙丽", None, "网格员", GRID])
    assert [each["login"] for each in done["missing"]] == ["wang"]
    assert not station.directory.by_login["wang"].disabled
    assert held(station, "wang") == [("grid_member", GRID)]


def test_every_wrong_cell_is_named_and_nobody_is_added(staff, station):
    before = station.directory
    with pytest.raises(ImportRefused) as caught:
        staff(
            ["Sun", "孙丽", None, None, None],
            ["sun", None, None, None, None],
            ["sun", "孙丽", "12a", None, None],
            ["sun", "孙丽", None, "网格主任", GRID],
            ["sun", "孙丽", None, "网格员", "第99网格"],
            ["sun", "孙丽", None, "网格员", None],
            ["tian", "田某", None, "网格员", GRID],
            ["tian", "田某", None, "网格员", GRID],
            ["tian", "田大", None, "网格长", GRID],
        )
    found = [(each["row"], each["column"], each["code"]) for each in caught.value.problems]
    assert found == [
        (2, "A", "bad_login"),
        (3, "B", "bad_name"),
        (4, "C", "bad_phone"),
        (5, "D", "unknown_role"),
        (6, "E", "not_area"),
        (7, "D", "half_grant"),
        (9, "A", "grant_twice"),
        (10, "A", "staff_differs"),
    ]
    assert station.directory is before


def test_who_does_not_administer_people_there_gives_no_role(staff):
    with pytest.raises(ImportRefused) as caught:
        staff(["sun", "孙丽", None, "网格员", COMMUNITY], **{"as": "zhao"})
    assert [each["code"] for each in caught.value.problems] == ["no_right"]


@pytest.fixture
def warden(station):
    """Has wang administer the people of one grid, and nothing else."""

    def give(connection):
        wang = station.directory.by_login["wang"].id
        grants.give(connection, wang, [Grant(area=AreaId(GRID), role=Role.admin)])

    station.change(give)
    return {"as": "wang"}


def codes(caught):
    return [(each["row"], each["column"], each["code"]) for each in caught.value.problems]


def test_a_list_changes_name_and_phone_only_of_whom_its_importer_administers(
    staff, station, warden
):
    before = station.directory
    with pytest.raises(ImportRefused) as caught:
        staff(
            ["boss", "别人", None, "网格员", GRID],
            ["zhao", "zhao某", "0313-0000009", None, None],
            ["wang", "王芳", "0313-0000001", None, None],
            **warden,
        )
    assert codes(caught) == [(2, "A", "not_managed"), (3, "A", "not_managed")]
    assert "boss某" not in str(caught.value.problems)
    assert station.directory is before


def test_who_works_elsewhere_too_gets_a_role_in_ones_own_area_by_a_list(staff, station, warden):
    staff(["zhao", "zhao某", None, "网格长", GRID], **warden)
    assert ("grid_head", GRID) in held(station, "zhao")


def test_nobody_gives_themselves_a_role_by_a_list(staff, station, warden):
    with pytest.raises(ImportRefused) as caught:
        staff(["wang", "wang某", None, "区级", GRID], **warden)
    assert codes(caught) == [(2, "A", "own_role")]
    counts = staff(["wang", "wang某", None, "网格员", GRID], **warden)["counts"]
    assert counts["unchanged"] == 1
    assert held(station, "wang") == [("grid_member", GRID), ("admin", GRID)]


def test_a_number_in_other_digits_is_the_same_number(staff, station):
    staff(["wang", "wang某", "0313-0000001", None, None])
    before = station.directory
    assert staff(["wang", "wang某", "0313－0000001", None, None])["counts"]["unchanged"] == 1
    assert station.directory is before


def test_a_phone_stored_as_a_number_may_have_lost_a_zero_unless_it_is_a_mobiles(staff):
    done = staff(
        ["sun", "孙丽", 3130000001, None, None],
        ["tian", "田某", 13000000001, None, None],
        ["zhou", "周某", "0313-0000001", None, None],
    )
    found = [(each["row"], each["column"], each["code"]) for each in done["warnings"]]
    assert found == [(2, "C", "phone_number")]


def test_the_command_tells_who_comes_and_what_they_may_do(data, people, workbook, capsys):
    file = workbook([HEAD, ["sun", "孙丽", "0313-0000003", "网格员", GRID]])
    words = ["--data", str(data), "--lang", "zh-CN"]
    assert run(["staff", "import", str(file), "--dry-run", *words]) == 0
    said = capsys.readouterr().out
    assert "+ sun: 孙丽、0313-0000003、网格员 第7网格" in said
    assert "? wang wang某" in said
    assert "这是试运行" in said
