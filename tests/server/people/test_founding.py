"""What a new directory holds."""

from dataclasses import replace

import pytest

from schema.errors import InvalidTree
from schema.pack import load_pack
from server import database, directory, founding
from server.errors import AlreadyInitialised, DirectoryInUse, InvalidLogin
from server.lock import DirectoryLock
from server.people import audit, forms, staff, workbooks
from server.people.founding import found


@pytest.fixture
def founded(tmp_path, pack):
    def make(*, sample=False, admin="admin"):
        database.create(
            tmp_path / "new",
            lambda connection: found(
                connection, pack, sample=sample, admin=admin, password_hash="x", now_ms=1
            ),
        )
        return tmp_path / "new"

    return make


def snapshot(data):
    with database.reading_database(data) as connection:
        return directory.load(connection)


def test_the_admin_holds_admin_and_district_on_the_root(founded):
    admin = snapshot(founded()).staff_named("admin")
    held = [(grant.role.value, grant.area, grant.form) for grant in admin.grants]
    assert held == [("admin", "130709", None), ("district", "130709", None)]
    assert admin.role == "admin"


def test_without_a_sample_the_admin_is_alone(founded):
    assert len(snapshot(founded()).staff) == 1


def test_the_sample_brings_its_people_without_passwords(founded):
    data = founded(sample=True)
    people = snapshot(data).staff.values()
    assert [person.login for person in people] == ["admin", "li", "zhao"]
    with database.reading_database(data) as connection:
        assert staff.authenticate(connection, "li", "anything") is None


def test_a_refused_admin_leaves_nothing_behind(founded, tmp_path):
    with pytest.raises(InvalidLogin):
        founded(admin="Not A Login")
    assert not database.exists(tmp_path / "new")
    assert snapshot(founded()).staff_named("admin")


def test_founding_stands_in_the_audit(founded):
    with database.reading_database(founded()) as connection:
        assert connection.execute("SELECT act FROM audit").fetchall() == [("init",)]
        assert audit.first_broken(connection) is None


def test_a_pack_whose_areas_make_no_tree_is_refused(tmp_path, pack):
    twice = type(pack)(
        name="twice",
        title=pack.title,
        folder=tmp_path,
        areas=(*pack.areas, replace(pack.areas[-1])),
        forms=pack.forms,
        has_sample=False,
    )
    with pytest.raises(InvalidTree, match="0301: there twice"):
        database.create(
            tmp_path / "new",
            lambda connection: found(
                connection, twice, sample=False, admin="admin", password_hash="x", now_ms=1
            ),
        )


def test_the_one_time_password_opens_the_pages(tmp_path):
    made = founding.initialise(tmp_path / "new")
    assert made["admin"] == "admin"
    with database.reading_database(tmp_path / "new") as connection:
        assert staff.authenticate(connection, "admin", made["password"])


def test_the_workbooks_of_the_pack_are_kept_to_be_changed(tmp_path):
    founding.initialise(tmp_path / "new")
    chongli = load_pack("chongli")
    with database.reading_database(tmp_path / "new") as connection:
        kept = {form.id: workbooks.workbook(connection, form.id, "1") for form in chongli.forms}
        versions = [v for s in forms.load_standings(connection).values() for v in s.versions]
    assert all(version.workbook for version in versions)
    for name, workbook in kept.items():
        assert workbook.name == f"{name}.xlsx"
        assert workbook.content == chongli.workbook(name)
        assert workbook.content[:2] == b"PK"


def test_a_directory_is_initialised_once(tmp_path):
    founding.initialise(tmp_path / "new")
    before = (tmp_path / "new" / "log.db").read_bytes()
    with pytest.raises(AlreadyInitialised):
        founding.initialise(tmp_path / "new", sample=True)
    assert (tmp_path / "new" / "log.db").read_bytes() == before


def test_two_do_not_initialise_one_directory_at_once(tmp_path):
    lock = DirectoryLock(tmp_path)
    try:
        with pytest.raises(DirectoryInUse):
            founding.initialise(tmp_path)
    finally:
        lock.release()
    assert not database.exists(tmp_path)
