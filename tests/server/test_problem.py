"""Errors cross HTTP and come out the same."""

import inspect
import json

import pytest

from server import errors, problem
from server.errors import (
    LoginTaken,
    NoSuchCode,
    RemoteProblem,
    ServerError,
    UnknownStaff,
    WeakPassword,
)


@pytest.mark.parametrize(
    "error",
    [
        UnknownStaff(name="wnag", nearest=("wang", "wan")),
        LoginTaken(login="wang", holder="王某"),
        WeakPassword(chars_min=8, chars_max=256),
        NoSuchCode(),
    ],
)
def test_an_error_is_the_same_after_crossing_as_json(error):
    read = problem.read(json.loads(json.dumps(problem.document(error))))
    assert type(read) is type(error)
    assert str(read) == str(error)
    assert read.exit_code == error.exit_code


def test_a_problem_document_has_the_members_of_rfc_9457():
    document = problem.document(NoSuchCode())
    assert document["type"] == "urn:doorstep:problem:no_such_code"
    assert (document["title"], document["status"]) == ("Not Found", 404)
    assert document["detail"] == (
        "This code does not work: it is unknown, used already, or too old."
    )


def test_a_catalogued_problem_carries_its_number():
    assert problem.document(NoSuchCode())["number"] == 201
    assert problem.document(UnknownStaff(name="x"))["number"] is None


@pytest.mark.parametrize(
    "document",
    [
        {"code": "of_a_newer_version", "detail": "It is so.", "hint": "Do that.", "facts": {}},
        {"code": "unknown_staff", "detail": "It is so.", "hint": "Do that.", "facts": {"new": 1}},
    ],
)
def test_a_problem_of_another_version_is_told_in_its_own_words(document):
    read = problem.read(document)
    assert isinstance(read, RemoteProblem)
    assert str(read) == "It is so. Do that."


def test_every_error_has_a_code_of_its_own():
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, ServerError) and "code" in vars(kind)
    ]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)


def test_the_tree_in_the_docstring_names_every_error():
    drawn = errors.__doc__
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, ServerError):
            assert name in drawn
