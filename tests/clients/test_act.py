"""What an answer brings about: other answers, rows that it counts, and what is said of them."""

import json

import pytest

from sync.home.store import HomeStore
from tests.clients.census import HOUSE, brought, values
from tests.clients.line import refusal


@pytest.fixture
def census(wang):
    return brought(wang)


def written(home, *answers):
    document = json.loads(home.ok("new", "diary", "--area", HOUSE, *answers, "--json"))
    return document["id"], {name: each["value"] for name, each in document["answers"].items()}


def test_two_who_begin_one_record_without_knowing_of_each_other_count_the_same_rows(
    census, li, clock
):
    brought(li)
    for home in (census, li):
        home.ok("new", "team", "--area", HOUSE, "many=2")
    census.ok("edit", "0301", "people[1].name=王")
    li.ok("edit", "0301", "people[2].name=李")
    for home in (census, li, census):
        home.sync()
    found = values(census)
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "李"]


def test_what_an_answer_triggers_is_written_with_it_and_not_again(census, clock):
    record, first = written(census, "place=门口", "proof=a.pdf")
    assert (first["stamp"], first["number"]) == ("2022-06-12T08:00:00.000+08:00", "N-门口")
    clock.set(hour=10)
    census.ok("edit", record, "proof=b.pdf")
    assert values(census, record)["stamp"] == "2022-06-12T08:00:00.000+08:00"
    census.ok("edit", record, "place=院子")
    changed = values(census, record)
    assert (changed["stamp"], changed["number"]) == ("2022-06-12T10:00:00.000+08:00", "N-门口")
    clock.set(hour=11)
    census.ok("edit", record, "place=院子")  # which is no other answer
    assert values(census, record)["stamp"] == "2022-06-12T10:00:00.000+08:00"


def test_a_record_may_begin_with_an_answer_of_the_one_before(census, clock):
    assert "place" not in written(census, "proof=a.pdf")[1]
    written(census, "place=门口", "proof=a.pdf")
    assert written(census, "proof=a.pdf")[1]["place"] == "门口"


def test_the_rows_that_a_form_counts_are_there(census, clock):
    record, found = written(census, "many=3", "people[+].name=王", "proof=a.pdf")
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "未知", "未知"]
    census.ok("edit", record, "many=4", "people[2].name=李")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["王", "李", "未知", "未知"]


def test_of_too_many_rows_those_that_nobody_answered_in_go_with_the_count(census, clock):
    record, _ = written(census, "many=30", "people[2].name=李", "proof=a.pdf")
    census.ok("edit", record, "many=3")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["未知", "李", "未知"]
    refused = census.run("edit", record, "many=1")
    assert (refused.exit_code, "人员：应有1行，现有2行" in refused.output) == (1, True)
    census.ok("edit", record, "many=4")
    again = values(census, record)
    assert [v for n, v in again.items() if n.endswith(".name")] == ["未知", "李", "未知", "未知"]


def test_an_answer_given_meanwhile_keeps_a_row_that_another_took_back(census, li, clock):
    brought(li)
    for home in (census, li):
        home.ok("new", "team", "--area", HOUSE, "many=2")
    census.ok("edit", "0301", "many=1")
    li.ok("edit", "0301", "people[2].name=李")
    for home in (census, li, census):
        home.sync()
    assert [v for n, v in values(census).items() if n.endswith(".name")] == ["李"]


@pytest.fixture
def two_minds(census, li, clock):
    """A record whose second row is named by one person and, unseen and later, left empty by one."""
    brought(li)
    census.ok("new", "team", "--area", HOUSE, "many=2", "--draft")
    for home in (census, li):
        home.sync()
    li.ok("edit", "0301", "people[2].name=李")
    clock.set(hour=9)
    census.ok("edit", "0301", "people[2].name=张三")
    clock.set(hour=10)
    li.ok("edit", "0301", "people[2].name=")
    return census, li


def test_a_row_in_which_people_differ_stays_whatever_its_clash_shows(two_minds):
    home, other = two_minds
    for each in (home, other, home):
        each.sync()
    home.ok("edit", "0301", "many=1")
    (clash,) = json.loads(home.ok("clashes", "--json"))
    assert [each["value"] for each in clash["values"]] == ["张三", None]


def test_a_row_of_which_an_answer_was_refused_stays(two_minds):
    home, _ = two_minds
    with HomeStore(home.path) as store:
        (waiting,) = store.outbox()
        store.store_results([(waiting.hash, refusal("no-grant"))])
    home.ok("edit", "0301", "many=1")
    assert sum(name.endswith("]") for name in values(home)) == 2


def test_rows_that_are_counted_can_be_filled_in_with_what_counts_them(census, clock):
    record, found = written(
        census, "people[2].name=李", "many=2", "people[1].name=王", "proof=a.pdf"
    )
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "李"]
    census.ok("edit", record, "many=3", "people[3].name=赵")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["王", "李", "赵"]
    beyond = census.run("edit", record, "many=4", "people[5].name=周")
    assert (beyond.exit_code, "现有4行" in beyond.output) == (2, True), beyond.output


def test_what_is_wrong_in_a_row_is_told_with_the_rows_number(census, clock):
    refused = census.run("new", "class", "--area", HOUSE, "many=2", "people[1].name=王")
    assert "人员 2 姓名：必填，还没有填" in refused.output, refused.output
    assert "人员 1" not in refused.output


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (("proof=a.pdf", "level=0.7"), "评分：应从0起每隔0.5取值"),
        (("proof=a.pdf", "level=6"), "评分：超出0–5"),
        ((), "证明：请附证明"),
    ],
)
def test_what_a_form_wants_is_said_in_its_words(census, clock, answers, sentence):
    refused = census.run("new", "diary", "--area", HOUSE, *answers)
    assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
