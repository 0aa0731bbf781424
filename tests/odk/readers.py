"""A script of answers typed on the form page and on the tablet, and what each shows after each.

Paths name rows by their numbers, as a person counts them. What a question shows is compared between
programs, so values are read by what they mean: a moment by its instant, choices without an order.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schema.form import Form
from schema.question import Kind
from tests.odk.sheet import Sheet, rows_of

NEW_ROW = "[+]"

_STEP = re.compile(r"([^\[\].]+)(?:\[(\w+)\])?\.?")
"""A name of a path, and the row that it names of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One question as it is shown.

    `wrong` is what is said to be wrong with it; `offers` the choices, None where it has none.
    """

    label: str
    value: object
    required: bool
    offers: tuple[str, ...] | None
    wrong: tuple[str, ...]


State = Mapping[str, Shown]
"""What is shown at one moment, by path."""


def meant(form: Form, path: str, value: Any) -> object:
    """What an answer means, however it is written."""
    if value in (None, "", []):
        return ""
    kind = form.question(_without_rows(path)).kind
    parts = value if isinstance(value, list) else str(value).split(" ")
    match kind:
        case Kind.select_multiple:
            return frozenset(parts)
        case Kind.geopoint:
            return tuple(float(part) for part in parts)
        case Kind.date_time:
            moment = datetime.fromisoformat(str(value))
            return moment if moment.tzinfo else moment.astimezone()
        case Kind.time:
            return str(value)[:5]
        case Kind.integer | Kind.decimal | Kind.range | Kind.calculate if _is_number(value):
            return float(value)
    return str(value)


def _is_number(value: object) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is not None


def _without_rows(path: str) -> str:
    return re.sub(r"\[\w+\]", "", path)


def numbered(path: str, rows: Mapping[str, Sequence[str]]) -> str:
    """A path that names rows by their ids, with their numbers instead."""
    said, before = "", ""
    for name, row in _STEP.findall(path):
        before += name
        said += name
        if row:
            said += f"[{rows[before].index(row) + 1}]."
            before += f"[{row}]."
    return said


def values_of(form: Form, document: Mapping[str, Any]) -> dict[str, object]:
    """The answers of document `record` to what is asked, also those that are worked out."""
    answers, gone = document["answers"], set(document["irrelevant"])
    rows = rows_of(path for path in answers if path.endswith("]"))
    return {
        numbered(path, rows): meant(form, path, answers.get(path, {}).get("value"))
        for path, located in form.paths(rows)
        if path not in gone and not located.repeats
    }


class FormPage:
    """The form page of one new record, as somebody without a script has it."""

    def __init__(self, visitor: Any, form: Form, path: str) -> None:
        self._visitor = visitor
        self._form = form
        self._sheet = Sheet(visitor.page(path))
        self._press("check")

    def answer(self, path: str, text: str) -> None:
        """Types one answer, adding its row first where that is new, and has it looked at."""
        while NEW_ROW in path:
            repeat, _, rest = path.partition(NEW_ROW)
            repeat = self._with_ids(repeat)
            self._press("look", add=[repeat])
            path = f"{repeat}[{self._sheet.rows[repeat][-1]}]{rest}"
        path = self._with_ids(path)
        self._press("check", **{f"a.{path}": self._typed(path, text)})

    def finish(self) -> str:
        """Presses the button that finishes the record; the page to which that leads."""
        return str(self._post("finish", {}).url.path)

    def shown(self) -> State:
        """What it shows."""
        return {
            path: Shown(
                label=each.label,
                value=meant(self._form, path, each.value),
                required=each.required,
                offers=each.offers,
                wrong=each.wrong,
            )
            for each in self._sheet.questions()
            for path in [numbered(each.path, self._sheet.rows)]
        }

    def _with_ids(self, path: str) -> str:
        found = ""
        for name, row in _STEP.findall(path):
            found += f".{name}" if found else name
            if row:
                ids = self._sheet.rows[found]
                found += f"[{row if row in ids else ids[int(row) - 1]}]"
        return found

    def _typed(self, path: str, text: str) -> list[str]:
        kind = self._form.question(_without_rows(path)).kind
        if kind is Kind.select_multiple:
            return ["", *text.split()]
        return [text[:16] if kind is Kind.date_time else text[:5] if kind is Kind.time else text]

    def _press(self, press: str, **typed: list[str]) -> None:
        answer = self._post(press, typed)
        assert answer.status_code == 200
        self._sheet = Sheet(answer.text)

    def _post(self, press: str, typed: Mapping[str, list[str]]) -> Any:
        sent: dict[str, list[str]] = {}
        for name, value in self._sheet.fields:
            if name not in typed:
                sent.setdefault(name, []).append(value)
        return self._visitor.send_form(self._sheet.action, **{**sent, **typed, "press": press})


class TabletRecord:
    """A draft of one record on a tablet, all of it through the command line."""

    def __init__(self, home: Any, form: Form, area: str) -> None:
        self._home = home
        self._form = form
        made = home.ok("new", form.id, "--area", area, "--draft", "--json")
        self.id = json.loads(made)["id"]

    def answer(self, path: str, text: str) -> None:
        """Types one answer."""
        kind = self._form.question(_without_rows(path.replace(NEW_ROW, ""))).kind
        said = text[:5] if kind is Kind.time else text
        self._home.ok("edit", self.id, f"{path}={said}")

    def values(self) -> dict[str, object]:
        """The answers to what is asked, by path; also those that are worked out."""
        return values_of(self._form, json.loads(self._home.ok("show", self.id, "--json")))

    def refused(self) -> list[str]:
        """What stands in the way of finishing it, line by line; nothing once it is finished."""
        done = self._home.run("finish", self.id)
        if done.exit_code == 0:
            return []
        assert done.exit_code == 1, done.output
        return [line.strip() for line in done.output.splitlines()[1:] if line.strip()]


def after_each(
    answers: Sequence[Sequence[str]],
    answer: Callable[[str, str], None],
    look: Callable[[], Any],
) -> Iterator[Any]:
    """What is seen before the first answer, and after each."""
    yield look()
    for _, path, text in answers:
        answer(path, text)
        yield look()
