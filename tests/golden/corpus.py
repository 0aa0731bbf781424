"""The corpus of known killers and its controls, as bytes. Any test may use it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CORPUS = json.loads((Path(__file__).parent / "killers.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Killer:
    """An update that must be refused, with the code of the refusal."""

    name: str
    code: str
    data: bytes


def _bytes(case: dict[str, Any]) -> bytes:
    return b"".join(bytes.fromhex(part) * times for part, times in case["parts"])


KILLERS = tuple(Killer(case["name"], case["code"], _bytes(case)) for case in _CORPUS["killers"])

CONTROLS = {case["name"]: _bytes(case) for case in _CORPUS["controls"]}
"""Honest changes that differ from killers in what is planted alone."""
