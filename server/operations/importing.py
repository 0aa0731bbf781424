"""Importing forms: read workbooks become drafts, all of them or none.

What a workbook says was checked where it was read (`server.xlsform`); here it meets what the
directory has. Rules:
- A version of the same content is there already: nothing is done, and it is said.
- A draft reached nobody, so a corrected workbook of the same version takes its place. What was on
  trial or published stays as it was given out: other content needs another version.
- A workbook that names no version gets the next one: the newest one's number and one, else `.2`.
- Nothing comes that would leave answers without a meaning (`schema.changes.refusals`).

Left out: what the states of a version mean (`form_states`).
"""

import base64
import binascii
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schema.changes import differences, refusals
from schema.errors import SchemaError
from schema.form import Form
from schema.text import Text
from schema.trial import FORM_ID_MAX, is_trial
from server.clock import now_ms
from server.database import reading_database
from server.errors import ImportRefused, InvalidRequest
from server.operations.arguments import Arguments
from server.people import audit, forms
from server.people.forms import Standing, State, Workbook
from server.people.staff import Staff
from server.station import Station

LANGUAGE_DEFAULT: Final = "zh-CN"

FORMS_MAX: Final = 100
"""Workbooks of one import: a district has some thirty forms."""

FIRST_VERSION: Final = "1"

_WORDS: Final[Mapping[str, Text]] = {
    "reserved": {
        "zh-CN": "表单编号不能以 trial_ 开头，最多{most}个字符。请在 settings 表里换一个 form_id。",
        "en": "A form's id does not begin with trial_ and has at most {most} characters. Choose"
        " another form_id in the sheet settings.",
    },
    "taken": {
        "zh-CN": "版本{version}已经发出去了，内容与这份工作簿不同。"
        "请在 settings 表的 version 里写 {following}。",
        "en": "Version {version} was given out already, and says something else than this workbook."
        " Write {following} as version in the sheet settings.",
    },
    "twice": {
        "zh-CN": "这次导入里有两份工作簿都是这张表。请只留一份。",
        "en": "Two workbooks of this import are the same form. Keep one.",
    },
    "invalid": {"zh-CN": "{reason}", "en": "{reason}"},
}

