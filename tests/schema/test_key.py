"""Keys: who means the same record writes the same id."""

from typing import Any

import pytest

from schema.answer import Value
from schema.area import AreaId
from schema.errors import InvalidKey, InvalidRecordId, MissingKey
from schema.form import Form
from schema.key import key_answers, key_fault, record_id
from schema.record_id import RecordId

GRID = AreaId("130709/100/002/007")
DOOR = AreaId(f"{GRID}/x03/b02/u1/0301")
ULID = "01J0ABCDEFGHJKMNPQRSTVWXYZ"


def keyed(kind: str, **more: Any) -> Form:
    """A form with one key question of this kind."""
    label = {"zh-CN": "题", "en": "question"}
    return Form.from_json(
        {
            "id": "f",
            "version": "1",
            "title": label,
            "key": ["k"],
            "areas": ["household"],
            "questions": [{"name": "k", "kind": kind, "label": label, **more}],
        }
    )


def test_a_key_takes_its_default(opinion: Form) -> None:
    expected = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
    assert record_id(opinion, DOOR, {}).text == expected
    assert record_id(opinion, DOOR, {"project": "p2022", "road": "support"}).text == expected


def test_a_form_of_the_area_alone_has_no_key(household_file: Form) -> None:
    assert record_id(household_file, DOOR, {}).text == f"household_file/{DOOR}"


def test_a_ulid_is_a_key(hazard: Form) -> None:
    assert record_id(hazard, GRID, {}, ulid=ULID).text == f"hazard_report/{GRID}:{ULID}"
    for wrong in ("", ULID.lower(), ULID[1:], "8" + ULID[1:], ULID[:-1] + "U"):
        with pytest.raises(InvalidKey):
            record_id(hazard, GRID, {}, ulid=wrong)


def test_a_key_without_a_value_is_named() -> None:
    with pytest.raises(MissingKey) as caught:
        record_id(keyed("date"), DOOR, {"k": None})
    assert caught.value.question == "k"


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("integer", 2, "2"),
        ("integer", 2.0, "2"),
        ("integer", -7, "-7"),
        ("decimal", 2.5, "2.5"),
        ("decimal", 2.0, "2"),
        ("decimal", -0.0, "0"),
        ("decimal", 1e-7, "0.0000001"),
        ("decimal", 3, "3"),
        ("date", "2022-06-12", "2022-06-12"),
        ("text", "　Ａ：１ ", "A%3A1"),
        ("text", "None", "None"),
    ],
)
def test_one_value_one_key(kind: str, value: Value, key: str) -> None:
    form = keyed(kind)
    record = record_id(form, DOOR, {"k": value})
    assert record.text == f"f/{DOOR}:{key}"
    assert key_fault(form, record) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "two"),
        ("integer", 2.5),
        ("integer", True),
        ("integer", 2**60),
        ("date", "2022-02-30"),
        ("date", "2022-6-1"),
        ("text", " "),
        ("text", "\U0001fae8"),
    ],
)
def test_a_value_that_does_not_fit_is_no_key(kind: str, value: Value) -> None:
    with pytest.raises(InvalidKey):
        record_id(keyed(kind), DOOR, {"k": value})


def test_a_key_too_long_for_an_id_is_refused() -> None:
    with pytest.raises(InvalidRecordId, match="512"):
        record_id(keyed("text"), DOOR, {"k": "绿" * 200})


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("integer", "02"),
        ("integer", "2.0"),
        ("integer", "+2"),
        ("integer", "two"),
        ("integer", "None"),
        ("decimal", "2.50"),
        ("decimal", "-0"),
        ("date", "2022-6-1"),
        ("date", "2022年6月1日"),
        ("date", "2022-13-01"),
    ],
)
def test_an_id_with_another_spelling_of_a_key_names_no_record(kind: str, key: str) -> None:
    assert key_fault(keyed(kind), RecordId.of("f", DOOR, key))


def test_a_choice_of_another_version_still_names_a_record(opinion: Form) -> None:
    record = RecordId.of(opinion.id, DOOR, "p1999")
    assert key_fault(opinion, record) is None
    assert key_answers(opinion, record) == {"project": "p1999"}
    with pytest.raises(InvalidKey):
        record_id(opinion, DOOR, {"project": "p1999"})


def test_the_number_of_keys_is_the_forms(opinion: Form, household_file: Form, hazard: Form) -> None:
    assert key_fault(opinion, RecordId.of(opinion.id, DOOR))
    assert key_fault(opinion, RecordId.of(opinion.id, DOOR, "p2022", "p2022"))
    assert key_fault(household_file, RecordId.of(household_file.id, DOOR, "a"))
    assert key_fault(hazard, RecordId.of(hazard.id, GRID, "a"))
    assert key_fault(hazard, RecordId.of(hazard.id, GRID, ULID)) is None


def test_key_values_are_shown_as_answers(opinion: Form, household_file: Form, hazard: Form) -> None:
    assert key_answers(opinion, record_id(opinion, DOOR, {})) == {"project": "p2022"}
    assert key_answers(household_file, record_id(household_file, DOOR, {})) == {}
    assert key_answers(hazard, RecordId.of(hazard.id, GRID, ULID)) == {}
    assert key_answers(keyed("integer"), RecordId.of("f", DOOR, "2")) == {"k": 2}
    assert key_answers(keyed("integer"), RecordId.of("f", DOOR, "two")) == {"k": "two"}
    assert key_answers(keyed("integer"), RecordId.of("f", DOOR)) == {}
