"""One record while it is judged or filled in: what its form's expressions say of it now.

Everything is worked out once, in order, when the record is opened. A new answer works out again
only what reads it, and of that only what reads something that came out otherwise.

An expression that fails with these answers is named beside its question and decides nothing: the
question is asked and never missed, and its answer stands.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import isnan
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from schema.answer import Value
from schema.choice import Choice, ListedChoices
from schema.expressions.errors import FailedExpression
from schema.expressions.nodes import Item, ItemList
from schema.expressions.places import HOUSEHOLDS, Place
from schema.expressions.scope import Closure, Scope, World
from schema.expressions.values import NAN, Scalar, number, single, text, truth
from schema.logic.exchange import answer_of, as_answer, scalar
from schema.logic.judgement import Circumstances, Judgement
from schema.logic.offers import Answers
from schema.logic.record_tree import Spot, tree_of
from schema.logic.tasks import Aim, Task
from schema.question import SEVERAL
from schema.text import LANGUAGES, Text, in_language

if TYPE_CHECKING:
    from schema.logic.form_logic import FormLogic

_Member = TypeVar("_Member")

ROWS_MAX: Final = 1_000
"""Rows that a repeat may be asked for; a larger count is a slip of whoever typed it."""


class LiveRecord:
    """One record and what is said of it."""

    def __init__(
        self,
        logic: "FormLogic",
        answers: Mapping[str, Value],
        rows: Mapping[str, Sequence[str]],
        circumstances: Circumstances,
    ) -> None:
        """Opens a record: its shown values by path, and the ids of its rows by repeat."""
        self._logic = logic
        self._tree = tree_of(logic.seeds, answers, rows)
        self._chance = _Chance(circumstances.seed)
        world = _world(logic, circumstances, self._chance)
        self._scope = Scope(world, self._tree.root, self._tree.root)
        self._hidden: set[str] = set()
        self._undecided: set[Spot] = set()
        self._required: set[str] = set()
        self._broken: set[str] = set()
        self._calculated: dict[str, Value] = {}
        self._unoffered: dict[str, Sequence[str]] = {}
        self._counts: dict[str, int] = {}
        self._failed: dict[tuple[int, str], Text] = {}
        self.worked_out = 0
        for at, task in enumerate(logic.tasks):
            self._work(at, task)

    def judgement(self) -> Judgement:
        """What the expressions say of the record as it is now."""
        return Judgement(
            irrelevant=frozenset(self._hidden),
            undecided=frozenset(each.path for spot in self._undecided for each in spot.walk()),
            required=frozenset(self._required),
            broken=frozenset(self._broken),
            unoffered=dict(self._unoffered),
            counts=dict(self._counts),
            calculated=dict(self._calculated),
            failed={path: said for (_, path), said in sorted(self._failed.items())},
        )

    def answer(self, path: str, value: Value) -> None:
        """Takes an answer, and works out again what reads it; KeyError if there is no such path."""
        spot = self._tree.by_path[path]
        spot.take(scalar(self._logic.by_place[spot.place], value))
        waiting = list(self._logic.readers.get(spot.place, ()))
        heapify(waiting)
        last = -1
        while waiting:
            at = heappop(waiting)
            if at == last:
                continue
            last = at
            for place in self._work(at, self._logic.tasks[at]):
                for reader in self._logic.readers.get(place, ()):
                    if reader > at:
                        heappush(waiting, reader)

    def read_only(self, path: str) -> bool:
        """Whether the question there, or a group or repeat around it, is only shown."""
        spot: Spot | None = self._tree.by_path[path]
        while spot is not None:
            closure = self._logic.read_only.get(spot.place)
            if closure is not None and self._truth(spot, closure, otherwise=False):
                return True
            spot = spot.above
        return False

    def offered(self, path: str) -> Sequence[Choice]:
        """The choices that the question there offers now; all, if its filter fails."""
        spot = self._tree.by_path[path]
        question = self._logic.by_place[spot.place]
        offer = self._logic.offers.get(spot.place)
        if isinstance(offer, Answers):
            found = offer.offered(self._at(spot))
            return [Choice(name=each, label={LANGUAGES[0]: each}) for each in found]
        if offer is None or not isinstance(question.choices, ListedChoices):
            return question.choices
        try:
            items = offer.offered(self._at(spot))
        except FailedExpression:
            return question.choices
        return [question.choices.at(item.number) for item in items if isinstance(item, Item)]

    def paths_at(self, place: Place) -> list[str]:
        """The paths of the question at a place that are asked, one for each row around it."""
        spots = self._tree.by_place.get(place, ())
        return [spot.path for spot in spots if not spot.hidden]

    def worth(self, path: str, closure: Closure) -> Value:
        """What an expression comes to as an answer to the question there; None if it fails."""
        spot = self._tree.by_path[path]
        try:
            found = answer_of(single(closure(self._at(spot))))
        except FailedExpression:
            return None
        return as_answer(self._logic.by_place[spot.place], found)

    # Working out

    def _work(self, at: int, task: Task) -> Iterable[Place]:
        """Works out one task for all rows; the places whose answers look otherwise by that."""
        self.worked_out += 1
        run = self._runs[task.aim]
        spots = self._tree.by_place.get(task.place, ())
        for spot in spots if self._failed else ():
            self._failed.pop((at, spot.named), None)
        if len(spots) == 1:
            return run(self, at, task, spots[0])
        return [place for spot in spots for place in run(self, at, task, spot)]

    def _ask(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        """Whether the question is asked, and with it what it holds."""
        asked = self._truth(spot, task.run, at=at)
        if self._failed or self._undecided:
            _put(self._undecided, spot, said=(at, spot.named) in self._failed)
        if asked is not spot.closed:
            return ()
        moved = list(spot.open() if asked else spot.close())
        paths = [each.path for each in moved if each.path]
        if asked:
            self._hidden.difference_update(paths)
        else:
            self._hidden.update(paths)
        return {each.place for each in moved}

    def _calculate(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        """What a calculation comes to; blank where it cannot be worked out, or is not asked."""
        before = spot.node.value
        spot.take("")
        if spot.hidden:
            self._calculated.pop(spot.path, None)
            return ()
        try:
            spot.take(single(task.run(self._at(spot))))
        except FailedExpression as error:
            self._note(at, spot, error)
        self._calculated[spot.path] = answer_of(spot.answer)
        return () if spot.answer == before else (spot.place,)

    def _require(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        said = not spot.hidden and self._truth(spot, task.run, at=at, otherwise=False)
        _put(self._required, spot.path, said=said)
        return ()

    def _accept(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        given = not spot.hidden and spot.node.value != ""
        broken = given and not self._truth(spot, task.run, at=at)
        _put(self._broken, spot.path, said=broken)
        return ()

    def _offer(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        """Which of the chosen names the filter does not offer."""
        assert task.offer is not None
        said = "" if spot.hidden else text(spot.node.value)
        several = self._logic.by_place[spot.place].kind in SEVERAL
        try:
            missing = task.offer.missing(self._at(spot), said, several=several)
        except FailedExpression as error:
            self._note(at, spot, error)
            missing = []
        if missing:
            self._unoffered[spot.path] = missing
        else:
            self._unoffered.pop(spot.path, None)
        return ()

    def _count(self, at: int, task: Task, spot: Spot) -> Iterable[Place]:
        """How many rows a repeat has to have; nothing is said while that cannot be told."""
        self._counts.pop(spot.path, None)
        try:
            wanted = NAN if spot.hidden else number(task.run(self._at(spot)))
        except FailedExpression as error:
            self._note(at, spot, error)
            return ()
        if not isnan(wanted):
            self._counts[spot.path] = int(max(0, min(wanted, ROWS_MAX)))
        return ()

    _runs: ClassVar[Mapping[Aim, Callable[["LiveRecord", int, Task, Spot], Iterable[Place]]]] = {
        Aim.relevant: _ask,
        Aim.calculation: _calculate,
        Aim.required: _require,
        Aim.constraint: _accept,
        Aim.offer: _offer,
        Aim.rows: _count,
    }

    def _truth(
        self, spot: Spot, closure: Closure, *, at: int | None = None, otherwise: bool = True
    ) -> bool:
        """Whether a condition is true; `otherwise` where it cannot be worked out."""
        try:
            return truth(closure(self._at(spot)))
        except FailedExpression as error:
            if at is not None:
                self._note(at, spot, error)
            return otherwise

    def _at(self, spot: Spot) -> Scope:
        """The scope of an expression of the question there; one for all, since none is kept."""
        chance, scope = self._chance, self._scope
        chance.path, chance.source = spot.path, None
        scope.current = scope.node = spot.node
        return scope

    def _note(self, at: int, spot: Spot, error: FailedExpression) -> None:
        said = {lang: error.sentence(lang) for lang in LANGUAGES}
        self._failed[(at, spot.named)] = said


class _Chance:
    """Numbers drawn for one question of one record: the same whenever it is worked out."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self.path = ""
        self.source: random.Random | None = None

    def __call__(self) -> float:
        if self.source is None:
            self.source = random.Random(f"{self._seed} {self.path}")  # noqa: S311 - reproducible
        return self.source.random()


