"""What a forked child can be asked to do, by name."""

from collections.abc import Callable, Mapping

from tests.faults.serving import serve
from tests.faults.working import work

JOBS: Mapping[str, Callable[..., int]] = {"serve": serve, "work": work}
