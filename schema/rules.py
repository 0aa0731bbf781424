"""Rules: whether a record's answers fit its form, in words for people.

A rule never loses an answer: the server stores what breaks one and shows a flag beside it. The
tablet refuses to finish such a record where it is written, since there somebody can still ask. So
each flag has two sentences: `reason`, what is wrong, and `message`, the same where the answer is
stored already.

A rule sees values as the fold shows them. What a form's conditions say goes with them: a question
that is not asked is not missed, and its answer, if there is one from before, is kept and named.

Left out: the sentences (schema.rule_sentences), what typed text means (schema.reading).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from schema.answer import Value
from schema.fitting import fits
from schema.form import Form
from schema.logic.judgement import NOTHING_SAID, Circumstances, Judgement
from schema.outline import rows_of
from schema.question import UNASKED, Question
from schema.reading import expected, parse_answer, unreadable
from schema.rule_sentences import KIND_SENTENCES, MISSING, SENTENCES, STORED
from schema.telling import Known, said_with
from schema.text import LANGUAGES, Text, in_language

__all__ = [
    "NO_FINDINGS",
    "Circumstances",
    "Findings",
    "Flag",
    "check",
    "examine",
    "expected",
    "parse_answer",
    "unreadable",
]

_QUOTED_CHARACTERS_MAX: Final = 40
"""Characters of a strange answer that its flag repeats."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """One answer that does not fit: where, a code for machines, and what people read.

    `code` is one of `required`, `range`, `kind`, `choice`, `count`, `constraint`, `failed`,
    `unknown`.
    `message` is for an answer that is stored, `reason` for one that is not.
    """

    question: str
    code: str
    message: str
    reason: str

    @property
    def holds_up(self) -> bool:
        """Whether a record is not finished with it: only what who fills it in can put right."""
        return self.code not in _BEYOND_THEM


_BEYOND_THEM: Final = frozenset({"failed", "unknown"})
"""Codes of an expression that could not be worked out, and of what another version asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What is to say of a record: what does not fit, is not asked any more, or is calculated.

    `irrelevant` names paths, rows of repeats included; their answers are kept.
    """

    flags: tuple[Flag, ...] = ()
    irrelevant: frozenset[str] = frozenset()
    calculated: Mapping[str, Value] = field(default_factory=dict)


NO_FINDINGS: Final = Findings()
"""What is to say of a record whose form nobody knows."""


def check(
    form: Form,
    answers: Mapping[str, Value],
    lang: str,
    circumstances: Circumstances,
    *,
    finished: bool = True,
) -> tuple[Flag, ...]:
    """What does not fit in a whole record, in the order of the form; see `examine`."""
    return examine(form, answers, lang, circumstances, finished=finished).flags


def examine(
    form: Form,
    answers: Mapping[str, Value],
    lang: str,
    circumstances: Circumstances,
    *,
    finished: bool = True,
    judged: Judgement | None = None,
) -> Findings:
    """What is to say of a whole record.

    Args:
        form: the one it was read with.
        answers: the shown values by path, repeats under their composite names; key answers may be
            left out, since they stand in the record id.
        lang: the language of the flags.
        circumstances: what expressions may know.
        finished: of a record that is not, no answer is required and no row is missed.
        judged: what the form's expressions say of it, where that is known already.
    """
    rows, said = rows_of(answers), judged or NOTHING_SAID
    if judged is None and form.logic is not None:
        said = form.logic.judge(answers, rows, circumstances)
    flags = (
        _flag(path, code, _sentence(form, path, words, (answers, said.calculated), lang), lang)
        for path, code, words in _faults(form, answers, rows, said)
        if finished or code not in ("required", "count")
    )
    return Findings(flags=tuple(flags), irrelevant=said.irrelevant, calculated=said.calculated)


_Said: TypeAlias = tuple[str, Mapping[str, object]] | Text
"""A key of SENTENCES and the facts of the sentence; or the sentence, which the form brings."""
_Fault: TypeAlias = tuple[str, str, _Said]
"""A path, a code, and what is said."""


def _faults(
    form: Form, answers: Mapping[str, Value], rows: Mapping[str, Sequence[str]], said: Judgement
) -> Iterator[_Fault]:
    for path, located in form.paths(rows):
        if path in said.irrelevant:
            continue
        if path in said.failed:
            yield path, "failed", _not_checked(said.failed[path])
        question = located.question
        required = (question.required and path not in form.key) or path in said.required
        required = required and path not in said.undecided
        if not located.repeats:
            value = answers.get(path)
            plain = not required if value is None else _is_plain(question, value)
            if (
                not plain
                or path in said.calculated
                or path in said.broken
                or path in said.unoffered
            ):
                yield from _answer_faults(question, path, value, said, required=required)
        elif not path.endswith("]"):
            here = rows.get(path, ())
            yield from _row_faults(question, path, here, said.counts.get(path), required=required)
    for path in answers:
        if not path.startswith("_") and not form.knows(path):
            yield path, "unknown", ("unknown", {})


def _is_plain(question: Question, value: Value) -> bool:
    """Whether an answer fits its question so plainly that nobody has to look closer."""
    if not fits(question.kind, value):
        return False
    if question.choices:
        names = value if isinstance(value, list) else [value]
        return value != [] and all(question.choice(name) for name in names)  # type: ignore[arg-type]  # they are texts
    return value != "" and question.minimum is question.maximum is question.step is None


def _row_faults(
    repeat: Question, path: str, rows: Sequence[str], wanted: int | None, *, required: bool
) -> Iterator[_Fault]:
    """A repeat needs a row, or as many as its form counts."""
    if wanted is not None and wanted != len(rows):
        yield path, "count", ("count", {"wanted": wanted, "given": len(rows)})
    elif required and not rows:
        yield path, "required", repeat.required_message or ("required", {})


def _answer_faults(
    question: Question, path: str, value: Value, said: Judgement, *, required: bool
) -> Iterator[_Fault]:
    if path in said.calculated:
        if path in said.broken:
            yield path, "constraint", question.constraint_message or ("constraint", {})
        return
    if value is None or value in ("", []):
        if required and question.kind not in UNASKED:
            yield path, "required", question.required_message or ("required", {})
    elif not fits(question.kind, value):
        yield path, "kind", (KIND_SENTENCES.get(question.kind, "text"), {})
    else:
        fault = _choice_fault if question.choices else _range_fault
        for code, words in fault(question, value):
            yield path, code, words
        for name in said.unoffered.get(path, ()):
            if (choice := question.choice(name)) is not None:
                yield path, "choice", _unoffered(choice.label)
            elif question.answers_of:
                yield path, "choice", _unoffered({LANGUAGES[0]: _quoted(name)})
        if path in said.broken:
            yield path, "constraint", question.constraint_message or ("constraint", {})


def _unoffered(label: Text) -> Text:
    """The sentence about a choice that is not offered now, in each language."""
    return {
        lang: frame.format(value=in_language(label, lang))
        for lang, frame in SENTENCES["unoffered"].items()
    }


def _not_checked(reasons: Text) -> Text:
    """The sentence about an expression that failed, in each language."""
    frame = SENTENCES["failed"]
    return {lang: frame[lang].format(reason=reason) for lang, reason in reasons.items()}


def _choice_fault(question: Question, value: Value) -> Iterator[tuple[str, _Said]]:
    for name in value if isinstance(value, list) else [value]:
        if question.choice(str(name)) is None:
            yield "choice", ("choice", {"value": _quoted(str(name))})


def _range_fault(question: Question, value: Value) -> Iterator[tuple[str, _Said]]:
    low, high = question.minimum, question.maximum
    if isinstance(value, str | list) or value is None:
        return
    if question.step is not None and _off_step(question, value):
        yield "range", ("step", {"start": low or 0, "step": question.step})
    below, above = low is not None and value < low, high is not None and value > high
    if below or above:
        both = low is not None and high is not None
        said = "range" if both else "below" if below else "above"
        yield "range", (said, {"minimum": low, "maximum": high})


def _off_step(question: Question, value: float) -> bool:
    """Whether a number lies between the values of a range, reckoned in decimals as written."""
    start, step = Decimal(str(question.minimum or 0)), Decimal(str(question.step))
    return (Decimal(str(value)) - start) % step != 0


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARACTERS_MAX else text[:_QUOTED_CHARACTERS_MAX] + "…"


def _sentence(form: Form, path: str, said: _Said, known: Known, lang: str) -> str:
    """What is said of a fault; a message of the form may name other answers."""
    if isinstance(said, tuple):
        return in_language(SENTENCES[said[0]], lang).format(**said[1])
    return said_with(form, in_language(said, lang), path, known, lang)


def _flag(path: str, code: str, reason: str, lang: str) -> Flag:
    frame = in_language(MISSING if code == "required" else STORED, lang)
    return Flag(question=path, code=code, message=frame.format(reason=reason), reason=reason)
