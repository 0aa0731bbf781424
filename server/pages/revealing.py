"""`/reveal`: a sensitive answer in full, once, for whoever may read its record and says so.

It is written into the audit who saw which answer before it is shown; where that cannot be written,
nothing is shown.
"""

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.clock import now_ms
from server.pages.errors import NotThere
from server.pages.origin import local_path
from server.pages.oversight import phones
from server.pages.values import Document, Powers, is_sensitive, shown_clash
from server.pages.visit import Visit
from server.people import audit
from server.views.errors import SetAside

ACT = "records.reveal"


def reveal(visit: Visit) -> Response:
    """Shows what the answers to one question are, with who wrote them when."""
    question = visit.field("question")
    try:
        record = RecordId.parse(visit.field("record"))
        upto = visit.station.views.upto(record.text)
        document = visit.station.views.record(record.text, visit.sight, visit.words.lang)
    except (InvalidRecordId, SetAside) as error:
        raise NotThere from error
    form = visit.station.directory.whole_forms.get(record.form)
    if document is None or question not in document["answers"] or not is_sensitive(form, question):
        raise NotThere
    _note(visit, record, question)
    answer: Document = document["answers"][question]
    shown = shown_clash(
        record,
        question,
        answer["values"],
        form,
        visit.words,
        powers=Powers.over(visit.permit, record.area, record.form),
        upto=upto,
        phones=phones(visit),
        plain=True,
    )
    return visit.show(
        "revealed.html",
        clash=shown,
        clashing=answer["outcome"] == "clash",
        back=local_path(visit.field("back")),
    )


def _note(visit: Visit, record: RecordId, question: str) -> None:
    person = visit.person.id if visit.person else ""
    visit.station.change(
        lambda connection: audit.record(
            connection,
            at_ms=now_ms(),
            actor=person,
            act=ACT,
            subject=record.text,
            detail={"question": question},
        )
    )
