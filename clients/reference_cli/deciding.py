"""Which clashes are for this tablet's person to settle.

What a review says (its state, its reasons) only whoever reviews may write: a choice of anybody else
would look settled here and be refused at the next sync. The rule is the gate's own.
"""

from clients.reference_cli.errors import OfficeDecides
from clients.reference_cli.reading import HeldRecord
from schema.answer import Value
from schema.grant import Permit, Right
from sync.core.gate import right_needed


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
