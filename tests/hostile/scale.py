"""How much of it: a short form that runs with every test run, and a long one before a release."""

import json
import os
import sys

LONG = os.environ.get("DOORSTEP_PROOFS") == "long"


def times(short: int, long: int) -> int:
    """The count of this run."""
    return long if LONG else short


def figures(**measured: object) -> None:
    """Says what was measured, for whoever writes figures down; nothing is asserted on it."""
    sys.stdout.write(json.dumps(measured, ensure_ascii=False, sort_keys=True) + "\n")
