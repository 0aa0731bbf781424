"""A form's expressions, compiled, in the order in which they are worked out.

Relevance comes first, since the answer to a question that is not asked counts as blank everywhere
else (ODK XForms), and calculations between, each behind what it reads. What is only said of answers
(required, accepted, offered, how many rows) comes behind all of these. schema.logic.live_record
works them out for one record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from schema.answer import Value
from schema.choice import NAME_COLUMN
from schema.expressions.compiling import compiled
from schema.expressions.errors import InvalidExpression
from schema.expressions.nodes import ItemList
from schema.expressions.places import HOUSEHOLDS, Place, Places
from schema.expressions.scope import Closure
from schema.logic.dependencies import Circle, in_order, reads, reads_first
from schema.logic.judgement import Circumstances, Judgement
from schema.logic.live_record import LiveRecord
from schema.logic.offers import Answers, Offer
from schema.logic.record_tree import Seed, by_place, places_of, seeds_of
from schema.logic.tasks import Aim, Task
from schema.outline import Located, walk
from schema.question import LAST_SAVED, Question
from schema.table import Table


class InvalidLogic(Exception):
    """A form's expression that cannot be: the question it belongs to, and what is wrong."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(question, reason)
        self.question = question
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLogic:
    """The expressions of one form by the place of their question.

    `by_place`: questions and groups; `seeds`: what records grow from. `tasks`: what is worked out
    of every record, in order. `readers`: by place, the numbers of the tasks that have to be
    worked out again when an answer there changes.
    `read_only`, `beginnings` (dynamic defaults) and `written` (calculations that are stored) are
    worked out where somebody fills in. `offers` say what is offered, `lists` what they and other
    expressions look things up in. `asks_saved`: whether one asks for the record saved last;
    `asks_roster`: whether one looks things up among households, which no form brings.
    """

    places: Places
    by_place: Mapping[Place, Question]
    seeds: tuple[Seed, ...]
    tasks: tuple[Task, ...]
    readers: Mapping[Place, tuple[int, ...]]
    read_only: Mapping[Place, Closure]
    beginnings: Mapping[Place, Closure]
    written: Mapping[Place, Closure]
    offers: Mapping[Place, Offer | Answers]
    lists: Mapping[str, ItemList]
    asks_saved: bool
    asks_roster: bool

    @classmethod
    def of(
        cls,
        questions: tuple[Question, ...],
        located: Sequence[Located],
        lists: Mapping[str, Table],
    ) -> Self:
        """The logic of a form; InvalidLogic names the first question whose expression is wrong."""
        found = dict(by_place(questions))
        compiler = _Compiler(places_of(found, tuple(lists)), found)
        offers = {p: compiler.offer(p, q) for p, q in found.items() if q.narrowed}
        tasks = tuple(compiler.tasks(offers))
        stored = {p: q.calculation for p, q in found.items() if not q.worked_out}
        writing = replace(compiler, places=places_of(found, (*lists, HOUSEHOLDS)))
        return cls(
            places=compiler.places,
            by_place=found,
            seeds=seeds_of(questions, {each.place: each for each in walk(located)}),
            tasks=tasks,
            readers=_readers(tasks),
            read_only=compiler.closures({p: q.read_only for p, q in found.items()}),
            beginnings=writing.closures({p: q.dynamic_default for p, q in found.items()}),
            written=writing.closures(stored),
            offers=offers,
            lists={name: ItemList(table) for name, table in lists.items()},
            asks_saved=any(LAST_SAVED in text for q in found.values() for text in q.expressions),
            asks_roster=HOUSEHOLDS not in lists
            and any(HOUSEHOLDS in text for q in found.values() for text in q.expressions),
        )

    def judge(
        self,
        answers: Mapping[str, Value],
        rows: Mapping[str, Sequence[str]],
        circumstances: Circumstances,
    ) -> Judgement:
        """What the expressions say of a record: its shown values by path, its repeats' rows."""
        return self.open(answers, rows, circumstances).judgement()

    def open(
        self,
        answers: Mapping[str, Value],
        rows: Mapping[str, Sequence[str]],
        circumstances: Circumstances,
    ) -> LiveRecord:
        """A record that is filled in: asked again as its answers change."""
        return LiveRecord(self, answers, rows, circumstances)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compiles the expressions of one form."""

    places: Places
    found: Mapping[Place, Question]

    def closures(self, texts: Mapping[Place, str]) -> dict[Place, Closure]:
        return {place: self._closure(place, text) for place, text in texts.items() if text}

    def offer(self, place: Place, question: Question) -> Offer | Answers:
        try:
            if question.answers_of:
                return Answers.of(question.answers_of, self.places, place)
            return Offer.of(
                question.choice_filter,
                self.places,
                place,
                question.list_name,
                question.value_column or NAME_COLUMN,
            )
        except InvalidExpression as error:
            said = question.answers_of or question.choice_filter
            raise _invalid(place, said, error) from error

    def tasks(self, offers: Mapping[Place, Offer | Answers]) -> Iterator[Task]:
        """What is worked out of every record, each behind what it depends on."""
        yield from self._steps()
        for place, question in self.found.items():
            texts = {
                Aim.required: question.required_if,
                Aim.constraint: question.constraint,
                Aim.rows: question.count,
            }
            for aim, text in texts.items():
                if text:
                    yield self._task(aim, place, text)
            if place in offers:
                said = question.answers_of or question.choice_filter
                read = reads(said, self.places, place) | {place}
                yield Task(
                    aim=Aim.offer,
                    place=place,
                    reads=read,
                    run=offers[place].items,
                    offer=offers[place],
                )

    def _steps(self) -> Iterator[Task]:
        """Relevance and calculations so that each comes behind those that it depends on."""
        texts = {(Aim.relevant, place): q.relevant for place, q in self.found.items()}
        texts |= {
            (Aim.calculation, p): q.calculation for p, q in self.found.items() if q.worked_out
        }
        wanted = {step: self._task(*step, text) for step, text in texts.items() if text}
        try:
            order = in_order({step: self._before(task, wanted) for step, task in wanted.items()})
        except Circle as circle:
            names = list(dict.fromkeys(place[-1] for _, place in circle.nodes))
            reason = f"conditions depend on each other in a circle: {', '.join(names)}"
            raise InvalidLogic(names[0], reason) from circle
        for step in order:
            yield wanted[step]

    def _before(
        self, task: Task, wanted: Mapping[tuple[Aim, Place], Task]
    ) -> frozenset[tuple[Aim, Place]]:
        """What decides the answers that a step reads, and whether its question is asked at all.

        An answer is blank when its question is not asked, or a group or repeat around it is not.
        """
        place, read = task.place, task.reads
        above = {each[:length] for each in read for length in range(1, len(each) + 1)}
        if task.aim is Aim.calculation:
            read = reads_first(self.found[place].calculation, self.places, place)
            above |= {place[:length] for length in range(1, len(place) + 1)}
        before = {(Aim.relevant, each) for each in above}
        before |= {(Aim.calculation, each) for each in read}
        return frozenset(before & wanted.keys())

    def _task(self, aim: Aim, place: Place, text: str) -> Task:
        run = self._closure(place, text)
        return Task(aim=aim, place=place, reads=reads(text, self.places, place), run=run)

    def _closure(self, place: Place, text: str) -> Closure:
        try:
            return compiled(text, self.places, place)
        except InvalidExpression as error:
            raise _invalid(place, text, error) from error


def _invalid(place: Place, text: str, error: InvalidExpression) -> InvalidLogic:
    return InvalidLogic(".".join(place[1:]), f"{text!r}: {error}")


def _readers(tasks: Sequence[Task]) -> dict[Place, tuple[int, ...]]:
    """By place, who has to be asked again; what is said of a question depends on its own answer."""
    readers: dict[Place, list[int]] = {}
    for number, task in enumerate(tasks):
        own = frozenset[Place]() if task.aim is Aim.relevant else frozenset({task.place})
        for place in task.reads | own:
            readers.setdefault(place, []).append(number)
    return {place: tuple(numbers) for place, numbers in readers.items()}
