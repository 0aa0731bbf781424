"""All that is to be filled in, as it stands on the page: questions in their groups and rows.

What is not asked is left out; what was typed there before stays in the page, unseen, and what the
record holds stays in the record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from schema.outline import Located
from schema.question import Question
from server.pages.filling.fields import Field, Fields, id_of
from server.pages.filling.filled import Filled
from server.pages.filling.posted import ANSWER, PUT


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Questions under a heading of their own; without words for one they only stand together."""

    id: str
    legend: str
    hint: str
    items: "tuple[Item, ...]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of a repeat: `marker` names it, `gone` if it is to be removed."""

    marker: str
    id: str
    legend: str
    gone: bool
    items: "tuple[Item, ...]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """Rows of the same questions; `counted` if the form itself says how many there are.

    `over` says whether there are more of them than that.
    """

    path: str
    id: str
    label: str
    hint: str
    counted: bool
    over: bool
    errors: tuple[str, ...]
    rows: tuple[Row, ...]


Item: TypeAlias = Field | Group | Repeat


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The page's questions, and what it carries unseen: names of fields with what they hold."""

    items: tuple[Item, ...]
    unseen: tuple[tuple[str, str], ...]

    def fields(self) -> Iterator[Field]:
        """All fields that are seen, in order."""
        yield from _fields(self.items)


def sheet_of(filled: Filled, fields: Fields) -> Sheet:
    """The sheet of a form as it is filled in.

    Args:
        filled: what stands in it.
        fields: makes each field.
    """
    made = _Making(filled, fields)
    items = tuple(made.items(filled.form.outline, "", 0))
    seen = {field.path: field for field in _fields(items)}
    return Sheet(items=items, unseen=tuple(_unseen(filled, fields, seen)))


class _Making:
    """Makes the items of one sheet."""

    def __init__(self, filled: Filled, fields: Fields) -> None:
        self._filled = filled
        self._fields = fields
        self._irrelevant = filled.findings.irrelevant

    def items(self, located: Sequence[Located], before: str, depth: int) -> Iterator[Item]:
        """Those of a record, a row or a group, whose questions lie `depth` groups deep there."""
        for group, inner in groupby(located, key=lambda each: _Group.at(each, depth)):
            if group is None:
                for each in inner:
                    yield from self._item(each, before)
                continue
            held = tuple(self.items(tuple(inner), before, depth + 1))
            if held:
                yield self._group(group.question, before, held)

    def _group(self, question: Question, before: str, items: tuple[Item, ...]) -> Group:
        path = f"{before}{question.name}"
        return Group(
            id=id_of(path),
            legend=self._fields.said(question.label, path),
            hint=self._fields.said(question.hint, path),
            items=items,
        )

    def _item(self, located: Located, before: str) -> Iterator[Item]:
        path = before + located.name
        if path in self._irrelevant:
            return
        if located.repeats:
            yield self._repeat(located, path)
            return
        field = self._fields.field(path, located.question)
        if field is not None:
            yield field

    def _repeat(self, located: Located, path: str) -> Repeat:
        label = self._fields.said(located.question.label, path) or located.question.name
        return Repeat(
            path=path,
            id=id_of(path),
            label=label,
            hint=self._fields.said(located.question.hint, path),
            counted=bool(located.question.count),
            over=self._over(path),
            errors=tuple(self._fields.wrong.get(path, ())),
            rows=tuple(self._rows(located, path)),
        )

    def _over(self, path: str) -> bool:
        """Whether a repeat has more rows than its form counts."""
        rows = self._filled.rows.get(path, ())
        standing = sum(f"{path}[{row}]" not in self._filled.gone for row in rows)
        return standing > self._filled.asked.counts.get(path, standing)

    def _rows(self, located: Located, path: str) -> Iterator[Row]:
        number = 0
        for row in self._filled.rows.get(path, ()):
            marker = f"{path}[{row}]"
            if marker in self._irrelevant:
                continue
            number += 1
            gone = marker in self._filled.gone
            label = self._fields.said(located.question.label, marker) or located.question.name
            yield Row(
                marker=marker,
                id=id_of(marker),
                legend=f"{label} {number}",
                gone=gone,
                items=() if gone else tuple(self.items(located.inner, f"{marker}.", 0)),
            )


@dataclass(frozen=True, slots=True)
class _Group:
    """A group as the one that it is: two that look alike are two."""

    number: int
    question: Question

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Group) and self.number == other.number

    def __hash__(self) -> int:
        return self.number

    @classmethod
    def at(cls, located: Located, depth: int) -> "_Group | None":
        """The group at this depth around a question; None where it has none."""
        if len(located.groups) <= depth:
            return None
        return cls(id(located.groups[depth]), located.groups[depth])


def _fields(items: Sequence[Item]) -> Iterator[Field]:
    for item in items:
        match item:
            case Field():
                yield item
            case Group():
                yield from _fields(item.items)
            case Repeat():
                for row in item.rows:
                    yield from _fields(row.items)


def _unseen(filled: Filled, fields: Fields, seen: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """What was typed and is not seen at the moment, rows, and rows to be removed."""
    for repeat, rows in filled.rows.items():
        yield from (("row", f"{repeat}[{row}]") for row in rows)
    yield from (("gone", marker) for marker in sorted(filled.gone))
    yield from ((PUT + field.path, field.put) for field in seen.values() if field.put)
    for path in {**filled.changed, **filled.unread}:
        if path not in seen:
            yield from ((ANSWER + path, text) for text in fields.kept_texts(path))
