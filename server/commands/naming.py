"""Words for what documents name by id: fetched once per command, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from schema.form import STATUS
from schema.question import UNASKED, Kind
from server.admin import call
from server.commands.words import Words

Question = Mapping[str, Any]
Rows = Mapping[str, str]
"""The numbers of the rows shown, by the path of each row's marker."""

NO_ROWS: Final[Rows] = {}

_ROW: Final = re.compile(r"\[[0-9a-z]+\]")

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
        words: list[str] = []
        for row in _ROW.finditer(path):
            repeat, marker = path[: row.start()], path[: row.end()]
            words += [self._label(form, repeat) or _plain(repeat), rows.get(marker, "")]
        if not path.endswith("]"):
            words.append(self._label(form, path) or _plain(path).rpartition(".")[2])
        return " ".join(filter(None, words))

    def is_read(self, form: str, path: str) -> bool:
        """Whether people read the answer there: what a tablet notes has to be called something."""
        question = self._question(form, path)
        return question is None or bool(question["label"]) or question["kind"] not in UNASKED

    def value(self, form: str, path: str, value: object) -> str:
        """A value as people say it: choices and states by their labels, lists enumerated."""
        if path == STATUS:
            return self._words.get(f"status.{value}")
        question = self._question(form, path) or {}
        if isinstance(value, bool) or (value and question.get("kind") == Kind.acknowledge):
            return self._words("yes" if value else "no")
        if question.get("kind") == Kind.geopoint and isinstance(value, list):
            return ", ".join(map(str, value))
        labels = question.get("choices") or {}
        values = value if isinstance(value, list) else [value]
        return self._words("between").join(labels.get(each, str(each)) for each in values)

    def work(self, form: str, state: str) -> str:
        """A state of the work behind records of a form."""
        path = self._forms.get(form, {}).get("state") or ""
        return self.value(form, path, state)

    def _label(self, form: str, path: str) -> str:
        return str((self._question(form, path) or {}).get("label") or "")

    def _question(self, form: str, path: str) -> Question | None:
        found: Question | None = self._forms.get(form, {}).get("questions", {}).get(_plain(path))
        return found


def _plain(path: str) -> str:
    """A path without its rows: `members[0a1b2c].name` is `members.name`."""
    return _ROW.sub("", path)
