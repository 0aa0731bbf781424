"""What a check asks of whoever works in the directory: to catch up, and to mend what it found."""

from server.operations.arguments import Arguments
from server.station import Station


def reach(station: Station, _: Arguments) -> object:
    """Returns once the pages' data has every change committed before.

    Raises:
        ProjectorBehind: it did not get there in time.
    """
    station.wait_for_views()
    return {"ok": True}


def damaged(station: Station, arguments: Arguments) -> object:
    """Takes rows that a check found damaged: tablets that hold them are asked to bring them.

    Raises:
        InvalidRequest: they are not given as scope, number and hash.
    """
    station.note_damage(arguments.rows("rows"))
    return {"ok": True}


OPERATIONS = {"views.reach": reach, "log.damaged": damaged}
