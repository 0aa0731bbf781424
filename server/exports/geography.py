"""GeoJSON (RFC 7946): each record as a feature where it was recorded, so that a map shows it.

A record stands at the first place that it answers, be it a point, a line or a shape; one without a
place is there too, with no geometry. Rows of repeats that ask for a place are features of their
own, which lead back to their record. What stands in the tables for machines stands in the
properties. A place that is sensitive is hidden with all else that is, unless it was asked for in
full.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from schema.answer import Value
from schema.fitting import is_place
from schema.form import Form
from schema.outline import Located
from schema.question import Kind
from schema.shape import is_shape, points_of
from server.exports.columns import Table
from server.exports.errors import NoPlaces
from server.exports.rows import Line
from server.exports.writing import Written

_BEGIN: Final = '{"type":"FeatureCollection","features":[\n'
_END: Final = "\n]}\n"
_ALTITUDE_AT: Final = 2
_PLACES: Final = frozenset({Kind.geopoint, Kind.geotrace, Kind.geoshape})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class Features:
    """One file.

    Args:
        file: where.
        form: of all versions.
        tables: those of the form for machines, the first that of the records.
        reveal: sensitive places too.

    Raises:
        NoPlaces: the form never asks for a place.
    """

    def __init__(self, file: Path, form: Form, tables: Sequence[Table], *, reveal: bool) -> None:
        asked = {table.name: dict(_places(form, table, reveal=reveal)) for table in tables}
        if not any(asked.values()):
            raise NoPlaces(form=form.id)
        self._tables = [(table, asked[table.name]) for table in tables]
        self._path = file
        self._file = file.open("x", encoding="utf-8", newline="\n")
        self._file.write(_BEGIN)
        self._rows = self._features = 0

    def add(self, line: Line) -> None:
        """Writes one record, and those of its rows that have a place."""
        for table, names in self._tables:
            for each in table.lines(line):
                geometry = _geometry(each, names)
                if not table.name or geometry is not None:
                    self._write(table, each, geometry)
        self._rows += 1

    def close(self) -> list[Written]:
        """Ends the file."""
        self._file.write(_END)
        self._file.close()
        return [Written(file=self._path, rows=self._rows)]

    def _write(self, table: Table, line: Line, geometry: dict[str, Any] | None) -> None:
        pairs = zip(table.columns, table.cells(line), strict=True)
        properties: dict[str, Any] = {column.header: cell for column, cell in pairs}
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        self._file.write((",\n" if self._features else "") + _encode(feature))
        self._features += 1


def asks_for_place(form: Form) -> bool:
    """Whether a form asks for a place anywhere."""
    return any(each.question.kind in _PLACES for each in form.walk())


def _places(form: Form, table: Table, *, reveal: bool) -> Iterator[tuple[str, Kind]]:
    """The places that a table's rows are asked for and that may be shown, by name."""
    located: Sequence[Located] = form.outline
    for name in table.repeats:
        located = next(each.inner for each in located if each.name == name)
    for each in located:
        if each.question.kind in _PLACES and (reveal or not each.question.sensitive):
            yield each.name, each.question.kind


def _geometry(line: Line, names: Mapping[str, Kind]) -> dict[str, Any] | None:
    """The first place that a line of a table answers."""
    found = (_placed(kind, line.value(name)) for name, kind in names.items())
    return next((each for each in found if each is not None), None)


def _placed(kind: Kind, value: Value) -> dict[str, Any] | None:
    """An answer as a geometry (RFC 7946, 3.1); None where it is none."""
    if kind is Kind.geopoint:
        if not isinstance(value, list) or not is_place(value):
            return None
        return {"type": "Point", "coordinates": _position(value)}
    points = points_of(value)
    if points is None or (kind is Kind.geoshape and not is_shape(value)):
        return None
    line = [_position(point) for point in points]
    if kind is Kind.geotrace:
        return {"type": "LineString", "coordinates": line}
    return {"type": "Polygon", "coordinates": [_counterclockwise(line)]}


def _position(numbers: Sequence[Any]) -> list[Any]:
    """Longitude, latitude, and altitude where it was measured (RFC 7946, 3.1.1)."""
    return [numbers[1], numbers[0], *numbers[_ALTITUDE_AT : _ALTITUDE_AT + 1]]


def _counterclockwise(ring: list[list[Any]]) -> list[list[Any]]:
    """An outer ring in the direction that it has to have (RFC 7946, 3.1.6)."""
    turn = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    return ring[::-1] if turn > 0 else ring
