"""Ids and secrets have the forms that the protocol names, and codes survive being read out."""

import re

import pytest

from server.people.ids import is_id, new_code, new_id, new_password, new_token, same_code

DRAWS = 200


def test_an_id_is_16_of_a_to_z_and_0_to_9():
    assert all(re.fullmatch(r"[a-z0-9]{16}", new_id()) for _ in range(DRAWS))


def test_no_two_ids_or_tokens_are_alike():
    assert len({new_id() for _ in range(DRAWS)}) == DRAWS
    assert len({new_token() for _ in range(DRAWS)}) == DRAWS


def test_a_token_has_256_bits():
    # 32 bytes are 43 characters of unpadded base 64.
    assert len(new_token()) == 43


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("abcdefg1", True),
        ("a" * 32, True),
        ("a" * 7, False),
        ("a" * 33, False),
        ("Abcdefgh", False),
        ("abcdefg-", False),
        ("abcdefgh\n", False),
    ],
)
def test_an_id_has_8_to_32_of_a_to_z_and_0_to_9(text, verdict):
    assert is_id(text) is verdict


def test_a_code_has_no_letter_that_is_misread():
    assert not set("".join(new_code() for _ in range(DRAWS))) & set("ILOU")


@pytest.mark.parametrize(
    "typed", ["7K3F-9Q0D", "7k3f9q0d", " 7k3f 9qod ", "7K3F-9QOD", "7k3f-9q0d"]
)
def test_a_code_is_the_same_however_it_is_typed(typed):
    assert same_code(typed) == "7K3F-9Q0D"


def test_one_and_l_and_i_are_one_letter_in_a_code():
    assert same_code("1iIl-LLLL") == "1111-1111"


def test_a_one_time_password_has_80_bits():
    password = new_password()
    assert len(password.replace("-", "")) == 16
    assert new_password() != password
