"""What a process that reads foreign files may take: little memory, little time, and no file."""

import resource
from typing import Final

MEMORY_MIB_MAX: Final = 1024
"""Of addresses. A form of 1,000 rows takes 250, half of it pyxform and the interpreter; a list of
20,000 households half as much."""

PROCESSOR_S_MAX: Final = 30
"""A form of 1,000 rows takes 2, a list of 20,000 households less than 1."""

_LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY_MIB_MAX * 2**20),
    (resource.RLIMIT_CPU, PROCESSOR_S_MAX),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def limit() -> None:
    """Bounds this process from now on; before a byte of the file is looked at."""
    for kind, most in _LIMITS:
        resource.setrlimit(kind, (most, most))
