"""Lists: records with their state, clashes with their values, forms with their questions, areas."""

from collections.abc import Iterator, Sequence
from typing import Any

from clients.reference_cli.layout import ago, aligned
from clients.reference_cli.reading import NOT_STORED, HeldRecord
from clients.reference_cli.telling.show import clash_values, tell_reason
from clients.reference_cli.voice import Voice
from schema.area import Area
from schema.form import ULID_KEY, Form
from schema.logic.wording import accepted, in_words
from schema.question import Kind, Question
from schema.text import in_language
from sync.core.review import Reason
from sync.home.rows import IndexedRecord


def delivery(summary: dict[str, Any]) -> str:
    """Whether a record's changes are on the server: refused, waiting or synced."""
    if summary["refused"]:
        return "refused"
    return "waiting" if summary["waiting"] else "synced"


def records(found: Sequence[IndexedRecord], voice: Voice, *, none: str = "list.none") -> list[str]:
    """Records, numbered so that `show 1` finds them; under a returned one, why.

    Args:
        found: in the order shown, each with its summary.
        voice: the reader's names.
        none: the sentence where there are none.
    """
    words = voice.words
    if not found:
        return [words(none)]
    rows = []
    for number, indexed in enumerate(found, start=1):
        summary = dict(indexed.summary or {})
        clashes, flags = len(summary["clash"]), summary["flags"]
        signs = [
            words.named("delivery", delivery(summary)),
            words("sign.clash", n=clashes) if clashes else "",
            words("sign.flag", n=flags) if flags and summary["status"] != "draft" else "",
            words("sign.changed") if summary["changed"] else "",
        ]
        rows.append(
            [
                f"#{number}",
                voice.address(indexed.record),
                voice.title(indexed.form) + voice.keys(indexed.record),
                "" if summary["status"] == NOT_STORED else words.named("state", summary["status"]),
                "  ".join(filter(None, signs)),
            ]
        )
    lines = [
        line
        for indexed, row in zip(found, aligned(rows), strict=True)
        for line in (row, *_reasons(indexed, voice))
    ]
    return [words("list.head", n=len(found)), *lines, words("list.last")]


def _reasons(indexed: IndexedRecord, voice: Voice) -> Iterator[str]:
    summary = dict(indexed.summary or {})
    form = voice.form(indexed.form)
    if summary["returned"]:
        for reason in (Reason(**each) for each in summary["reasons"]):
            about = reason.question and voice.label(form, reason.question)
            yield f"   {tell_reason(reason, about, voice)}"


def clashes(
    found: Sequence[tuple[HeldRecord, dict[str, Any]]], now_ms: int, voice: Voice
) -> list[str]:
    """Open clashes with both values, who wrote them and when."""
    words = voice.words
    if not found:
        return [words("clashes.none")]
    since_ms = min(clash["values"][1]["at_ms"] for _, clash in found)
    places = {str(held.id.area) for held, _ in found}
    head = words(
        "clashes.head", n=len(found), records=len(places), ago=ago(since_ms, now_ms, words)
    )
    lines = [head]
    for number, (held, clash) in enumerate(found, start=1):
        record, question = held.id.text, clash["question"]
        named = words.both(
            voice.address(record), voice.title(held.id.form), voice.label(held.form, question)
        )
        lines.append(f"#{number} {named}")
        values = list(clash_values(held, question, clash["values"], voice))
        lines += aligned(values, indent=3)
        settles = voice.settles(held, question)
        how = words("clashes.settle", record=voice.short(record), question=question)
        lines.append(how if settles else words("clashes.office"))
    if any(voice.settles(held, clash["question"]) for held, clash in found):
        lines.append(words("clashes.neither"))
    return lines


def forms(found: Sequence[Form], voice: Voice) -> list[str]:
    """All forms, a line each."""
    if not found:
        return [voice.words("forms.none")]
    rows = [[form.id, in_language(form.title, voice.lang), _key(form, voice)] for form in found]
    return [*aligned(rows), voice.words("forms.last", form=found[0].id)]


def form(shown: Form, voice: Voice) -> list[str]:
    """One form with its questions and their choices."""
    words = voice.words
    head = words(
        "form.head", title=in_language(shown.title, voice.lang), id=shown.id, version=shown.version
    )
    kinds = words.several([words.named("kind", kind) for kind in shown.areas])
    rows = [row for question in shown.questions for row in _question(question, "", shown, voice)]
    last = words("form.last", form=shown.id)
    return [head, words.both(_key(shown, voice), kinds), *aligned(rows, indent=2), last]


def _key(shown: Form, voice: Voice) -> str:
    if shown.key == ULID_KEY:
        return voice.words("form.key_ulid")
    if not shown.key:
        return voice.words("form.key_area")
    labels = [in_language(question.label, voice.lang) for question in shown.key_questions]
    return voice.words("form.key_questions", questions=voice.words.several(labels))


def _question(question: Question, prefix: str, shown: Form, voice: Voice) -> Iterator[list[str]]:
    words = voice.words
    label = in_language(question.label, voice.lang)
    if question.kind is Kind.calculate:
        worked_out = in_words(question.calculation, shown.questions, voice.lang)
        yield [prefix + question.name, label, words("form.calculation", expression=worked_out)]
        return
    if question.questions:
        yield [f"{question.name}[+]", label, words.both(*_conditions(question, shown, voice))]
        for inner in question.questions:
            yield from _question(inner, f"{question.name}[+].", shown, voice)
        return
    choices = [f"{each.name} {in_language(each.label, voice.lang)}" for each in question.choices]
    facts = [
        words.several(choices),
        _bounds(question, voice),
        words("form.required") if question.required else "",
        *_conditions(question, shown, voice),
        words("form.sensitive") if question.sensitive else "",
        "" if question.default is None else words("form.default", value=question.default),
    ]
    yield [prefix + question.name, label, words.both(*facts)]


def _conditions(question: Question, shown: Form, voice: Voice) -> Iterator[str]:
    """When it is asked, when it has to be answered, and what is accepted."""
    for key, text in (("relevant", question.relevant), ("required_if", question.required_if)):
        if text:
            condition = in_words(text, shown.questions, voice.lang)
            yield voice.words(f"form.{key}", condition=condition)
    if question.constraint:
        wanted = accepted(question, shown.questions, voice.lang)
        yield voice.words("form.constraint", condition=wanted)


def _bounds(question: Question, voice: Voice) -> str:
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        return f"{low}–{high}"
    if low is not None:
        return voice.words("form.at_least", n=low)
    return "" if high is None else voice.words("form.at_most", n=high)


def areas(found: Sequence[Area], voice: Voice, *, known: bool) -> list[str]:
    """Areas with their ids and kinds; `known`: this tablet has areas, of whatever kind."""
    if not found:
        return [voice.words("areas.no_kind" if known else "areas.none")]
    rows = [[area.id, voice.words.named("kind", area.kind), area.name] for area in found]
    return [*aligned(rows), voice.words("areas.last", n=len(found), area=found[0].id)]
