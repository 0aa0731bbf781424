"""The vectors of ODK's expressions: our evaluator says what those that made them say.

`tests/odk` holds each vector against ODK's own evaluator and Enketo's, so no expected value here
comes from the code under test.
"""

import math
from datetime import datetime
from typing import Any

import pytest

from schema.expressions.errors import ExpressionError
from schema.expressions.places import Place
from schema.expressions.values import Value, number, text, truth
from tests.odk.vectors import ERROR, same, vectors
from tests.schema.expressions.trees import NOON, Record, record

VECTORS = vectors()


def _record(vector: dict[str, Any]) -> Record:
    lists = vector["lists"]

    def label(place: Place, choice: str) -> str:
        rows = lists.get(vector["choices"].get("/" + "/".join(place), ""), [])
        return next((row["label"] for row in rows if row["name"] == choice), "")

    now = datetime.fromisoformat(vector["now"]) if "now" in vector else NOON
    return record(vector["tree"], lists, now=now, label=label, saved=vector.get("last_saved", {}))


def _told(vector: dict[str, Any]) -> object:
    try:
        value = _record(vector).value(vector["expression"], vector["at"])
        return _as(vector["type"], value)
    except ExpressionError:
        return ERROR


def _as(kind: str, value: Value) -> object:
    if kind == "string":
        return text(value)
    if kind == "boolean":
        return truth(value)
    found = number(value)
    if math.isfinite(found):
        return found
    return "NaN" if math.isnan(found) else "Infinity" if found > 0 else "-Infinity"


@pytest.mark.parametrize("topic", sorted({vector["topic"] for vector in VECTORS}))
def test_an_expression_is_worth_what_odk_says(topic: str) -> None:
    about = [vector for vector in VECTORS if vector["topic"] == topic]
    told = [(vector, _told(vector)) for vector in about]
    assert [] == [
        (vector["about"], vector["expression"], vector["expected"], value)
        for vector, value in told
        if not same(vector, vector["expected"], value)
    ]
