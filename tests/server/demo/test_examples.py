"""Which of a day's records a person is shown."""

from server.demo.examples import Kind, choose
from server.demo.ledger import strike
from tests.server.demo.conftest import FORMS, GRID, NINE_MS, opinion

WANG, LI = "wangfang000", "liqiang0000"
ELSEWHERE = "130709/100/001/001"


def chosen(field):
    return choose(strike(field.homes, field.data, FORMS).records)


def met(field, record, ones, others):
    """Two people at one door."""
    for name, staff, answers in (("wang", WANG, ones), ("li", LI, others)):
        home = field.home(f"{name}-{len(field.homes)}")
        field.write(home, record, staff, minute=len(field.homes), _version="1", **answers)
        field.send(home)


def test_of_each_kind_a_few_what_has_to_be_settled_last(field):
    for door in range(301, 306):
        met(field, opinion(f"0{door}"), {"road": "support"}, {"road": "oppose"})
        met(field, opinion(f"1{door}"), {"needs": ["parking"]}, {"needs": ["heating"]})
        met(field, opinion(f"2{door}"), {"road": "support"}, {"facade": "oppose"})
    assert [example.kind for example in chosen(field)] == [
        Kind.merged,
        Kind.rule,
        Kind.clash,
        Kind.clash,
        Kind.clash,
    ]


def test_who_said_what_and_what_is_shown(field):
    met(field, opinion("0301"), {"road": "support"}, {"road": "oppose"})
    (example,) = chosen(field)
    assert example.record.text == opinion("0301")
    assert [
        (said.question, said.held.value, said.held.staff, said.held.time_ms)
        for said in example.said
    ] == [
        ("road", "support", WANG, NINE_MS + 60_000),
        ("road", "oppose", LI, NINE_MS + 120_000),
    ]
    assert example.value == "oppose"


def test_a_merged_record_names_both_and_no_state(field):
    met(field, opinion("0301"), {"facade": "neutral"}, {"road": "oppose"})
    (example,) = chosen(field)
    assert example.kind is Kind.merged
    assert [(said.question, said.held.staff) for said in example.said] == [
        ("road", LI),
        ("facade", WANG),
    ]


def test_the_grid_of_the_documentation_goes_first(field):
    for grid in (ELSEWHERE, GRID):
        met(field, opinion("0301", grid), {"road": "support"}, {"facade": "oppose"})
    (example,) = chosen(field)
    assert example.record.text == opinion("0301", GRID)


def test_where_nobody_met_there_is_nothing_to_show(field):
    home = field.home("wang")
    field.write(home, opinion("0301"), WANG, road="support")
    field.send(home)
    assert chosen(field) == []
