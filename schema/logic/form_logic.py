"""A form's expressions, compiled; and what they say of one record.

Relevance comes first, in the order in which questions depend on each other, since the answer to a
question that is not asked counts as blank everywhere else (ODK XForms). A question is then required
or not, and its answer holds or not. An expression that fails with these answers is named beside its
question and decides nothing: the question is asked, not required, and its answer stands.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Final, Self, TypeAlias

from schema.answer import Value
from schema.expressions.compiling import compiled
from schema.expressions.errors import FailedExpression, InvalidExpression
from schema.expressions.nodes import Node
from schema.expressions.parse import parse
from schema.expressions.places import Place, Places
from schema.expressions.reading import questions_read
from schema.expressions.scope import Closure, Scope, World
from schema.expressions.values import Scalar, single, truth
from schema.logic.judgement import Circumstances, Judgement
from schema.logic.record_tree import answer_of, places_of, tree_of
from schema.outline import ROOT
from schema.question import Question
from schema.text import LANGUAGES, Text, in_language

_RELEVANT: Final = "relevant"
_CALCULATION: Final = "calculation"
_Step: TypeAlias = tuple[str, Place]
"""What is worked out: whether a question is asked, or what it comes to."""


class InvalidLogic(Exception):
    """A form's expression that cannot be: the question it belongs to, and what is wrong."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(question, reason)
        self.question = question
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLogic:
    """The expressions of one form by the place of their question.

    `steps`: conditions of relevance and calculations, each behind those on which it depends.
    """

    questions: tuple[Question, ...]
    by_place: Mapping[Place, Question]
    steps: tuple[tuple[_Step, Closure], ...]
    required: Mapping[Place, Closure]
    constraint: Mapping[Place, Closure]

    @classmethod
    def of(cls, questions: tuple[Question, ...]) -> Self:
        """The logic of a form; InvalidLogic names the first question whose expression is wrong."""
        compiler = _Compiler(places_of(questions))
        found = dict(_by_place(questions))
        texts = {(_RELEVANT, place): q.relevant for place, q in found.items() if q.relevant}
        texts |= {(_CALCULATION, p): q.calculation for p, q in found.items() if q.calculation}
        return cls(
            questions=questions,
            by_place=found,
            steps=tuple(compiler.steps(texts)),
            required=compiler.closures({p: q.required_if for p, q in found.items()}),
            constraint=compiler.closures({p: q.constraint for p, q in found.items()}),
        )

    def judge(
        self,
        answers: Mapping[str, Value],
        rows: Mapping[str, Sequence[str]],
        circumstances: Circumstances,
    ) -> Judgement:
        """What the expressions say of a record: its shown values by path, its repeats' rows."""
        return _Judge(self, answers, rows, circumstances).judgement()


@dataclass(slots=True)
class _Compiler:
    """Compiles the expressions of one form."""

    places: Places

    def closures(self, texts: Mapping[Place, str]) -> dict[Place, Closure]:
        return {place: self._closure(place, text) for place, text in texts.items() if text}

    def steps(self, texts: Mapping[_Step, str]) -> Iterator[tuple[_Step, Closure]]:
        """Relevance and calculations so that each comes behind those that it depends on."""
        closures = {step: self._closure(step[1], text) for step, text in texts.items()}
        graph = {step: self._before(step, text, texts) for step, text in texts.items()}
        try:
            for step in TopologicalSorter(graph).static_order():
                yield step, closures[step]
        except CycleError as error:
            circle = [place[-1] for _, place in error.args[1]]
            reason = f"conditions depend on each other in a circle: {', '.join(circle[:-1])}"
            raise InvalidLogic(circle[0], reason) from error

    def _before(self, step: _Step, text: str, texts: Mapping[_Step, str]) -> set[_Step]:
        """What decides the answers that a step reads, and whether its question is asked at all.

        An answer is blank when its question is not asked, or the repeat around it is not. A
        calculation in a row may read itself in the rows before, which are worked out by then.
        """
        what, place = step
        read = questions_read(parse(text), self.places, place)
        above = {each[:length] for each in read for length in range(1, len(each) + 1)}
        before = {(_RELEVANT, each) for each in above} | {(_CALCULATION, each) for each in read}
        if what == _CALCULATION:
            before |= {(_RELEVANT, place[:length]) for length in range(1, len(place) + 1)}
            if place[:-1] in self.places.repeats:
                before.discard(step)
        return before & texts.keys()

    def _closure(self, place: Place, text: str) -> Closure:
        try:
            return compiled(text, self.places, place)
        except InvalidExpression as error:
            raise InvalidLogic(".".join(place[1:]), f"{text!r}: {error}") from error


