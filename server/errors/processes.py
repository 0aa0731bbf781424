"""What another process did not do in time, or reported in words of its own."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


@dataclass(eq=False, kw_only=True)
class ProjectorBehind(ServerError):
    """The pages' data did not reach the newest changes within {timeout_s} s."""

    code: ClassVar[str] = "projector_behind"
    status: ClassVar[int] = 503
    hint: ClassVar[str] = "Try again in a moment; nothing is lost."
    timeout_s: float


@dataclass(eq=False, kw_only=True)
class RemoteProblem(ServerError):
    """The server reported a problem that this program does not know."""

    code: ClassVar[str] = "remote_problem"
    detail: str

    def sentence(self) -> str:
        """What the other process said."""
        return self.detail
