"""How figures become rules over one form, and what of a figure its form cannot answer.

A figure's expressions may ask nothing that changes without an answer (the clock, chance, the
reader's language), since a record is counted when something is written into it and not again.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Any, Final, NoReturn, ParamSpec, TypeGuard, TypeVar

from schema.answer import Scalar
from schema.counting import (
    NOT_ASKED,
    Amount,
    Asked,
    Counting,
    Formula,
    Rule,
    added,
    said,
    worth,
)
from schema.expressions.compiling import compiled
from schema.expressions.errors import InvalidExpression
from schema.expressions.nodes import ItemList
from schema.expressions.parse import parse
from schema.expressions.places import Place, Places
from schema.expressions.reading import questions_read, within
from schema.expressions.scope import World
from schema.expressions.syntax import Call, Expression
from schema.expressions.syntax import Question as Reference
from schema.figure import Figure
from schema.figure_faults import figure_fault
from schema.form import Form
from schema.logic.record_tree import Seed, by_place, places_of, seeds_of
from schema.logic.tasks import Aim
from schema.outline import ROOT, Located
from schema.question import NUMBERS, SELECTS, Kind, Question
from schema.text import LANGUAGES, Text

_P = ParamSpec("_P")
_T = TypeVar("_T")

_TOLD_APART: Final = SELECTS | {Kind.text, Kind.integer}
"""Kinds by whose answers a figure can be told apart: choices, and what rounds are called."""

PARTS_MAX: Final = 50
"""Choices of a question by which a figure is told apart: each is a number that people read."""

_CHANGING: Final = frozenset(
    {"today", "now", "random", "randomize", "uuid", "once", "jr:choice-name"}
)
"""Functions that say something else at another time, by chance, or in another language."""

_DATED: Final = frozenset({Kind.date, Kind.today, Kind.date_time, Kind.start, Kind.end})
_AMOUNTS: Final = NUMBERS | {Kind.calculate, Kind.hidden}


class _Unsound(Exception):
    """A figure asks what its form does not have: see schema.figure_faults."""

    def __init__(self, code: str, **facts: Any) -> None:  # noqa: ANN401 - of the sentence
        super().__init__(code, facts)
        self.reason = figure_fault(code, **facts)


class _Sought:
    """What is made for one rule; `reasons`: why some of it cannot be."""

    def __init__(self) -> None:
        self.reasons: list[Text] = []

    def __call__(self, make: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T | None:
        """What is made of it; None, and the reason, where that cannot be."""
        try:
            return make(*given, **named)
        except _Unsound as error:
            self.reasons.append(error.reason)
        except InvalidExpression as error:
            said = {lang: f"{error.text}: {error.sentence(lang)}" for lang in LANGUAGES}
            self.reasons.append(said)
        return None


def counting(form: Form, figures: Iterable[Figure], zone: tzinfo) -> Counting:
    """What of these figures can be counted in records of a form.

    Args:
        form: today's version, with those before it.
        figures: of this and other forms.
        zone: in which the district's days begin.
    """
    maker = _Maker(form, zone)
    rules: list[Rule] = []
    faults: dict[str, tuple[Text, ...]] = {}
    for figure in figures:
        if figure.form == form.id:
            rule, reasons = maker.rule(figure)
            if reasons:
                faults[figure.id] = reasons
            else:
                rules.append(rule)
    return Counting(rules=tuple(rules), faults=faults)


class _Maker:
    """Makes rules for the figures of one form."""

    def __init__(self, form: Form, zone: tzinfo) -> None:
        self._form = form
        self._zone = zone
        self._tree: tuple[Places, tuple[Seed, ...], dict[Place, str]] | None = None
        self._needs = _needs(form)

    def rule(self, figure: Figure) -> tuple[Rule, tuple[Text, ...]]:
        """The rule of one figure, and why it cannot be: then it is none."""
        sought = _Sought()
        by = sought(self._question, figure.by) if figure.by else None
        where = ((sought(self._wanted, name, of), of) for name, of in figure.where.items())
        rule = Rule(
            figure=figure.id,
            where=tuple((asked, of) for asked, of in where if asked is not None),
            condition=sought(self._formula, figure.condition) if figure.condition else None,
            by=self._asked(by) if by else NOT_ASKED,
            parts=sought(self._parts, by) if by else None,
            amount=sought(self._amount, figure.amount) if figure.amount else None,
            day=(sought(self._dated, figure.day) if figure.day else None) or NOT_ASKED,
            zone=self._zone,
        )
        return rule, tuple(sought.reasons)

    def _question(self, path: str) -> Located:
        """A question of the record itself."""
        found = self._form.located(path)
        if found is None:
            raise _Unsound(
                "no_question",
                form=self._form.id,
                name=path,
                known=[each.path for each in self._form.walk()],
                sought=path,
            )
        if "[" in found.pattern or found.repeats:
            raise _Unsound("in_rows", name=path)
        return _open(found)

    def _asked(self, located: Located) -> Asked:
        return Asked(located.pattern, self._needs.get(located.pattern, frozenset()))

    def _dated(self, path: str) -> Asked:
        found = self._question(path)
        if found.question.kind not in _DATED:
            raise _Unsound("no_date", name=path)
        return self._asked(found)

    def _wanted(self, path: str, wanted: Iterable[Scalar]) -> Asked:
        found = self._question(path)
        versions = self._versions(found)
        for name in wanted if found.question.choices else ():
            if not any(version.choice(str(name)) for version in versions):
                known = [choice.name for choice in found.question.choices]
                raise _Unsound("no_choice", name=path, choice=name, known=known, sought=str(name))
        return self._asked(found)

    def _parts(self, by: Located) -> frozenset[str] | None:
        if by.question.kind not in _TOLD_APART:
            raise _Unsound("not_told_apart", name=by.path)
        if by.question.kind not in SELECTS:
            return None
        if len(by.question.choices) > PARTS_MAX:
            raise _Unsound("many_choices", name=by.path, most=PARTS_MAX)
        versions = self._versions(by)
        return frozenset(choice.name for version in versions for choice in version.choices)

    def _versions(self, found: Located) -> list[Question]:
        """The question as it is, and as former versions had it."""
        former = (version.question(found.path) for version in self._form.earlier)
        return [found.question, *(each for each in former if each is not None)]

    def _amount(self, text: str) -> Amount:
        located = self._form.located(text)
        if located is None:
            formula = self._formula(text)
            return lambda answered: worth(formula, answered)
        if _open(located).question.kind not in _AMOUNTS:
            raise _Unsound("no_number", name=text)
        asked, add = self._asked(located), added if "[" in located.pattern else said
        return lambda answered: add(asked, answered)

    def _formula(self, text: str) -> Formula:
        places, seeds, patterns = self._tree = self._tree or _tree_of(self._form)
        read = parse(text)
        for node in filter(_changes, within(read)):
            raise _Unsound("changing", text=text, name=node.name)
        found = frozenset(patterns[place] for place in questions_read(read, places, (ROOT,)))
        for located in self._form.walk():
            if located.pattern in found:
                _open(located)
        lists = {name: ItemList(table) for name, table in self._form.lists.items()}
        return Formula(
            run=compiled(text, places, (ROOT,)),
            reads=found.union(
                (f"{each}[]" for each in found), *(self._needs.get(e, ()) for e in found)
            ),
            seeds=seeds,
            # Of the clock its zone alone is asked for: what asks for more was refused.
            world=World(now=datetime.fromtimestamp(0, self._zone), draw=_no_chance, lists=lists),
        )


def _open(located: Located) -> Located:
    """The question, if a number may tell its answers: that of one household is its answer."""
    if located.question.sensitive:
        raise _Unsound("sensitive", name=located.path)
    return located


def _tree_of(form: Form) -> tuple[Places, tuple[Seed, ...], dict[Place, str]]:
    """A form as expressions see it: its places, what records grow from, and paths by place."""
    located = {each.place: each for each in form.walk()}
    found = dict(by_place(form.questions))
    patterns = {place: located[place].pattern if place in located else "" for place in found}
    places = places_of(found, tuple(form.lists))
    return places, seeds_of(form.questions, located), {**patterns, (ROOT,): "", (): ""}


def _needs(form: Form) -> dict[str, frozenset[str]]:
    """On which others the answer to a question depends, directly or through them: without rows.

    A calculation depends on what it reads, and each question on what says whether it, or what it
    stands in, is asked.
    """
    if form.logic is None:
        return {}
    located = {each.place: each.pattern for each in form.walk()}
    read: dict[Place, set[Place]] = {}
    for task in form.logic.tasks:
        if task.aim in (Aim.relevant, Aim.calculation):
            read.setdefault(task.place, set()).update(task.reads)

    def below(place: Place) -> set[Place]:
        known: set[Place] = set()
        waiting = [place]
        while waiting:
            at = waiting.pop()
            for length in range(1, len(at) + 1):
                fresh = read.get(at[:length], set()) - known
                known |= fresh
                waiting += fresh
        return known

    found = {located[place]: below(place) for place in located}
    return {
        path: frozenset(located[place] for place in places if place in located)
        for path, places in found.items()
        if places
    }


def _changes(node: Expression) -> TypeGuard[Call | Reference]:
    """Whether it says something else though no answer changed."""
    if isinstance(node, Call):
        return node.name in _CHANGING
    return isinstance(node, Reference) and node.saved


def _no_chance() -> NoReturn:
    raise AssertionError("what asks for chance was refused when the figure was made")
