"""A review as a page shows it: what may be done with a record now, and why it was returned.

Pure but for the words. What a reviewer may press follows from the state that stands; what the press
may do is decided again, from what is in the log then (`server.views.reviewing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from schema.form import Form
from server.pages.values import Document, Powers, is_read, label_of
from server.pages.words import Words
from sync.core.record import STATUS, VERSION

RETURNABLE: Final = frozenset({"finished", "returned", "approved"})
"""States in which a page offers to return a record: what is a draft still is nobody's to judge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownReason:
    """One reason of a return: `about` is the question's label, empty for the whole record."""

    about: str
    text: str
    person: str
    when: str
    answered: bool


MEANWHILE_MAX: Final = 3
"""Changes that are named one by one; the others are in the history."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meanwhile:
    """What somebody wrote into a record behind a reviewer's back, by the labels of questions."""

    person: str
    when: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownReview:
    """What the head of a record says of its review.

    Attributes:
        returned: somebody has to correct it.
        changed: it was finished again or answered since.
        reasons: why it was returned.
        may_approve, may_return: what the visitor may press.
        waits_for_clash: it could be approved if no clash were open in it.
        upto: the row up to which the record is shown.
    """

    returned: bool
    changed: bool
    reasons: tuple[ShownReason, ...]
    may_approve: bool
    may_return: bool
    waits_for_clash: bool
    upto: int


def shown_review(
    document: Document, form: Form | None, words: Words, *, powers: Powers, upto: int
) -> ShownReview:
    """The review of document `record`, shown up to row `upto`."""
    review, status = document["review"], document["status"]
    answers = document["answers"].values()
    clashing = any(answer["outcome"] == "clash" for answer in answers)
    in_doubt = document["answers"].get(STATUS, {}).get("outcome") == "clash"
    finished = powers.review and status == "finished" and not in_doubt
    return ShownReview(
        returned=review is not None and review["returned"],
        changed=review is not None and review["changed"],
        reasons=tuple(_reasons(document, form, words)),
        may_approve=finished and not clashing,
        may_return=powers.review and status in RETURNABLE and not in_doubt,
        waits_for_clash=finished and clashing,
        upto=upto,
    )


def _reasons(document: Document, form: Form | None, words: Words) -> Iterator[ShownReason]:
    for reason in document["review"]["reasons"] if document["review"] else ():
        question = reason["question"]
        yield ShownReason(
            about="" if question is None else label_of(form, question, words),
            text=reason["text"],
            person=words.person(reason["staff"]),
            when=words.when(reason["at_ms"]),
            answered=reason["answered"],
        )


def written_since(
    history: Sequence[Document], seen: int, reviewer: str, form: Form | None, words: Words
) -> tuple[Meanwhile, ...]:
    """What others wrote into a record behind row `seen`, the latest last."""
    behind = [each for each in history if each["seq"] > seen and each["staff"] != reviewer]
    return tuple(
        Meanwhile(
            person=words.person(change["staff"]),
            when=words.when(change["at_ms"]),
            what=_written(change, form, words),
        )
        for change in behind[-MEANWHILE_MAX:]
    )


def _written(change: Document, form: Form | None, words: Words) -> str:
    answers = change["answers"]
    labels = [
        words.answer(form, name, entry["value"]) if name == STATUS else label_of(form, name, words)
        for name, entry in answers.items()
        if name != VERSION and is_read(name, form)
    ]
    return words.listed(labels or [words.say("a remark")])
