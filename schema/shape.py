"""Lines and shapes on the map, as the standard writes them: `latitude longitude …; …`.

A point is latitude and longitude in degrees, perhaps with altitude and accuracy in metres; `;`
stands between points, also where the last one is followed by nothing. A line has two points at
least. A shape ends where it begins, which is added for who leaves it out, and has three others.
"""

import re
from typing import Final

from schema.answer import Value

LATITUDE_MAX: Final = 90
LONGITUDE_MAX: Final = 180
LINE_POINTS_MIN: Final = 2
CORNERS_MIN: Final = 3

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_BETWEEN: Final = re.compile(r"[\s,]+")


def points_of(said: Value) -> list[list[float]] | None:
    """The points of a line or shape, two to four numbers each; None if it is neither."""
    if not isinstance(said, str):
        return None
    parts = [part.strip() for part in said.strip().removesuffix(";").split(";")]
    found = [_point(part) for part in parts]
    points = [point for point in found if point is not None]
    return points if len(points) == len(parts) >= LINE_POINTS_MIN else None


def _point(said: str) -> list[float] | None:
    numbers = [part for part in _BETWEEN.split(said) if part]
    if not 2 <= len(numbers) <= 4 or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    latitude, longitude, *more = map(float, numbers)
    if abs(latitude) > LATITUDE_MAX or abs(longitude) > LONGITUDE_MAX:
        return None
    return [latitude, longitude, *more]


def is_shape(said: Value) -> bool:
    """Whether this is a line that ends where it begins, round something."""
    points = points_of(said)
    if points is None:
        return False
    corners = {(latitude, longitude) for latitude, longitude, *_ in points}
    return points[0][:2] == points[-1][:2] and len(corners) >= CORNERS_MIN


def parse_line(plain: str) -> str | None:
    """The line that was typed in plain characters, as it is kept; None if it is none."""
    if points_of(plain) is None:
        return None
    parts = plain.strip().removesuffix(";").split(";")
    return "; ".join(" ".join(filter(None, _BETWEEN.split(part))) for part in parts)


def parse_shape(plain: str) -> str | None:
    """The same of a shape, closed."""
    line = parse_line(plain)
    if line is not None and not is_shape(line):
        line = f"{line}; {line.partition('; ')[0]}"
    return line if is_shape(line) else None
