"""Places on the map: distances and areas in metres, by the sphere that JavaRosa uses.

A place is `latitude longitude altitude accuracy`, in degrees and metres; altitude counts for
nothing. A line or a shape is places separated by `;`. Distances follow the spherical law of cosines
on a radius of 6,378,100 m; areas the plane around the first point.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import acos, cos, pi, radians, sin
from typing import Final, TypeAlias

from schema.expressions.errors import FailedExpression
from schema.expressions.functions.function import Function, plain
from schema.expressions.values import Value, scalars, text

RADIUS_M: Final = 6_378_100
_METRES_A_DEGREE: Final = 2 * RADIUS_M * pi / 360

_Point: TypeAlias = tuple[float, float]
"""Latitude and longitude, in degrees."""


def _points(values: Iterable[Value]) -> list[_Point]:
    """The places of all arguments; of lines, shapes and sets of nodes each."""
    said = [text(each) for value in values for each in scalars(value)]
    return [_point(part) for each in said for part in each.split(";") if part.strip()]


def _point(said: str) -> _Point:
    parts = said.split()
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
    except (IndexError, ValueError) as error:
        raise FailedExpression("not_a_place", said=said) from error
    if abs(latitude) > 90 or abs(longitude) > 180 or len(parts) > 4:
        raise FailedExpression("not_a_place", said=said)
    return latitude, longitude


def _between(a: _Point, b: _Point) -> float:
    turn = radians(a[1] - b[1])
    one, two = radians(a[0]), radians(b[0])
    angle = sin(one) * sin(two) + cos(one) * cos(two) * cos(turn)
    return acos(max(-1.0, min(1.0, angle))) * RADIUS_M


def _distance(*values: Value) -> float:
    return sum((_between(a, b) for a, b in pairwise(_points(values))), 0.0)


def _area(value: Value) -> float:
    points = _points([value])
    if len(points) < 3:
        return 0.0
    north, east = points[0]
    plane = [
        ((x - east) * _METRES_A_DEGREE * cos(radians(y)), (y - north) * _METRES_A_DEGREE)
        for y, x in points[1:]
    ]
    return abs(sum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairwise(plane)))


def _inside(point: Value, shape: Value) -> bool:
    """Whether a place lies within a closed shape: a ray from it crosses the border oddly often."""
    places = _points([point])
    if len(places) != 1:
        raise FailedExpression("not_a_place", said=text(point))
    y, x = places[0]
    inside = False
    for (y1, x1), (y2, x2) in pairwise(_points([shape])):
        if (y2 > y) != (y1 > y) and x < (x1 - x2) * (y - y2) / (y1 - y2) + x2:
            inside = not inside
    return inside


TABLE: Final[Mapping[str, Function]] = {
    "distance": plain(_distance, 1, None),
    "area": plain(_area, 1),
    "enclosed-area": plain(_area, 1),
    "geofence": plain(_inside, 2),
}
