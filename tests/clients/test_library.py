"""What a tablet was given to work with: a form is read when somebody asks for it."""

import pytest

from clients.reference_cli.errors import UnknownForm
from clients.reference_cli.library import Library
from schema.errors import InvalidForm
from sync.home.rows import Bundle
from tests.clients.conftest import bundle


def library(*forms):
    whole = bundle()
    return Library.of(Bundle(etag="1", document={**whole, "forms": [*whole["forms"], *forms]}))


def test_a_form_that_cannot_be_read_is_in_nobodys_way():
    found = library({"id": "later", "kind": "of a later version"})
    assert found.form("renovation_opinion").title["en"] == "Renovation opinion"
    assert "later" in found.forms
    with pytest.raises(InvalidForm):
        found.form("later")


def test_a_form_is_read_once():
    found = library()
    assert found.forms["hazard_report"] is found.form("hazard_report")


def test_an_unknown_form_names_those_that_are_like_it():
    with pytest.raises(UnknownForm) as raised:
        library().form("hazard_reports")
    assert raised.value.facts["nearest"][0] == "hazard_report"


def test_which_forms_are_restricted_is_known_without_reading_them():
    of_pack = {form["id"] for form in bundle()["forms"] if form["restricted"]}
    assert library({"id": "later", "restricted": True}).restricted == {"later", *of_pack}
