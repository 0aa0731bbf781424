"""The gate: which pushed changes may be stored, decided before anything else reads their bytes.

Order of the checks, the first that applies is the answer (the log adds those that need its rows:
`duplicate` and `discarded` before these, `id_taken` and `over_quota` after them):
  1. grammar and bounds of the bytes (`scan.scan`), the record id well-formed;
  2. `other_author`: the author was never assigned to the device;
  3. `forbidden`: no right there, the same answer whether the place exists or not;
  4. `unknown_form`;
  5. `forbidden_state`: the right to answer, but not to set this state.
In a deposit, where the device may store nothing any more, what passes 2 is `forbidden`.

Rights are those of the change's author, by today's grants and area tree. What is checked of a state
is the value written and the author's rights, never the record's present state: otherwise the order
of arrival would decide. Whether answers make sense is not checked here: what was recorded at a
door is stored, and flagged on the page.
"""

from collections.abc import Mapping, Set
from typing import NamedTuple, Protocol

from schema.answer import Value
from schema.area import Scope
from schema.errors import InvalidRecordId
from schema.form import Form
from schema.grant import Permit, Right
from schema.key import key_fault
from schema.record_id import RecordId
from sync.core.change import Change
from sync.core.errors import ChangeRefused
from sync.core.scan import scan

STATUS = "_status"
RETURN_REASON = "_return."
VERSION = "_version"

STATUS_RIGHTS: Mapping[Value, Right] = {
    "draft": Right.write,
    "finished": Right.write,
    "void": Right.write,
    "returned": Right.review,
    "approved": Right.review,
}


class Authority(Protocol):
    """What the gate asks: a snapshot of people, grants, areas and forms."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """The forms by id."""

    def permit(self, staff_id: str) -> Permit | None:
        """What this person may do today; None for nobody known."""


class Verdict(NamedTuple):
    """The gate's answer to one change; a named tuple for the reason that `Entry` is one.

    Attributes:
        refusal: a refusal's name in the catalogue; None: it may be stored.
        change_id: of what the bytes say; None where they say nothing valid.
        scope: where the record is ordered; None where its id is malformed.
    """

    refusal: str | None
    change_id: int | None
    scope: Scope | None


def judge(
    record: str | None,
    data: bytes,
    assigned: Set[str],
    authority: Authority,
    *,
    deposit: bool = False,
) -> Verdict:
    """Whether a pushed change may be stored.

    Args:
        record: the record id that came with it.
        data: its bytes.
        assigned: ids of the staff to whom the sending device was ever assigned.
        authority: today's grants, areas and forms.
        deposit: nothing at all is granted to the device any more: what is well-formed is kept for
            a person to decide (protocol.md §4.11).
    """
    try:
        change = scan(data)
        where = RecordId.parse(record or "")
    except ChangeRefused as refusal:
        return Verdict(refusal.code, None, None)
    except InvalidRecordId:
        return Verdict("malformed", None, None)
    form = authority.forms.get(where.form)
    if form is not None and key_fault(form, where):
        return Verdict("malformed", None, None)
    code = _refusal(change, where, form, assigned, authority)
    if deposit and code != "other_author":
        code = "forbidden"
    return Verdict(code, change.change_id, where.scope)


def _refusal(
    change: Change, where: RecordId, form: Form | None, assigned: Set[str], authority: Authority
) -> str | None:
    if change.staff not in assigned:
        return "other_author"
    permit = authority.permit(change.staff)
    if permit is None:
        return "forbidden"
    may_write = permit.allows(Right.write, where.area, where.form)
    states = [entry for entry in change.entries if entry[0][0] == "_"]
    if not states:
        refusal = None if may_write else "forbidden"
        return refusal or ("unknown_form" if form is None else None)
    needed = [right_needed(entry.question, entry.value) for entry in states]
    if may_write and form is not None and needed.count(Right.write) == len(needed):
        return None  # as nearly all changes: somebody finishes what they wrote
    may_review = permit.allows(Right.review, where.area, where.form)
    answers = len(states) < len(change.entries)
    if not (may_write or (may_review and not answers)):
        return "forbidden"
    if form is None:
        return "unknown_form"
    held = {right for right, has in ((Right.write, may_write), (Right.review, may_review)) if has}
    return None if held.issuperset(needed) else "forbidden_state"


def right_needed(question: str, value: Value) -> Right | None:
    """The right that writing this state needs; None: nobody may write it."""
    if question == STATUS:
        return STATUS_RIGHTS.get(value) if isinstance(value, str) else None
    if question == VERSION:
        return Right.write
    if question.startswith(RETURN_REASON):
        return Right.review
    return None
