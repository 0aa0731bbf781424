"""The vectors are what two independent evaluators say: ODK's own and Enketo's, under Node.

A vector that follows another source says what they say instead, so that no known difference is
forgotten, and one that a new version of theirs mends is seen.
"""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.odk.vectors import ERROR, same, vectors
from tests.yjs.bridge import NODE, TIMEOUT_S, NpmFailed, install

RUN = Path(__file__).parent / "run.mjs"

# What the project's own evaluator must know, at least.
FUNCTIONS = """
    abs acos area asin atan atan2 base64-decode boolean boolean-from-string ceiling checklist
    coalesce concat contains cos count count-non-empty count-selected current date date-time
    decimal-date-time decimal-time digest distance ends-with exp exp10 false floor format-date
    format-date-time geofence if indexed-repeat instance int join jr:choice-name last log log10 max
    min normalize-space not now number once pi position pow pulldata random randomize regex round
    selected selected-at sin sqrt starts-with string string-length substr substring-after
    substring-before sum tan today translate true uuid weighted-checklist
"""


@pytest.fixture(scope="module")
def known():
    return vectors()


@pytest.fixture(scope="module")
def told(known):
    """What both evaluators answer to each vector; without npm in reach the tests fail."""
    try:
        install("tests/odk")
    except NpmFailed as failure:
        pytest.fail(str(failure), pytrace=False)
    done = subprocess.run(
        [NODE, RUN],
        input="\n".join(json.dumps(vector) for vector in known),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def surprises(known, told, engine):
    """Each vector of which an evaluator says what the vector does not know, and what it says."""
    return [
        (vector, answer[engine])
        for vector, answer in zip(known, told, strict=True)
        if not same(
            vector, vector.get("differs", {}).get(engine, vector["expected"]), answer[engine]
        )
    ]


def test_odks_evaluator_says_what_each_vector_says_of_it(known, told):
    assert [] == surprises(known, told, "getodk")


def test_enketos_evaluator_says_so_too_where_it_has_an_answer_and_one_is_due(known, told):
    assert [] == [
        (vector, said)
        for vector, said in surprises(known, told, "enketo")
        if ERROR not in (said, vector["expected"])
    ]


def test_enketos_evaluator_has_an_answer_to_most_vectors(told):
    answered = sum(answer["enketo"] != ERROR for answer in told)

    assert answered > 0.7 * len(told)


def test_what_follows_the_evaluator_does_not_differ_from_it(known):
    assert [] == [
        vector
        for vector in known
        if vector["source"] == "evaluator" and "getodk" in vector.get("differs", {})
    ]


def test_each_function_has_two_vectors_or_more(known):
    used = Counter(
        name
        for vector in known
        for name in set(re.findall(r"[a-z][a-z0-9:-]*(?=\s*\()", vector["expression"]))
        if vector["expected"] != ERROR
    )

    assert [] == [name for name in FUNCTIONS.split() if used[name] < 2]


def test_each_vector_names_its_source_and_its_type(known):
    assert {"evaluator", "odk docs", "javarosa"} == {vector["source"] for vector in known}
    assert {"number", "string", "boolean"} == {vector["type"] for vector in known}


def test_no_two_vectors_of_a_topic_state_the_same_fact(known):
    facts = Counter((vector["topic"], vector["about"]) for vector in known)

    assert [] == [fact for fact, count in facts.items() if count > 1]


def test_an_expression_with_references_says_what_pyxform_makes_of_them(known):
    assert [] == [
        vector
        for vector in known
        if ("${" in vector["expression"]) != ("xpath" in vector) or "${" in vector.get("xpath", "")
    ]
