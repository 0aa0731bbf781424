"""Where the questions of a form stand: the path of their answers, and their place in expressions.

A path names an answer in a record: `road`, `members[0a1b2c].visits[3c4d5e].date`. Repeats stand in
it and groups do not, so that a question may move into another group from one version of a form to
the next. Where two questions of the record, or of one repeat, have one name in different groups,
each is called by its group too: `mother.name`, or by all its groups where that is not enough. What
would begin with `_`, as the program's own entries do, stands behind the root: `data._id`.

A place has groups and repeats alike, as the standard's expressions want: `data`, `home`, `road`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schema.answer import Value
from schema.expressions.places import Place
from schema.question import Kind, Question

ROOT: Final = "data"
"""What a record is called in places, as in the forms that XLSForm's tools make."""

_ROW: Final = re.compile(r"\[([0-9a-z]+)\](?=\.|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A question and where it stands.

    `name` is what it is called within the record, or within the row around it; `path` is the whole
    way without rows (`members.visits.date`), `pattern` the same with `[]` for each row. `groups`
    are those around it within its row, outermost first; `inner` what a repeat's rows hold.
    """

    question: Question
    name: str
    path: str
    pattern: str
    place: Place
    groups: tuple[Question, ...]
    inner: tuple["Located", ...]

    @property
    def repeats(self) -> bool:
        """Whether it is a repeat."""
        return self.question.kind is _REPEAT

    def walk(self) -> Iterator["Located"]:
        """The question, and all that stands in its rows, in the order of the form."""
        yield self
        for each in self.inner:
            yield from each.walk()


def outline(questions: Sequence[Question]) -> tuple[Located, ...]:
    """The questions of a record, those of groups beside the others; each repeat holds its own."""
    return _located(questions, (ROOT,), "", "")


def paths(
    located: Sequence[Located], rows: Mapping[str, Sequence[str]], before: str = ""
) -> Iterator[tuple[str, Located]]:
    """Every path of a record in the order of the form, a repeat before its rows' markers.

    Args:
        located: the outline of its form.
        rows: the ids of the rows of each repeat, by its path: `members[0a1b2c].visits`.
        before: what stands before their names.
    """
    for each in located:
        path = before + each.name
        yield path, each
        for row in rows.get(path, ()) if each.repeats else ():
            yield f"{path}[{row}]", each
            yield from paths(each.inner, rows, f"{path}[{row}].")


def rows_of(answers: Mapping[str, Value]) -> dict[str, list[str]]:
    """The rows of each repeat that hold something, by its path, in the order in which they come."""
    return rows_in(
        path
        for path, value in answers.items()
        if "[" in path and (value is True if path.endswith("]") else value is not None)
    )


def rows_in(places: Iterable[str]) -> dict[str, list[str]]:
    """The rows in which these paths stand, by the path of their repeat, in their order.

    Repeats nest: `members`, `members[0a1b2c].visits`.
    """
    rows: dict[str, dict[str, None]] = {}
    for path in places:
        for match in _ROW.finditer(path) if "[" in path else ():
            rows.setdefault(path[: match.start()], {})[match[1]] = None
    return {repeat: list(found) for repeat, found in rows.items()}


def walk(located: Iterable[Located]) -> Iterator[Located]:
    """Every question of an outline in the order of the form, those in rows included."""
    for each in located:
        yield from each.walk()


_REPEAT: Final = Kind.repeat
"""Asked for at each answer; a name that is looked up in its class costs as much as a call."""


def _located(
    questions: Sequence[Question], place: Place, path: str, pattern: str
) -> tuple[Located, ...]:
    found = list(_together(questions, ()))
    names = _names(found)
    if not pattern:
        names = [_apart(each, name) for (each, _), name in zip(found, names, strict=True)]
    return tuple(
        Located(
            question=question,
            name=name,
            path=path + name,
            pattern=pattern + name,
            place=(at := (*place, *(group.name for group in groups), question.name)),
            groups=groups,
            inner=_located(question.questions, at, f"{path}{name}.", f"{pattern}{name}[].")
            if question.kind is _REPEAT
            else (),
        )
        for (question, groups), name in zip(found, names, strict=True)
    )


def _together(
    questions: Sequence[Question], groups: tuple[Question, ...]
) -> Iterator[tuple[Question, tuple[Question, ...]]]:
    """Questions with the groups around them, in whose place they stand."""
    for question in questions:
        if question.kind is Kind.group:
            yield from _together(question.questions, (*groups, question))
        else:
            yield question, groups


def _names(found: Sequence[tuple[Question, tuple[Question, ...]]]) -> list[str]:
    """What each is called: its name alone, else with its group, else with all its groups."""
    depths = (0, 1)
    often = [Counter(_called(*each, depth) for each in found) for depth in depths]
    names: list[str] = []
    for question, groups in found:
        ways = [_called(question, groups, depth) for depth in depths]
        alone = (way for way, times in zip(ways, often, strict=True) if times[way] == 1)
        names.append(next(alone, _called(question, groups, len(groups))))
    return names


def _apart(question: Question, name: str) -> str:
    """The name of a question of the record, told apart from states, which begin with `_`."""
    return f"{ROOT}.{name}" if name.startswith("_") and not question.workflow else name


def _called(question: Question, groups: Sequence[Question], depth: int) -> str:
    """The name of a question behind so many of the groups around it, innermost last."""
    near = groups[max(len(groups) - depth, 0) :]
    return ".".join([*(group.name for group in near), question.name])