def _put(found: set[_Member], member: _Member, *, said: bool) -> None:
    if said:
        found.add(member)
    else:
        found.discard(member)


def _world(logic: "FormLogic", circumstances: Circumstances, draw: Callable[[], float]) -> World:
    questions = logic.by_place

    def label(place: Place, choice: str) -> str:
        found = questions[place].choice(choice) if place in questions else None
        return "" if found is None else in_language(found.label, LANGUAGES[0])

    return World(
        now=circumstances.now,
        draw=draw,
        language=LANGUAGES[0],
        lists=_lists(logic, circumstances),
        label=label,
        saved=_saved(logic, circumstances.saved) if circumstances.saved else {},
    )


def _lists(logic: "FormLogic", circumstances: Circumstances) -> Mapping[str, ItemList]:
    """The form's lists, and the households where it asks for them."""
    if not logic.asks_roster:
        return logic.lists
    rows = circumstances.roster() if circumstances.roster else ()
    return {**logic.lists, HOUSEHOLDS: ItemList(rows)}


def _saved(logic: "FormLogic", answers: Mapping[str, Value]) -> dict[str, Scalar]:
    """The answers of the record saved last, as expressions see them."""
    asked = {place[-1]: question for place, question in logic.by_place.items()}
    return {name: scalar(asked[name], value) for name, value in answers.items() if name in asked}
