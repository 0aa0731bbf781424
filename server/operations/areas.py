"""Operations on areas: list, move.

A move gives an area another parent. Ids and rows stay as they are, and so do scopes; who may read
and write what lies below it follows the tree, on open sessions within the act.
"""

from sqlite3 import Connection

from schema.area import Area
from schema.grant import Right
from server.clock import now_ms
from server.directory import Directory, kind_named
from server.errors import BelowItself, LiesThere, NoRight, TopOfTree, WrongLevel
from server.operations.arguments import Arguments
from server.people import areas, audit
from server.people.staff import Staff
from server.station import Station


def list_areas(station: Station, arguments: Arguments) -> object:
    """Documents `area` in the order of the tree, perhaps below one area, perhaps of one kind."""
    directory = station.directory
    prefix, kind_text = arguments.optional_text("prefix"), arguments.optional_text("kind")
    kind = kind_named(kind_text) if kind_text else None
    among = directory.tree.subtree(directory.area_named(prefix).id) if prefix else directory.tree
    return [area.to_json() for area in among if kind is None or area.kind is kind]


def move(station: Station, arguments: Arguments) -> object:
    """Puts an area with all that lies below it under another one.

    Raises:
        UnknownArea: one of the two is not there.
        NoRight: whoever acts has no right to areas in one of the two.
        TopOfTree, LiesThere, BelowItself, WrongLevel: it cannot lie there, or does already.
    """
    area, parent = arguments.text("area"), arguments.text("parent")
    at_ms = now_ms()

    def act(connection: Connection) -> None:
        # Asked here, on the writer's thread: of two moves at once the second sees the first.
        directory = station.directory
        actor = arguments.actor(directory)
        moved, under = directory.area_named(area), directory.area_named(parent)
        _refuse(directory, actor, moved, under)
        touched = directory.tree.scopes_below(moved.id, station.log.heads())
        areas.move(connection, moved.id, under.id, touched)
        audit.record(
            connection,
            at_ms=at_ms,
            actor=actor.id,
            act="areas.move",
            subject=moved.id,
            detail={"from": directory.tree.parent(moved.id), "to": under.id},
        )

    station.change(act)
    return {"ok": True}


def _refuse(directory: Directory, actor: Staff, moved: Area, under: Area) -> None:
    """Refuses what is no move that this person may make."""
    tree = directory.tree
    for area in (moved.id, under.id):
        if not directory.permit(actor.id).allows(Right.areas, area, None):
            raise NoRight(login=actor.login, area=area)
    present = tree.parent(moved.id)
    if present is None:
        raise TopOfTree(area=moved.id)
    if under.id == present:
        raise LiesThere(area=moved.id, parent=under.id)
    if moved.id in tree.lineage(under.id):
        raise BelowItself(area=moved.id, parent=under.id)
    kinds = tree.may_lie_in(moved)
    if under.kind not in kinds:
        raise WrongLevel(
            area=moved.id,
            parent=under.id,
            found_kind=under.kind.value,
            kinds=tuple(kind.value for kind in kinds),
        )


OPERATIONS = {"areas.list": list_areas, "areas.move": move}
