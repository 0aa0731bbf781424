"""The records of one place as a page shows them at one glance: a sheet a form, problems in sight.

What there is one of stands first, so that a household's file comes before its visits. The latest
record of a form is shown with its answers, and so is one that somebody still has to work on; others
have a line, and beyond a bound only their number. Sensitive answers are masked as on a record's own
page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schema.form import OPEN
from schema.glance import sheet_place
from schema.heading import heading
from schema.record_id import RecordId
from server.pages.answers import Group, Looks, shown_groups, whole_label
from server.pages.record import form_as_made
from server.pages.related import targets
from server.pages.values import Document, Powers, shown_values, text_of
from server.pages.visit import Visit
from server.pages.words import State
from server.views.found import Here

OPENED_MAX: Final = 5
"""Records of one form that are shown with their answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One record: its state, what is wrong with it, and perhaps its answers.

    Attributes:
        heading: what it is called beside its form; empty where its keys say that.
        groups: its answers; none where it has a line alone.
        disputed: questions with several values, and these.
    """

    id: str
    heading: str
    state: State
    person: str
    when: str
    clashes: int
    flags: int
    revised: bool
    groups: tuple[Group, ...] = ()
    disputed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The records of one form: `opened` with their answers, `further` as lines, `count` in all."""

    form: str
    title: str
    count: int
    opened: tuple[Entry, ...]
    further: tuple[Entry, ...]

    @property
    def left_out(self) -> int:
        """How many are not shown here at all."""
        return self.count - len(self.opened) - len(self.further)


def sheets(visit: Visit, here: Iterable[Here]) -> list[Sheet]:
    """A sheet a form, from the records of one place, the last begun first."""
    by_form: dict[str, list[Here]] = {}
    for each in here:
        by_form.setdefault(each.document["form"], []).append(each)
    forms = visit.station.directory.forms
    places = {name: number for number, name in enumerate(forms)}
    order = sorted(
        by_form, key=lambda form: (sheet_place(forms.get(form)), places.get(form, len(places)))
    )
    return [_sheet(visit, form, by_form[form]) for form in order]


def _sheet(visit: Visit, form: str, here: Sequence[Here]) -> Sheet:
    opened = [each for place, each in enumerate(here) if place == 0 or _is_open(each)][:OPENED_MAX]
    return Sheet(
        form=form,
        title=visit.words.form(form),
        count=here[0].count,
        opened=tuple(_opened(visit, each) for each in opened),
        further=tuple(_entry(visit, each) for each in here if each not in opened),
    )


def _is_open(here: Here) -> bool:
    return here.document["status"] in OPEN or bool(_clashing(here.document))


def _entry(visit: Visit, here: Here) -> Entry:
    """A record's line."""
    document, words = here.document, visit.words
    record = RecordId.parse(document["id"])
    review = document["review"]
    return Entry(
        id=record.text,
        heading=_heading(visit, record, document),
        state=words.state(document["status"]),
        person=words.person(document["created_by"]),
        when=words.when(here.changed_ms),
        clashes=len(_clashing(document)),
        flags=sum(len(answer["flags"]) for answer in document["answers"].values()),
        revised=review is not None and review["changed"],
    )


def _heading(visit: Visit, record: RecordId, document: Document) -> str:
    """What tells it from others of its form: its keys, else its first words."""
    form = visit.station.directory.whole_forms.get(record.form)
    if form is None:
        return ""
    if form.key_questions:
        words, answers = visit.words, document["answers"]
        keys = [words.answer(form, name, answers[name]["value"]) for name in form.key]
        return words.listed(keys)
    return heading(form, shown_values(document))


def _opened(visit: Visit, here: Here) -> Entry:
    """A record with its answers."""
    document = here.document
    record = RecordId.parse(document["id"])
    gone = frozenset(document["irrelevant"])
    answers: Mapping[str, Document] = document["answers"]
    looks = Looks(
        form=form_as_made(visit, record, document),
        words=visit.words,
        powers=Powers(write=False, review=False),
        history=(),
        answers=answers,
        gone=gone,
        targets=targets(visit, document),
    )
    asked = {path: each for path, each in answers.items() if path not in gone}
    return replace(
        _entry(visit, here),
        groups=shown_groups(asked, looks),
        disputed=tuple(_disputed(document, looks)),
    )


def _disputed(document: Document, looks: Looks) -> Iterator[tuple[str, str]]:
    """Questions with several values, which are nowhere among the answers."""
    for path in _clashing(document):
        values = document["answers"][path]["values"]
        said = [text_of(each["value"], looks.form, path, looks.words) for each in values]
        yield whole_label(path, looks), " / ".join(said)


def _clashing(document: Document) -> list[str]:
    answers: Mapping[str, Document] = document["answers"]
    return [path for path, answer in answers.items() if answer["outcome"] == "clash"]
