"""One question as a field of the page: what is asked, what stands in it, what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from schema.answer import Value
from schema.choice import Choice
from schema.logic.wording import with_answers
from schema.question import FILES, NUMBERS, Kind, Question
from schema.reading import expected
from schema.rounds import ROUND
from schema.text import Text, in_language
from server.masking import masked
from server.pages.filling.choices import Offered, offered
from server.pages.filling.filled import Filled, is_asked
from server.pages.filling.posted import ANSWER, CLEARED, SOUGHT, TAKEN
from server.pages.filling.proposed import Hidden
from server.pages.filling.texts import texts_of
from server.pages.words import Words

_INPUTS: Final[Mapping[Kind, str]] = {
    Kind.date: "date",
    Kind.time: "time",
    Kind.date_time: "datetime-local",
}
"""Kinds that browsers have a field for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A question on the page.

    Attributes:
        path, id: of its answer; what the first thing to fill in is called in the page.
        look: how it is shown: `line`, `lines`, `choose`, `open`, `tick`, `told`, `note`.
        input: the type of a line.
        mode: the keyboard that a phone shows for a line.
        label, hint, guidance, bounds: what is read.
        required: whether it has to be answered.
        texts: what stands in it.
        offers: its choices.
        sought: what was searched for among them.
        told: an answer in words, where it is not to be typed; or a sensitive one, masked.
        errors: what is wrong with what stands in it.
        clashing: it has several values, between which a person has to choose.
        sensitive: whether browsers shall not remember it.
        cleared: whether a sensitive answer is to be cleared.
        put: what followed from other answers and stands in it, untouched.
        known: where what stands in it is known from, as long as nobody touched it.
        hidden: what is known and not shown, to be taken over by a tick; `taken` if it is ticked.
    """

    path: str
    id: str
    look: str
    label: str
    hint: str = ""
    guidance: str = ""
    bounds: str = ""
    input: str = "text"
    mode: str = ""
    required: bool = False
    texts: tuple[str, ...] = ()
    offers: Offered | None = None
    sought: str = ""
    several: bool = False
    told: str = ""
    errors: tuple[str, ...] = ()
    clashing: bool = False
    sensitive: bool = False
    cleared: bool = False
    put: str = ""
    known: str = ""
    hidden: Hidden | None = None
    taken: bool = False

    @property
    def take_name(self) -> str:
        """What a tick to take over what is known is sent as."""
        return TAKEN + self.path

    @property
    def name(self) -> str:
        """What its answer is sent as."""
        return ANSWER + self.path

    @property
    def search_name(self) -> str:
        """What a search among its choices is sent as."""
        return SOUGHT + self.path

    @property
    def clear_name(self) -> str:
        """What a tick to clear it is sent as."""
        return CLEARED + self.path

    @property
    def text(self) -> str:
        """What stands in a line."""
        return self.texts[-1] if self.texts else ""

    @property
    def described_by(self) -> str:
        """The ids of what says more about it."""
        said = {"hint": self.hint or self.bounds, "told": self.told, "wrong": self.errors}
        return " ".join(f"{self.id}-{part}" for part, words in said.items() if words)


def id_of(path: str) -> str:
    """What the field of an answer is called in the page."""
    return f"q.{path}"


def shown_texts(filled: Filled, path: str, question: Question) -> tuple[str, ...]:
    """What stands in the field of an answer: as typed, else the answer; nothing that is masked."""
    if path in filled.unread:
        return filled.unread[path].texts
    value = filled.values.get(path)
    hidden = question.sensitive and path not in filled.changed
    return () if hidden and filled.original.get(path) is not None else texts_of(question, value)


Records = Callable[[Question, Sequence[str], str], Offered | None]
"""The records that a question may name, given what stands in its field and what was sought."""


def _no_records(_question: Question, _chosen: Sequence[str], _sought: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """Makes the fields of one page.

    `wrong` are the sentences that stand at each question; `clashes` the questions that have several
    values; `known` where what stands in fields is known from; `hidden` what is known and not shown,
    `taken` what of it is ticked; `records` offers those that a question may name; `lang` is the
    form's; `sought`, `cleared` as posted; `rounds` are the survey rounds of which a visit can be.
    """

    filled: Filled
    words: Words
    lang: str
    wrong: Mapping[str, Sequence[str]]
    clashes: frozenset[str]
    sought: Mapping[str, str]
    cleared: frozenset[str]
    known: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, Hidden] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    records: Records = _no_records
    rounds: Sequence[Choice] = ()

    def field(self, path: str, question: Question) -> Field | None:
        """The field of a question; None for one of which people see nothing."""
        if question.kind is Kind.note:
            return self._plain(path, question, "note", "")
        if path in self.filled.fixed or self._is_told(path, question):
            return self._told(path, question)
        if not is_asked(question):
            return None
        return self._asked(path, question)

    def kept_texts(self, path: str) -> tuple[str, ...]:
        """What was typed into a field that is not seen now; a blank where it was cleared."""
        question = self.filled.form.question(path)
        return (self._texts(path, question) if question else ()) or ("",)

    def _texts(self, path: str, question: Question) -> tuple[str, ...]:
        """What stands in a field; nothing of what is taken over unseen."""
        return () if path in self.taken else shown_texts(self.filled, path, question)

    def _is_told(self, path: str, question: Question) -> bool:
        """Whether its answer is shown and not typed: worked out, or to be read alone."""
        if question.worked_out or question.kind is Kind.calculate:
            return not question.is_aid
        return path in self.filled.asked.read_only

    def _told(self, path: str, question: Question) -> Field:
        value: Value = self.filled.findings.calculated.get(path, self.filled.values.get(path))
        said = self.words.value(question, value)
        if question.sensitive and value is not None:
            said = masked(said)
        return self._plain(path, question, "told", said)

    def _plain(self, path: str, question: Question, look: str, told: str) -> Field:
        return Field(
            path=path,
            id=id_of(path),
            look=look,
            label=self.said(question.label, path) or question.name,
            hint=self.said(question.hint, path),
            guidance=self.said(question.guidance, path),
            told=told,
            errors=tuple(self.wrong.get(path, ())),
        )

    def _asked(self, path: str, question: Question) -> Field:
        texts = self._texts(path, question)
        old = self.filled.original.get(path)
        sensitive = question.sensitive and old is not None
        offers = self._offers(path, question, texts)
        look, input_, mode = self._look(path, question, texts, offers)
        return Field(
            path=path,
            id=id_of(path),
            look=look,
            input=input_,
            mode=mode,
            label=self.said(question.label, path) or question.name,
            hint=self.said(question.hint, path),
            guidance=self.said(question.guidance, path),
            bounds=self._bounds(path, question),
            required=path in self.filled.asked.required,
            texts=texts,
            offers=offers,
            sought=self.sought.get(path, ""),
            several=question.kind is Kind.select_multiple,
            told=masked(self.words.value(question, old)) if sensitive else "",
            errors=tuple(self.wrong.get(path, ())),
            clashing=path in self.clashes,
            sensitive=question.sensitive,
            cleared=path in self.cleared,
            known=self.known.get(path, ""),
            hidden=self.hidden.get(path),
            taken=path in self.taken,
            put=" ".join(texts)
            if path in self.filled.put and path not in self.filled.changed
            else "",
        )

    def _look(
        self, path: str, question: Question, texts: Sequence[str], offers: Offered | None
    ) -> tuple[str, str, str]:
        """How a field is shown, the type of its line, and the keyboard for it."""
        if question.kind is Kind.acknowledge:
            return "tick", "", ""
        if offers is not None:
            several = question.kind is Kind.select_multiple
            return ("choose" if offers.beside or several else "open"), "", ""
        if question.kind in _INPUTS and path not in self.filled.unread:
            return "line", _INPUTS[question.kind], ""
        if question.kind in NUMBERS:
            whole = question.kind is Kind.integer
            return "line", "text", "numeric" if whole else "decimal"
        long = "multiline" in question.appearance.split() or any("\n" in text for text in texts)
        return ("lines" if question.kind is Kind.text and long else "line"), "text", ""

    def _offers(self, path: str, question: Question, texts: Sequence[str]) -> Offered | None:
        if question.refers and question.kind is Kind.text:
            return self.records(question, texts, self.sought.get(path, ""))
        if self.rounds and path == ROUND:
            return offered(self.rounds, texts, self.lang)
        if question.kind in (Kind.select_one, Kind.select_multiple):
            choices = self.filled.asked.choices.get(path, question.choices)
            return offered(
                choices,
                texts,
                self.lang,
                appearance=question.appearance,
                sought=self.sought.get(path, ""),
                several=question.kind is Kind.select_multiple,
            )
        return None

    def _bounds(self, path: str, question: Question) -> str:
        """What may be typed, in words, beside the form's own hint."""
        say, least, most = self.words.say, question.minimum, question.maximum
        if question.kind in FILES:
            return say("The name of the file, as it is kept in the office.")
        if question.kind is Kind.geopoint:
            return say("Latitude and longitude, with a blank between: 40.97 115.28")
        if question.kind in (Kind.geotrace, Kind.geoshape, Kind.rank):
            choices = self.filled.asked.choices.get(path, question.choices)
            return expected(replace(question, choices=choices), self.lang)
        if question.kind is Kind.range and question.step is not None:
            facts = {"least": least, "most": most, "step": question.step}
            return say("%(least)s to %(most)s, in steps of %(step)s", **facts)
        return self.words.between(least, most)

    def said(self, text: Text, path: str) -> str:
        """A text of the form, at the path of its question; answers that it names are said in it."""
        if not text:
            return ""
        said = in_language(text, self.lang)
        return with_answers(said, self.filled.form, path, self._answered, self.lang)

    def _answered(self, path: str, question: Question) -> str:
        """An answer as another question's text repeats it; a sensitive one only as it is typed."""
        findings = self.filled.findings
        value = findings.calculated.get(path, self.filled.values.get(path))
        if value is None or path in findings.irrelevant:
            return ""
        said = self.words.value(question, value)
        return masked(said) if question.sensitive and path not in self.filled.changed else said
