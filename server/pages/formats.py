"""The formats of exports: what they are called, and what a browser is told that they are."""

from collections.abc import Iterable, Mapping
from typing import Final

from server.exports.geography import asks_for_place
from server.exports.order import Format
from server.pages.errors import N_
from server.pages.visit import Visit

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".jsonl": "application/jsonl",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMAT_NAMES: Final[Mapping[Format, str]] = {
    Format.csv: N_("CSV text"),
    Format.xlsx: N_("Excel workbook"),
    Format.jsonl: N_("Lines of JSON, for programs"),
    Format.geojson: N_("A map (GeoJSON)"),
}


def formats(visit: Visit, forms: Iterable[str]) -> list[tuple[str, str]]:
    """Formats with their names; a map only where one of these forms asks for a place."""
    whole = visit.station.directory.whole_forms
    mapped = any(asks_for_place(whole[form]) for form in forms if form in whole)
    return [
        (each.value, visit.words.say(name))
        for each, name in FORMAT_NAMES.items()
        if mapped or each is not Format.geojson
    ]
