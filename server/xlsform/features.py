"""Lists in GeoJSON (RFC 7946), as the standard takes them: each feature is a choice with its place.

Its properties are columns, beside `id`, `title` and `geometry`, which is written as places are in
answers. A choice is named by `id` and called by `title`, where the sheet names no other columns.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ID: Final = "id"
TITLE: Final = "title"
SUFFIX: Final = ".geojson"
_GEOMETRY: Final = "geometry"


def rows_of(path: Path) -> Sequence[Sequence[str]]:
    """The features as a table, its header first; ValueError says in a few words why there is none.

    OSError if it cannot be read.
    """
    try:
        found = json.loads(path.read_text("utf-8-sig"))
        features = found["features"]
        lines = [_line(feature) for feature in features]
    except (KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise ValueError("GeoJSON?") from error
    columns = [*dict.fromkeys(name for line in lines for name in line)]
    return [columns, *([line.get(column, "") for column in columns] for line in lines)]


def _line(feature: Mapping[str, Any]) -> dict[str, str]:
    """One feature by its columns."""
    own = {str(name): _text(value) for name, value in (feature.get("properties") or {}).items()}
    named = {ID: _text(feature[ID])} if ID in feature else {}
    return {ID: "", TITLE: "", **own, **named, _GEOMETRY: _place(feature.get(_GEOMETRY))}


def _place(geometry: Mapping[str, Any] | None) -> str:
    """A geometry as an answer has it: points with `;` between, latitude first."""
    if geometry is None:
        return ""
    at = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return _point(at)
        case "LineString":
            return "; ".join(map(_point, at))
        case "Polygon" if len(at) == 1:
            return "; ".join(map(_point, at[0]))
    raise ValueError(f"{geometry['type']}?")


def _point(position: Sequence[float]) -> str:
    longitude, latitude, *more = position
    return " ".join(_text(each) for each in (latitude, longitude, more[0] if more else 0, 0))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else json.dumps(value, ensure_ascii=False)
