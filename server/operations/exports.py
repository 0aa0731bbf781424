"""Operations of an export that a command makes: before it, and behind it.

The command's own child reads the records; here stand what only the holder of the directory can do.
`exports.prepare` waits until the views hold every row committed before the call, checks the names
and the right, and says what may be in the file; `exports.note` puts the export into the audit, and
only then the command gives the file its name.
"""

from sqlite3 import Connection

from server.clock import now_ms
from server.errors import InvalidRequest
from server.exports.errors import NoExport
from server.exports.noting import note
from server.exports.order import Format, Order, exporting_sight, may_export, moment_ms
from server.exports.running import Made
from server.operations.arguments import Arguments
from server.people.staff import Staff
from server.station import Station


def prepare(station: Station, arguments: Arguments) -> object:
    """The order that was asked for, once everything received before is in the views.

    Raises:
        UnknownForm, UnknownArea, UnknownStaff, UnreadableTime: a name or time that is none.
        NoExport: who acts may take nothing of it away.
        ProjectorBehind: the views did not get there in time.
    """
    actor = arguments.actor(station.directory)
    order = _order(station, arguments, actor)
    if order.reveal and arguments.optional_text("because") is None:
        raise InvalidRequest(reason="reveal goes with because")
    station.wait_for_views()
    return order.to_json()


def note_export(station: Station, arguments: Arguments) -> object:
    """Puts an export that was made into the audit."""
    actor = arguments.actor(station.directory)
    try:
        order = Order.from_json(arguments.mapping("order"))
        made = Made.from_json(arguments.mapping("made"))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRequest(reason="it is no export") from error
    because = arguments.optional_text("because")
    at_ms = now_ms()

    def act(connection: Connection) -> None:
        note(
            connection,
            order,
            made,
            actor=actor.id,
            way="command",
            at_ms=at_ms,
            because=because,
        )

    station.change(act)
    return {"ok": True}


def _order(station: Station, arguments: Arguments, actor: Staff) -> Order:
    directory = station.directory
    form = directory.published_named(arguments.text("form")).id
    area_text = arguments.optional_text("area")
    area = directory.area_named(area_text).id if area_text else None
    named = arguments.optional_text("as") is not None
    if named:
        permit = exporting_sight(directory, actor.id).permit
        reached = area is None or (permit is not None and permit.touches(area))
        if not reached or not may_export(directory, actor.id, form):
            raise NoExport(login=actor.login, form=form)
    since = arguments.optional_text("since")
    return Order(
        form=form,
        format=_format(arguments.text("format")),
        area=area,
        received_ms=moment_ms(since) if since else None,
        labels=arguments.flag("labels"),
        lang=arguments.lang(),
        plain=arguments.flag("plain"),
        reveal=arguments.flag("reveal"),
        irrelevant=arguments.flag("irrelevant"),
        removed=arguments.flag("removed"),
        viewer=actor.id if named else None,
    )


def _format(text: str) -> Format:
    try:
        return Format(text)
    except ValueError as error:
        raise InvalidRequest(reason=f"format is one of {', '.join(Format)}") from error


OPERATIONS = {"exports.prepare": prepare, "exports.note": note_export}
