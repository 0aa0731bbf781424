"""Who visits whom, and what is planted among the visits."""

import itertools
from collections import Counter, defaultdict

import pytest

from clients.reference_cli.answers import read_document
from clients.reference_cli.fleet.drawing import can_be_drawn
from clients.reference_cli.fleet.plan import DAY_S, Planted
from schema.rules import Circumstances, check
from tests.clients.fleet.town import DAY, FORMS, GRIDS, areas, members, planned
from tests.schema.logic import forms as short

FOUR = (GRIDS[0], GRIDS[1], GRIDS[0], GRIDS[1])


def visits_of(plan_):
    """(tablet, form, area, answers as they stand at the end) of each visit, in order."""
    found = []
    for tablet, steps in plan_.steps.items():
        for step in steps:
            if step.edit:
                earlier = next(v for v in found if v[:3] == (tablet, step.form, step.area))
                earlier[3].update(step.answers)
            else:
                found.append((tablet, step.form, step.area, dict(step.answers)))
    return found


def met(plan_):
    """What comes of the visits that two make, told without the plan's own count."""
    by_subject = defaultdict(list)
    for _, form, area, answers in visits_of(plan_):
        if FORMS[form].key != ("ulid",):
            by_subject[form, area].append(answers)
    counts = Counter(merged=0, rule=0, clash=0)
    for one, *others in by_subject.values():
        assert len(others) <= 1, "three people at one door"
        for other in others:
            counts["merged"] += 1
            for question in one.keys() & other.keys():
                if one[question] != other[question]:
                    counts["rule" if question == "needs" else "clash"] += 1
    return Planted(**counts)


def test_equal_seeds_make_equal_days():
    assert planned(members(*FOUR), seed=5) == planned(members(*FOUR), seed=5)


def test_another_seed_makes_another_day():
    assert planned(members(*FOUR), seed=5).steps != planned(members(*FOUR), seed=6).steps


def test_what_is_planted_depends_on_pairs_and_visits_alone():
    # Of 25 visits five are common: merge, clash, rule, merge, clash. Two pairs.
    assert planned(members(*FOUR), visits=25).planted == Planted(merged=10, rule=2, clash=4)
    assert planned(members(*FOUR), visits=10).planted == Planted(merged=4, rule=0, clash=2)
    assert planned(members(*FOUR), visits=4).planted == Planted()


@pytest.mark.parametrize("seed", range(20))
def test_what_is_planted_is_what_the_answers_come_to(seed):
    plan_ = planned(members(*FOUR), visits=25, seed=seed)
    assert met(plan_) == plan_.planted


def test_every_tablet_makes_as_many_visits_as_asked_for():
    made = Counter(tablet for tablet, *_ in visits_of(planned(members(*FOUR), visits=25)))
    assert made == {1: 25, 2: 25, 3: 25, 4: 25}


def test_somebody_alone_meets_nobody():
    assert planned(members(GRIDS[0])).planted == Planted()
    assert planned(members(*GRIDS)).planted == Planted()


def test_of_three_two_meet():
    assert planned(members(*[GRIDS[0]] * 3), visits=5).planted == Planted(merged=1)


def test_everybody_stays_in_their_own_areas():
    who = members(*FOUR)
    allowed = {member.tablet: {area.id for area in member.areas} for member in who}
    for tablet, _, area, _ in visits_of(planned(who, visits=25)):
        assert area in allowed[tablet]


def test_where_households_run_out_there_is_always_something_to_report():
    plan_ = planned(members(GRIDS[0], households=2), visits=30)
    forms = Counter(form for _, form, *_ in visits_of(plan_))
    assert forms == {"renovation_opinion": 2, "household_file": 2, "hazard_report": 26}


def test_where_no_form_can_meet_everybody_works_alone():
    forms = {"hazard_report": FORMS["hazard_report"]}
    plan_ = planned(members(*FOUR), forms=forms)
    assert plan_.planted == Planted()
    assert len(visits_of(plan_)) == 40


def test_where_nothing_can_be_recorded_nothing_is():
    forms = {"household_file": FORMS["household_file"]}
    plan_ = planned(members(GRIDS[0], households=3), forms=forms)
    assert len(visits_of(plan_)) == 3


def test_forms_whose_answers_cannot_be_guessed_are_left_to_people():
    number = short.question("n", "integer", minimum=0, maximum=9)
    guessed = short.form(short.question("n", "integer", constraint=". mod 7 = 3"))
    drawn = short.form(short.question("a"), number, short.calculated("c", "1"))
    grouped = short.form(short.group("g", number))
    assert [can_be_drawn(each) for each in (guessed, drawn, grouped)] == [False, True, False]
    asked_then = short.question("b", relevant="${a} = 'x'", required=True)
    assert not can_be_drawn(short.form(short.question("a"), asked_then))
    photographed = short.form(short.question("photo", "image"))
    plan_ = planned(members(*FOUR), visits=3, forms={**FORMS, "f": photographed})
    assert all(form_id != "f" for _, form_id, _, _ in visits_of(plan_))


@pytest.mark.parametrize("seed", range(5))
def test_every_answer_fits_its_form(seed):
    for _, form_id, area, answers in visits_of(planned(members(*FOUR), visits=25, seed=seed)):
        asked = FORMS[form_id]
        assert next(each for each in areas(area.scope) if each.id == area).kind in asked.areas
        written = {
            place.name: value
            for place, value in read_document(asked, answers, "en")
            if not place.rows
        }
        keys = {each.name: each.default for each in asked.key_questions}
        assert check(asked, keys | written, "en", Circumstances.at(0, "")) == ()


def test_a_correction_follows_its_visit_and_says_something_else():
    plan_ = planned(members(*FOUR), visits=25)
    corrections = 0
    for steps in plan_.steps.values():
        for before, step in itertools.pairwise(steps):
            if step.edit:
                corrections += 1
                assert (step.form, step.area) == (before.form, before.area)
                ((question, value),) = step.answers.items()
                assert before.answers.get(question) != value
        assert not steps[0].edit
    assert corrections > 0


def test_a_day_has_an_order_and_an_end():
    for steps in planned(members(*FOUR), visits=25).steps.values():
        times = [step.at_s for step in steps]
        assert times == sorted(times)
        assert 0 <= times[0]
        assert times[-1] < DAY_S


def test_dates_lie_behind_the_day():
    due = [
        answers["due"]
        for _, form, _, answers in visits_of(planned(members(*FOUR), visits=25))
        if form == "hazard_report" and "due" in answers
    ]
    assert due
    assert min(due) > DAY.isoformat()
