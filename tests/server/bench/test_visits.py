"""The day that benchmarks are about is the same on every machine, and acceptable everywhere."""

import msgpack

from schema.pack import load_pack
from server.bench import visits

NUMBERS = range(0, 8100, 27)


def test_the_first_visit_is_this_one():
    # Fixed by hand: other servers are given the same day, so a change of it has to be noticed.
    assert (
        ("road", "support"),
        ("greening_lighting", "neutral"),
        ("facade", "oppose"),
        ("equipment", "support"),
        ("needs", ["stair_lights", "heating"]),
        ("parking_spaces", 2),
        ("opinion", "2层2号旁的地下室路面坑洼，轮椅过不去，已有43天；同意改造，费用要说清楚"),
        ("source", "meeting"),
        ("_status", "finished"),
        ("_version", 1),
    ) == visits.answers(1)


def test_a_visit_has_so_many_bytes_as_is_said_of_it():
    sizes = [
        sum(len(question) + len(msgpack.packb(value)) for question, value in visits.answers(n))
        for n in NUMBERS
    ]
    assert 217 <= min(sizes) < max(sizes) <= 301


def test_a_visit_answers_questions_of_its_form_with_what_they_allow():
    form = next(form for form in load_pack("chongli").forms if form.id == visits.FORM)
    questions = {question.name: question for question in form.questions}
    for number in NUMBERS:
        for name, value in visits.answers(number):
            if not name.startswith("_") and questions[name].choices:
                allowed = {choice.name for choice in questions[name].choices}
                assert set(value if isinstance(value, list) else [value]) <= allowed
