"""`/records/ID`: can I accept this? What is wrong stands first, then answers, then the history."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.form import OPEN, Form
from schema.record_id import RecordId
from schema.whole_form import as_made
from server.pages.errors import NotThere
from server.pages.filling.subject import way_to_correct
from server.pages.oversight import phones
from server.pages.records import is_number
from server.pages.related import children, targets
from server.pages.reviewed import Meanwhile, written_since
from server.pages.showing import shown_record
from server.pages.values import Document, Powers
from server.pages.visit import Visit
from server.pages.ways import way_to_glance
from server.views.errors import SetAside
from server.views.history import damaged, history


def record(visit: Visit) -> Response:
    """One record; one answer for one that is absent and one that is not the visitor's to see."""
    try:
        identity = RecordId.parse(visit.request.path_params["record"])
    except InvalidRecordId as error:
        raise NotThere from error
    return record_page(visit, identity)


def record_page(
    visit: Visit,
    identity: RecordId,
    *,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The page of a record.

    Args:
        visit: whose; the rights are asked here.
        identity: the record.
        status: of the answer.
        problem: why what was sent to return it could not be done.
        typed: what was typed there, by the field's name.
    """
    station = visit.station
    try:
        upto = station.views.upto(identity.text)  # first: so the page shows that much at least
        document = station.views.record(identity.text, visit.sight, visit.words.lang)
    except SetAside:
        address = visit.words.address(identity.area)
        lost = damaged(station, identity)
        return visit.show("aside.html", 500, address=address, damaged=len(lost))
    if document is None:
        raise NotThere
    visit.note_reads([identity.text])
    written, form = history(station, identity), form_as_made(visit, identity, document)
    shown = shown_record(
        document,
        written,
        form,
        visit.words,
        targets=targets(visit, document),
        powers=Powers.over(visit.permit, identity.area, identity.form),
        upto=upto,
        phones=phones(visit),
    )
    return visit.show(
        "record.html",
        status,
        record=shown,
        damaged=len(damaged(station, identity)),
        place=way_to_glance(visit, identity.area),
        correct=way_to_correct(visit, identity, document["status"]),
        children=children(visit, identity),
        going_on=document["status"] in OPEN,
        done=visit.asked("done"),
        meanwhile=_meanwhile(visit, written, form),
        again=visit.asked("again"),
        problem=problem,
        typed=typed or {},
    )


def form_as_made(visit: Visit, identity: RecordId, document: Document) -> Form | None:
    """The form in the words of the version that the record was made with."""
    known = visit.station.directory
    form, whole = known.forms.get(identity.form), known.whole_forms.get(identity.form)
    if form is None:
        return None
    return as_made(form, document["version"], document["status"], document["answers"], whole)


def _meanwhile(
    visit: Visit, written: Sequence[Document], form: Form | None
) -> tuple[Meanwhile, ...]:
    """What others wrote behind what the visitor saw when they decided; nothing if they did not."""
    seen, reviewer = visit.asked("seen"), visit.person.id if visit.person else ""
    if not is_number(seen):
        return ()
    return written_since(written, int(seen), reviewer, form, visit.words)
