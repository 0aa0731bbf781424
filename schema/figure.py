"""Figures: the numbers of a district, each told by which records it counts.

A figure is data of a pack. It counts the records of one form that fit a condition, or adds up what
they say; `by` a choice question it is one number for each choice; a share is what one figure is of
another one. Nobody types a number: it is what the records come to, and opens the list of them.

Left out: what a record counts as (schema.counting), sums (server.views).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeGuard

from schema.answer import Scalar
from schema.errors import InvalidFigure
from schema.figure_faults import figure_fault
from schema.text import LANGUAGES, Text

__all__ = ["Figure", "InvalidFigure", "figure_faults", "read_figures"]

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")

_NAMES: Final = frozenset(
    {"id", "title", "form", "where", "by", "sum", "day", "unit", "share", "overview"}
)

_UNTITLED: Final[Text] = dict.fromkeys(LANGUAGES, "-")
"""In place of a title that is not there, which is a fault of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number of the district.

    Attributes:
        id: its name, in addresses and commands.
        title: what people call it.
        form: whose records it counts; "" of a share.
        where: by question, the answers of which one has to be given; all questions have to fit.
        condition: an expression that has to be true beside them; "" for none.
        by: the choice question by whose answers it is told apart; "" for one number.
        amount: the question, or an expression, whose value is added up; "" counts records.
        day: the question whose date says when a record counts; "" is when it was finished.
        unit: of what is added up.
        share: the figure that it is a part of the other one of; None if it is none.
        overview: whether the first page shows it.
    """

    id: str
    title: Text
    form: str = ""
    where: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    condition: str = ""
    by: str = ""
    amount: str = ""
    day: str = ""
    unit: Text = field(default_factory=dict)
    share: tuple[str, str] | None = None
    overview: bool = False

    @property
    def counted(self) -> tuple[str, ...]:
        """The figures whose counts it is made of: itself, of a share both parts."""
        return self.share or (self.id,)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The figure that a person wrote; InvalidFigure says what is wrong."""
        for reason in _faults(data):
            raise InvalidFigure(_name(data), reason)
        return cls.stored(data)

    @classmethod
    def stored(cls, data: Mapping[str, Any]) -> Self:
        """The figure that `to_json` wrote, or one that was looked at before."""
        where, share = data.get("where", {}), data.get("share")
        return cls(
            id=data["id"],
            title=dict(data["title"]),
            form=data.get("form", ""),
            where={} if isinstance(where, str) else _conditions(where),
            condition=where if isinstance(where, str) else "",
            by=data.get("by", ""),
            amount=data.get("sum", ""),
            day=data.get("day", ""),
            unit=dict(data.get("unit", {})),
            share=None if share is None else (share[0], share[1]),
            overview=data.get("overview", False),
        )

    @classmethod
    def asking(cls, data: Mapping[str, Any]) -> Self:
        """What a figure asks of its form, as far as it can be read: to find what else is wrong."""
        asked = {
            name: data[name]
            for name in ("form", "by", "sum", "day")
            if isinstance(data.get(name), str)
        }
        where = data.get("where", {})
        sound = not any(_faults_of_where(where))
        return cls.stored({"id": "", "title": {}, "where": where if sound else {}, **asked})

    def to_json(self) -> dict[str, Any]:
        """The figure in all languages."""
        data = {
            "id": self.id,
            "title": dict(self.title),
            "form": self.form,
            "where": self.condition or {name: list(of) for name, of in self.where.items()},
            "by": self.by,
            "sum": self.amount,
            "day": self.day,
            "unit": dict(self.unit),
            "share": list(self.share or ()),
            "overview": self.overview,
        }
        return {key: value for key, value in data.items() if value}


def read_figures(data: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
    """Figures with each other; InvalidFigure names the first that contradicts itself or another."""
    several = list(data)
    for place, reason in figure_faults(several):
        raise InvalidFigure(_name(several[place]), reason)
    return tuple(map(Figure.stored, several))


def figure_faults(data: Sequence[object]) -> Iterator[tuple[int, Text]]:
    """All that is wrong with figures by themselves and each other: which one, from 0, and why."""
    read = [each if isinstance(each, Mapping) else {} for each in data]
    names = [_name(each) for each in read]
    known = dict(zip(names, read, strict=True))
    for place, (each, figure) in enumerate(zip(data, read, strict=True)):
        if each is not figure:
            yield place, figure_fault("no_object")
            continue
        yield from ((place, reason) for reason in _faults(figure))
        if "id" in figure and names[place] in names[:place]:
            yield place, figure_fault("twice")
        for name in figure["share"] if _is_share(figure.get("share")) else ():
            if name not in known or known[name].get("share") or known[name].get("by"):
                yield place, figure_fault("no_part", name=name, known=known, sought=name)


def _name(data: object) -> str:
    return str(data.get("id", "")) if isinstance(data, Mapping) else ""


def _faults(data: Mapping[str, Any]) -> Iterator[Text]:
    """What is wrong with a figure by itself, as it is written."""
    for name in data:
        if name not in _NAMES:
            yield figure_fault("unknown_field", name=name, known=_NAMES, sought=name)
    yield from (figure_fault("lacks", name=name) for name in ("id", "title") if name not in data)
    if not _ID.fullmatch(_name({"id": "id", **data})):
        yield figure_fault("id")
    for name in ("form", "by", "sum", "day"):
        if not isinstance(data.get(name, ""), str):
            yield figure_fault("no_text", name=name)
    title = data.get("title", _UNTITLED)
    if not _is_text(title) or not all(title.get(lang) for lang in LANGUAGES):
        yield figure_fault("title")
    if not _is_text(data.get("unit", {})):
        yield figure_fault("unit")
    if not isinstance(data.get("overview", False), bool):
        yield figure_fault("overview")
    yield from _faults_of_where(data.get("where", {}))
    yield from _faults_of_share(data)


def _faults_of_where(where: object) -> Iterator[Text]:
    if not isinstance(where, Mapping | str):
        yield figure_fault("where")
    elif isinstance(where, Mapping):
        for name, wanted in _conditions(where).items():
            if not wanted or not all(isinstance(each, Scalar) for each in wanted):
                yield figure_fault("no_answer", name=name)


def _faults_of_share(data: Mapping[str, Any]) -> Iterator[Text]:
    share = data.get("share")
    if share is None:
        if not data.get("form"):
            yield figure_fault("nothing_counted")
    elif not _is_share(share):
        yield figure_fault("share")
    elif any(data.get(name) for name in ("form", "where", "by", "sum", "day")):
        yield figure_fault("share_counts")


def _is_text(value: object) -> TypeGuard[Text]:
    """Whether it is what people read: a line for each language."""
    return isinstance(value, Mapping) and all(
        isinstance(each, str) and len(each.splitlines()) == 1 and each.strip()
        for each in value.values()
    )


def _is_share(value: object) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)
    )


def _conditions(where: Mapping[str, Any]) -> dict[str, tuple[Scalar, ...]]:
    return {
        name: tuple(wanted) if isinstance(wanted, list) else (wanted,)
        for name, wanted in where.items()
    }