_NUMBERED: Final = re.compile(r"(.+\.)?([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A form that was read.

    Attributes:
        file: where it was read from, for people.
        definition: as `schema.form.Form.from_json` reads it; its version may be blank.
        workbook: the bytes, where it was read from a workbook.
    """

    file: str
    definition: Mapping[str, Any]
    workbook: Workbook | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What became of one form.

    Attributes:
        form: as it is kept.
        outcome: `new`, `replaced` (a draft) or `unchanged`.
        derived: its version was not in the workbook.
        state: how far this version has come.
        before: the version before it; None of a form's first.
    """

    form: Form
    outcome: str
    derived: bool
    state: State
    before: Form | None

    def document(self, lang: str) -> dict[str, Any]:
        """What is told of it."""
        found = () if self.before is None else differences(self.before, self.form)
        return {
            "form": self.form.id,
            "version": self.form.version,
            "title": self.form.document(lang)["title"],
            "outcome": self.outcome,
            "derived": self.derived,
            "state": self.state.value,
            "before": self.before.version if self.before else None,
            "changes": [each.document(lang) for each in found],
        }


def import_forms(
    station: Station, incoming: Sequence[Incoming], actor: Staff
) -> tuple[Imported, ...]:
    """Takes forms over as drafts, all in one commit.

    Raises:
        ImportRefused: with all problems of all of them; nothing was stored.
    """
    while (found := _imported(station, incoming, actor)) is None:
        pass  # somebody else wrote about forms in between: it is looked at again
    return found


def _imported(
    station: Station, incoming: Sequence[Incoming], actor: Staff
) -> tuple[Imported, ...] | None:
    """One try; None if the forms were others by the time of the commit."""
    at_ms, standings = now_ms(), station.directory.standings
    with reading_database(station.data) as connection:
        known = {
            name: forms.load_versions(connection, name)
            for name in {str(each.definition.get("id", "")) for each in incoming}
        }
    desk = _Desk(standings, known)
    taken = [desk.take(each) for each in incoming]
    if desk.problems:
        raise ImportRefused(count=len(desk.problems), problems=desk.problems)
    found = [each for each in taken if each is not None]

    def act(connection: sqlite3.Connection) -> bool:
        if forms.load_standings(connection) != standings:
            return False
        for each, came in zip(found, incoming, strict=True):
            if each.outcome == "unchanged":
                continue
            forms.add_draft(connection, each.form, came.workbook, at_ms)
            audit.record(
                connection,
                at_ms=at_ms,
                actor=actor.id,
                act="forms.import",
                subject=each.form.id,
                detail={"version": each.form.version, "file": came.file},
            )
        return True

    changes = any(each.outcome != "unchanged" for each in found)
    return tuple(found) if not changes or station.change(act) else None


class _Desk:
    """Looks through what comes in, and gathers what is wrong in all of it."""

    def __init__(
        self, standings: Mapping[str, Standing], known: Mapping[str, Mapping[str, Form]]
    ) -> None:
        self.problems: list[dict[str, Any]] = []
        self._standings = standings
        self._known = known
        self._seen: set[str] = set()

    def take(self, incoming: Incoming) -> Imported | None:
        """What would become of a form; None where something is wrong with it."""
        problems = len(self.problems)
        found = self._take(incoming)
        return found if len(self.problems) == problems else None

    def _take(self, incoming: Incoming) -> Imported | None:
        name = str(incoming.definition.get("id", ""))
        if is_trial(name) or len(name) > FORM_ID_MAX:
            self._refuse(incoming, "reserved", most=FORM_ID_MAX)
            return None
        if name in self._seen:
            self._refuse(incoming, "twice")
            return None
        self._seen.add(name)
        known, derived = self._known[name], not incoming.definition.get("version")
        version = str(incoming.definition.get("version") or following(known))
        try:
            form = Form.from_json({**incoming.definition, "version": version})
        except SchemaError as error:
            self._refuse(incoming, "invalid", reason=str(error))
            return None
        newest = [*known.values()][-1] if known else None
        if derived and newest is not None and _says_the_same(newest, form):
            form = newest
        return self._against(incoming, form, derived=derived)

    def _against(self, incoming: Incoming, form: Form, *, derived: bool) -> Imported | None:
        """A form against the versions that are there."""
        known, standing = self._known[form.id], self._standings.get(form.id)
        same = standing.named(form.version) if standing else None
        others = [each for name, each in known.items() if name != form.version]
        outcome = "new"
        if same is not None and _says_the_same(known[form.version], form):
            outcome = "unchanged"
        elif same is not None and same.state is not State.draft:
            self._refuse(incoming, "taken", version=form.version, following=following(known))
            return None
        elif same is not None:
            outcome = "replaced"
        if outcome != "unchanged":
            self._check(incoming, form, standing)
        return Imported(
            form=form,
            outcome=outcome,
            derived=derived,
            state=same.state if same and outcome == "unchanged" else State.draft,
            before=_before(form, known, others),
        )

    def _check(self, incoming: Incoming, form: Form, standing: Standing | None) -> None:
        """Refuses what would leave the answers of records that are there without a meaning."""
        given = [
            self._known[form.id][each.version]
            for each in (standing.versions if standing else ())
            if each.state is State.published
        ]
        for each in refusals(given, form):
            messages = {lang: each.sentence(lang) for lang in ("zh-CN", "en")}
            self.problems.append(_problem(incoming.file, messages, each.question))

    def _refuse(self, incoming: Incoming, code: str, **facts: object) -> None:
        messages = {lang: text.format(**facts) for lang, text in _WORDS[code].items()}
        self.problems.append(_problem(incoming.file, messages, ""))


def following(known: Mapping[str, Form]) -> str:
    """The version that comes behind these, and is none of them."""
    if not known:
        return FIRST_VERSION
    newest = [*known][-1]
    match = _NUMBERED.fullmatch(newest)
    before, number = (match[1] or "", int(match[2])) if match else (f"{newest}.", 1)
    return next(
        v for n in range(number + 1, number + 2 + len(known)) if (v := f"{before}{n}") not in known
    )


def incoming_of(values: object) -> Iterator[Incoming]:
    """What a command sends; InvalidRequest where it is none."""
    if not isinstance(values, list) or not 0 < len(values) <= FORMS_MAX:
        raise InvalidRequest(reason=f"forms is a list of 1 to {FORMS_MAX}")
    for each in values:
        try:
            content = each.get("workbook")
            yield Incoming(
                file=str(each["file"]),
                definition=dict(each["definition"]),
                workbook=None
                if content is None
                else Workbook(name=str(each["file"]), content=base64.b64decode(content)),
            )
        except (AttributeError, KeyError, TypeError, ValueError, binascii.Error) as error:
            raise InvalidRequest(reason="each of forms has file, definition, workbook") from error


def _import(station: Station, arguments: Arguments) -> object:
    """Takes forms over as drafts; what became of each."""
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    actor = arguments.actor(station.directory)
    found = import_forms(station, [*incoming_of(arguments.value("forms"))], actor)
    return [each.document(lang) for each in found]


def _says_the_same(one: Form, other: Form) -> bool:
    return {**one.to_json(), "version": ""} == {**other.to_json(), "version": ""}


def _before(form: Form, known: Mapping[str, Form], others: Sequence[Form]) -> Form | None:
    """The version behind which a form stands."""
    names = [*known]
    if form.version in names:
        place = names.index(form.version)
        return known[names[place - 1]] if place else None
    return others[-1] if others else None


def _problem(file: str, messages: Text, question: str) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": None,
        "row": None,
        "column": None,
        "question": question or None,
        "message": dict(messages),
    }


OPERATIONS = {"forms.import": _import}
