"""A form as one visit has it open: what it is of, what was typed, and how the record stood."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schema.answer import Value
from schema.form import ULID_KEY, Form
from schema.roster import roster
from schema.rules import Circumstances
from server.clock import local, now_ms
from server.pages.errors import NotThere
from server.pages.filling.filled import Filled, fill
from server.pages.filling.following import device_answers, first_of_record
from server.pages.filling.posted import Posted, Press
from server.pages.filling.proposed import known_at, proposing, taking, unanswered
from server.pages.filling.rounds import round_begun
from server.pages.filling.subject import Subject, named, of_record
from server.pages.visit import Visit
from server.people.ids import new_ulid
from server.views.answering import NOTHING_SEEN, Held, Mark, held, numbers
from sync.core.change import INT_BOUND

TELLING: Final = frozenset({Press.check, Press.finish})
"""What is pressed to be told everything that is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """One page of a form, before it is shown or stored.

    Attributes:
        subject: what it is of.
        posted: what was sent, with what the page needs to be sent again.
        held: the record as the page shows it; None where there is none yet.
        filled: the form with what was typed.
        at: what expressions know.
        put_back: whether the log is another one than the page was shown.
        lang: in which of its languages the form is read.
    """

    subject: Subject
    posted: Posted
    held: Held | None
    filled: Filled
    at: Circumstances
    put_back: bool = False
    lang: str

    @property
    def form(self) -> Form:
        """The form."""
        return self.subject.form

    @property
    def clashes(self) -> frozenset[str]:
        """The questions that have several values."""
        return frozenset() if self.held is None else frozenset(self.held.reading.clashes)

    @property
    def mark(self) -> Mark:
        """Up to where the page is shown."""
        return NOTHING_SEEN if self.held is None else self.held.mark

    @property
    def checked(self) -> bool:
        """Whether what is missing is told."""
        return self.posted.checked or self.posted.press in TELLING

    @property
    def ids(self) -> Sequence[int]:
        """The numbers of the changes that it writes: the page's own, or others if these are taken.

        They are taken where somebody came back to a page that was stored, and typed on.
        """
        return numbers(drawn() if self.sent_again else self.posted.act or drawn())

    @property
    def sent_again(self) -> bool:
        """Whether this very page was stored already."""
        held = () if self.held is None else self.held.seen
        own = numbers(self.posted.act or 0)
        return any(each.change.change_id in own for each in held)


def drawn() -> int:
    """A number for a change."""
    return secrets.randbelow(INT_BOUND)


def begun(subject: Subject) -> Posted:
    """What a page for a new record begins with."""
    ulid = new_ulid(now_ms()) if subject.form.key == ULID_KEY else ""
    return Posted(ulid=ulid, act=drawn(), begun_ms=now_ms())


def open_new(visit: Visit, subject: Subject, posted: Posted) -> Opened:
    """A record to be made, or a form that is tried."""
    if subject.form.key == ULID_KEY and subject.area is not None:
        subject = replace(subject, record=named(subject, {}, posted.ulid))
    return _opened(visit, subject, _taking(visit, subject, posted), None)


def open_record(visit: Visit, subject: Subject, posted: Posted | None) -> Opened:
    """A record that is there; as it stands now, or as the page was shown it.

    Raises:
        NotThere: nothing is stored under its id.
    """
    assert subject.record is not None, "a record that is there has an id"
    if posted is None:
        now = held_now(visit, subject)
        posted = Posted(act=drawn(), begun_ms=now_ms())
        return _opened(visit, subject, _proposing(visit, subject, posted, now), now)
    found = _held(visit, subject, posted)
    posted = _taking(visit, subject, posted)
    if found is not None:
        return _opened(visit, subject, posted, found)
    now = held_now(visit, subject)
    return _opened(visit, subject, posted, now, put_back=True)


def begun_here(visit: Visit, subject: Subject) -> Posted:
    """What a page for a new record begins with, with what is known of its place."""
    return _proposing(visit, subject, begun(subject), None)


