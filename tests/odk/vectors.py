"""The vectors of ODK expressions, read from their files; README.md describes a vector.

A vector names its instance; here the tree, the lists and the choices of its file stand in it, so
that it can be evaluated alone.
"""

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "schema" / "expressions" / "vectors"
ERROR = {"error": True}
TOLERANCE = 1e-9


@cache
def vectors() -> list[dict[str, Any]]:
    """All vectors, file by file."""
    return [vector for path in sorted(FOLDER.glob("*.json")) for vector in _read(path)]


def _read(path: Path) -> list[dict[str, Any]]:
    file = json.loads(path.read_text("utf-8"))
    instances = file["instances"]
    return [
        {
            **vector,
            "topic": path.stem,
            "tree": instances[vector["instance"]],
            "lists": file.get("lists", {}),
            "choices": file.get("choices", {}).get(vector["instance"], {}),
            **({"last_saved": instances[vector["last_saved"]]} if "last_saved" in vector else {}),
        }
        for vector in file["vectors"]
    ]


def same(vector: dict[str, Any], expected: object, told: object) -> bool:
    """Whether two values are one; numbers but for the rounding of their last digits."""
    if ERROR in (expected, told) or vector["type"] != "number":
        return type(expected) is type(told) and expected == told
    one, other = float(expected), float(told)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=vector.get("within", 0.0))
