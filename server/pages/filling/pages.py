"""The pages on which a form is filled in: a new record, one that is there, and a form on trial.

Each press sends the whole page. What is to be looked at is evaluated anew and shown; what is to be
stored is compared with what the page showed, checked, and written as an ordinary change by whoever
is signed in. Whatever is in the way, the page comes back with all that was typed.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from schema.errors import InvalidKey, InvalidRecordId
from schema.form import OPEN, ULID_KEY
from schema.grant import Right
from server.clock import now_ms
from server.database import reading_database
from server.errors import StorageFailure
from server.pages.errors import NotThere
from server.pages.filling.entry import entries_of, in_the_way, labelled, status_of
from server.pages.filling.following import device_answers, ended
from server.pages.filling.opened import (
    Opened,
    begun,
    begun_here,
    held_now,
    open_new,
    open_record,
    over,
    written_by,
)
from server.pages.filling.posted import STORING, Posted, Press
from server.pages.filling.proposed import without_untouched
from server.pages.filling.showing import shown
from server.pages.filling.subject import (
    VOID,
    Purpose,
    Subject,
    asked_new,
    asked_record,
    correct_path,
    named,
    of_record,
)
from server.pages.origin import with_query
from server.pages.oversight import require
from server.pages.settle import outcome
from server.pages.templating import link
from server.pages.undone import undone
from server.pages.visit import Visit
from server.people import forms as published_forms
from server.views.answering import Held, write
from sync.core.catalogue import BY_NAME
from sync.core.change import Entry
from sync.core.results import Refused


def new(visit: Visit) -> Response:
    """A record to be made; one that is there already is gone on with."""
    subject = asked_new(visit)
    if visit.request.method != "POST":
        if subject.record is not None and visit.station.reader.record(subject.record.text):
            return visit.go(with_query(correct_path(subject.record), done="there"))
        return shown(visit, open_new(visit, subject, begun_here(visit, subject)))
    posted = _posted(visit)
    try:
        if posted.press not in STORING:
            return shown(visit, open_new(visit, subject, posted), note=_note(posted))
        with visit.frame.writing:
            came = _made(visit, open_new(visit, subject, posted))
        return _answered(visit, came)
    except (InvalidKey, InvalidRecordId) as error:  # of the ULID that the page carried
        raise NotThere from error


def correct(visit: Visit) -> Response:
    """A record that is there: corrected, or gone on with."""
    subject = asked_record(visit)
    assert subject.record is not None, "it was asked for"
    visit.note_reads([subject.record.text])  # by whoever signs in on the page of another, too
    if visit.request.method != "POST":
        opened = open_record(visit, subject, None)
        void = _void(visit, subject, opened.held)
        return void or shown(visit, opened, note=visit.asked("done"))
    posted = _posted(visit)
    with visit.frame.writing if posted.press in STORING else contextlib.nullcontext():
        opened = open_record(visit, subject, posted)
        if opened.put_back:
            return shown(visit, opened, note="put_back", status=409)
        if posted.press not in STORING:
            return shown(visit, opened, note=_note(posted))
        came = _void(visit, subject, held_now(visit, subject)) or _stored(visit, opened)
    return _answered(visit, came)


def preview(visit: Visit) -> Response:
    """A version of a form, to be tried by whoever sees to forms; nothing of it is stored."""
    require(visit, Right.forms, Right.review)
    form_id = visit.request.path_params["form"]
    with reading_database(visit.station.data) as connection:
        versions = published_forms.load_versions(connection, form_id)
    current = visit.station.directory.forms.get(form_id)
    newest = current.version if current else next(reversed(versions), "")
    version = visit.asked("version") or newest
    if version not in versions:
        raise NotThere
    path = with_query(f"/forms/{form_id}/preview", version=version)
    subject = Subject(purpose=Purpose.preview, form=versions[version], path=path)
    if visit.request.method != "POST":
        return shown(visit, open_new(visit, subject, begun(subject)))
    return shown(visit, open_new(visit, subject, Posted.of(visit.fields)))


def _posted(visit: Visit) -> Posted:
    """What was sent; a draft is kept without what nobody but the page put there."""
    posted = Posted.of(visit.fields)
    return without_untouched(posted) if posted.press is Press.draft else posted


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stored:
    """What was written; the page that says so waits for the views, and holds up nobody."""

    opened: Opened
    entries: Sequence[Entry]
    finish: bool


def _answered(visit: Visit, came: Response | _Stored) -> Response:
    if isinstance(came, Response):
        return came
    return _done(visit, came.opened, came.entries, finish=came.finish)


def _made(visit: Visit, opened: Opened) -> Response | _Stored:
    """Writes a new record, unless it cannot be named, or somebody made it meanwhile."""
    posted, subject = opened.posted, opened.subject
    try:
        record = named(subject, opened.filled.values, posted.ulid)
    except InvalidKey as error:
        missing = visit.words.say("This tells records apart, so it is needed to keep one.")
        return shown(visit, opened, wrong={error.question: [missing]}, status=422)
    except InvalidRecordId:
        sentence = visit.words.say("What tells this record apart is too long to be kept.")
        wrong = {name: [sentence] for name in subject.form.key if subject.form.key != ULID_KEY}
        return shown(visit, opened, wrong=wrong, status=422)
    there = written_by(visit, replace(subject, record=record), posted)
    if there.seen:  # by this very page, which was sent twice
        return _stored(visit, _again(visit, there, posted))
    if there.behind:
        visit.note_reads([record.text])
        already = over(visit, replace(subject, record=record), posted)
        return shown(visit, already, note="there_already", status=409)
    if subject.record == record:
        return _stored(visit, opened)
    # Chance and ids are drawn from the record's id, which is known by now.
    return _stored(visit, open_new(visit, replace(subject, record=record), posted))


def _again(visit: Visit, there: Held, posted: Posted) -> Opened:
    """A page for a new record that was stored already, as one of the record."""
    subject = of_record(there.record, there.form)
    return open_record(visit, subject, replace(posted, mark=str(there.mark)))


def _stored(visit: Visit, opened: Opened) -> Response | _Stored:
    """Writes what differs, if nothing is in the way."""
    filled, posted, held = opened.filled, opened.posted, opened.held
    finish = posted.press is Press.finish
    broken = in_the_way(filled, held, opened.lang, opened.at, finish=finish)
    holds_up = finish or status_of(held) not in OPEN
    if broken or (filled.unread and holds_up):
        return shown(visit, opened, wrong=labelled(broken), blocked=True, status=422)
    ending = ended(opened.form, device_answers(visit.person, posted.begun_ms, now_ms()))
    entries = entries_of(filled, held, finish=finish, ending=ending)
    record = opened.subject.record
    assert record is not None, "it was named"
    if entries:
        problem = _write(visit, opened, entries)
        if problem:
            return shown(visit, opened, note="refused", sentence=problem, status=409)
    if filled.unread:
        left = Posted(
            answers={path: each.texts for path, each in filled.unread.items()},
            press=Press.draft,
            language=posted.language,
        )
        return shown(visit, over(visit, opened.subject, left), note="partly", blocked=True)
    return _Stored(opened=opened, entries=entries, finish=finish)


def _write(visit: Visit, opened: Opened, entries: Sequence[Entry]) -> str:
    """Stores the change; why it was not, in words, empty if it was."""
    record, person = opened.subject.record, visit.person
    assert record is not None, "it was named"
    assert person is not None, "whoever fills in a form is signed in"
    try:
        answer = write(visit.station, record, entries, staff_id=person.id, ids=opened.ids)
    except StorageFailure:
        return visit.words.say("The server's disk failed; tell the administrator.")
    return BY_NAME[answer.code].hint(visit.words.lang) if isinstance(answer, Refused) else ""


def _done(visit: Visit, opened: Opened, entries: Sequence[Entry], *, finish: bool) -> Response:
    """On to the record's page, which says what came of it."""
    record = opened.subject.record
    assert record is not None, "it was written"
    came = "finished" if finish else "entered"
    if not entries and not opened.sent_again:
        came = "same"
    written = [name for name, _, _ in entries]
    came = outcome(visit, record, written, done=came, clashing="clashing")
    if came == "stored":
        return visit.go(with_query(correct_path(record), done="entered"))
    return visit.go(with_query(f"/records/{link(record.text)}", done=came))


def _void(visit: Visit, subject: Subject, now: Held | None) -> Response | None:
    """What is answered for a record that is void now; None for any other."""
    if status_of(now) != VOID:
        return None
    assert subject.record is not None, "it was asked for"
    return undone(
        visit,
        "/records",
        heading=visit.words.say("This record is void"),
        sentence=visit.words.say("What is void is not corrected any more; make a new record."),
        back=f"/records/{link(subject.record.text)}",
    )


def _note(posted: Posted) -> str:
    return "kept" if posted.press is Press.kept else ""
