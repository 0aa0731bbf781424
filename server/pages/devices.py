"""`/devices`: has every tablet delivered? How many have, then those that have not.

Shutting a tablet out is asked twice, with what it has not delivered before one's eyes.
"""

from starlette.responses import Response

from server.operations import devices as operations
from server.operations.arguments import Arguments
from server.pages.errors import NotThere
from server.pages.oversight import (
    OVERSEEING,
    actor,
    asked_area,
    communities,
    require,
    works_in,
)
from server.pages.tablets import Standing, Tablet, tablets
from server.pages.visit import Visit


def devices(visit: Visit) -> Response:
    """The tablets of all whom the visitor oversees, perhaps of one area."""
    require(visit, *OVERSEEING)
    area = asked_area(visit)
    people = visit.station.directory.staff.values()
    found = tablets(visit, [each.id for each in people if works_in(visit, each, area)])
    in_use = [tablet for tablet in found if tablet.standing is not Standing.revoked]
    complete = [tablet for tablet in in_use if tablet.standing is Standing.complete]
    open_ones = [tablet for tablet in in_use if tablet.standing is not Standing.complete]
    return visit.show(
        "devices.html",
        count=len(in_use),
        open=open_ones,
        complete=complete,
        revoked=[tablet for tablet in found if tablet.standing is Standing.revoked],
        differing=[tablet for tablet in in_use if tablet.standing is Standing.differs],
        area=area or "",
        area_name=visit.words.area(area) if area else "",
        areas=communities(visit),
        done=visit.asked("done"),
    )


def revoke(visit: Visit) -> Response:
    """Asks whether a tablet shall be shut out, and does it."""
    tablet = _manageable(visit)
    if visit.request.method != "POST":
        return visit.show("revoke.html", tablet=tablet)
    operations.revoke(visit.station, Arguments({"id": tablet.id, "as": actor(visit)}))
    return visit.go("/devices?done=revoked")


def _manageable(visit: Visit) -> Tablet:
    """The tablet of the address; one answer for all that the visitor may not shut out."""
    wanted = visit.request.path_params["device"]
    device = visit.station.directory.devices.get(wanted)
    found = tablets(visit, [device.staff]) if device else []
    for tablet in found:
        if tablet.id == wanted and tablet.manageable:
            return tablet
    raise NotThere
