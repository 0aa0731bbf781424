"""A record as a page shows it: documents turned into lines of words.

Pure but for the words: the documents come from the views and the log.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schema.form import Form
from schema.record_id import RecordId
from server.pages.answers import Group, Looks, blank, shown_groups, whole_label
from server.pages.related import Target
from server.pages.reviewed import ShownReview, shown_review
from server.pages.values import (
    Document,
    Powers,
    Said,
    ShownClash,
    is_read,
    label_of,
    shown_clash,
    text_of,
)
from server.pages.words import State, Words
from sync.core.record import VERSION


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One change in the history."""

    person: str
    when: str
    remark: str | None
    here: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRecord:
    """A record's page, problems first.

    `blank` are questions without an answer, with labels; `kept` are answers to questions that are
    not asked any more; `parents` the records that its keys name, each with its question's label.
    """

    id: str
    address: str
    subject: str
    state: State
    merged: bool
    review: ShownReview
    created: Said
    clashes: tuple[ShownClash, ...]
    flags: int
    groups: tuple[Group, ...]
    kept: tuple[Group, ...]
    blank: tuple[tuple[str, str], ...]
    remarks: tuple[Said, ...]
    history: tuple[Act, ...]
    parents: tuple[tuple[str, Target], ...]


def shown_record(
    document: Document,
    history: Sequence[Document],
    form: Form | None,
    words: Words,
    *,
    targets: Mapping[str, Target],
    powers: Powers,
    upto: int,
    phones: Callable[[str], str],
) -> ShownRecord:
    """The page of a record from document `record`, shown up to row `upto`, and its history.

    `targets` are the records that it names and the visitor may open, by the question's path;
    `phones` gives the numbers of those whose answers clash.
    """
    record = RecordId.parse(document["id"])
    answers: Mapping[str, Document] = document["answers"]
    gone = frozenset(document["irrelevant"])
    asked = {name: each for name, each in answers.items() if name not in gone}
    kept = {name: each for name, each in answers.items() if name in gone}
    looks = Looks(
        form=form,
        words=words,
        powers=powers,
        history=history,
        answers=answers,
        gone=gone,
        targets=targets,
    )
    return ShownRecord(
        id=record.text,
        address=words.address(record.area),
        subject=words.subject(record),
        state=words.state(document["status"]),
        merged=document["merged"],
        review=shown_review(document, form, words, powers=powers, upto=upto),
        created=Said(
            text="",
            person=words.person(document["created_by"]),
            when=words.when(document["created_ms"]),
            change=0,
            shown=True,
        ),
        clashes=tuple(_clashes(record, looks, upto=upto, phones=phones)),
        flags=sum(len(answer["flags"]) for answer in answers.values()),
        groups=shown_groups(asked, looks),
        kept=shown_groups(kept, looks),
        blank=tuple(blank(looks)),
        remarks=tuple(
            _remark(remark, words) for remark in document["remarks"] if not _told(remark, document)
        ),
        history=tuple(_act(change, form, words) for change in history),
        parents=tuple(
            (label_of(form, path, words), target)
            for path, target in targets.items()
            if not answers[path]["values"]
        ),
    )


def _clashes(
    record: RecordId, looks: Looks, *, upto: int, phones: Callable[[str], str]
) -> Iterator[ShownClash]:
    """What a person has to choose between, each called with the rows around it."""
    for name, answer in looks.answers.items():
        if answer["outcome"] == "clash":
            clash = shown_clash(
                record,
                name,
                answer["values"],
                looks.form,
                looks.words,
                powers=looks.powers,
                upto=upto,
                phones=phones,
            )
            yield replace(clash, label=whole_label(name, looks))


def _told(remark: Document, document: Document) -> bool:
    """Whether a remark stands among the reasons of a return already."""
    review = document["review"]
    return review is not None and any(r["change"] == remark["change"] for r in review["reasons"])


def _remark(remark: Document, words: Words) -> Said:
    return Said(
        text=remark["text"],
        person=words.person(remark["staff"]),
        when=words.when(remark["at_ms"]),
        change=remark["change"],
        shown=True,
    )


def _act(change: Document, form: Form | None, words: Words) -> Act:
    return Act(
        person=words.person(change["staff"]),
        when=words.when(change["at_ms"]),
        remark=change["remark"],
        here=change["device"] == "server",
        lines=tuple(
            (label_of(form, name, words), text_of(entry["value"], form, name, words))
            for name, entry in change["answers"].items()
            if name != VERSION and is_read(name, form)
        ),
    )
