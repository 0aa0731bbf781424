"""A form as it is filled in at this moment.

What the record holds, what was typed over it, and what the form's rules say of both together.

Answers are laid one over the other and judged whole, as a tablet judges a record before it finishes
it. What cannot be read as an answer stays a text with the sentence that says what would be one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schema.answer import Value, same
from schema.errors import UnreadableAnswer
from schema.filling import idle_rows
from schema.form import Form
from schema.outline import Located
from schema.question import HOLDERS, UNASKED, Question
from schema.rules import Circumstances, Findings, examine
from server.pages.filling.following import Asked, RowIds, asked_of, first_of_rows, following_of
from server.pages.filling.posted import Posted, split
from server.pages.filling.texts import read, typed, unchanged

ROWS_MAX: Final = 400
"""Rows on one page: a village's roster; each has several fields."""

_ROW: Final = re.compile(r"\[[0-9a-z]{6}\]")
_NOTHING: Final[Mapping[str, Value]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """What was typed and is no answer, and what would be one."""

    texts: tuple[str, ...]
    expected: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A form being filled in.

    Attributes:
        form: which.
        fixed: answers that nobody types here: those that stand in the record's id.
        original: what the record holds, by path.
        changed: what was typed that is another answer; None clears.
        unread: what was typed that is none.
        beside: what is written with it: what a record or a row begins with, and what follows.
        rows: ids of the rows of each repeat by its path, in order, those to be removed included.
        begun: markers of the rows that the record does not hold yet.
        gone: markers of the rows that are to be removed.
        values: every answer as it stands now, without those of rows that go.
        findings: what the form says of them, as of a finished record.
        asked: what it says of each question.
    """

    form: Form
    fixed: Mapping[str, Value]
    original: Mapping[str, Value]
    changed: Mapping[str, Value]
    unread: Mapping[str, Unread]
    beside: Mapping[str, Value]
    rows: Mapping[str, Sequence[str]]
    begun: tuple[str, ...]
    gone: frozenset[str]
    values: Mapping[str, Value]
    findings: Findings
    asked: Asked

    @property
    def touched(self) -> bool:
        """Whether somebody typed anything that is to be written."""
        added = any(marker not in self.beside for marker in self.begun)
        return bool(self.changed or self.gone or added)

    @property
    def put(self) -> dict[str, Value]:
        """What followed from other answers into fields that people may type into as well."""
        return {
            path: value
            for path, value in self.beside.items()
            if (question := self.form.question(path))
            and question.calculation
            and is_asked(question)
        }


def fill(
    form: Form,
    posted: Posted,
    lang: str,
    at: Circumstances,
    *,
    original: Mapping[str, Value],
    fixed: Mapping[str, Value],
    beginning: Mapping[str, Value] = _NOTHING,
) -> Filled:
    """A form with what was typed over what a record holds.

    Args:
        form: which.
        posted: what the page sent.
        lang: the language of messages.
        at: what expressions may know.
        original: the shown answers of the record; none of one that is to be made.
        fixed: the answers in its id.
        beginning: what a record that is to be made begins with.
    """
    kept = markers(original)
    rows, begun = _rows(form, kept, posted)
    gone = frozenset(each for each in posted.gone if each in kept)
    typed = _typed(form, posted, {*kept, *begun}, original, fixed, lang)
    changed = {path: value for path, value in typed.changed.items() if not _within(path, gone)}
    held = {**original, **dict.fromkeys(begun, True), **changed, **fixed}
    values = {path: value for path, value in held.items() if not _within(path, gone)}
    first = {**beginning, **first_of_rows(form, values, begun, at)}
    beside = {path: value for path, value in first.items() if path not in posted.answers}
    values |= beside
    more = following_of(form, values, changed, rows, at)
    more = {path: value for path, value in more.items() if path not in fixed}
    for marker in more:
        if place := split(marker):
            rows.setdefault(place[0], []).append(place[1])
            begun.append(marker)
    values |= more
    asked = asked_of(form, values, at)
    idle = idle_rows(form, values, asked.counts, at)
    left = {row for row in idle if row in begun and not _holds(row, typed.unread)}
    if left:
        fewer = replace(posted, added="", gone=posted.gone | left)
        return fill(form, fewer, lang, at, original=original, fixed=fixed, beginning=beginning)
    return Filled(
        form=form,
        fixed=fixed,
        original=original,
        changed=changed,
        unread={path: each for path, each in typed.unread.items() if not _within(path, gone)},
        beside={**beside, **more},
        rows=rows,
        begun=tuple(begun),
        gone=gone,
        values=values,
        findings=examine(form, values, lang, at, judged=asked.judged),
        asked=asked,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Typed:
    """What was typed: answers other than those that stood there, and what is no answer."""

    changed: Mapping[str, Value]
    unread: Mapping[str, Unread]


def _typed(
    form: Form,
    posted: Posted,
    present: set[str],
    original: Mapping[str, Value],
    fixed: Mapping[str, Value],
    lang: str,
) -> _Typed:
    changed: dict[str, Value] = {}
    unread: dict[str, Unread] = {}
    for path, question, sent in _answerable(form, posted, present, fixed):
        said, old = typed(sent), original.get(path)
        if unchanged(question, old, said) or _is_left(question, path, old, said, posted):
            continue
        try:
            value = read(question, said, lang)
        except UnreadableAnswer as error:
            unread[path] = Unread(texts=said, expected=error.expected)
            continue
        if not same(value, old):
            changed[path] = value
    return _Typed(changed=changed, unread=unread)


def markers(paths: Iterable[str]) -> dict[str, None]:
    """The markers of all rows in which these paths lie, or which they are, in order."""
    return dict.fromkeys(path[: found.end()] for path in paths for found in _ROW.finditer(path))


def _rows(
    form: Form, kept: Mapping[str, None], posted: Posted
) -> tuple[dict[str, list[str]], list[str]]:
    """The ids of rows by the path of their repeat, and the markers of those that are new."""
    rows: dict[str, list[str]] = {}
    begun: list[str] = []
    dropped = posted.gone - kept.keys()
    for marker in [*kept, *posted.rows]:
        place = split(marker)
        if place is None or place[1] in rows.get(place[0], ()) or _within(marker, dropped):
            continue
        if marker not in kept:
            if not _may_stand(form, place[0], rows) or len(begun) >= ROWS_MAX:
                continue
            begun.append(marker)
        rows.setdefault(place[0], []).append(place[1])
    if posted.added and _may_stand(form, posted.added, rows):
        fresh = RowIds(rows)()
        rows.setdefault(posted.added, []).append(fresh)
        begun.append(f"{posted.added}[{fresh}]")
    return rows, begun


def _may_stand(form: Form, repeat: str, rows: Mapping[str, Sequence[str]]) -> bool:
    """Whether a row may begin there: a repeat of the form, and in a row that is on the page."""
    located = form.located(repeat)
    if located is None or not located.repeats or not _in_rows(repeat, located):
        return False
    return all(_stands(marker, rows) for marker in markers([repeat]))


def _in_rows(path: str, located: Located) -> bool:
    """Whether a path names a row of each repeat around its question, and no row itself."""
    return _ROW.sub("[]", path) == located.pattern


def _stands(marker: str, rows: Mapping[str, Sequence[str]]) -> bool:
    place = split(marker)
    return place is not None and place[1] in rows.get(place[0], ())


def _answerable(
    form: Form, posted: Posted, present: set[str], fixed: Mapping[str, Value]
) -> Iterator[tuple[str, Question, tuple[str, ...]]]:
    """What was sent of questions that people answer, outside of rows and in those on the page."""
    for path, sent in posted.answers.items():
        located: Located | None = form.located(path)
        if located is None or path in fixed or not is_asked(located.question):
            continue
        if _in_rows(path, located) and markers([path]).keys() <= present:
            yield path, located.question, sent


def is_asked(question: Question) -> bool:
    """Whether people answer it themselves."""
    return question.kind not in HOLDERS and question.kind not in UNASKED and not question.worked_out


def _is_left(
    question: Question, path: str, old: Value, said: Sequence[str], posted: Posted
) -> bool:
    """Whether a field was left as the page made it.

    Blank over an answer that is not shown, or with what followed from other answers.
    """
    if said and said[-1] == posted.put.get(path):
        return True
    return question.sensitive and old is not None and not said and path not in posted.cleared


def _holds(row: str, paths: Iterable[str]) -> bool:
    """Whether one of these paths lies in a row."""
    return any(_within(path, [row]) for path in paths)


def _within(path: str, gone: Iterable[str]) -> bool:
    """Whether it is one of these rows, or lies in one."""
    return any(path == row or path.startswith((f"{row}.", f"{row}[")) for row in gone)
