"""What is known already, standing in the fields of a record that is begun: to be looked at.

An answer that somebody gave elsewhere about the same area stands in its field with where it is
from. It counts while the form is evaluated, and is written as the visitor's own answer when they
finish the record with it; a draft is kept without it, and finds it proposed again.

What is sensitive is not sent to a browser: it is named with its middle hidden, and a tick takes it
over unseen.

Invariant: only records that the visitor may read are looked at, and reading a restricted one is in
the audit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from schema.area import AreaId
from schema.form import Form
from server.masking import masked
from server.pages.filling.entry import status_of
from server.pages.filling.posted import Posted
from server.pages.filling.texts import texts_of, typed
from server.pages.values import Document
from server.pages.visit import Visit
from server.views.answering import Held
from sync.core.prefill import Known, proposed
from sync.core.record import DRAFT

OF_EACH: Final = 20
"""Records of a form that are looked at, the last begun: an answer in none of these is old."""


def known_at(visit: Visit, form: Form, area: AreaId | None) -> dict[str, Known]:
    """What is known of a form's questions at a place, as far as the visitor may read it."""
    if area is None or not any(located.question.prefill for located in form.outline):
        return {}
    here = visit.station.views.at(area, visit.sight, visit.words.lang, of_each=OF_EACH)
    by_form: dict[str, list[Document]] = {}
    for each in here:
        by_form.setdefault(each.document["form"], []).append(each.document)
    found = proposed(form, visit.station.directory.forms, lambda name: by_form.get(name, ()))
    visit.note_reads(each.record for each in found.values())
    return found


def unanswered(
    visit: Visit, form: Form, area: AreaId | None, held: Held | None
) -> dict[str, Known]:
    """What is known of questions that nobody ever answered in this record, while it is a draft."""
    if status_of(held) != DRAFT:
        return {}
    answered = {} if held is None else held.reading.answers
    known = known_at(visit, form, area)
    return {path: each for path, each in known.items() if path not in answered}


def proposing(posted: Posted, form: Form, known: Mapping[str, Known]) -> Posted:
    """A page that is opened, with what is known in its fields, but for what is sensitive."""
    texts = {
        path: texts_of(question, each.value)
        for path, each in known.items()
        if (question := form.question(path)) is not None and not question.sensitive
    }
    return replace(posted, answers={**texts, **posted.answers}, known=texts)


def without_untouched(posted: Posted) -> Posted:
    """The same page without what stands in its fields as it was proposed, or was only ticked."""
    left = untouched(posted)
    kept = {path: texts for path, texts in posted.answers.items() if path not in left}
    return replace(posted, answers=kept, taken=frozenset())


def taking(posted: Posted, form: Form, known: Mapping[str, Known]) -> Posted:
    """The same page with what was ticked to be taken over, where nothing else was typed."""
    texts = {
        path: texts_of(question, known[path].value)
        for path in posted.taken & known.keys()
        if (question := form.question(path)) is not None and question.sensitive
        if not typed(posted.answers.get(path, ()))
    }
    taken = frozenset(texts)
    return replace(posted, answers={**posted.answers, **texts}, taken=taken)


def untouched(posted: Posted) -> frozenset[str]:
    """The paths of the fields in which what was proposed stands as it was."""
    return frozenset(
        path
        for path, texts in posted.known.items()
        if sorted(typed(posted.answers.get(path, ()))) == sorted(typed(texts))
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Hidden:
    """A sensitive answer that is known: with its middle hidden, and where it is from."""

    said: str
    source: str


def hidden(visit: Visit, form: Form, known: Mapping[str, Known]) -> dict[str, Hidden]:
    """The sensitive ones of what is known, by path."""
    named = sources(visit, known)
    return {
        path: Hidden(said=masked(visit.words.value(question, each.value)), source=named[path])
        for path, each in known.items()
        if (question := form.question(path)) is not None and question.sensitive
    }


def sources(visit: Visit, known: Mapping[str, Known]) -> dict[str, str]:
    """Where what is known is from, in words, by path."""
    say, words = visit.words.say, visit.words
    return {
        path: say(
            "Known from %(record)s: %(person)s, %(when)s. Check it; it is yours once you finish.",
            record=words.form(each.record.partition("/")[0]),
            person=words.person(each.staff),
            when=words.when_said(each.time_ms),
        )
        for path, each in known.items()
    }
