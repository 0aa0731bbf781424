"""By which value a clash is decided, and which clashes are for this tablet's person to settle.

What a review says (its state, its reasons) only whoever reviews may write: a choice of anybody else
would look settled here and be refused at the next sync. The rule is the gate's own.
"""

from clients.reference_cli.answers import unknown_question
from clients.reference_cli.errors import NoSuchValue, NothingToSettle, OfficeDecides
from clients.reference_cli.reading import HeldRecord
from schema.answer import Value
from schema.grant import Permit, Right
from schema.rules import parse_answer
from sync.core.fold import Outcome
from sync.core.gate import right_needed


def decided(
    held: HeldRecord, question: str, *, take: int | None, value: str | None, lang: str
) -> Value:
    """What a clash is decided by: the number of one of its values, from 1, or another value.

    Raises:
        NothingToSettle: the question has no clash.
        NoSuchValue: it has fewer values.
        UnknownQuestion: the form has no such question.
        UnreadableAnswer: the text is no answer to the question.
    """
    reading = held.reading.answers.get(question)
    asked = None if held.form is None else held.form.question(question)
    if reading is None and asked is None and held.form is not None:
        raise unknown_question(held.form, question)
    if reading is None or reading.outcome is not Outcome.CLASH:
        raise NothingToSettle(question=question)
    if take is None:
        return value or "" if asked is None else parse_answer(asked, value or "", lang)
    if not 1 <= take <= len(reading.visible):
        raise NoSuchValue(number=take, count=len(reading.visible))
    return reading.visible[take - 1].value


def may_settle(permit: Permit, held: HeldRecord, question: str) -> bool:
    """Whether a clash is for somebody with this permit to settle: each of its values."""
    return _may_write(permit, held, question, *held.reading.answers[question].says)


def refuse_foreign(permit: Permit, held: HeldRecord, question: str, chosen: Value) -> None:
    """Raises OfficeDecides for a clash, or a choice, that only whoever reviews may settle."""
    if not (may_settle(permit, held, question) and _may_write(permit, held, question, chosen)):
        raise OfficeDecides(record=held.id.text)


def _may_write(permit: Permit, held: HeldRecord, question: str, *values: Value) -> bool:
    """Whether none of these values needs the right to review, or it is there."""
    if all(right_needed(question, value) is not Right.review for value in values):
        return True
    return permit.allows(Right.review, held.id.area, held.id.form)
