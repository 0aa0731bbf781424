"""The page of a form as it is open: its sheet, what is wrong, and what can be pressed."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel.core import Locale, UnknownLocaleError
from starlette.responses import Response

from schema.form import OPEN
from schema.text import LANGUAGES, in_language
from server.pages.filling.entry import labelled, status_of
from server.pages.filling.fields import Field, Fields, id_of
from server.pages.filling.naming import offered_records
from server.pages.filling.opened import Opened, drawn
from server.pages.filling.posted import KNOWN, Press, split
from server.pages.filling.proposed import hidden, sources, unanswered, untouched
from server.pages.filling.rounds import rounds_at
from server.pages.filling.sheet import Group, Item, Repeat, Sheet, sheet_of
from server.pages.filling.subject import Purpose
from server.pages.reviewed import ShownReason
from server.pages.values import label_of
from server.pages.visit import Visit

Wrong = Mapping[str, Sequence[str]]

_MISSING: Final = frozenset({"required", "count"})
"""Flags of what is not there yet: they are told once somebody asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong: where it is mended, what it is called, and what is said of it."""

    id: str
    label: str
    sentence: str


def shown(
    visit: Visit,
    opened: Opened,
    *,
    wrong: Wrong | None = None,
    note: str = "",
    sentence: str = "",
    blocked: bool = False,
    status: int = 200,
) -> Response:
    """The page.

    Args:
        visit: whose.
        opened: what it shows.
        wrong: what is wrong beside what the form says anyway, by question.
        note: the name of what is said above all.
        sentence: a sentence for it that has no name.
        blocked: whether something was not done for what is wrong.
        status: of the answer.
    """
    told = opened.checked or blocked
    faulty = _wrong(opened, wrong or {}, told=told)
    sheet = sheet_of(opened.filled, _fields(visit, opened, faulty))
    listed = list(_faults(sheet, faulty, opened, visit)) if told or wrong else []
    return visit.show(
        "fill.html",
        status,
        subject=opened.subject,
        purpose=opened.subject.purpose.name,
        title=in_language(opened.form.title, visit.words.lang),
        address=_address(visit, opened),
        about=_about(visit, opened),
        state=visit.words.state(status_of(opened.held)),
        open=status_of(opened.held) in OPEN,
        sheet=sheet,
        faults=listed,
        missing=_missing(opened),
        fits=told and not faulty and opened.posted.press is Press.check,
        blocked=blocked,
        focus=_focus(sheet, opened, faults=bool(listed)),
        carried=_carried(opened, told=told),
        languages=_languages(opened),
        returned=_returned(visit, opened),
        lang=opened.lang,
        note=note,
        sentence=sentence,
    )


def _fields(visit: Visit, opened: Opened, wrong: Wrong) -> Fields:
    """What the fields of the page show beside their questions."""
    known = unanswered(visit, opened.form, opened.subject.area, opened.held)
    left = untouched(opened.posted)
    return Fields(
        filled=opened.filled,
        words=visit.words,
        lang=opened.lang,
        wrong=wrong,
        clashes=opened.clashes,
        sought=opened.posted.sought,
        cleared=opened.posted.cleared,
        known=sources(visit, {path: each for path, each in known.items() if path in left}),
        hidden=hidden(visit, opened.form, known),
        taken=opened.posted.taken,
        records=functools.partial(offered_records, visit, opened.subject),
        rounds=rounds_at(visit, opened.subject),
    )


def _wrong(opened: Opened, further: Wrong, *, told: bool) -> dict[str, list[str]]:
    """What is wrong by question; what is missing only once somebody asked."""
    flags = opened.filled.findings.flags
    found = labelled([flag for flag in flags if told or flag.code not in _MISSING])
    for path, each in opened.filled.unread.items():
        found[path] = [each.expected]
    for path, sentences in further.items():
        found[path] = list(dict.fromkeys([*found.get(path, ()), *sentences]))
    return found


def _faults(sheet: Sheet, wrong: Wrong, opened: Opened, visit: Visit) -> Iterator[Fault]:
    """What is wrong, in the order of the page; behind it what has no field here."""
    listed: set[str] = set()
    for path, label in _labels(sheet.items, ""):
        listed.add(path)
        for sentence in wrong.get(path, ()):
            yield Fault(id=id_of(path), label=label, sentence=sentence)
    for path, sentences in wrong.items():
        if path not in listed:
            label = visit.words.question(opened.form, path)
            yield from (Fault(id="", label=label, sentence=sentence) for sentence in sentences)


def _labels(items: Sequence[Item], above: str) -> Iterator[tuple[str, str]]:
    """Every field and repeat by its path, with its label behind that of its row."""
    for item in items:
        match item:
            case Field():
                yield item.path, above + item.label
            case Group():
                yield from _labels(item.items, above)
            case Repeat():
                yield item.path, above + item.label
                for row in item.rows:
                    yield from _labels(row.items, f"{above}{row.legend} · ")


def _focus(sheet: Sheet, opened: Opened, *, faults: bool) -> str:
    """The id of what is to be typed into next; empty where that is not for the page to say."""
    posted = opened.posted
    if posted.added:
        begun = opened.filled.rows.get(posted.added, ())[-1:]
        inside = tuple(f"{posted.added}[{row}]." for row in begun)
        found = (field.id for field in sheet.fields() if field.path.startswith(inside))
        return next(found, "") if inside else ""
    if posted.moved:
        repeat, row = split(posted.moved) or ("", "")
        stands = row in opened.filled.rows.get(repeat, ())
        return id_of(posted.moved if stands else repeat)
    return "faults" if faults else ""


def _missing(opened: Opened) -> int:
    """How many questions have to be answered still."""
    return sum(flag.code in _MISSING for flag in opened.filled.findings.flags)


def _carried(opened: Opened, *, told: bool) -> list[tuple[str, str]]:
    """What the page brings along unseen."""
    posted = opened.posted
    always = [("back", opened.subject.path), *([("checked", "1")] if told else [])]
    if opened.subject.purpose is Purpose.preview:
        return always
    return [
        *always,
        ("seen", str(opened.mark)),
        ("act", str(posted.act if posted.act is not None else drawn())),
        ("begun", str(posted.begun_ms)),
        *([("ulid", posted.ulid)] if posted.ulid else []),
        *((KNOWN + path, text) for path, texts in posted.known.items() for text in texts),
    ]


def _returned(visit: Visit, opened: Opened) -> list[tuple[str, ShownReason]]:
    """Why the record was returned, each reason with the field that it is about; none otherwise."""
    review = None if opened.held is None else opened.held.reading.review
    if review is None or not review.returned:
        return []
    words = visit.words
    return [
        (
            id_of(reason.question) if reason.question else "",
            ShownReason(
                about=label_of(opened.form, reason.question, words) if reason.question else "",
                text=reason.text,
                person=words.person(reason.staff),
                when=words.when(reason.time_ms),
                answered=reason.answered,
            ),
        )
        for reason in review.reasons
    ]


def _languages(opened: Opened) -> list[tuple[str, str]]:
    """The languages to choose from, by their own names, where the form has more than pages."""
    known = opened.form.languages
    if set(known) <= set(LANGUAGES):
        return []
    return [(lang, _own_name(lang)) for lang in dict.fromkeys([*known, opened.lang])]


def _own_name(lang: str) -> str:
    try:
        return Locale.parse(lang, sep="-").get_display_name() or lang
    except (ValueError, UnknownLocaleError):
        return lang


def _address(visit: Visit, opened: Opened) -> str:
    area = opened.subject.area
    return visit.words.address(area) if area else ""


def _about(visit: Visit, opened: Opened) -> str:
    """What the record is, with its keys."""
    subject = opened.subject
    if subject.purpose is Purpose.correct and subject.record is not None:
        return visit.words.subject(subject.record)
    return in_language(opened.form.title, visit.words.lang)
