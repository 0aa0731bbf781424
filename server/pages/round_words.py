"""States of doors as people say them, and whose they are; a sign stands beside each colour."""

from typing import Final, NamedTuple

from schema.rounds import State
from server.pages.words import Words
from server.surveys.counting import NOBODY

UNNAMED: Final = "nobody"
"""Asks, in an address, for the doors of nobody."""


class Said(NamedTuple):
    """A state in words, with its sign and the name of its colour."""

    label: str
    sign: str
    tone: str


def said(words: Words, state: State) -> Said:
    """How far a door is."""
    say = words.say
    return {
        State.to_visit: Said(say("to visit"), "○", "quiet"),
        State.visited: Said(say("visited, form not finished"), "◐", "warn"),
        State.come_back: Said(say("come back"), "◔", "warn"),
        State.refused: Said(say("refused"), "✗", "bad"),
        State.vacant: Said(say("vacant"), "□", "quiet"),
        State.done: Said(say("done"), "●", "good"),
    }[state]


def walker(words: Words, staff: str) -> str:
    """Who is named for doors; that nobody is, where it is NOBODY."""
    return words.person(staff) if staff != NOBODY else words.say("nobody by name")
