"""`/records/ID`: can I accept this? What is wrong stands first, then answers, then the history."""

from starlette.responses import Response

from schema.errors import InvalidRecordId
from schema.grant import Right
from schema.record_id import RecordId
from server.pages.errors import NotThere
from server.pages.frame import Visit
from server.pages.showing import shown_record
from server.views.errors import SetAside
from server.views.history import damaged, history


def record(visit: Visit) -> Response:
    """One record; one answer for one that is absent and one that is not the visitor's to see."""
    try:
        identity = RecordId.parse(visit.request.path_params["record"])
    except InvalidRecordId as error:
        raise NotThere from error
    try:
        document = visit.station.views.record(identity.text, visit.sight, visit.words.lang)
    except SetAside:
        address = visit.words.address(identity.area)
        lost = damaged(visit.station, identity)
        return visit.show("aside.html", 500, address=address, damaged=len(lost))
    if document is None:
        raise NotThere
    shown = shown_record(
        document,
        history(visit.station, identity),
        visit.station.directory.forms.get(identity.form),
        visit.words,
        may_settle=visit.permit.allows(Right.write, identity.area, identity.form),
    )
    lost = damaged(visit.station, identity)
    return visit.show("record.html", record=shown, damaged=len(lost), done=visit.asked("done"))
