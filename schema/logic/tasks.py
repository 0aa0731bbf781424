"""What is worked out of a record: one expression of one question, and what it is for."""

from dataclasses import dataclass
from enum import StrEnum, auto

from schema.expressions.places import Place
from schema.expressions.scope import Closure
from schema.logic.offers import Answers, Offer


class Aim(StrEnum):
    """What an expression decides."""

    relevant = auto()
    calculation = auto()
    required = auto()
    constraint = auto()
    offer = auto()
    rows = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One expression of the question at a place, and what it reads.

    `run` works it out; a choice filter is worked out by its `offer` instead, item by item.
    """

    aim: Aim
    place: Place
    reads: frozenset[Place]
    run: Closure
    offer: Offer | Answers | None = None
