"""Forms: the questions asked about one subject, the areas they are asked in, and their key.

A form's key says how many records a subject has. `()`: one, named by its area alone. `("ulid",)`:
any number, each with a ULID made on the tablet. Otherwise the names of the questions whose answers
stand in the record id; those are no entries, and nobody edits them.

Forms are data: `Form.from_json` reads what `to_json` wrote, in all languages; `document` is what
other programs see, in one. A form that contradicts itself cannot be made. schema.key makes record
ids from a form and reads them.

Expressions are compiled when somebody asks for them, since a district has dozens of forms and most
commands are about one: `checked` asks at once, wherever a form comes from outside.

A form brings the lists that its questions choose from and its expressions look things up in. A
select question whose list it names has that list's choices; one that may be answered otherwise is
followed by the question for the other answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self, cast

from schema.area import AreaKind
from schema.errors import InvalidForm
from schema.form_check import key_faults, list_faults, path_faults, question_faults, text_faults
from schema.list_binding import bound
from schema.naming import Naming, naming, naming_faults, today
from schema.outline import Located, outline, paths, walk
from schema.question import MergePolicy, Question
from schema.question_json import question_document, read_questions, write_question
from schema.record_id import FORM_ID
from schema.table import Table
from schema.text import Text, in_language
from schema.workflow import Workflow, workflow_faults

if TYPE_CHECKING:
    from schema.logic.form_logic import FormLogic

ULID_KEY: Final = ("ulid",)
"""The key of a form of which a subject can have any number of records."""

STATUS: Final = "_status"
VERSION: Final = "_version"
"""Answers that every form has beside its questions: the state, and the form's version."""

OPEN: Final = frozenset({"draft", "returned"})
"""States in which a record is still worked on."""

UNSAID: Final = frozenset({"draft", "void"})
"""States in which what a record says does not count, yet or any more."""


class _Later:
    """Stands for expressions that nobody has asked for yet."""


_LATER: Final = _Later()

