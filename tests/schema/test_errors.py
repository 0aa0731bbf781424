"""Each error is a sentence a person can read, with the facts in it and a next step."""

import inspect
import re

import pytest

from schema import errors
from schema.errors import (
    InvalidAreaId,
    InvalidForm,
    InvalidKey,
    InvalidPack,
    InvalidRecordId,
    InvalidTree,
    MissingKey,
    SchemaError,
    UnknownPack,
    UnreadableAnswer,
)

CLASSES = [
    each
    for each in vars(errors).values()
    if inspect.isclass(each) and issubclass(each, SchemaError)
]


def test_the_tree_in_the_module_is_the_tree() -> None:
    drawn = re.findall(r"[│ ]*[├└]─ (\w+)", errors.__doc__ or "")
    assert sorted(drawn) == sorted(each.__name__ for each in CLASSES if each is not SchemaError)


@pytest.mark.parametrize("error", CLASSES)
def test_each_class_is_a_sentence(error: type[SchemaError]) -> None:
    assert re.fullmatch(r"[A-Z].*\.", (error.__doc__ or "").splitlines()[0])


def test_an_error_without_facts_says_its_class() -> None:
    assert str(SchemaError()) == "Something does not fit what is recorded here."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InvalidAreaId("A", "why"), "'A' is no area id: why."),
        (InvalidRecordId("x", "why"), "'x' is no record id: why."),
        (InvalidTree("130709", "there twice"), "Area 130709: there twice."),
        (InvalidForm("f", "", "it has no version"), "form f: it has no version."),
        (InvalidForm("f", "question a", "why"), "form f, question a: why."),
        (InvalidKey("f", "day", "why"), "form f, key day: why."),
        (MissingKey("f", "day"), "form f, key day: a value is needed."),
        (UnreadableAnswer("day", "x", "a date is needed"), "day=x: a date is needed"),
        (UnknownPack("p", ("chongli",)), "There is no pack 'p'."),
        (InvalidPack("p/areas.json", "why"), "p/areas.json: why."),
    ],
)
def test_sentences_name_the_facts(error: SchemaError, sentence: str) -> None:
    assert str(error) == sentence
    assert error.hint
