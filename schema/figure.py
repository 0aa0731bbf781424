"""Figures: the numbers of a district, each told by which records it counts.

A figure is data of a pack. It counts the records of one form that fit a condition, or adds up what
they say; `by` a choice question it is one number for each choice; a share is what one figure is of
another one. Nobody types a number: it is what the records come to, and opens the list of them.

Left out: what a record counts as (schema.counting), sums (server.views).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from schema.answer import Scalar
from schema.errors import InvalidFigure
from schema.text import Text

__all__ = ["Figure", "InvalidFigure", "read_figures"]

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")

_NAMES: Final = frozenset(
    {"id", "title", "form", "where", "by", "sum", "day", "unit", "share", "overview"}
)


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

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The figure that `to_json` wrote, or a person; InvalidFigure says what is wrong."""
        name = str(data.get("id", ""))
        for key in data:
            if key not in _NAMES:
                raise InvalidFigure(name, f"it has {key}, which says nothing")
        try:
            where = data.get("where", {})
            found = cls(
                id=str(data["id"]),
                title=dict(data["title"]),
                form=str(data.get("form", "")),
                where={} if isinstance(where, str) else _conditions(where),
                condition=where if isinstance(where, str) else "",
                by=str(data.get("by", "")),
                amount=str(data.get("sum", "")),
                day=str(data.get("day", "")),
                unit=dict(data.get("unit", {})),
                share=_share(data.get("share")),
                overview=bool(data.get("overview", False)),
            )
        except KeyError as error:
            raise InvalidFigure(name, f"it lacks {error.args[0]}") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise InvalidFigure(name, str(error)) from error
        for fault in found.faults():
            raise InvalidFigure(name, fault)
        return found

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

    def faults(self) -> Iterator[str]:
        """What is wrong with it by itself."""
        if not _ID.fullmatch(self.id):
            yield "its id is not made of a-z, 0-9 and _, beginning with a letter"
        if not all(self.title.get(lang) for lang in ("zh-CN", "en")):
            yield "its title is not given in zh-CN and en"
        if self.share is None:
            if not self.form:
                yield "it names neither a form nor a share"
        elif self.form or self.where or self.condition or self.by or self.amount or self.day:
            yield "a share counts nothing itself"


def read_figures(data: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
    """Figures with each other; InvalidFigure names the first that contradicts itself or another."""
    found: dict[str, Figure] = {}
    for each in data:
        figure = Figure.from_json(each)
        if figure.id in found:
            raise InvalidFigure(figure.id, "it is there twice")
        found[figure.id] = figure
    for figure in found.values():
        for name in figure.share or ():
            if name not in found or found[name].share or found[name].by:
                raise InvalidFigure(figure.id, f"{name} is no number that a share can be of")
    return tuple(found.values())


def _conditions(where: Any) -> dict[str, tuple[Scalar, ...]]:  # noqa: ANN401 - JSON
    if not isinstance(where, Mapping):
        raise TypeError("where is neither answers by question nor an expression")
    return {
        str(name): tuple(wanted) if isinstance(wanted, list) else (wanted,)
        for name, wanted in where.items()
    }


def _share(names: Any) -> tuple[str, str] | None:  # noqa: ANN401 - JSON
    if names is None:
        return None
    if not isinstance(names, list) or len(names) != 2:
        raise TypeError("share does not name two numbers")
    return str(names[0]), str(names[1])
