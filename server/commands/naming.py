"""Words for what documents name by id: fetched once per command, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from schema.form import STATUS
from server.admin import call
from server.commands.words import Words

Question = Mapping[str, Any]
Rows = Mapping[str, str]
"""The numbers of the rows shown, by the path of each row's marker."""

NO_ROWS: Final[Rows] = {}

RETURN: Final = "_return."
"""Before the name of a question that was returned; the answer is the reason."""


class Names:
    """Names, addresses and labels for one command's output."""

    def __init__(self, found: Mapping[str, Any], words: Words) -> None:
        self._words = words
        self._areas: Mapping[str, str] = found["areas"]
        self._staff: Mapping[str, str] = found["staff"]
        self._forms: Mapping[str, Mapping[str, Any]] = found["forms"]

    @classmethod
    def of(
        cls, data: Path, words: Words, *, areas: Iterable[str] = (), staff: Iterable[str] = ()
    ) -> "Names":
        """Asks for the words of these areas and people, and of all forms."""
        asked = {"areas": sorted(set(areas)), "staff": sorted(set(staff)), "lang": words.lang}
        found = call(data, "names", asked)
        assert isinstance(found, dict)
        return cls(found, words)

    def area(self, area: str) -> str:
        """An area's address in words."""
        return self._areas.get(area, area)

    def person(self, staff: str | None) -> str:
        """A person's name; a dash for nobody."""
        return "–" if staff is None else self._staff.get(staff, staff)

    def form(self, form: str) -> str:
        """A form's title."""
        return str(self._forms.get(form, {}).get("title") or form)

    def question(self, form: str, path: str, rows: Rows = NO_ROWS) -> str:
        """A question's label; in a row of a repeat, behind the repeat's and the row's number.

        `rows` has the numbers of the rows that are shown; any other row goes without one.
        """
        if path == STATUS:
            return self._words("record.state")
        if path.startswith(RETURN):
            about = self.question(form, path.removeprefix(RETURN), rows)
            return self._words("record.return", question=about)
        repeat, bracket, rest = path.partition("[")
        row_id, _, name = rest.partition("]")
        words = [self._label(form, repeat) or repeat]
        if bracket:
            words.append(rows.get(f"{repeat}[{row_id}]", ""))
        if name:
            words.append(self._label(form, f"{repeat}{name}") or name.removeprefix("."))
        return " ".join(filter(None, words))

    def value(self, form: str, path: str, value: object) -> str:
        """A value as people say it: choices and states by their labels, lists enumerated."""
        if path == STATUS:
            return self._words.get(f"status.{value}")
        question = self._question(form, _plain(path)) or {}
        labels = {each["name"]: each["label"] for each in question.get("choices") or ()}
        if isinstance(value, bool):
            return self._words("yes" if value else "no")
        values = value if isinstance(value, list) else [value]
        return self._words("between").join(labels.get(each, str(each)) for each in values)

    def _label(self, form: str, path: str) -> str:
        return str((self._question(form, path) or {}).get("label") or "")

    def _question(self, form: str, path: str) -> Question | None:
        name, _, inner = path.partition(".")
        found = _named(self._forms.get(form, {}).get("questions"), name)
        return _named((found or {}).get("questions"), inner) if inner else found


def _named(questions: Sequence[Question] | None, name: str) -> Question | None:
    return next((each for each in questions or () if each["name"] == name), None)


def _plain(path: str) -> str:
    """A path without its row: `members[0a1b2c].name` is `members.name`."""
    before, bracket, after = path.partition("[")
    return before + after.partition("]")[2] if bracket else path