@dataclass(slots=True)
class _Judge:
    """Works out one record."""

    logic: FormLogic
    answers: Mapping[str, Value]
    rows: Mapping[str, Sequence[str]]
    circumstances: Circumstances
    failed: dict[str, Text] = field(default_factory=dict)

    def judgement(self) -> Judgement:
        tree = tree_of(self.logic.questions, self.answers, self.rows)
        world = self._world()
        irrelevant: set[str] = set()
        calculated: dict[str, Value] = {}
        for (what, place), closure in self.logic.steps:
            for path, node in tree.by_place.get(place, ()):
                if what == _CALCULATION and path not in irrelevant:
                    node.value = self._scalar(world, path, node, closure)
                    calculated[path] = answer_of(node.value)
                elif what == _RELEVANT and not self._truth(world, path, node, closure):
                    irrelevant.update(_blank(path, tree.by_path))
        asked = {p: [e for e in n if e[0] not in irrelevant] for p, n in tree.by_place.items()}
        return Judgement(
            irrelevant=frozenset(irrelevant),
            required=frozenset(
                path
                for place, closure in self.logic.required.items()
                for path, node in asked.get(place, ())
                if self._truth(world, path, node, closure, otherwise=False)
            ),
            broken=frozenset(
                path
                for place, closure in self.logic.constraint.items()
                for path, node in asked.get(place, ())
                if node.value != "" and not self._truth(world, path, node, closure)
            ),
            calculated=calculated,
            failed=self.failed,
        )

    def _truth(
        self, world: World, path: str, node: Node, closure: Closure, *, otherwise: bool = True
    ) -> bool:
        """Whether a condition is true; `otherwise` where it cannot be worked out."""
        try:
            return truth(closure(Scope(world, node, node)))
        except FailedExpression as error:
            self._note(path, error)
            return otherwise

    def _scalar(self, world: World, path: str, node: Node, closure: Closure) -> Scalar:
        """What a calculation comes to; blank where it cannot be worked out."""
        node.value = ""
        try:
            return single(closure(Scope(world, node, node)))
        except FailedExpression as error:
            self._note(path, error)
            return ""

    def _note(self, path: str, error: FailedExpression) -> None:
        self.failed[path] = {lang: error.sentence(lang) for lang in LANGUAGES}

    def _world(self) -> World:
        questions = self.logic.by_place

        def label(place: Place, choice: str) -> str:
            found = questions[place].choice(choice) if place in questions else None
            return "" if found is None else in_language(found.label, LANGUAGES[0])

        return World(
            now=self.circumstances.now,
            draw=random.Random(self.circumstances.seed).random,  # noqa: S311 - reproducible
            language=LANGUAGES[0],
            label=label,
        )


def _blank(path: str, by_path: Mapping[str, Node]) -> Iterator[str]:
    """Makes a question blank, or a repeat with all that stands in its rows; their paths."""
    yield path
    for each, node in by_path.items():
        if each == path or each.startswith((f"{path}[", f"{path}.")):
            node.value = ""
            yield each


def _by_place(questions: Sequence[Question]) -> Iterator[tuple[Place, Question]]:
    for question in questions:
        yield (ROOT, question.name), question
        for inner in question.questions:
            yield (ROOT, question.name, inner.name), inner
