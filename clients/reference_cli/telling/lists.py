"""Lists: records with their state, clashes with their values, forms with their questions, areas."""

from collections.abc import Iterator, Sequence
from typing import Any

from clients.reference_cli.layout import ago, aligned
from clients.reference_cli.reading import NOT_STORED, HeldRecord
from clients.reference_cli.telling.answers import clash_values
from clients.reference_cli.telling.form import key_in_words
from clients.reference_cli.telling.show import tell_reason
from clients.reference_cli.voice import Voice
from schema.area import Area
from schema.form import Form
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
    rows = [[form.id, in_language(form.title, voice.lang), _how(form, voice)] for form in found]
    return [*aligned(rows), voice.words("forms.last", form=found[0].id)]


def _how(form: Form, voice: Voice) -> str:
    """How many records a form takes; none any more where it was stopped."""
    stopped = form.stopped_ms is not None
    return voice.words("forms.stopped") if stopped else key_in_words(form, voice)


def areas(found: Sequence[Area], voice: Voice, *, known: bool) -> list[str]:
    """Areas with their ids and kinds; `known`: this tablet has areas, of whatever kind."""
    if not found:
        return [voice.words("areas.no_kind" if known else "areas.none")]
    rows = [[area.id, voice.words.named("kind", area.kind), _named(area, voice)] for area in found]
    return [*aligned(rows), voice.words("areas.last", n=len(found), area=found[0].id)]


def _named(area: Area, voice: Voice) -> str:
    """An area's name; marked where the office's newest list lacks it."""
    return voice.words("areas.gone", name=area.name) if area.gone else area.name
