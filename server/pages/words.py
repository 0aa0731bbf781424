"""Everything in words: people, addresses, questions, answers, states and times for a reader.

No internal name reaches a page: what has no label of its own is shown as what was written. Times
are of the district's zone, whatever the server's clock is set to; on a screen they are said as
people say them (`3分钟前`), on paper with their day, since a sheet is read on another one.

One object over one language, one directory and one moment, which a page hands on whole: so all of
it stands in this file, though it is longer than others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from markupsafe import Markup, escape

from schema.answer import Scalar, Value
from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.fitting import is_place
from schema.form import Form
from schema.grant import ROLE_NAMES, Role
from schema.key import key_answers
from schema.logic.wording import in_words
from schema.question import Kind, Question
from schema.record_id import RecordId
from schema.rounds import ROUND, VISIT
from schema.text import in_language
from server.clock import ZONE, local, midnight_ms
from server.directory import Directory
from server.masking import masked
from server.pages.language import LOCALES, sentences
from server.pages.places import place_in_words
from server.pages.unseen import drawn
from server.people.staff import Staff
from sync.core.record import RETURN_PREFIX, STATUS, VERSION

__all__ = ["ZONE", "State", "Words", "masked"]

_DAY: Final = {"zh-CN": "M月d日", "en": "d MMM"}
_DAY_OF_YEAR: Final = {"zh-CN": "y年M月d日", "en": "d MMM y"}

_MOMENTS: Final = frozenset({Kind.date_time, Kind.start, Kind.end})

_SAID: Final = Markup('<time datetime="{at}" data-paper="{paper}"><span>{said}</span></time>')
_DATED: Final = Markup('<time datetime="{at}">{paper}</time>')
"""A moment whose words hold for some hours alone, and one that is said by its day already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A state in words, with the sign that stands beside its colour (`tone` names the colour)."""

    label: str
    sign: str
    tone: str


class Words:
    """The words of one page, in one language, over one snapshot of the directory."""

    def __init__(self, lang: str, known: Directory, now_ms: int) -> None:
        self.lang = lang
        self._known = known
        self._now = local(now_ms)
        self._sentences = sentences(lang)

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence of the catalogue with its facts."""
        return _filled(self._sentences.gettext(sentence), facts)

    def between(self, least: float | None, most: float | None) -> str:
        """What a number may be, both ends included; empty where nothing bounds it."""
        if least is not None and most is not None:
            return self.say("%(least)s to %(most)s", least=least, most=most)
        if least is not None:
            return self.say("at least %(least)s", least=least)
        return "" if most is None else self.say("at most %(most)s", most=most)

    def say_many(self, one: str, many: str, n: int, **facts: object) -> str:
        """A sentence that depends on a number."""
        return _filled(self._sentences.ngettext(one, many, n), {"n": f"{n:,}", **facts})

    # People and places

    def person(self, staff_id: str) -> str:
        """A person's name."""
        person = self._known.staff.get(staff_id)
        return person.name if person else self.say("somebody unknown")

    def role_name(self, role: Role) -> str:
        """What somebody in a role is called."""
        return in_language(ROLE_NAMES[role], self.lang)

    def role(self, person: Staff) -> str:
        """What a person is, and where: the first grant."""
        if not person.grants:
            return ""
        first = person.grants[0]
        area = self._known.tree.get(first.area)
        role = self.role_name(first.role)
        return f"{role} · {area.name}" if area else role

    def post(self, person: Staff, *, in_grid: bool = True) -> str:
        """The same with the grid in which it is: `楼栋长 · 长青路社区第7网格 · 和平小区 3号楼`.

        Args:
            person: who.
            in_grid: False where the grid is named already.
        """
        if not person.grants:
            return ""
        first = person.grants[0]
        grid = self._known.tree.counted_in(first.area)
        parts = [self.role_name(first.role)]
        if in_grid:
            parts.append(self.area(AreaId(grid)))
        if str(grid) != first.area:
            parts.append(self.address(first.area))
        return " · ".join(parts)

    def address(self, area: AreaId) -> str:
        """An address as people say it."""
        return self._known.tree.words(area, self.lang)

    def place(self, area: AreaId) -> str:
        """A grid or what is larger by its name, what lies in a grid by its address."""
        inside = str(self._known.tree.counted_in(area)) != str(area)
        return self.address(area) if inside else self.area(area)

    def area(self, area: AreaId) -> str:
        """An area with the one above it, where its name does not say that already."""
        lineage = self._known.tree.lineage(area)
        names = [known.name for step in lineage[:2] if (known := self._known.tree.get(step))]
        if len(names) > 1 and names[0].startswith(names[1]):
            return names[0]
        return " · ".join(reversed(names))

    # Forms, questions and answers

    def form(self, form_id: str) -> str:
        """A form's title."""
        form, standing = self._known.forms.get(form_id), self._known.standings.get(form_id)
        if form is None and standing is None:
            return self.say("a form unknown here")
        title = form.title if form else standing.newest.title if standing else {}
        return in_language(title, self.lang)

    def subject(self, record: RecordId) -> str:
        """What a record is, with its keys: `改造意见（2022年老旧小区改造）`."""
        form = self._known.whole_forms.get(record.form)
        title = self.form(record.form)
        if form is None:
            return title
        keys = [
            self.value(form.question(name), value)
            for name, value in key_answers(form, record).items()
        ]
        return (
            self.say("%(title)s (%(keys)s)", title=title, keys=", ".join(keys)) if keys else title
        )

    def asked(self, form_id: str, name: str) -> Question | None:
        """The question as it is asked today; None where no form asks it any more."""
        form = self._known.forms.get(form_id)
        return form.question(name) if form else None

    def record(self, record: RecordId) -> str:
        """A record as far as its id says what it is: its form with its keys, and where."""
        return f"{self.subject(record)} · {self.address(record.area)}"

    def question(self, form: Form | None, name: str) -> str:
        """A question's label; states and reasons have one too."""
        if name == STATUS:
            return self.say("State")
        if name == VERSION:
            return self.say("Version of the form")
        if name.startswith(RETURN_PREFIX):
            about = self.question(form, name.removeprefix(RETURN_PREFIX))
            return self.say("Reason for the return of “%(question)s”", question=about)
        question = form.question(name) if form else None
        if question is None:
            return self.say("A question unknown here")
        label = in_language(question.label, self.lang)
        return in_words(label, form.questions, self.lang) if form and "${" in label else label

    def answer(self, form: Form | None, name: str, value: Value) -> str:
        """The answer to the question of this name, as people read it."""
        if name == STATUS and isinstance(value, str):
            return self.state(value).label
        question = form.question(name) if form else None
        if isinstance(value, bool) and question is not None and question.kind is Kind.repeat:
            return self.say("keep the row") if value else self.say("remove the row")
        if form is not None and form.id == VISIT and name == ROUND and value in self._known.rounds:
            return self._known.rounds[str(value)].title
        return self.value(question, value)

    def value(self, question: Question | None, value: Value) -> str:
        """An answer as people read it."""
        if question is not None and question.kind is Kind.geopoint and is_place(value):
            return place_in_words(value, self.say)
        if isinstance(value, list):
            return self.listed([self._scalar(question, each) for each in value]) or self.blank
        return self._scalar(question, value)

    def listed(self, texts: Iterable[str]) -> str:
        """Several things in one line."""
        return ("、" if self.lang.startswith("zh") else ", ").join(texts)

    @property
    def blank(self) -> str:
        """What stands where nothing is answered."""
        return self.say("(not answered)")

    def _scalar(self, question: Question | None, value: Scalar) -> str:
        if value is None or value == "":
            return self.blank
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if not isinstance(value, str):
            return f"{value:g}" if isinstance(value, float) else str(value)
        choice = question.choice(value) if question else None
        if choice is not None:
            return in_language(choice.label, self.lang)
        if question is None:
            return value
        if question.refers and "/" in value:
            return self._named(value)
        if question.kind in (Kind.date, Kind.today):
            return self._date(value)
        if question.kind in _MOMENTS:
            return self._at(value)
        return self.say("confirmed") if question.kind is Kind.acknowledge else value

    def _named(self, text: str) -> str:
        """A record that an answer names by its id, as far as the id says what it is."""
        try:
            record = RecordId.parse(text)
        except InvalidRecordId:
            return text
        return self.record(record)

    def _at(self, text: str) -> str:
        """A moment on the district's clock."""
        try:
            at = datetime.fromisoformat(text)
            here = at if at.tzinfo is None else at.astimezone(ZONE)
        except (ValueError, OverflowError):
            return text
        return f"{self._of_year(here.date())} {here:%H:%M}"

    def _date(self, text: str) -> str:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return self._of_year(day)

    def _of_year(self, day: date) -> str:
        return format_date(day, _DAY_OF_YEAR[self.lang], locale=LOCALES[self.lang])

    def state(self, status: str) -> State:
        """A record's state."""
        known = {
            "draft": State(label=self.say("draft"), sign="✎", tone="quiet"),
            "finished": State(label=self.say("finished"), sign="●", tone="good"),
            "returned": State(label=self.say("returned"), sign="↩", tone="bad"),
            "approved": State(label=self.say("approved"), sign="✔", tone="good"),
            "void": State(label=self.say("void"), sign="⊘", tone="quiet"),
        }
        return known.get(status) or State(label=self.say("another state"), sign="?", tone="quiet")

    # Times

    @property
    def today_ms(self) -> int:
        """When today began."""
        return midnight_ms(self.today)

    @property
    def today(self) -> date:
        """Today in the district."""
        return self._now.date()

    @property
    def moment(self) -> str:
        """This moment with its whole date, for what is kept on paper: `2026年6月12日 09:14`."""
        return f"{self._of_year(self.today)} {self._now:%H:%M}"

    @property
    def now_ms(self) -> int:
        """This moment."""
        return int(self._now.timestamp() * 1000)

    def day(self, at: date) -> str:
        """A day with its year."""
        return format_date(at, "long", locale=LOCALES[self.lang])

    def when(self, time_ms: int) -> Markup:
        """A time as people say it, and on paper with its day."""
        return self._moment(time_ms, self.when_said(time_ms))

    def ago(self, time_ms: int) -> Markup:
        """How long ago something was, and on paper when."""
        return self._moment(time_ms, self.ago_said(time_ms))

    def _moment(self, time_ms: int, said: str) -> Markup:
        at = local(time_ms)
        paper = f"{self.dated(at.date())} {at:%H:%M}"
        shape = _DATED if said == paper else _SAID
        return shape.format(at=at.isoformat(timespec="minutes"), paper=paper, said=said)

    def when_said(self, time_ms: int) -> str:
        """A time as people say it, as plain text: `今天 16:40`, `6月12日 09:14`."""
        at = local(time_ms)
        days = (self._now.date() - at.date()).days
        return f"{self._day(at.date(), days)} {at:%H:%M}"

    def _day(self, day: date, days_ago: int) -> str:
        if days_ago == 0:
            return self.say("today")
        if days_ago == 1:
            return self.say("yesterday")
        return self.dated(day)

    def dated(self, day: date) -> str:
        """A day, with its year where that is another one."""
        pattern = _DAY if day.year == self._now.year else _DAY_OF_YEAR
        return format_date(day, pattern[self.lang], locale=LOCALES[self.lang])

    def ago_said(self, time_ms: int) -> str:
        """How long ago something was, in its largest unit, as plain text."""
        minutes = max(0, int((self._now - local(time_ms)).total_seconds() // 60))
        if minutes < 1:
            return self.say("just now")
        if minutes < 60:
            return self.say_many("%(n)s minute ago", "%(n)s minutes ago", minutes)
        if minutes < 48 * 60:
            return self.say_many("%(n)s hour ago", "%(n)s hours ago", minutes // 60)
        return self.say_many("%(n)s day ago", "%(n)s days ago", minutes // (24 * 60))


def _filled(sentence: str, facts: Mapping[str, object]) -> str:
    """A sentence with its facts; as markup where one of them is, and the others as text in it."""
    if not any(isinstance(fact, Markup) for fact in facts.values()):
        return sentence % facts if facts else sentence
    return escape(sentence) % {name: drawn(fact) for name, fact in facts.items()}
