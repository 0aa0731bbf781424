"""The mutants that `make test` tries: some of each file, all of which can be found."""

from collections.abc import Sequence

from tests.schema.mutants.equal import EQUAL
from tests.schema.mutants.mutator import Mutant

ONE_IN = 400


def sample(known: Sequence[Mutant]) -> Sequence[Mutant]:
    """Those at even distances in the text of a file, from its first on."""
    return [mutant for mutant in known if mutant.name not in EQUAL][::ONE_IN]
