"""What the answers of a form were called in its former versions, and what they are called today.

A question that was renamed names its former names (`Question.aliases`). An answer is never written
again for that: the entries of a record keep the names that they were written under, and whoever
reads them by a form takes the name that the form has today. So answers of tablets with any version
meet in one question, an edit under the new name replaces entries under the old one, and an old
tablet's edit under the old name meets them as well.

Names are those within the record, or within one row; a repeat may be renamed, and what its rows
hold. A question that merely came to be called by its group, since another group has one of the same
name now, is found by its place. Earlier versions' aliases go on to count: `c` that was `b`, which
was `a`. A question that became a text reads its former answers as texts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema.answer import Value
from schema.outline import Located, walk
from schema.question import Kind

RETURN_PREFIX: Final = "_return."
"""What stands before the name of a question in the reason for which it was returned."""


@dataclass(kw_only=True, slots=True)
class _Step:
    """What a name is today, and the names within the rows of a repeat."""

    name: str
    inner: dict[str, "_Step"] = field(default_factory=dict)


class Naming:
    """From the names of some versions to those of one.

    Args:
        steps: by name.
        texts: patterns of the questions whose answers are read as texts.
    """

    __slots__ = ("_moved", "_steps", "_texts")

    def __init__(self, steps: Mapping[str, _Step], texts: frozenset[str] = frozenset()) -> None:
        self._steps = steps
        self._texts = texts
        self._moved = {name for name, step in steps.items() if _moves(name, step)}

    def __bool__(self) -> bool:
        """Whether anything is called or read otherwise."""
        return bool(self._moved or self._texts)

    def __call__(self, path: str) -> str:
        """What is at this path, by the name it has there; what is not known keeps its own."""
        if path.startswith(RETURN_PREFIX):
            return RETURN_PREFIX + self(path.removeprefix(RETURN_PREFIX))
        if path.partition("[")[0] not in self._moved:
            return path
        steps, pieces = self._steps, path.split("].")
        found: list[str] = []
        for n, piece in enumerate(pieces):
            name, bracket, row = piece.partition("[")
            step = steps.get(name)
            if step is None:
                return "].".join([*found, *pieces[n:]])
            found.append(f"{step.name}{bracket}{row}")
            steps = step.inner
        return "].".join(found)

    def value(self, path: str, value: Value) -> Value:
        """The value at a path of today, as a text if its question became one."""
        if not self._texts or isinstance(value, str) or value is None:
            return value
        return _as_text(value) if pattern(path) in self._texts else value


def naming(outline: Sequence[Located], earlier: Sequence[Sequence[Located]]) -> Naming:
    """From what any version calls its questions to what they are called today.

    Args:
        outline: of today.
        earlier: of the versions before, oldest first.
    """
    steps = _steps(outline, [*reversed(earlier)])
    found = Naming(steps)
    kinds = {each.pattern: each.question.kind for each in walk(outline)}
    texts = {
        now
        for version in earlier
        for each in walk(version)
        if kinds.get(now := today(found, each.pattern)) is Kind.text
        and each.question.kind is not Kind.text
    }
    return Naming(steps, frozenset(texts))


def back(today: Naming, outline: Sequence[Located]) -> Naming:
    """From what questions are called today to what an earlier version with this outline says."""
    return Naming(_back(today._steps, outline))  # noqa: SLF001  the same module's


def today(names: Naming, pattern_: str) -> str:
    """Where a question of any version stands now, both without the ids of rows."""
    return pattern(names(pattern_.replace("[]", "[0]")))


def names_today(
    outline: Sequence[Located], versions: Sequence[Sequence[Located]]
) -> Mapping[str, str]:
    """What the names of one container, in any version, are today; versions newest first."""
    return {name: step.name for name, step in _steps(outline, versions).items()}


def naming_faults(outline: Sequence[Located]) -> Iterable[str]:
    """Former names that say two things at once."""
    taken = {each.name: each.name for each in outline}
    for each in outline:
        for alias in each.question.aliases:
            holder = taken.setdefault(alias, each.name)
            if holder != each.name or alias in {other.name for other in outline}:
                yield f"question {each.path}: its former name {alias} is {holder}'s"
        yield from naming_faults(each.inner)


def pattern(path: str) -> str:
    """A path without the ids of its rows: `members[].name`."""
    if "[" not in path:
        return path
    pieces = (piece.partition("[") for piece in path.split("]"))
    return "".join(f"{before}[]" if bracket else before for before, bracket, _ in pieces)


def _steps(today: Sequence[Located], versions: Sequence[Sequence[Located]]) -> dict[str, _Step]:
    """The names of one container, today's before those of its earlier versions, newest first."""
    steps = {each.name: _Step(name=each.name) for each in today}
    now = {each.name: each for each in today}
    by_place = {each.place[-2:]: steps[each.name] for each in today}
    held: dict[str, list[Sequence[Located]]] = {each.name: [] for each in today}
    for each in today:
        for alias in each.question.aliases:
            steps.setdefault(alias, steps[each.name])
    for version in versions:
        for each in version:
            step = steps.get(each.name) or by_place.get(each.place[-2:])
            if step is None:
                continue
            for name in (each.name, *each.question.aliases):
                steps.setdefault(name, step)
            held[step.name].append(each.inner)
    for name, each in now.items():
        if each.repeats:
            steps[name].inner = _steps(each.inner, held[name])
    return steps


def _back(steps: Mapping[str, _Step], outline: Sequence[Located]) -> dict[str, _Step]:
    found: dict[str, _Step] = {}
    for each in outline:
        step = steps.get(each.name)
        name, inner = (each.name, {}) if step is None else (step.name, step.inner)
        found[name] = _Step(name=each.name, inner=_back(inner, each.inner))
    return found


def _moves(name: str, step: _Step) -> bool:
    return name != step.name or any(_moves(inner, each) for inner, each in step.inner.items())


def _as_text(value: Value) -> str:
    if isinstance(value, list):
        return " ".join(_as_text(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