def _taking(visit: Visit, subject: Subject, posted: Posted) -> Posted:
    """What was sent, with what was ticked to be taken over."""
    if not posted.taken:
        return posted
    return taking(posted, subject.form, known_at(visit, subject.form, subject.area))


def _proposing(visit: Visit, subject: Subject, posted: Posted, now: Held | None) -> Posted:
    """A page of a draft with what is known of the questions that nobody ever answered in it."""
    known = unanswered(visit, subject.form, subject.area, now)
    return proposing(posted, subject.form, known) if known else posted


def written_by(visit: Visit, subject: Subject, posted: Posted) -> Held:
    """The record that a new one becomes: what this page wrote into it already, and what others did.

    Args:
        visit: whose.
        subject: with the id that the answers give it.
        posted: what the page sent.
    """
    assert subject.record is not None, "it was named"
    own = numbers(posted.act or 0)
    found = held(
        visit.station,
        subject.form,
        subject.record,
        mark=NOTHING_SEEN,
        own=own,
        staff_id=_person(visit),
    )
    assert found is not None, "every log begins with nothing"
    return found


def over(visit: Visit, subject: Subject, posted: Posted) -> Opened:
    """What was typed for a new record, over the one that is there already.

    What was left blank says nothing of what others answered.
    """
    assert subject.record is not None, "it was named"
    typed = {path: texts for path, texts in posted.answers.items() if any(map(str.strip, texts))}
    again = replace(posted, answers=typed, act=drawn(), mark="")
    there = of_record(subject.record, subject.form)
    return _opened(visit, there, again, held_now(visit, there))


def held_now(visit: Visit, subject: Subject) -> Held | None:
    """The record as it stands now; NotThere if nothing is stored under its id."""
    return _held(visit, subject, None)


def _held(visit: Visit, subject: Subject, posted: Posted | None) -> Held | None:
    assert subject.record is not None, "a record that is there has an id"
    try:
        mark = Mark.parse(posted.mark) if posted else None
    except ValueError as error:
        raise NotThere from error
    own = numbers(posted.act or 0) if posted else ()
    found = held(
        visit.station,
        subject.form,
        subject.record,
        mark=mark,
        own=own,
        staff_id=_person(visit),
    )
    if found is not None and not found.seen and not found.behind:
        raise NotThere
    return found


def _opened(
    visit: Visit, subject: Subject, posted: Posted, now: Held | None, *, put_back: bool = False
) -> Opened:
    at = _circumstances(visit, subject, now_ms())
    lang = _language(subject.form, posted, visit.words.lang)
    original: Mapping[str, Value] = {} if now is None else now.reading.values
    filled = fill(
        subject.form,
        posted,
        lang,
        at,
        original={path: value for path, value in original.items() if not path.startswith("_")},
        fixed=subject.fixed,
        beginning=_beginning(visit, subject, posted) if now is None else {},
    )
    return Opened(
        subject=subject, posted=posted, held=now, filled=filled, at=at, put_back=put_back, lang=lang
    )


def _beginning(visit: Visit, subject: Subject, posted: Posted) -> dict[str, Value]:
    """What a record that is to be made begins with, as of when its page was opened."""
    opened_ms = posted.begun_ms or now_ms()
    at = _circumstances(visit, subject, opened_ms)
    device = device_answers(visit.person, opened_ms, opened_ms)
    return first_of_record(subject.form, device, at) | round_begun(visit, subject)


def _circumstances(visit: Visit, subject: Subject, at_ms: int) -> Circumstances:
    """What the form's expressions may know here."""
    tree, area = visit.station.directory.tree, subject.area
    return Circumstances(
        now=local(at_ms),
        seed=subject.seed,
        roster=(lambda: roster(tree, area)) if area else None,
    )


def _language(form: Form, posted: Posted, page: str) -> str:
    """The language that was chosen for the form, if it has that; else the page's."""
    return posted.language if posted.language in form.languages else page


def _person(visit: Visit) -> str:
    return visit.person.id if visit.person else ""
