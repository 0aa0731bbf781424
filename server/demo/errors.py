"""What can go wrong in a demonstration, beside what goes wrong in a server.

ServerError
└── DemoFailed
"""

from dataclasses import dataclass
from typing import ClassVar

from server.errors import ServerError


@dataclass(eq=False, kw_only=True)
class DemoFailed(ServerError):
    """The demonstration stopped: {reason}."""

    code: ClassVar[str] = "demo_failed"
    hint: ClassVar[str] = ""
    reason: str
