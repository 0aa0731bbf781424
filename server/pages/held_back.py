"""What was held back, in words: groups of a reason and a person, and each change as a form.

Only what lies where the visitor has the right to decide is there for them. Bytes that are no change
have no content to show: they can be downloaded as they came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schema.area import AreaId, Scope
from schema.grant import Right
from schema.record_id import RecordId
from server.operations.deciding import as_change
from server.operations.quarantine import may_decide
from server.pages.errors import N_
from server.pages.values import is_read, label_of
from server.pages.visit import Visit
from server.pages.words import masked
from sync.core.change import Change
from sync.core.record import VERSION
from sync.core.scan import scan
from sync.log.log import Kept, KeptSum

BATCH: Final = 100
"""Entries read at once while a page looks for those that its visitor may decide over."""

_REASONS: Final = {
    "too_large": N_("too large"),
    "malformed": N_("not readable"),
    "other_author": N_("written by somebody to whom the tablet was not given"),
    "forbidden": N_("not their grid"),
    "unknown_form": N_("a form that the server does not have"),
    "forbidden_state": N_("a state that they may not set"),
    "id_taken": N_("the number of another change"),
    "over_quota": N_("the record is full"),
    "erased": N_("the record was erased at the person's request"),
}

_OTHER_REASON: Final = N_("for another reason")

_NEVER_ACCEPTED: Final = frozenset({"malformed", "too_large", "id_taken", "erased"})
"""Reasons for which nothing can be stored, whoever answers for it."""

_UNJUDGED: Final = frozenset({"malformed", "too_large"})
"""Reasons that are given before anybody looked whether the record's id is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """All that one person sent that was refused for one reason.

    Attributes:
        reason, staff: for links.
        person, why, since: in words.
        visits: how many records.
        changes: how many changes of them.
        last_id: of the last one, so that nothing that comes later is decided unseen.
        acceptable: whether any of it can be.
    """

    reason: str
    staff: str
    person: str
    why: str
    since: str
    visits: int
    changes: int
    last_id: int
    acceptable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One change that was held back, as a form; `lines` are questions and answers.

    Without `author` it is no change, and nothing but its `size` in bytes can be told.
    """

    id: int
    record: str
    address: str
    subject: str
    author: str
    written: str
    sender: str
    tablet: str
    received: str
    remark: str
    lines: tuple[tuple[str, str], ...]
    size: int
    acceptable: bool


def why(visit: Visit, reason: str) -> str:
    """A reason in words."""
    return visit.words.say(_REASONS.get(reason, _OTHER_REASON))


def groups(visit: Visit, reason: str | None = None, staff: str | None = None) -> list[Group]:
    """What the visitor has to decide over, oldest first; perhaps of one reason and person."""
    found: dict[tuple[str, str], list[int]] = {}
    decides = _Deciding(visit)
    for line in visit.station.reader.kept_sums(reason, staff):
        if decides.over(line):
            group = found.setdefault((line.reason, line.staff), [0, 0, line.oldest_ms, 0])
            group[0] += 1
            group[1] += line.changes
            group[3] = max(group[3], line.last_id)
    return [
        Group(
            reason=reason,
            staff=staff,
            person=visit.words.person(staff),
            why=why(visit, reason),
            since=visit.words.when(oldest_ms),
            visits=visits,
            changes=changes,
            last_id=last_id,
            acceptable=reason not in _NEVER_ACCEPTED,
        )
        for (reason, staff), (visits, changes, oldest_ms, last_id) in found.items()
    ]


def held_at(visit: Visit, area: AreaId) -> int:
    """How many changes of records of exactly this area wait for the visitor to decide."""
    if not any(Right.quarantine in grant.rights for grant in visit.permit.grants):
        return 0
    decides = _Deciding(visit)
    return sum(
        line.changes
        for line in visit.station.reader.kept_sums(None, None)
        if line.record
        and line.record.partition("/")[2].partition(":")[0] == area
        and decides.over(line)
    )


def entries(visit: Visit, reason: str, staff: str, after: int = 0) -> Iterator[Kept]:
    """The changes of a group that the visitor may decide over, the oldest first."""
    while True:
        batch = visit.station.reader.quarantine(
            reason=reason, staff=staff, after=after, rows_max=BATCH
        )
        yield from (each for each in batch if _decides(visit, each.record, each.staff))
        if len(batch) < BATCH:
            return
        after = batch[-1].id


def entry(visit: Visit, number: int) -> Kept | None:
    """One change, if it is held back and the visitor's to decide."""
    kept = visit.station.reader.kept(number)
    return kept if kept and _decides(visit, kept.record, kept.staff) else None


def is_acceptable(kept: Kept) -> bool:
    """Whether it can be stored at all."""
    return kept.reason not in _NEVER_ACCEPTED and as_change(kept) is not None


class _Deciding:
    """Over which sums the visitor may decide: asked once where all of a grid is theirs, or none."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._verdicts: dict[tuple[str, Scope], bool | None] = {}

    def over(self, line: KeptSum) -> bool:
        """Whether it is the visitor's."""
        if line.record and line.reason not in _UNJUDGED:
            form, _, rest = line.record.partition("/")
            key = (form, AreaId(rest.partition(":")[0]).scope)
            if key not in self._verdicts:
                self._verdicts[key] = self._verdict(*key)
            verdict = self._verdicts[key]
            if verdict is not None:
                return verdict
        return _decides(self._visit, line.record, line.staff)

    def _verdict(self, form: str, scope: Scope) -> bool | None:
        """Whether all of a form in a grid is theirs, or nothing; None for a part."""
        permit = self._visit.permit
        if not any(Right.quarantine in grant.rights for grant in permit.reaching(scope)):
            return False
        tops = (AreaId(scope), *self._visit.station.directory.tree.scope_tops(scope))
        return all(permit.allows(Right.quarantine, top, form) for top in tops) or None


def _decides(visit: Visit, record: str | None, staff: str) -> bool:
    return visit.person is not None and may_decide(visit.station, visit.person, record, staff)


def held(visit: Visit, kept: Kept) -> Held:
    """A change as a page shows it."""
    words = visit.words
    device = visit.station.directory.devices.get(kept.device)
    understood = as_change(kept)
    record = understood[1] if understood else None
    change = scan(kept.data) if understood else None
    return Held(
        id=kept.id,
        record=record.text if record else "",
        address=words.address(record.area) if record else "",
        subject=words.subject(record) if record else "",
        author=words.person(change.staff) if change else "",
        written=words.when(change.time_ms) if change else "",
        sender=words.person(kept.staff),
        tablet=device.name if device else "",
        received=words.when(kept.received_ms),
        remark=(change.remark or "") if change else "",
        lines=tuple(_lines(visit, record, change)) if record and change else (),
        size=len(kept.data),
        acceptable=is_acceptable(kept),
    )


def _lines(visit: Visit, record: RecordId, change: Change) -> Iterator[tuple[str, str]]:
    """Questions and answers of a change in words; sensitive ones are masked."""
    words, form = visit.words, visit.station.directory.whole_forms.get(record.form)
    for each in change.entries:
        if each.question == VERSION or not is_read(each.question, form):
            continue
        question = form.question(each.question) if form else None
        text = words.answer(form, each.question, each.value)
        hidden = question is not None and question.sensitive and each.value is not None
        yield label_of(form, each.question, words), masked(text) if hidden else text
