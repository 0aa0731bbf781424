"""What is proposed where a record is begun: answers that other records about the same area have.

Pure: documents `record` come in. The rule, alike on tablets and pages:
- of the form that a question names, the record begun last, by the log, that has an answer counts;
  drafts and void ones are passed over;
- where that answer clashes, breaks a rule, or has no choice here, nothing is proposed: an older
  answer would only hide that nobody knows;
- whoever is not shown a record is not proposed its answers: the caller brings what may be read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schema.answer import Value
from schema.form import UNSAID, Form
from schema.glance import begun
from schema.prefill import Source, source_of, suits

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An answer that is proposed: of which record, by whom, when."""

    value: Value
    record: str
    staff: str
    time_ms: int


def proposed(
    form: Form, forms: Mapping[str, Form], records: Callable[[str], Iterable[Document]]
) -> dict[str, Known]:
    """What is proposed to the questions of a record of this form, by path.

    Args:
        form: of the record that is begun.
        forms: all that are known, by their ids.
        records: gives the documents of a form's records about the same area, in any order.
    """
    read: dict[str, list[Document]] = {}
    found: dict[str, Known] = {}
    for located in form.outline:
        question = located.question
        source = source_of(question, form, forms) if question.prefill else None
        if source is None or located.path in form.key:
            continue
        if source.form not in read:
            read[source.form] = _newest_first(records(source.form))
        known = _known(source, read[source.form])
        if known is not None and suits(question, known.value):
            found[located.path] = known
    return found


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    done = (each for each in documents if each["status"] not in UNSAID)
    return sorted(done, key=begun, reverse=True)


def _known(source: Source, documents: Iterable[Document]) -> Known | None:
    """The answer of the newest record that has one; None where that is in doubt."""
    for document in documents:
        answer = document["answers"].get(source.question)
        if answer is None or source.question in document["irrelevant"]:
            continue
        if answer["outcome"] == "clash" or answer["flags"]:
            return None
        if answer["value"] is not None:
            by = next((each for each in reversed(answer["values"]) if each["shown"]), None)
            return Known(
                value=answer["value"],
                record=document["id"],
                staff=by["staff"] if by else document["created_by"],
                time_ms=by["at_ms"] if by else document["created_ms"],
            )
    return None
