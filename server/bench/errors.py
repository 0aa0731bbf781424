"""What a benchmark refuses: a branch of the server's tree.

ServerError
└── BenchFailed     it could not be run
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


@dataclass(eq=False, kw_only=True)
class BenchFailed(ServerError):
    """The benchmark could not be run: {reason}."""

    code: ClassVar[str] = "bench_failed"
    hint: ClassVar[str] = ""
    reason: str
