"""A form as a sheet of paper: its questions, what may be answered, when, and what is accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from schema.change_sentences import KINDS as SAID_OF_KINDS
from schema.form import Form
from schema.logic.wording import accepted, in_words
from schema.question import DEVICE, HOLDERS, UNASKED, Kind, MergePolicy, Question
from schema.text import in_language
from server.pages.errors import N_
from server.pages.visit import Visit

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.text: N_("text"),
    Kind.integer: N_("whole number"),
    Kind.decimal: N_("number"),
    Kind.date: N_("date"),
    Kind.select_one: N_("one of these"),
    Kind.select_multiple: N_("any of these"),
    Kind.repeat: N_("rows of"),
    Kind.calculate: N_("worked out from other answers"),
}

CHOICES_MAX: Final = 100
"""Choices of a list that the sheet names; a list may have ten thousand."""

_POLICIES: Final[Mapping[MergePolicy, str]] = {
    MergePolicy.clash: N_("Unequal answers clash; a person chooses."),
    MergePolicy.union: N_("What any of them ticked counts."),
    MergePolicy.latest: N_("The latest answer counts."),
    MergePolicy.each: N_("All answers stay side by side."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownQuestion:
    """One question of the sheet; `number` as on paper, `inner` those of a repeat's rows.

    `choices` (the first of many, with `more` behind them) and `bounds` are what may be answered,
    `several` whether more than one choice at once, `merges` what unequal answers become,
    `conditions` when it is asked and what is accepted.
    """

    number: str
    label: str
    hint: str
    kind: str
    required: bool
    sensitive: bool
    key: bool
    choices: tuple[str, ...]
    more: int
    several: bool
    bounds: str
    conditions: tuple[str, ...]
    merges: str
    inner: tuple["ShownQuestion", ...] = ()


def shown_questions(
    visit: Visit, form: Form, questions: Sequence[Question], above: str = ""
) -> Iterator[ShownQuestion]:
    """The questions of a form, or of one of its groups, in its order."""
    words = visit.words
    for n, question in enumerate(questions, start=1):
        number = f"{above}{n}"
        yield ShownQuestion(
            number=number,
            label=_label(visit, question),
            hint=in_language(question.hint, words.lang) if question.hint else "",
            kind=_kind(visit, question),
            required=question.required,
            sensitive=question.sensitive,
            key=not above and question.name in form.key,
            choices=tuple(
                in_language(choice.label, words.lang)
                for choice in islice(question.choices, CHOICES_MAX)
            ),
            more=max(0, len(question.choices) - CHOICES_MAX),
            several=question.kind is Kind.select_multiple,
            bounds=visit.words.between(question.minimum, question.maximum),
            conditions=tuple(_conditions(visit, form, question)),
            merges=""
            if question.kind in (HOLDERS | UNASKED)
            else words.say(_POLICIES[question.merge]),
            inner=tuple(shown_questions(visit, form, question.questions, f"{number}.")),
        )


def _label(visit: Visit, question: Question) -> str:
    """What a question is called; what the program answers by itself, by what that is."""
    if _is_noted(question):
        return in_language(SAID_OF_KINDS[question.kind], visit.words.lang)
    return in_language(question.label, visit.words.lang) or question.name


def _kind(visit: Visit, question: Question) -> str:
    if _is_noted(question):
        return visit.words.say("noted by itself")
    own = _KINDS.get(question.kind)
    return (
        visit.words.say(own) if own else in_language(SAID_OF_KINDS[question.kind], visit.words.lang)
    )


def _is_noted(question: Question) -> bool:
    """Whether the program answers it and people do not read about it."""
    return question.kind in DEVICE and not question.label


def _conditions(visit: Visit, form: Form, question: Question) -> Iterator[str]:
    """When it is asked, when it has to be answered, and what is accepted, in words."""
    words = visit.words
    if question.relevant:
        condition = in_words(question.relevant, form.questions, words.lang)
        yield words.say("only if %(condition)s", condition=condition)
    if question.required_if:
        condition = in_words(question.required_if, form.questions, words.lang)
        yield words.say("required if %(condition)s", condition=condition)
    if question.calculation:
        yield in_words(question.calculation, form.questions, words.lang)
    if question.answers_of:
        asked = in_words(question.answers_of, form.questions, words.lang)
        yield words.say("offered: what is answered to %(question)s", question=asked)
    if question.constraint:
        condition = accepted(question, form.questions, words.lang)
        yield words.say("has to be: %(condition)s", condition=condition)
