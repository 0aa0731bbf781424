"""A form that comes in, against the versions that are there: what becomes of it, or what is wrong.

What a workbook says was checked where it was read (`server.xlsform`); here it meets what the
directory has. Rules:
- A version of the same content is there already: nothing is done, and it is said.
- A draft reached nobody, so a corrected workbook of the same version takes its place. What was on
  trial or published stays as it was given out: other content needs another version.
- The name of a version that was tried and deleted is taken: tablets may hold it still.
- A workbook that names no version gets the next one: the newest one's number and one, else `.2`.
- Nothing comes that would leave answers without a meaning (`schema.changes.refusals`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schema.changes import differences, refusals
from schema.errors import SchemaError
from schema.form import Form
from schema.prefill import Source, prefill_faults
from schema.text import Text, in_language
from schema.trial import FORM_ID_MAX, is_trial
from server.people.forms import Standing, State

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
            "title": in_language(self.form.title, lang),
            "outcome": self.outcome,
            "derived": self.derived,
            "state": self.state.value,
            "before": self.before.version if self.before else None,
            "changes": [each.document(lang) for each in found],
        }


class Intake:
    """Looks through what comes in, and gathers what is wrong in all of it."""

    def __init__(
        self, standings: Mapping[str, Standing], known: Mapping[str, Mapping[str, Form]]
    ) -> None:
        """Looks against how far the versions have come, and all that there are, also deleted."""
        self.problems: list[dict[str, Any]] = []
        self._standings = standings
        self._taken = known
        self._known = {name: _there(forms, standings.get(name)) for name, forms in known.items()}
        self._seen: set[str] = set()
        self._came: dict[str, Form] = {}

    def take(self, file: str, definition: Mapping[str, Any]) -> Imported | None:
        """What would become of a form; None, or `problems`, where something is wrong with it.

        Args:
            file: where it was read from, for people.
            definition: as `schema.form.Form.from_json` reads it; its version may be blank.
        """
        name = str(definition.get("id", ""))
        if is_trial(name) or len(name) > FORM_ID_MAX:
            self._refuse(file, "reserved", most=FORM_ID_MAX)
            return None
        if name in self._seen:
            self._refuse(file, "twice")
            return None
        self._seen.add(name)
        known, derived = self._known[name], not definition.get("version")
        version = str(definition.get("version") or following(self._taken[name]))
        try:
            form = Form.from_json({**definition, "version": version})
        except SchemaError as error:
            self._refuse(file, "invalid", reason=str(error))
            return None
        newest = [*known.values()][-1] if known else None
        if derived and newest is not None and _says_the_same(newest, form):
            form = newest
        return self._against(file, form, derived=derived)

    def tell_prefills(self, file: str, form: Form, cells: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuses questions that are prefilled from what is not there; asked when all were taken.

        Args:
            file: where the form was read from, for people.
            form: as it was taken.
            cells: where it names other forms, by question.
        """
        newest = {name: [*known.values()][-1] for name, known in self._known.items() if known}
        for path, messages in prefill_faults(form, newest | self._came):
            place = cells.get(path.rpartition(".")[2], {})
            self.problems.append({**_problem(file, messages, path), **place})

    def _against(self, file: str, form: Form, *, derived: bool) -> Imported | None:
        """A form against the versions that are there."""
        known, standing = self._known[form.id], self._standings.get(form.id)
        same = standing.named(form.version) if standing else None
        if same is not None and _says_the_same(known[form.version], form):
            names = [*known]
            place = names.index(form.version)
            return Imported(
                form=form,
                outcome="unchanged",
                derived=derived,
                state=same.state,
                before=known[names[place - 1]] if place else None,
            )
        taken = self._taken[form.id]
        if form.version in taken and (same is None or same.state is not State.draft):
            self._refuse(file, "taken", version=form.version, following=following(taken))
            return None
        self._check(file, form, standing)
        self._came[form.id] = form
        # A draft that is replaced comes behind all others: it is written anew.
        others = [each for name, each in known.items() if name != form.version]
        return Imported(
            form=form,
            outcome="new" if same is None else "replaced",
            derived=derived,
            state=State.draft,
            before=others[-1] if others else None,
        )

    def _check(self, file: str, form: Form, standing: Standing | None) -> None:
        """Refuses what would leave the answers of records that are there without a meaning."""
        given = [
            self._known[form.id][each.version]
            for each in (standing.versions if standing else ())
            if each.state is State.published
        ]
        for each in refusals(given, form):
            messages = {lang: each.sentence(lang) for lang in ("zh-CN", "en")}
            self.problems.append(_problem(file, messages, each.question))

    def _refuse(self, file: str, code: str, **facts: object) -> None:
        messages = {lang: text.format(**facts) for lang, text in _WORDS[code].items()}
        self.problems.append(_problem(file, messages, ""))


def _there(known: Mapping[str, Form], standing: Standing | None) -> dict[str, Form]:
    """Those of the versions that were not deleted."""
    return {name: form for name, form in known.items() if standing and standing.named(name)}


def named_sources(questions: object) -> Iterator[str]:
    """The forms of which questions as stored propose answers; what is no question names none."""
    several = questions if isinstance(questions, list) else []
    for question in (each for each in several if isinstance(each, Mapping)):
        source = Source.parse(str(question.get("prefill", "")))
        if source is not None:
            yield source.form
        yield from named_sources(question.get("questions"))


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


def _says_the_same(one: Form, other: Form) -> bool:
    return {**one.to_json(), "version": ""} == {**other.to_json(), "version": ""}


def _problem(file: str, messages: Text, question: str) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": None,
        "row": None,
        "column": None,
        "question": question or None,
        "message": dict(messages),
    }
