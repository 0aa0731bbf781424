"""Operations on areas: list."""

from server.directory import kind_named
from server.operations.arguments import Arguments
from server.station import Station


def list_areas(station: Station, arguments: Arguments) -> object:
    """Documents `area` in the order of the tree, perhaps below one area, perhaps of one kind."""
    directory = station.directory
    prefix, kind_text = arguments.optional_text("prefix"), arguments.optional_text("kind")
    kind = kind_named(kind_text) if kind_text else None
    among = directory.tree.subtree(directory.area_named(prefix).id) if prefix else directory.tree
    return [area.to_json() for area in among if kind is None or area.kind is kind]


OPERATIONS = {"areas.list": list_areas}
