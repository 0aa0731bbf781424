"""States of doors as people say them, and whose they are; a sign stands beside each colour."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from schema.rounds import State
from server.pages.errors import N_
from server.pages.words import State as Said
from server.pages.words import Words
from server.surveys.counting import NOBODY

UNNAMED: Final = "nobody"
"""Asks, in an address, for the doors of nobody."""

_SAID: Final[Mapping[State, Said]] = {
    State.to_visit: Said(label=N_("to visit"), sign="○", tone="quiet"),
    State.visited: Said(label=N_("visited, form not finished"), sign="◐", tone="warn"),
    State.come_back: Said(label=N_("come back"), sign="◔", tone="warn"),
    State.refused: Said(label=N_("refused"), sign="✗", tone="bad"),
    State.vacant: Said(label=N_("vacant"), sign="□", tone="quiet"),
    State.done: Said(label=N_("done"), sign="●", tone="good"),
}


def said(words: Words, state: State) -> Said:
    """How far a door is."""
    return replace(_SAID[state], label=words.say(_SAID[state].label))


def walker(words: Words, staff: str) -> str:
    """Who is named for doors; that nobody is, where it is NOBODY."""
    return words.person(staff) if staff != NOBODY else words.say("nobody by name")
