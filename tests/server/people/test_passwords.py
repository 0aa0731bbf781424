"""Passwords are kept as argon2id, and nobody without one gets in."""

import pytest
from argon2 import extract_parameters

from server.errors import WeakPassword
from server.people import passwords
from server.people.passwords import hash_password, password_matches


def test_the_right_password_matches_and_another_does_not():
    stored = hash_password("correct horse")
    assert password_matches(stored, "correct horse")
    assert not password_matches(stored, "correct horsf")


def test_a_password_is_kept_as_argon2id_and_salted():
    first, second = hash_password("correct horse"), hash_password("correct horse")
    assert first.startswith("$argon2id$")
    assert first != second


@pytest.mark.parametrize("password", ["", "anything at all"])
def test_nothing_matches_where_there_is_no_password(password):
    assert not password_matches(None, password)


def test_the_stand_in_for_nobody_is_a_real_hash_so_that_it_costs_the_same_time():
    assert extract_parameters(passwords._NOBODY) == extract_parameters(hash_password("12345678"))


def test_a_stored_text_that_is_no_hash_matches_nothing():
    assert not password_matches("plain", "plain")


@pytest.mark.parametrize("length", [0, 7, 257])
def test_a_password_has_8_to_256_characters(length):
    with pytest.raises(WeakPassword):
        hash_password("x" * length)


def test_a_long_password_is_not_cut_before_comparing():
    stored = hash_password("x" * 256)
    assert not password_matches(stored, "x" * 257)
