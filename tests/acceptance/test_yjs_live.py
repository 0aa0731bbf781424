"""Yjs, as a third person's tablet, reads a clash over a live connection and settles it."""

import pytest

from tests.acceptance.wire import token_of
from tests.yjs.bridge import NpmFailed, install, run

pytestmark = pytest.mark.acceptance

QUESTION = "greening_lighting"


@pytest.fixture(scope="module")
def yjs():
    """The live client, its packages installed; without npm in reach the test fails."""
    try:
        install()
    except NpmFailed as failure:
        pytest.fail(str(failure), pytrace=False)
    return lambda **job: run("live.mjs", job)


def test_what_yjs_answers_replaces_both_values_that_it_read(office, grid, wang, li, yjs):
    record = grid.opinion(0)
    wang.new("renovation_opinion", grid.households[0], f"{QUESTION}=support")
    li.new("renovation_opinion", grid.households[0], f"{QUESTION}=oppose")
    for tablet in (wang, li, wang):
        tablet.sync()
    clashing = office.show(record)["answers"][QUESTION]["values"]
    assert sorted(value["value"] for value in clashing) == ["oppose", "support"]

    told = yjs(
        url=office.server.url,
        token=token_of(office, grid.head),
        record=record,
        question=QUESTION,
        value="neutral",
    )

    assert told["result"][0] == "stored"
    assert sorted(told["replaces"]) == sorted(value["change"] for value in clashing)
    assert len(told["before"]) == 2
    for tablet in (wang, li):
        assert tablet.sync()["received"] == 1
    expected = {
        "value": "neutral",
        "staff": office.staff[grid.head]["id"],
        "change": told["change"],
        "shown": True,
    }
    for side in (office, wang, li):
        shown = side.show(record, history=True)
        answer = shown["answers"][QUESTION]
        assert (answer["value"], answer["outcome"]) == ("neutral", "single")
        (value,) = answer["values"]
        assert {name: value[name] for name in expected} == expected
        assert len(shown["history"]) == 3
    wang.edit(record, f"{QUESTION}=support")
    wang.sync()
    after = office.show(record, history=True)["history"][-1]["answers"][QUESTION]
    assert after["replaces"] == [told["change"]]
