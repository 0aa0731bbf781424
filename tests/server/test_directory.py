"""The directory: what the event loop knows of people, tablets, areas and forms."""

import json
import random

import pytest

from schema.form import Form
from schema.grant import Right
from server import directory
from server.errors import UnknownArea, UnknownForm, UnknownKind, UnknownRole, UnknownStaff
from server.people import devices, forms, generations, staff
from tests.server.conftest import FORMS

DISTRICT = "130709"
COMMUNITY = "130709/100/002"
GRID = "130709/100/002/007"
OTHER_GRID = "130709/100/002/008"
HOUSEHOLD = "130709/100/002/007/x03/0301"
NOW_MS = 1_700_000_000_000


def bundle_of(known, staff_id):
    return json.loads(known.bundle(staff_id)[1])


def ids(documents):
    return {document["id"] for document in documents}


def test_a_bundle_holds_the_granted_areas_and_those_that_name_them(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    bundle = bundle_of(directory.load(connection), wang)
    below = {GRID, "130709/100/002/007/x03", HOUSEHOLD}
    assert ids(bundle["areas"]) == {DISTRICT, "130709/100", COMMUNITY} | below


def test_a_bundle_names_colleagues_of_its_areas_and_nobody_elses(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    beside = add_person("li", ("grid_member", GRID))
    above = add_person("sun", ("community", COMMUNITY))
    below = add_person("hu", ("building_head", HOUSEHOLD))
    add_person("elsewhere", ("grid_member", OTHER_GRID))
    add_person("boss", ("admin", DISTRICT))
    bundle = bundle_of(directory.load(connection), wang)
    assert ids(bundle["staff"]) == {wang, beside, above, below}
    assert {"id": beside, "name": "li某"} in bundle["staff"]


def test_a_bundle_holds_restricted_forms_only_for_who_was_given_them(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    nurse = add_person("nurse", ("grid_member", GRID, "care"))
    known = directory.load(connection)
    assert ids(bundle_of(known, wang)["forms"]) == {"opinion"}
    assert ids(bundle_of(known, nurse)["forms"]) == {"care"}


def test_forms_of_a_bundle_are_in_all_languages(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    (form,) = bundle_of(directory.load(connection), wang)["forms"]
    assert form["title"] == {"zh-CN": "测试表", "en": "Test form"}


def test_an_admin_without_further_grants_gets_an_empty_bundle(connection, add_person):
    boss = add_person("boss", ("admin", DISTRICT))
    bundle = bundle_of(directory.load(connection), boss)
    assert (bundle["forms"], bundle["areas"], bundle["staff"]) == ([], [], [])


def test_people_of_equal_grants_share_a_bundle_and_others_do_not(connection, add_person):
    wang, li = (add_person(login, ("grid_member", GRID)) for login in ("wang", "li"))
    hu = add_person("hu", ("grid_member", OTHER_GRID))
    known = directory.load(connection)
    assert known.bundle(wang) == known.bundle(li)
    assert known.bundle(wang)[0] != known.bundle(hu)[0]


def test_the_etag_changes_when_a_colleague_comes_and_only_then(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    before = directory.load(connection)
    device = devices.add(connection, name="t", platform="", nonce="n", now_ms=NOW_MS)
    devices.assign(connection, device, wang, NOW_MS)
    same = directory.load(connection, before)
    add_person("li", ("grid_member", GRID))
    changed = directory.load(connection, same)
    assert before.bundle(wang)[0] == same.bundle(wang)[0] != changed.bundle(wang)[0]


def test_the_etag_stays_when_somebody_comes_elsewhere(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    before = directory.load(connection)
    add_person("hu", ("grid_member", OTHER_GRID))
    assert directory.load(connection, before).bundle(wang) == before.bundle(wang)


def test_a_database_put_back_and_written_otherwise_has_other_etags(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    connection.execute("BEGIN")
    connection.execute("UPDATE areas SET name = 'first' WHERE id = ?", (GRID,))
    generations.bump(connection, "areas")
    first = directory.load(connection).bundle(wang)
    connection.execute("ROLLBACK")  # as a restored backup
    connection.execute("UPDATE areas SET name = 'second' WHERE id = ?", (GRID,))
    generations.bump(connection, "areas")
    second = directory.load(connection).bundle(wang)
    assert first[1] != second[1]
    assert first[0] != second[0]


def test_a_version_of_the_same_name_after_a_restore_has_another_etag(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))

    def published(label, now_ms):
        question = {"name": "note", "kind": "text", "label": {"zh-CN": label, "en": label}}
        made = Form.from_json({**FORMS[0].to_json(), "version": "2", "questions": [question]})
        forms.publish(connection, [made], now_ms)
        return directory.load(connection).bundle(wang)

    connection.execute("BEGIN")
    first = published("first", NOW_MS)
    connection.execute("ROLLBACK")  # as a restored backup
    second = published("second", NOW_MS + 1)
    assert first[1] != second[1]
    assert first[0] != second[0]


def test_a_disabled_person_may_do_nothing(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    before = directory.load(connection)
    assert before.permit(wang).allows(Right.write, HOUSEHOLD, "opinion")
    staff.disable(connection, wang)
    after = directory.load(connection, before)
    assert not after.permit(wang).allows(Right.write, HOUSEHOLD, "opinion")
    assert after.permit(wang).scopes() == ()


def test_somebody_unknown_may_do_nothing(connection):
    assert not directory.load(connection).permit("nobody12").allows(Right.read, GRID, "opinion")


def test_a_token_is_found_and_any_other_text_is_not(connection, add_person):
    device = devices.add(connection, name="t", platform="", nonce="n", now_ms=NOW_MS)
    devices.assign(connection, device, add_person("wang"), NOW_MS)
    token = devices.issue_token(connection, device, NOW_MS)
    known = directory.load(connection)
    assert known.device_of_token(token).id == device
    for wrong in ("", token[:-1], token + "x", token.swapcase(), "\udcff"):
        assert known.device_of_token(wrong) is None


def test_a_snapshot_keeps_the_parts_that_were_not_written(connection, add_person):
    wang = add_person("wang", ("grid_member", GRID))
    before = directory.load(connection)
    assert directory.load(connection, before) is before
    device = devices.add(connection, name="t", platform="", nonce="n", now_ms=NOW_MS)
    devices.assign(connection, device, wang, NOW_MS)
    after = directory.load(connection, before)
    assert after.tree is before.tree
    assert after.permit(wang) is before.permit(wang)
    assert device in after.devices
    assert device not in before.devices


def test_a_snapshot_never_keeps_what_was_written(connection, add_person):
    wang = add_person("wang")
    before = directory.load(connection)
    assert before.permit(wang).scopes() == ()
    add_person("li", ("grid_member", GRID))
    connection.execute("UPDATE grants SET staff = ?", (wang,))
    assert directory.load(connection, before).permit(wang).scopes() == (GRID,)


@pytest.mark.parametrize(
    ("ask", "name", "error", "nearest"),
    [
        ("staff_named", "wnag", UnknownStaff, "wang"),
        ("area_named", "130709/100/002/007/x3", UnknownArea, "130709/100/002/007/x03"),
        ("area_named", "130709/100/002/07", UnknownArea, "130709/100/002/007"),
        ("form_named", "opinon", UnknownForm, "opinion"),
    ],
)
def test_an_unknown_name_gets_the_nearest_ones(connection, add_person, ask, name, error, nearest):
    add_person("wang")
    with pytest.raises(error) as refused:
        getattr(directory.load(connection), ask)(name)
    assert nearest in refused.value.nearest
    assert nearest in str(refused.value)


def test_unknown_roles_and_kinds_get_the_nearest_ones():
    with pytest.raises(UnknownRole, match="grid_member"):
        directory.role_named("grid_memebr")
    with pytest.raises(UnknownKind, match="household"):
        directory.kind_named("houshold")


def test_a_name_like_no_other_gets_no_list(connection):
    with pytest.raises(UnknownStaff) as refused:
        directory.load(connection).staff_named("qqqqqqqq")
    assert "Nearest" not in str(refused.value)


def test_staff_are_named_by_login_or_id(connection, add_person):
    wang = add_person("wang")
    known = directory.load(connection)
    assert known.staff_named("wang") is known.staff_named(wang)


ROLES_THAT_RECORD = {"grid_member", "building_head", "community", "district", "auditor"}


def test_bundles_follow_the_grants_whatever_they_are(connection, add_person):
    """A tablet is told of exactly the areas below its grants, and of what lies above them."""
    draw = random.Random(3)
    every = [area.id for area in directory.load(connection).tree]
    for number in range(60):
        held = [
            (draw.choice([*sorted(ROLES_THAT_RECORD), "admin"]), draw.choice(every))
            for _ in range(draw.randrange(3))
        ]
        person = add_person(f"p{number}", *held)
        granted = {area for role, area in held if role in ROLES_THAT_RECORD}
        expected = {
            area
            for area in every
            for own in granted
            if f"{area}/".startswith(f"{own}/") or f"{own}/".startswith(f"{area}/")
        }
        assert ids(bundle_of(directory.load(connection), person)["areas"]) == expected
