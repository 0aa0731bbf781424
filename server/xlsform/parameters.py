"""The column `parameters`: what further a question's type needs to know, as `name=value`."""

import re
from collections.abc import Mapping
from typing import Final

from server.xlsform.cells import Cell
from server.xlsform.halfwidth import half_width
from server.xlsform.kinds import FROM_FILE, SELECTS
from server.xlsform.problems import Findings

_PAIR: Final = re.compile(r"\s*([^\s=,;]+)\s*=\s*([^\s=,;]+)\s*[,;]?")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_RANGE: Final = frozenset({"start", "end", "step"})
_FILE: Final = frozenset({"value", "label"})
_UNUSED: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"rows"}),
    "image": frozenset({"max-pixels", "app"}),
    "geopoint": frozenset({"capture-accuracy", "warning-accuracy", "allow-mock-accuracy"}),
    "geotrace": frozenset({"allow-mock-accuracy", "incremental"}),
    "geoshape": frozenset({"allow-mock-accuracy", "incremental"}),
    "range": frozenset({"tick_interval", "tick_labelset", "placeholder"}),
    **{select: frozenset({"randomize", "seed"}) for select in SELECTS},
}
"""What the standard has and changes nothing here, by kind."""


def parameters_of(cell: Cell, kind: str, findings: Findings) -> Mapping[str, str]:
    """The parameters of a question that mean something; what does not is told."""
    text = half_width(cell.text)
    if _PAIR.sub("", text).strip():
        findings.problem(cell, "parameters", said=cell.text)
        return {}
    known = _RANGE if kind == "range" else _FILE if kind in FROM_FILE else frozenset()
    found: dict[str, str] = {}
    for name, value in _PAIR.findall(text):
        if name.lower() in known:
            found[name.lower()] = value
        elif name.lower() in _UNUSED.get(kind, frozenset()):
            findings.warn(cell, "parameter_unused", about=("parameter", kind, name), name=name)
        else:
            findings.problem(cell, "unknown_parameter", kind=kind, said=name)
    if kind == "range":
        _check_range(cell, found, findings)
    return found


def _check_range(cell: Cell, found: Mapping[str, str], findings: Findings) -> None:
    for name, value in found.items():
        if not _NUMBER.fullmatch(value) or (name == "step" and float(value) == 0):
            findings.problem(cell, "parameter_value", name=name, said=value)
