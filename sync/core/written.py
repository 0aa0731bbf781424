"""What people wrote into a record in words of their own: what a record is found by.

Texts of answers, all values of a clash included; typed keys; remarks. Choices and numbers are not:
whoever looks for those filters a list.
"""

from collections.abc import Iterable, Iterator

from schema.answer import Value
from schema.form import Form
from schema.question import Kind
from schema.record_id import RecordId
from sync.core.record import RecordReading


def written(
    record: RecordId, reading: RecordReading, form: Form | None, *, sensitive: bool
) -> Iterator[str]:
    """The texts of a record.

    Args:
        record: its id, which holds the answers to key questions.
        reading: what its changes come to.
        form: the form; None leaves every answer out, since nothing tells which one is a text.
        sensitive: answers to sensitive questions too.
    """
    questions = form.key_questions if form else ()
    for question, key in zip(questions, record.keys, strict=False):
        if question.kind is Kind.text:
            yield key
    for name, answer in reading.answers.items():
        asked = form.question(name) if form else None
        if asked is not None and asked.kind is Kind.text and (sensitive or not asked.sensitive):
            yield from _strings(entry.value for entry in answer.visible)
    for remark in reading.remarks:
        yield remark.text


def _strings(values: Iterable[Value]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
