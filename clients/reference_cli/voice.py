"""What things are called by people: labels, addresses, colleagues, times; never internal names.

What this tablet's forms and areas do not know is called by its id: a newer form's question, a
colleague from elsewhere.
"""

from datetime import date, datetime
from typing import Any, Final

from clients.reference_cli import deciding
from clients.reference_cli.layout import date_in_words, plain, when
from clients.reference_cli.naming import short_name
from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.tablet import Tablet
from clients.reference_cli.words import Words
from schema.answer import Value
from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.form import ULID_KEY, Form
from schema.glance import Work
from schema.heading import heading
from schema.key import key_answers
from schema.logic.wording import in_words
from schema.moments import clock_face
from schema.question import DEVICE, Kind, Question
from schema.record_id import RecordId
from schema.rounds import ROUND, VISIT
from schema.rules import Circumstances
from schema.text import in_language
from sync.core.record import RETURN_PREFIX, STATUS, row_of

_MOMENTS: Final = frozenset({Kind.time, Kind.date_time, Kind.start, Kind.end})


class Voice:
    """One reader's names for what one tablet holds.

    Attributes:
        words: the sentences.
        lang: the reader's language.
    """

    def __init__(self, tablet: Tablet, words: Words) -> None:
        self.words = words
        self.lang = words.lang
        self._tablet = tablet
        self._now_ms = tablet.now_ms
        self._now = Circumstances.at(self._now_ms, "").now

    def form(self, form: str) -> Form | None:
        """The form of this id, where it is known here."""
        return self._tablet.library.forms.get(form)

    def title(self, form: str) -> str:
        """A form's title."""
        known = self._tablet.library.forms.get(form)
        return form if known is None else in_language(known.title, self.lang)

    def address(self, record: str) -> str:
        """Where a record's subject is."""
        return self.address_of(RecordId.parse(record).area)

    def address_of(self, area: AreaId) -> str:
        """Where an area is, in words."""
        return plain(self._tablet.library.tree.words(area, self.lang)) or str(area)

    def holds(self, record: str) -> bool:
        """Whether a record is held here."""
        return self._tablet.store.index.holds(record)

    def subject(self, record: RecordId) -> str:
        """What a record is, where, and what tells it apart: its keys, else its first words."""
        text, form = record.text, self.form(record.form)
        said = f"{self.title(record.form)} {self.address(text)}{self.keys(text)}"
        if form is None or form.key != ULID_KEY or not self.holds(text):
            return said
        return self.words.both(said, self.heading(self._tablet.read(text)))

    def subject_of(self, record: str) -> str:
        """The same of a record's id as it stands in a list."""
        return self.subject(RecordId.parse(record))

    def state_of_work(self, work: Work) -> str:
        """In which state something is that is left to do; empty before it has one."""
        form = self.form(work.form)
        if form is None or form.workflow is None or work.state is None:
            return ""
        return self.value(form, form.workflow.state, work.state)

    def stands(self, record: str, status: str) -> str:
        """How a record stands: by its work where that has a state, else by its own."""
        form = self.form(RecordId.parse(record).form)
        if form is not None and form.workflow is not None:
            state = self._tablet.read(record).values.get(form.workflow.state)
            if state is not None:
                return self.value(form, form.workflow.state, state)
        return self.words.named("state", status)

    def heading(self, held: HeldRecord) -> str:
        """The first words of a record that no key tells from others; empty where it has none."""
        form = held.form
        if form is None or form.key != ULID_KEY:  # asked first: others need not be judged
            return ""
        return plain(heading(form, held.asked_values))

    def place_above(self, area: AreaId) -> str:
        """The address of what a door lies in."""
        above = self._tablet.library.tree.parent(area)
        return "" if above is None else self.address_of(above)

    def door(self, area: AreaId) -> str:
        """A door's own name, without what it lies in."""
        known = self._tablet.library.tree.get(area)
        return plain(known.name if known else area.label)

    def keys(self, record: str) -> str:
        """The answers in a record's id, in brackets; empty where there are none."""
        parsed = RecordId.parse(record)
        form = self._tablet.library.forms.get(parsed.form)
        if form is None or not form.key_questions:
            return ""
        answers = key_answers(form, parsed)
        said = [self.value(form, name, value) for name, value in answers.items()]
        return self.words("in_brackets", text=self.words.several(said))

    def short(self, record: str) -> str:
        """The shortest name that can be typed for a record here."""
        return short_name(self._tablet.store.index, record)

    def settles(self, held: HeldRecord, question: str) -> bool:
        """Whether a clash is the reader's to settle; else it is for whoever reviews."""
        return deciding.may_settle(self._tablet.library.permit, held, question)

    def who(self, staff: str) -> str:
        """A colleague's name; the reader is `me`."""
        if staff == self._tablet.staff:
            return self.words("me")
        return plain(self._tablet.library.staff.get(staff, staff))

    def text(self, text: str) -> str:
        """What somebody typed, on one line."""
        return plain(text)

    def when(self, time_ms: int) -> str:
        """A time, as people say it today."""
        return when(time_ms, self._now_ms, self.words)

    def moment(self, at: datetime) -> str:
        """A time to come, as people say it: only the clock on the day itself."""
        now, clock = self._now.astimezone(at.tzinfo), f"{at:%H:%M}"
        return clock if at.date() == now.date() else f"{self.day(at.date())} {clock}"

    def day(self, day: date) -> str:
        """A day, as people say it in this year or another one."""
        return date_in_words(day, self._now.date(), self.words)

    def label(self, form: Form | None, question: str) -> str:
        """A question's label; of a question in a row, the inner one's."""
        known = None if form is None else form.question(question)
        if known is None and question.startswith(RETURN_PREFIX):
            about = self.label(form, question.removeprefix(RETURN_PREFIX))
            return self.words("show.reason_for", question=about)
        if known is None:
            return self.words.named("question", question)
        place = row_of(question)
        label = self.label_of(known, form)
        return label if place is not None and place[2] is None else label or question

    def label_of(self, question: Question, form: Form | None) -> str:
        """What a question or group is called; what the program answers has words of its own."""
        said = in_language(question.label, self.lang) or in_language(question.hint, self.lang)
        said = " ".join(plain(said).split())
        if not said and question.kind in DEVICE:
            return self.words.named("device", question.kind)
        if "${" in said and form is not None:
            return in_words(said, form.questions, self.lang)
        return said

    def value(self, form: Form | None, question: str, value: Value) -> str:
        """An answer in words."""
        if question == STATUS and isinstance(value, str):
            return self.words.named("state", value)
        if form is not None and form.id == VISIT and question == ROUND:
            titles = {made.id: made.title for made in self._tablet.library.rounds}
            value = titles.get(str(value), value)
        known = None if form is None else form.question(question)
        if isinstance(value, list):
            if known is not None and known.kind is Kind.geopoint:
                return " ".join(str(each) for each in value)
            return self.words.several([self._scalar(known, each) for each in value]) or self.words(
                "value.none"
            )
        return self._scalar(known, value)

    def _named(self, record: str) -> str:
        """The record that an answer names by its id."""
        try:
            return self.subject_of(record)
        except InvalidRecordId:
            return plain(record)

    def _scalar(self, question: Question | None, value: Any) -> str:  # noqa: ANN401 - an answer
        if value is None or value == "":
            return self.words("value.none")
        if isinstance(value, bool):
            return self.words("value.true" if value else "value.false")
        if question is not None and question.kind in _MOMENTS:
            return clock_face(str(value))
        choice = None if question is None else question.choice(str(value))
        if choice is not None:
            return in_language(choice.label, self.lang)
        if question is not None and question.refers and "/" in str(value):
            return self._named(str(value))
        return plain(str(value))
