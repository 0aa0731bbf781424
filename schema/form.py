"""Forms: the questions asked about one subject, the areas they are asked in, and their key.

A form's key says how many records a subject has. `()`: one, named by its area alone. `("ulid",)`:
any number, each with a ULID made on the tablet. Otherwise the names of the questions whose answers
stand in the record id; those are no entries, and nobody edits them.

Forms are data: `Form.from_json` reads what `to_json` wrote, in all languages; `document` is what
other programs see, in one. A form that contradicts itself cannot be made. schema.key makes record
ids from a form and reads them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from schema.area import AreaKind
from schema.errors import InvalidForm
from schema.form_check import key_faults, question_faults, text_faults
from schema.question import Kind, MergePolicy, Question
from schema.question_json import question_document, read_questions, write_question
from schema.record_id import FORM_ID
from schema.text import Text, in_language

if TYPE_CHECKING:
    from schema.logic.form_logic import FormLogic

ULID_KEY: Final = ("ulid",)
"""The key of a form of which a subject can have any number of records."""

STATUS: Final = "_status"
VERSION: Final = "_version"
"""Answers that every form has beside its questions: the state, and the form's version."""

_PATH: Final = re.compile(r"([^\[\].]+)(?:\[[0-9a-z]+\])?(?:\.([^\[\].]+))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One version of a form.

    `restricted`: only a grant that names the form opens its records. `key_questions`: those whose
    answers stand in the record id, in its order. `logic`: its expressions, compiled; None if it has
    none.
    """

    id: str
    version: str
    title: Text
    key: tuple[str, ...]
    areas: tuple[AreaKind, ...]
    restricted: bool
    questions: tuple[Question, ...]
    key_questions: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    logic: "FormLogic | None" = field(init=False, repr=False, compare=False)
    _by_path: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuses a form that contradicts itself, and lists its questions by path once."""
        for fault in self._faults():
            raise InvalidForm(self.id, "", fault)
        by_path = dict(_paths(self.questions))
        keys = () if self.key == ULID_KEY else tuple(by_path[name] for name in self.key)
        object.__setattr__(self, "_by_path", by_path)
        object.__setattr__(self, "key_questions", keys)
        object.__setattr__(self, "logic", self._compiled())

    def _compiled(self) -> "FormLogic | None":
        if not any(question.conditional for question in self.questions):
            return None
        # Only forms with expressions pay for what these bring along.
        from schema.logic.form_logic import FormLogic, InvalidLogic  # noqa: PLC0415

        try:
            return FormLogic.of(self.questions)
        except InvalidLogic as error:
            raise InvalidForm(self.id, f"question {error.question}", error.reason) from error

    def question(self, path: str) -> Question | None:
        """The question at a path: `road`, `members[0a1b2c].name`, `members.name`.

        `members` and `members[0a1b2c]` are the repeat itself. None if the form has no such.
        """
        found = self._by_path.get(path)
        if found is not None or "[" not in path:
            return found
        match = _PATH.fullmatch(path)
        if match is None:
            return None
        repeat = self._by_path.get(match[1])
        if repeat is None or repeat.kind is not Kind.repeat:
            return None
        return self._by_path.get(f"{match[1]}.{match[2]}") if match[2] else repeat

    def policy(self, path: str) -> MergePolicy:
        """How answers at this path merge; what the form does not know clashes."""
        if path == VERSION:
            return MergePolicy.latest
        question = self.question(path)
        return MergePolicy.clash if question is None else question.merge

    def _faults(self) -> Iterator[str]:
        if not FORM_ID.fullmatch(self.id):
            yield "its id is not made of a-z, 0-9 and _, beginning with a letter"
        if not self.version:
            yield "it has no version"
        if not self.areas:
            yield "it names no kind of area"
        yield from text_faults(self.title, "its title")
        yield from question_faults(self.questions)
        if self.key != ULID_KEY:
            yield from key_faults(self.key, self.questions)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The form that `to_json` wrote, or a person; InvalidForm says what is wrong with it."""
        name = str(data.get("id", ""))
        try:
            return cls(
                id=data["id"],
                version=data["version"],
                title=dict(data["title"]),
                key=tuple(data.get("key", ())),
                areas=tuple(AreaKind(kind) for kind in data["areas"]),
                restricted=bool(data.get("restricted", False)),
                questions=read_questions(data["questions"]),
            )
        except KeyError as error:
            raise InvalidForm(name, "", f"it lacks {error.args[0]}") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise InvalidForm(name, "", str(error)) from error

    def to_json(self) -> dict[str, Any]:
        """The form as stored, in all languages."""
        return {
            "id": self.id,
            "version": self.version,
            "title": dict(self.title),
            "key": list(self.key),
            "areas": [kind.value for kind in self.areas],
            "restricted": self.restricted,
            "questions": [write_question(question) for question in self.questions],
        }

    def document(self, lang: str) -> dict[str, Any]:
        """The document `form`, in one language."""
        return {
            "id": self.id,
            "version": self.version,
            "title": in_language(self.title, lang),
            "key": list(self.key),
            "areas": [kind.value for kind in self.areas],
            "restricted": self.restricted,
            "questions": [question_document(question, lang) for question in self.questions],
        }


def _paths(questions: tuple[Question, ...]) -> Iterator[tuple[str, Question]]:
    for question in questions:
        yield question.name, question
        for inner in question.questions:
            yield f"{question.name}.{inner.name}", inner
