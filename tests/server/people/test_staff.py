"""People: unique logins, names on one line, disabled but never gone."""

import pytest

from server import directory
from server.errors import InvalidLogin, InvalidName, InvalidPhone, LoginTaken
from server.people import staff
from server.people.passwords import hash_password

GRID = "130709/100/002/007"
NOW_MS = 1_700_000_000_000


def test_a_login_belongs_to_one_person(connection, add_person):
    add_person("wang", name="王某")
    with pytest.raises(LoginTaken, match="王某"):
        add_person("wang")


@pytest.mark.parametrize("login", ["", "w", "Wang", "1wang", "wang fang", "王", "w" * 65, "wang\n"])
def test_a_login_has_one_spelling(add_person, login):
    with pytest.raises(InvalidLogin):
        add_person(login)


@pytest.mark.parametrize("name", ["  ", "a\nb", "a\u202eb", "x" * 101])
def test_a_name_is_one_line_without_control_characters(add_person, name):
    with pytest.raises(InvalidName):
        add_person("wang", name=name)


def test_names_are_normalised_and_trimmed(connection, add_person):
    staff_id = add_person("ana", name=" Ane\u0301 ")
    assert directory.load(connection).staff[staff_id].name == "An\u00e9"


def test_a_person_shows_the_role_of_the_first_grant(connection, add_person):
    staff_id = add_person("wang", ("grid_member", GRID), ("community", "130709/100/002"))
    document = directory.load(connection).staff[staff_id].to_json()
    assert document == {
        "id": staff_id,
        "login": "wang",
        "name": "wang某",
        "role": "grid_member",
        "grants": [
            {"area": GRID, "role": "grid_member", "form": None},
            {"area": "130709/100/002", "role": "community", "form": None},
        ],
        "disabled": False,
        "phone": None,
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0313-0000001", "0313-0000001"),
        (" +86 199 0000 0001 ", "+86 199 0000 0001"),
        ("０３１３－０００００１", "0313-000001"),  # as an input method gives them
        ("0" * 32, "0" * 32),
        ("  ", None),
    ],
)
def test_a_phone_is_kept_as_digits_that_can_be_dialled(connection, add_person, typed, kept):
    staff_id = add_person("wang")
    staff.set_phone(connection, staff_id, typed)
    assert directory.load(connection).staff[staff_id].phone == kept


@pytest.mark.parametrize(
    "typed", ["0" * 33, "1", "110;ext=2", "86+199", "199--00", "-1", "一九九", "1\n2", "٣٣٣"]
)
def test_what_is_no_phone_is_refused_and_changes_nothing(connection, add_person, typed):
    staff_id = add_person("wang")
    staff.set_phone(connection, staff_id, "0313-0000001")
    with pytest.raises(InvalidPhone):
        staff.set_phone(connection, staff_id, typed)
    assert directory.load(connection).staff[staff_id].phone == "0313-0000001"


def test_a_grant_given_twice_is_one(connection, add_person):
    staff_id = add_person("wang", ("grid_member", GRID), ("grid_member", GRID))
    assert len(directory.load(connection).staff[staff_id].grants) == 1


def test_people_sign_in_with_their_password_alone(connection, add_person):
    staff_id = add_person("wang")
    assert staff.authenticate(connection, "wang", "") is None
    staff.set_password(connection, staff_id, hash_password("correct horse"))
    assert staff.authenticate(connection, "wang", "correct horse") == staff_id
    assert staff.authenticate(connection, "wang", "wrong horse") is None
    assert staff.authenticate(connection, "nobody", "correct horse") is None


def test_a_disabled_person_signs_in_no_more(connection, add_person):
    staff_id = add_person("wang")
    staff.set_password(connection, staff_id, hash_password("correct horse"))
    staff.disable(connection, staff_id)
    assert staff.authenticate(connection, "wang", "correct horse") is None


@pytest.mark.parametrize("shut_out", ["disable", "set_password"])
def test_open_sessions_end_with_a_new_password_and_with_being_disabled(
    connection, add_person, shut_out
):
    staff_id = add_person("wang")
    connection.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?)", (b"h" * 32, staff_id, NOW_MS, NOW_MS + 1)
    )
    if shut_out == "disable":
        staff.disable(connection, staff_id)
    else:
        staff.set_password(connection, staff_id, hash_password("correct horse"))
    assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
