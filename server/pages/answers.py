"""A record's answers as a page shows them: under the headings of their groups, rows within rows.

In the order of the form; within one heading problems stand on top. What people do not read has no
line: words that only stand between questions, what is worked out for other expressions, and what a
tablet notes by itself where the form has no name for it.

Pure but for the words: the documents come from the views and the log.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from schema.form import Form
from schema.outline import Located, rows_in
from schema.question import UNASKED
from server.pages.referring import said_label
from server.pages.related import Target
from server.pages.values import (
    Document,
    Powers,
    Said,
    is_read,
    is_sensitive,
    label_of,
    said_of,
    text_of,
)
from server.pages.words import Words
from sync.core.record import RETURN_PREFIX, STATUS, VERSION

_SILENT: Final = (STATUS, VERSION)
"""Answers that the page's head tells already, as it tells the reasons of a return."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAnswer:
    """One line: label, value, who and when; by rule, with all that the rule put together.

    Attributes:
        may_return: the visitor may return this question.
        masked: it is hidden until the visitor asks to see it.
        earlier: what was chosen from when a clash of it was settled, to choose again.
        saw: the changes that an answer chosen now replaces.
        target: the record that it names, to be opened; empty where it names none.
    """

    name: str
    label: str
    text: str
    said: tuple[Said, ...]
    by_rule: bool
    flags: tuple[str, ...]
    may_return: bool
    masked: bool
    earlier: tuple[Said, ...]
    saw: str
    target: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Answers that stand together: the form's own (no title), those of a group, one row.

    `depth`: how many headings it stands under, its own included.
    """

    title: str
    depth: int = 0
    answers: list[ShownAnswer] = field(default_factory=list)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Looks:
    """What it takes to show an answer.

    `answers` are all of the record, `gone` those to questions that are not asked any more;
    `targets` are the records that answers name, by path.
    """

    form: Form | None
    words: Words
    powers: Powers
    history: Sequence[Document]
    answers: Mapping[str, Document]
    gone: Container[str]
    targets: Mapping[str, Target] = field(default_factory=dict)


def shown_groups(answers: Mapping[str, Document], looks: Looks) -> tuple[Group, ...]:
    """Some answers of a record by path, as they are asked."""
    return tuple(_filled(_Sheet(answers, looks).groups()))


def _filled(groups: Sequence[Group]) -> list[Group]:
    """Those that hold something, or under which something stands."""
    kept: list[Group] = []
    for group in reversed(groups):
        over = bool(group.title) and bool(kept) and kept[-1].depth > group.depth
        if group.answers or group.flags or over:
            kept.append(group)
    return kept[::-1]


class _Sheet:
    """One sheet on its way: a group is begun wherever other headings hold than before.

    A heading is a key, unique in the record, and what it says.
    """

    def __init__(self, answers: Mapping[str, Document], looks: Looks) -> None:
        self._left = dict(answers)
        self._rows = rows_in(answers)
        self._looks = looks
        self._found = [Group(title="")]
        self._open: _Headings = ()

    def groups(self) -> list[Group]:
        """Everything, what the form does not know at the end."""
        form = self._looks.form
        self._all(form.outline if form else (), "", ())
        for path in tuple(self._left):
            if path not in _SILENT and not path.startswith(RETURN_PREFIX) and path[-1] != "]":
                self._add(path, ())
        for group in self._found:
            group.answers.sort(key=lambda answer: not answer.flags)
        return self._found

    def _all(self, located: Iterable[Located], before: str, around: "_Headings") -> None:
        """The questions of the record, or of one row, whose paths begin with `before`."""
        for each in located:
            path, headings = before + each.name, (*around, *self._headings(each, before))
            self._add(path, headings)
            for number, row in enumerate(self._rows.get(path, ()), start=1):
                marker = f"{path}[{row}]"
                within = (*headings, (marker, row_title(marker, number, self._looks)))
                self._begin(within, _flags(self._left.pop(marker, None)))
                self._all(each.inner, f"{marker}.", within)

    def _headings(self, located: Located, before: str) -> Iterator[tuple[str, str]]:
        """The groups around a question that are called something."""
        key = before
        for group in located.groups:
            key += f"{group.name}/"
            if title := said_label(group, before, self._looks):
                yield key, title

    def _begin(self, headings: "_Headings", flags: tuple[str, ...] = ()) -> None:
        if headings == self._open:
            return
        shared = 0
        while shared < min(len(headings), len(self._open)):
            if headings[shared] != self._open[shared]:
                break
            shared += 1
        new = [
            Group(title=title, depth=depth)
            for depth, (_, title) in enumerate(headings[shared:], start=shared + 1)
        ]
        self._found += new or [Group(title="", depth=len(headings))]
        self._found[-1] = replace(self._found[-1], flags=flags)
        self._open = headings

    def _add(self, path: str, headings: "_Headings") -> None:
        answer = self._left.pop(path, None)
        if answer is None or answer["outcome"] == "clash" or not is_read(path, self._looks.form):
            return
        if answer["values"] or answer["flags"] or _worked_out(path, answer, self._looks.form):
            self._begin(headings)
            self._found[-1].answers.append(_answer(path, answer, self._looks))


_Headings: TypeAlias = tuple[tuple[str, str], ...]


def _flags(answer: Document | None) -> tuple[str, ...]:
    return tuple(flag["message"] for flag in answer["flags"]) if answer else ()


def _worked_out(path: str, answer: Document, form: Form | None) -> bool:
    """Whether this is a calculation that people are to read."""
    question = form.question(path) if form else None
    worked_out = question is not None and question.worked_out and not question.is_aid
    return worked_out and answer["value"] is not None


def _is_key(path: str, form: Form | None) -> bool:
    return form is not None and path in form.key


def _answer(name: str, answer: Document, looks: Looks) -> ShownAnswer:
    form, words = looks.form, looks.words
    question = form.question(name) if form else None
    answerable = question is not None and question.kind not in UNASKED and not question.worked_out
    target = looks.targets.get(name)
    return ShownAnswer(
        name=name,
        label=_label(name, looks),
        text=target.title if target else text_of(answer["value"], form, name, words),
        target=target.record if target else "",
        said=tuple(
            said_of(value, form, name, words)
            for value in answer["values"]
            if value["shown"] or answer["outcome"] == "rule"
        ),
        by_rule=answer["outcome"] == "rule",
        flags=_flags(answer),
        may_return=looks.powers.review and answerable and not _is_key(name, form),
        masked=is_sensitive(form, name) and answer["value"] is not None,
        earlier=_earlier(name, answer, looks) if looks.powers.settles(name) else (),
        saw=" ".join(str(value["change"]) for value in answer["values"]),
    )


def _earlier(name: str, answer: Document, looks: Looks) -> tuple[Said, ...]:
    """The values between which somebody chose the one that stands; nothing where nobody had to."""
    written = {
        change["change"]: (change, change["answers"][name])
        for change in looks.history
        if name in change["answers"]
    }
    standing = [written[v["change"]][1] for v in answer["values"] if v["change"] in written]
    replaced = {each for entry in standing for each in entry["replaces"] if each in written}
    values = {repr(written[each][1]["value"]) for each in replaced}
    if answer["outcome"] != "single" or len(values) < 2 or is_sensitive(looks.form, name):
        return ()
    return tuple(
        said_of(
            {**entry, "staff": by["staff"], "at_ms": by["at_ms"], "change": each, "shown": False},
            looks.form,
            name,
            looks.words,
        )
        for each, (by, entry) in written.items()
        if each in replaced
    )


def whole_label(path: str, looks: Looks) -> str:
    """The label of an answer behind those of the rows in which it stands, each with its number."""
    form, rows = looks.form, rows_in(looks.answers)
    if form is None or form.question(path) is None:
        return label_of(form, path, looks.words)
    parts: list[str] = []
    for repeat, ids in rows.items():
        for number, row in enumerate(ids, start=1):
            if path.startswith(f"{repeat}[{row}]."):
                parts.append(row_title(f"{repeat}[{row}]", number, looks))
    return " · ".join([*parts, _label(path, looks)])


def row_title(marker: str, number: int, looks: Looks) -> str:
    """What a row is called: its repeat's label and its number."""
    return f"{_label(marker, looks, f'{marker}.')} {number}".strip()


def _label(path: str, looks: Looks, home: str = "") -> str:
    question = looks.form.question(path) if looks.form else None
    if question is None:
        return looks.words.question(looks.form, path)
    return said_label(question, home or path, looks)


def blank(looks: Looks) -> Iterator[tuple[str, str]]:
    """The questions of the record that are asked and nobody answered, each with its label."""
    rows = rows_in(looks.answers)
    for each in looks.form.outline if looks.form else ():
        answered = each.name in looks.answers or each.name in rows or each.name in looks.gone
        if not answered and each.question.kind not in UNASKED and not each.question.worked_out:
            yield each.name, said_label(each.question, each.name, looks)
