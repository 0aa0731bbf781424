"""Answers as they are drawn."""

from random import Random

import pytest

from clients.reference_cli.fleet.drawing import another, answer, answers, open_to_two, shuffled
from schema.answer import valid
from schema.question import Kind, default_policy
from schema.question import Question as Asked
from tests.clients.fleet.town import DAY, FORMS

OPINION = FORMS["renovation_opinion"]
FILE = FORMS["household_file"]


def question(kind, **more):
    label = {"en": "?", "zh-CN": "？"}
    return Asked(name="q", kind=kind, label=label, merge=default_policy(kind), **more)


def test_equal_draws_give_equal_answers():
    assert answers(Random(3), FILE.questions, DAY) == answers(Random(3), FILE.questions, DAY)


def test_what_is_sensitive_is_never_made_up():
    for seed in range(50):
        assert "phone" not in answers(Random(seed), FILE.questions, DAY)


def test_what_is_required_is_always_there():
    for seed in range(50):
        assert "category" in answers(Random(seed), FORMS["hazard_report"].questions, DAY)
        members = answers(Random(seed), FILE.questions, DAY)["members"]
        assert 1 <= len(members) <= 3
        assert all("name" in member for member in members)


def test_relatives_have_no_names_of_people():
    names = {
        member["name"]
        for seed in range(50)
        for member in answers(Random(seed), FILE.questions, DAY)["members"]
    }
    assert names == {"家人甲", "家人乙", "家人丙"}


def test_choices_stand_in_the_forms_order():
    needs = OPINION.question("needs")
    names = [choice.name for choice in needs.choices]
    for seed in range(50):
        drawn = answer(Random(seed), needs, DAY)
        assert drawn == sorted(drawn, key=names.index)
        assert 1 <= len(set(drawn)) == len(drawn) <= 3


@pytest.mark.parametrize(("minimum", "maximum", "least", "most"), [(0, 2, 0, 2), (5, None, 5, 14)])
def test_numbers_keep_their_bounds(minimum, maximum, least, most):
    asked = question(Kind.integer, minimum=minimum, maximum=maximum)
    drawn = {answer(Random(seed), asked, DAY) for seed in range(200)}
    assert drawn == set(range(least, most + 1))


def test_no_year_is_drawn_that_is_still_to_come():
    members = FORMS["household_file"].question("members")
    asked = next(each for each in members.questions if each.name == "birth_year")
    drawn = {answer(Random(seed), asked, DAY) for seed in range(2000)}
    assert drawn == set(range(1900, DAY.year + 1))
    assert asked.maximum > DAY.year


@pytest.mark.parametrize("kind", [Kind.integer, Kind.decimal, Kind.text, Kind.date])
def test_every_kind_gives_a_value(kind):
    assert valid(answer(Random(1), question(kind), DAY))


def test_another_answer_is_another():
    road = OPINION.question("road")
    for seed in range(50):
        assert another(Random(seed), road, "support", DAY) in {"oppose", "neutral"}


def test_two_can_differ_only_where_there_are_two_answers():
    assert open_to_two(OPINION.question("road"))
    assert open_to_two(OPINION.question("opinion"))
    assert open_to_two(question(Kind.integer))
    assert not open_to_two(OPINION.question("project"))
    assert not open_to_two(question(Kind.integer, minimum=1, maximum=1))
    assert not open_to_two(FILE.question("members"))


def test_a_shuffle_keeps_everything():
    assert sorted(shuffled(Random(1), range(100))) == list(range(100))
    assert shuffled(Random(1), range(100)) != list(range(100))