_ROW: Final = re.compile(r"\[[0-9a-z]+\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One version of a form.

    `restricted`: only a grant that names the form opens its records. `lists`: the tables that come
    with it, by name. `languages`: those in which its texts are written, its own first; a form that
    names none speaks LANGUAGES throughout. `key_questions`: those whose answers stand in the record
    id, in its order. `workflow`: how its records are worked off, None where nothing is to be done.
    `outline`: its questions with their paths. `referring`: those whose answers name records of
    other forms, for all who read them. `naming`: what its questions were called before.

    Beside what a version says itself stands what came of it: `earlier`, the versions that were
    published before it, oldest first, with which older records were made; and `stopped_ms`, since
    when the form takes no new records.
    """

    id: str
    version: str
    title: Text
    key: tuple[str, ...]
    areas: tuple[AreaKind, ...]
    restricted: bool
    questions: tuple[Question, ...]
    lists: Mapping[str, Table] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    earlier: tuple["Form", ...] = ()
    stopped_ms: int | None = None
    workflow: Workflow | None = None
    key_questions: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    outline: tuple[Located, ...] = field(init=False, repr=False, compare=False)
    referring: tuple[Located, ...] = field(init=False, repr=False, compare=False)
    naming: Naming = field(init=False, repr=False, compare=False)
    _by_path: Mapping[str, Located] = field(init=False, repr=False, compare=False)
    _logic: "FormLogic | _Later | None" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuses a form that contradicts itself, and lists its questions by path once."""
        object.__setattr__(self, "questions", bound(self.questions, self.lists))
        located = outline(self.questions)
        by_path = _by_path(located)
        for fault in self._faults(located):
            raise InvalidForm(self.id, "", fault)
        keys = () if self.key == ULID_KEY else tuple(by_path[name].question for name in self.key)
        object.__setattr__(self, "outline", located)
        object.__setattr__(self, "referring", tuple(_referring(located)))
        object.__setattr__(self, "_by_path", by_path)
        object.__setattr__(self, "key_questions", keys)
        object.__setattr__(self, "_logic", _LATER)
        former = [version.outline for version in self.earlier]
        object.__setattr__(self, "naming", naming(located, former))

    @property
    def logic(self) -> "FormLogic | None":
        """Its expressions, compiled once; None if it has none.

        InvalidForm names the first that cannot be, in a form that nobody looked at before.
        """
        if isinstance(self._logic, _Later):
            object.__setattr__(self, "_logic", self._compiled())
        return cast("FormLogic | None", self._logic)

    def checked(self) -> Self:
        """The form, once its expressions were read too; InvalidForm names the first wrong one."""
        for former in self.earlier:
            _ = former.logic
        _ = self.logic
        return self

    def _compiled(self) -> "FormLogic | None":
        if not any(question.conditional for question in self.questions):
            return None
        # Only forms with expressions pay for what these bring along.
        from schema.logic.form_logic import FormLogic, InvalidLogic  # noqa: PLC0415

        try:
            return FormLogic.of(self.questions, self.outline, self.lists)
        except InvalidLogic as error:
            raise InvalidForm(self.id, f"question {error.question}", error.reason) from error

    def located(self, path: str) -> Located | None:
        """The question at a path, and where it stands: `members[0a1b2c].name`, `members.name`.

        `members` and `members[0a1b2c]` are the repeat itself. Rows stand behind each repeat of a
        path or behind none. None if the form has no such question; groups have no path.
        """
        if "[" in path:
            path = "" if "[]" in path else _ROW.sub("[]", path)
        found = self._by_path.get(path)
        return found if found is not None or not self.naming else self._renamed(path)

    def _renamed(self, path: str) -> Located | None:
        """The question that was at this path in an earlier version, by the name it has now."""
        return self._by_path.get(today(self.naming, path))

    def question(self, path: str) -> Question | None:
        """The question at a path; see `located`."""
        found = self.located(path)
        return None if found is None else found.question

    def knows(self, path: str) -> bool:
        """Whether it, or a version before it, has a question at this path."""
        if self.located(path) is not None:
            return True
        return any(version.located(path) is not None for version in self.earlier)

    def judging(self, version: str | None, status: str) -> "Form":
        """The version by whose rules a record is judged: that which it was made with.

        A record that is still open is judged by this one, by which it will be finished.

        Args:
            version: what the record says it was made with.
            status: the record's.
        """
        if version is None or version == self.version or status in OPEN:
            return self
        return next((each for each in self.earlier if each.version == version), self)

    def walk(self) -> Iterator[Located]:
        """Every question in the order of the form, those of groups and repeats included."""
        return walk(self.outline)

    def paths(self, rows: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Located]]:
        """Every path of a record with these rows (schema.outline.paths)."""
        return paths(self.outline, rows)

    def policy(self, path: str) -> MergePolicy:
        """How answers at this path merge; what the form does not know clashes."""
        if path == VERSION:
            return MergePolicy.latest
        question = self.question(path)
        return MergePolicy.clash if question is None else question.merge

    def _faults(self, located: Sequence[Located]) -> Iterator[str]:
        if not FORM_ID.fullmatch(self.id):
            yield "its id is not made of a-z, 0-9 and _, beginning with a letter"
        if not self.version:
            yield "it has no version"
        if not self.areas:
            yield "it names no kind of area"
        yield from text_faults(self.title, "its title", self.languages)
        yield from question_faults(self.questions, self.languages)
        yield from list_faults(self.questions, self.lists)
        yield from path_faults(located)
        yield from naming_faults(located)
        by_path = {each.path: each.question for each in located}
        if self.key != ULID_KEY:
            yield from key_faults(self.key, by_path)
        if self.workflow is not None:
            yield from workflow_faults(self.workflow, by_path)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The form that `to_json` wrote, or a person; InvalidForm says what is wrong with it."""
        return cls.stored(data).checked()

    @classmethod
    def stored(cls, data: Mapping[str, Any]) -> Self:
        """The same for what `from_json` has read before: expressions wait until they are needed."""
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
                lists={
                    name: Table.from_json(table) for name, table in data.get("lists", {}).items()
                },
                languages=tuple(data.get("languages", ())),
                earlier=tuple(map(cls.stored, data.get("earlier", ()))),
                stopped_ms=data.get("stopped_ms"),
                workflow=Workflow.from_json(data["workflow"]) if "workflow" in data else None,
            )
        except KeyError as error:
            raise InvalidForm(name, "", f"it lacks {error.args[0]}") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise InvalidForm(name, "", str(error)) from error

    def to_json(self) -> dict[str, Any]:
        """The form in all languages, with what came of it."""
        data: dict[str, Any] = {
            "id": self.id,
            "version": self.version,
            "title": dict(self.title),
            "key": list(self.key),
            "areas": [kind.value for kind in self.areas],
            "restricted": self.restricted,
            "questions": [write_question(question) for question in self.questions],
        }
        if self.lists:
            data["lists"] = {name: table.to_json() for name, table in self.lists.items()}
        if self.languages:
            data["languages"] = list(self.languages)
        if self.earlier:
            data["earlier"] = [version.to_json() for version in self.earlier]
        if self.stopped_ms is not None:
            data["stopped_ms"] = self.stopped_ms
        if self.workflow is not None:
            data["workflow"] = self.workflow.to_json()
        return data

    def document(self, lang: str) -> dict[str, Any]:
        """The document `form`, in one language."""
        return {
            "id": self.id,
            "version": self.version,
            "title": in_language(self.title, lang),
            "key": list(self.key),
            "areas": [kind.value for kind in self.areas],
            "restricted": self.restricted,
            "workflow": None if self.workflow is None else self.workflow.to_json(),
            "questions": [question_document(question, lang) for question in self.questions],
        }


def _referring(located: Sequence[Located]) -> Iterator[Located]:
    """A sensitive answer names no record: a link would say what is masked."""
    asked = (each for each in walk(located) if each.question.refers)
    return (each for each in asked if not each.question.sensitive)


def _by_path(located: Sequence[Located]) -> dict[str, Located]:
    """Questions by path, without rows and with `[]` for each."""
    every = list(walk(located))
    by_path = {f"{each.pattern}[]": each for each in every if each.repeats}
    by_path |= {each.path: each for each in reversed(every)}
    return by_path | {each.pattern: each for each in every}
