"""Two people of one grid, both offline, both at the door of one household."""

import pytest

from tests.acceptance.fieldwork import values

pytestmark = pytest.mark.acceptance


def test_answers_to_different_questions_are_one_record_that_is_merged(office, grid, wang, li):
    household = grid.households[0]
    made = wang.new("renovation_opinion", household, "road=support")
    li.new("renovation_opinion", household, "greening_lighting=oppose")

    wang.sync()
    report = li.sync()
    wang.sync()

    assert made["id"] == grid.opinion(0)
    assert report["outcomes"]["merged"] == 1
    seen = [office.show(made["id"]), wang.show(made["id"]), li.show(made["id"])]
    for record in seen:
        assert record["merged"] is True
        assert values(record, "road") == ["support"]
        assert values(record, "greening_lighting") == ["oppose"]
        assert record["answers"]["road"]["outcome"] == "single"
    held = office.ask("records", "list", "renovation_opinion", "--area", grid.id)
    assert [record["id"] for record in held] == [made["id"]]
