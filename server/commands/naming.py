"""Words for what documents name by id: fetched once per command, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from server.admin import call
from server.commands.words import Words

Question = Mapping[str, Any]


class Names:
    """Names, addresses and labels for one command's output."""

    def __init__(self, found: Mapping[str, Any]) -> None:
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
        return cls(found)

    def area(self, area: str) -> str:
        """An area's address in words."""
        return self._areas.get(area, area)

    def person(self, staff: str | None) -> str:
        """A person's name; a dash for nobody."""
        return "–" if staff is None else self._staff.get(staff, staff)

    def form(self, form: str) -> str:
        """A form's title."""
        return str(self._forms.get(form, {}).get("title") or form)

    def question(self, form: str, path: str) -> str:
        """A question's label; of one in a row of a repeat, the repeat's label and row before it."""
        row, _, name = path.partition("].")
        if not name:
            return self._label(form, path.partition("[")[0]) or path
        repeat, _, row_id = row.partition("[")
        inner = self._label(form, f"{repeat}.{name}") or name
        return f"{self._label(form, repeat) or repeat} {row_id} {inner}"

    def value(self, form: str, path: str, value: object) -> str:
        """A value as people say it: choices by their labels, lists with commas."""
        question = self._question(form, _plain(path)) or {}
        labels = {each["name"]: each["label"] for each in question.get("choices") or ()}
        values = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(each, str(each)) for each in values)

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
