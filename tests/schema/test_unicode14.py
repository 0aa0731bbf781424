"""The tables say what Unicode 14 says."""

import sys
import unicodedata

import pytest

from schema.unicode14 import is_assigned, is_name_character, question_name_ok

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]


def test_as_many_characters_as_the_standard_counts() -> None:
    # The Unicode Standard, version 14.0.0: 144,697 characters, beside 65 controls and 137,468
    # characters for private use.
    assert sum(map(is_assigned, EVERY_CHARACTER)) == 144_697 + 65 + 137_468


def test_every_character_is_as_in_unicodedata() -> None:
    """Exactly on Unicode 14; a later one only adds characters, and none of them is ours."""
    assigned = {ch for ch in EVERY_CHARACTER if unicodedata.category(ch) not in {"Cn", "Cs"}}
    names = {ch for ch in assigned if unicodedata.category(ch)[0] in "LM"}
    names |= {ch for ch in assigned if unicodedata.category(ch) == "Nd"}
    ours = set(filter(is_assigned, EVERY_CHARACTER))
    our_names = set(filter(is_name_character, EVERY_CHARACTER))
    if unicodedata.unidata_version == "14.0.0":
        assert (assigned, names) == (ours, our_names)
    else:
        assert ours <= assigned
        assert our_names <= ours


@pytest.mark.parametrize("ch", ["\U0001fae0", "㐀", "a", "\x00", "\ue000"])
def test_assigned(ch: str) -> None:
    assert is_assigned(ch)


@pytest.mark.parametrize(
    "ch",
    [
        "\U0001fae8",  # shaking face, Unicode 15.0
        "\U00031350",  # the first ideograph of extension H, Unicode 15.0
        "\u2ffc",  # an ideographic description character, Unicode 15.1
        "\ud800",  # half of a character
        "\uffff",  # a noncharacter
    ],
)
def test_not_assigned(ch: str) -> None:
    assert not is_assigned(ch)


@pytest.mark.parametrize(
    "name",
    ["road", "members[0a1b2c].name", "_status", "绿化", "e\u0301", "٣", "a" * 256, "绿" * 85],
)
def test_question_names(name: str) -> None:
    assert question_name_ok(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a b",
        "a:b",
        "a/b",
        "道，路",
        "²",
        "Ⅷ",
        "😀",
        "a\n",
        "绿\n",
        "a" * 257,
        "绿" * 86,
        "\ud800",
    ],
)
def test_no_question_names(name: str) -> None:
    assert not question_name_ok(name)
