"""Which records a question may name: those near its place, or those that hold what was searched.

A person chooses by titles and never types an id. Without a search the latest at the place itself,
below it and above it are offered; with one whatever holds the words, as far as the visitor may read
it. The list is bounded, and says when there are more.
"""

from collections.abc import Iterator, Sequence

from schema.area import AreaId
from schema.question import Question
from schema.record_id import RecordId
from schema.reference import referred
from server.pages.filling.choices import FOUND_MAX, Offered, Option
from server.pages.filling.subject import VOID, Subject
from server.pages.related import title, title_of
from server.pages.values import Document
from server.pages.visit import Visit
from server.views.asking import Filter


def offered_records(
    visit: Visit, subject: Subject, question: Question, chosen: Sequence[str], sought: str
) -> Offered | None:
    """What a field offers that names a record; None where its form is not known here.

    Args:
        visit: whose.
        subject: what the page is of.
        question: the field's.
        chosen: what stands in it: an id, or a key.
        sought: what was searched for.
    """
    known, area = visit.station.directory, subject.area
    if question.refers not in known.forms or area is None:
        return None
    found = list(_found(visit, question.refers, area, sought))
    visit.note_reads(document["id"] for document in found)
    options = [
        Option(name=document["id"], label=title(visit, document), chosen=document["id"] in chosen)
        for document in found[:FOUND_MAX]
    ]
    offered = {option.name for option in options}
    kept = [
        Option(name=name, label=_title(visit, subject, question, name), chosen=True)
        for name in chosen
        if name not in offered
    ]
    return Offered(
        options=(*kept, *options),
        searched=True,
        count=visit.station.views.count(Filter(form=question.refers), visit.sight),
        more=len(found) > FOUND_MAX,
    )


def _found(visit: Visit, form: str, area: AreaId, sought: str) -> Iterator[Document]:
    """The records to choose from, one more than are shown."""
    views, lang = visit.station.views, visit.words.lang
    tree = visit.station.directory.tree
    if sought:
        several = [Filter(form=form, text=sought)]
    else:
        several = [Filter(form=form, areas=tree.lineage(area))]
        several += [Filter(form=form, area=area)] if area in tree else []
    seen: set[str] = set()
    for wanted in several:
        for _, document in views.page(wanted, visit.sight, lang, limit=FOUND_MAX + 1):
            if document["id"] not in seen and document["status"] != VOID:
                seen.add(document["id"])
                yield document


def _title(visit: Visit, subject: Subject, question: Question, name: str) -> str:
    """What stands in the field already: the record that it names, else as it is."""
    known = visit.station.directory
    assert subject.area is not None, "records are named at a place"
    own = subject.record or RecordId.of(subject.form.id, subject.area)
    record = referred(question, own, name, known.forms, known.tree)
    said = title_of(visit, record.text) if record else ""
    if said and record:
        visit.note_reads([record.text])
    return said or visit.words.value(question, name)
