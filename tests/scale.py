"""How much of a long proof is run: a part of it in `make test`, all of it in `make proofs`."""

import json
import os

import pytest

LONG = os.environ.get("DOORSTEP_PROOFS") == "long"

PATIENT = pytest.mark.timeout(12 * 3600 if LONG else 1200)
"""A bound against hanging for ever, for what takes its time: long forms, and slow machines."""


def times(short: int, long: int) -> int:
    """How often something is tried: `long` in `make proofs`, else `short`."""
    return long if LONG else short


def figures(**measured: object) -> None:
    """Prints what a proof has counted, as one line of JSON; seen with `pytest -s`."""
    print(json.dumps(measured, ensure_ascii=False))
