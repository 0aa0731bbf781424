"""The functions of ODK's expressions, each theme in a file of its own.

The names, arguments and results are those of ODK's documentation of form operators and functions;
where it leaves something open JavaRosa's behaviour counts. `FUNCTIONS` has all whose arguments are
worked out first; the few that look at an argument before (`if`, `indexed-repeat` …) stand in
schema.expressions.special.
"""

from collections.abc import Mapping
from typing import Final

from schema.expressions.functions import (
    chance,
    dates,
    geography,
    logic,
    lookups,
    nodesets,
    numbers,
    selects,
    strings,
)
from schema.expressions.functions.function import Function

FUNCTIONS: Final[Mapping[str, Function]] = {
    **chance.TABLE,
    **dates.TABLE,
    **geography.TABLE,
    **logic.TABLE,
    **lookups.TABLE,
    **nodesets.TABLE,
    **numbers.TABLE,
    **selects.TABLE,
    **strings.TABLE,
}
