"""Tables that come with a form: found by their columns, whole in JSON, choices of their rows."""

import pytest

from schema.choice import ListedChoices
from schema.table import Table

TOWNS = Table(
    columns=("name", "label::zh-CN", "label::en", "district"),
    rows=(
        ("xw", "西湾子", "Xiwanzi", "cl"),
        ("gs", "高家营", None, "cl"),
        ("gq", None, None, None),
    ),
    labels={"zh-CN": "label::zh-CN", "en": "label::en"},
)


def test_rows_are_found_by_the_text_of_a_column():
    assert list(TOWNS.where("district", "cl")) == [0, 1]
    assert list(TOWNS.where("district", "")) == [2]
    assert list(TOWNS.where("name", "nowhere")) == []


def test_a_column_that_there_is_not_is_blank_in_every_row():
    assert list(TOWNS.where("population", "")) == [0, 1, 2]
    assert (TOWNS.cell(0, "population"), TOWNS.found(0, "population")) == ("", None)


def test_of_two_columns_of_one_name_the_first_counts():
    twice = Table(columns=("name", "name"), rows=(("a", "b"),))
    assert (twice.cell(0, "name"), list(twice.where("name", "b"))) == ("a", [])


def test_rows_that_name_their_cells_make_a_table():
    made = Table.of([{"name": "a", "x": "1"}, {"y": "2", "name": "b"}])
    assert made == Table(columns=("name", "x", "y"), rows=(("a", "1", None), ("b", None, "2")))


def test_json_gives_back_the_same_table_with_each_text_once():
    read = Table.from_json(TOWNS.to_json())
    assert read == TOWNS
    assert read.rows[0][3] is read.rows[1][3]


@pytest.mark.parametrize(
    "data",
    [
        {"columns": ["a"]},
        {"columns": ["a"], "rows": [["1", "2"]]},
        {"columns": ["a"], "rows": [[1]]},
        {"columns": ["a"], "rows": [1]},
    ],
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Table.from_json(data)


def test_rows_are_choices_called_by_their_labels_or_else_by_their_names():
    choices = ListedChoices(TOWNS)
    assert [(choice.name, dict(choice.label)) for choice in choices] == [
        ("xw", {"zh-CN": "西湾子", "en": "Xiwanzi"}),
        ("gs", {"zh-CN": "高家营"}),
        ("gq", {"zh-CN": "gq"}),
    ]
    assert choices[-1] == choices[2] == choices.named("gq")
    assert [choice.name for choice in choices[1:]] == ["gs", "gq"]
    assert choices.named("nowhere") is None
    with pytest.raises(IndexError):
        choices[3]


def test_other_columns_may_hold_names_and_labels():
    choices = ListedChoices(TOWNS, "district", "name")
    assert (choices[0].name, dict(choices[0].label)) == ("cl", {"zh-CN": "xw"})


def test_choices_of_equal_tables_are_equal():
    assert ListedChoices(TOWNS) == ListedChoices(Table.from_json(TOWNS.to_json()))
    assert ListedChoices(TOWNS) != ListedChoices(TOWNS, "district")
    assert ListedChoices(TOWNS) != list(ListedChoices(TOWNS))
