"""Reading a review: whether a record was returned and why, and what came since.

The state is an answer like any other (`_status`), and so is the reason for one question
(`_return.<question>`, which only the right `review` may write); the reason for the whole is the
remark of the change that sets `returned`. So whoever corrects a question cannot strike the reason
out, and need not: what is open follows from the entries alone.

- The *return in force*: from the visible states back along what they replace, past finished, draft
  and void, to the first that say returned, and on through those that these replace and that say
  returned too (somebody returned it once more and added a reason). An approval ends the search.
- A record *is returned* while a visible state says so. It is finished again by a state that
  replaces this one, which only somebody writes who saw it.
- It is *changed* since the return when it was finished again, or when an answer stands behind the
  last return in the log; what waits on a tablet stands behind everything that is in the log.
- The reason for a question is *answered* when the question has visible entries and none of them
  stands before the reason in the log: what the reason was about is replaced, if only by the same
  value once more. An entry that a colleague wrote meanwhile, unaware, replaces nothing, so it
  answers nothing. A reason for a whole repeat is answered by any entry in its rows.

Invariants: pure; clocks order nothing; a tablet and the server that hold the same changes read the
same. Left out: who may review (`gate`), and writing a return (server.views.reviewing).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sync.core.change import Change
from sync.core.fold import Held, Reading

RETURNED: Final = "returned"
APPROVED: Final = "approved"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a record was returned: as a whole, or for one question.

    Attributes:
        question: the question's name; None: the whole record.
        text: in the reviewer's words.
        staff, time_ms, change: who wrote it when, by which change.
        answered: the question was answered anew since; never for the whole.
    """

    question: str | None
    text: str
    staff: str
    time_ms: int
    change: int
    answered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What the return in force says.

    Attributes:
        returned: the changes that return it now, in log order; empty once it is finished again.
        changed: it was finished again or answered since.
        reasons: for the whole in log order, then for questions by name.
    """

    returned: tuple[int, ...]
    changed: bool
    reasons: tuple[Reason, ...]

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions returned and not answered since, each once."""
        names = (each.question for each in self.reasons if not each.answered)
        return tuple(dict.fromkeys(name for name in names if name is not None))


def read_review(
    states: Sequence[Held],
    visible: Sequence[Held],
    answers: Mapping[str, Reading],
    returns: Mapping[str, Reading],
    changes: Sequence[Change],
) -> Review | None:
    """The return in force; None where there is none.

    Args:
        states: all entries of `_status`.
        visible: those that are not hidden.
        answers: the reading of every question with an entry.
        returns: the readings of the reasons, by the question that each is about.
        changes: all of the record, in log order, the unacknowledged ones behind.
    """
    by_change = {entry.change: entry for entry in states}
    returning = _in_force(by_change, visible)
    if not returning:
        return None
    place = {change.change_id: n for n, change in enumerate(changes)}
    last = max(place[change] for change in returning)
    return Review(
        returned=tuple(
            sorted((s.change for s in visible if s.value == RETURNED), key=place.__getitem__)
        ),
        changed=any(_in_force(by_change, [s]) for s in visible if s.value != RETURNED)
        or any(_has_answer(change) for change in changes[last + 1 :]),
        reasons=(
            *_of_whole(change for change in changes if change.change_id in returning),
            *_of_questions(answers, returns, place),
        ),
    )


def _in_force(states: Mapping[int, Held], visible: Iterable[Held]) -> frozenset[int]:
    """The changes of the return that these states are, or that they replace."""
    found: set[int] = set()
    seen: set[int] = set()
    pending = [(entry.change, False) for entry in visible]
    while pending:
        change, returned_after = pending.pop()
        entry = states.get(change)
        if entry is None or entry.value == APPROVED or change in found:
            continue
        if entry.value == RETURNED:
            found.add(change)
        elif returned_after or change in seen:
            continue
        seen.add(change)
        pending += [(replaced, entry.value == RETURNED) for replaced in entry.replaces]
    return frozenset(found)


def _has_answer(change: Change) -> bool:
    return any(not entry.question.startswith("_") for entry in change.entries)


def _of_whole(returning: Iterable[Change]) -> Iterator[Reason]:
    for change in returning:
        if change.remark is not None:
            yield Reason(
                question=None,
                text=change.remark,
                staff=change.staff,
                time_ms=change.time_ms,
                change=change.change_id,
                answered=False,
            )


def _of_questions(
    answers: Mapping[str, Reading], returns: Mapping[str, Reading], place: Mapping[int, int]
) -> Iterator[Reason]:
    for question, reading in returns.items():
        for entry in reading.visible:
            if isinstance(entry.value, str) and entry.value:
                yield Reason(
                    question=question,
                    text=entry.value,
                    staff=entry.staff,
                    time_ms=entry.time_ms,
                    change=entry.change,
                    answered=_answered(question, answers, place, place[entry.change]),
                )


def _answered(
    question: str, answers: Mapping[str, Reading], place: Mapping[int, int], since: int
) -> bool:
    if question in answers:
        return all(place[entry.change] > since for entry in answers[question].visible)
    return any(
        place[entry.change] > since
        for name, reading in answers.items()
        if name.startswith(f"{question}[")
        for entry in reading.visible
    )
