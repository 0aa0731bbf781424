"""The numbers of the district as people and programs are told them: each with what is behind it.

A number counts records, adds up what they say, is told apart by a choice, or is the share of one
number in another; it is worked out of counts and nowhere written down. What cannot be counted,
since the form does not ask for it any more, says why.

Pure. Left out: how records are counted (`figures`), what a page looks like.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from schema.counting import OTHER, SCALE
from schema.figure import Figure
from schema.form import Form
from schema.question import SELECTS, Kind, Question
from schema.text import Text, in_language
from server.directory import Directory
from server.views.figures import Counts
from server.views.figuring import Countings

_OTHER_ANSWERS: Final[Text] = {"zh-CN": "其他答案", "en": "other answers"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A number, or one choice of it: how many records, and what they add up to in thousandths."""

    name: str = OTHER
    records: int = 0
    amount: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """One number of the district.

    Attributes:
        figure: what it counts.
        total: what it comes to.
        parts: by the choice by which it is told apart, in the order of the form; else none.
        several: one record may be in several of its parts, which come to nothing together.
        undecided: how many records are in it only when somebody settled what clashes.
        share: of a share, the number that is a part, and that of which it is one.
        fault: why it cannot be counted; empty where it can.
    """

    figure: Figure
    total: Part = Part()
    parts: tuple[Part, ...] = ()
    several: bool = False
    undecided: int = 0
    share: "tuple[Number, Number] | None" = None
    fault: Text = field(default_factory=dict)

    @property
    def value(self) -> int | float | None:
        """What people read: records, an amount, or of a share per cent; None where it has none."""
        if self.fault or self.several:
            return None
        if self.share is None:
            return value_of(self.figure, self.total)
        part, whole = (_measure(each.figure, each.total) for each in self.share)
        if not whole or any(each.fault for each in self.share):
            return None
        return part * 1000 // whole / 10  # rounded down, so that 100 means all

    @property
    def records(self) -> int | None:
        """How many records the list behind it has; None where it opens none, or one for a part."""
        return None if self.share or self.fault or self.several else self.total.records


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The figures that somebody may see, in their order.

    `forms`: today's by id; `whole_forms`: the same with what older versions asked.
    """

    figures: tuple[Figure, ...]
    forms: Mapping[str, Form]
    whole_forms: Mapping[str, Form]
    countings: Countings

    def fault(self, figure: Figure) -> Text:
        """Why a figure cannot be counted, above all; empty where it can."""
        reasons = self.countings.of(self.forms.get(figure.form)).faults.get(figure.id)
        return reasons[0] if reasons else {}

    def figure(self, name: str) -> Figure | None:
        """The figure of an id; None for one that is not among them."""
        return next((each for each in self.figures if each.id == name), None)

    def question(self, figure: Figure) -> Question | None:
        """The question by which a figure is told apart, with the choices of all versions."""
        form = self.whole_forms.get(figure.form)
        return form.question(figure.by) if form is not None and figure.by else None


def known_figures(directory: Directory, readable: Collection[str]) -> Known:
    """The figures that count readable forms alone, named by their ids; a share if both parts do."""
    every = {figure.id: figure for figure in directory.figures}
    shown = tuple(
        figure
        for figure in every.values()
        if all(every[name].form in readable for name in figure.counted)
    )
    return Known(
        figures=shown,
        forms=directory.forms,
        whole_forms=directory.whole_forms,
        countings=directory.countings,
    )


def numbers(known: Known, counts: Iterable[Counts]) -> list[Number]:
    """What the figures come to, in their order."""
    by_figure: dict[str, list[Counts]] = {}
    for each in counts:
        by_figure.setdefault(each.figure, []).append(each)
    found: dict[str, Number] = {}
    for figure in sorted(known.figures, key=lambda each: each.share is not None):
        if figure.share is not None:
            part, whole = figure.share
            found[figure.id] = Number(figure=figure, share=(found[part], found[whole]))
        elif fault := known.fault(figure):
            found[figure.id] = Number(figure=figure, fault=fault)
        else:
            found[figure.id] = _counted(figure, by_figure.get(figure.id, ()), known)
    return [found[figure.id] for figure in known.figures]


def number_of(figure: Figure, known: Known, counts: Iterable[Counts]) -> Number:
    """What one figure comes to: nothing else is worked out, since a board asks for many areas."""
    needed = {figure.id, *figure.counted}
    alone = replace(known, figures=tuple(each for each in known.figures if each.id in needed))
    return next(each for each in numbers(alone, counts) if each.figure.id == figure.id)


def value_of(figure: Figure, part: Part) -> int | float:
    """What people read of a number, or of one choice of it."""
    if not figure.amount:
        return part.records
    return part.amount // SCALE if part.amount % SCALE == 0 else part.amount / SCALE


def _measure(figure: Figure, part: Part) -> int:
    """The same in thousandths, whatever is counted."""
    return part.amount if figure.amount else part.records * SCALE


def document(number: Number, known: Known, lang: str) -> dict[str, Any]:
    """Document `number`."""
    figure = number.figure
    return {
        "id": figure.id,
        "title": in_language(figure.title, lang),
        "form": figure.form or None,
        "unit": unit(figure, lang),
        "value": number.value,
        "records": number.records,
        "undecided": number.undecided,
        "parts": [
            {
                "choice": part.name or None,
                "title": part_title(part.name, known.question(figure), lang),
                "value": value_of(figure, part),
                "records": part.records,
            }
            for part in number.parts
        ],
        "share": list(figure.share) if figure.share else None,
        "fault": in_language(number.fault, lang) or None,
    }


def part_title(name: str, question: Question | None, lang: str) -> str:
    """What a choice is called."""
    if question is not None and name and question.kind not in SELECTS:
        return name
    choice = question.choice(name) if question is not None and name else None
    return in_language(choice.label if choice else _OTHER_ANSWERS, lang)


def unit(figure: Figure, lang: str) -> str:
    """What a number is of; "" where it counts records."""
    return "%" if figure.share else in_language(figure.unit, lang)


def _counted(figure: Figure, counts: Sequence[Counts], known: Known) -> Number:
    decided = [each for each in counts if not each.undecided]
    by = known.question(figure)
    return Number(
        figure=figure,
        total=_sum(OTHER, decided),
        parts=tuple(_parts(decided, by)) if figure.by else (),
        several=by is not None and by.kind is Kind.select_multiple,
        undecided=sum(each.records for each in counts if each.undecided),
    )


def _parts(counts: Sequence[Counts], by: Question | None) -> Iterable[Part]:
    """The choices in the order of the form, also those that nobody chose; others if there are.

    What is told apart by a text, as rounds are by their names, is so in the order of the texts.
    """
    if by is not None and by.kind in SELECTS:
        names = [choice.name for choice in by.choices]
    else:
        names = sorted({each.part for each in counts if each.part})
    for name in names:
        yield _sum(name, [each for each in counts if each.part == name])
    others = [each for each in counts if each.part not in names]
    if others:
        yield _sum(OTHER, others)


def _sum(name: str, counts: Iterable[Counts]) -> Part:
    found = list(counts)
    return Part(
        name=name,
        records=sum(each.records for each in found),
        amount=sum(each.amount for each in found),
    )
