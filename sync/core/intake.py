"""What a session has taken and not answered yet: judged at once, committed by somebody else.

Invariant: every push taken is handed out once by `fresh` and stays pending until it is answered;
how much is pending bounds what is read.
"""

from typing import Final

from sync.core.errors import RemoteError
from sync.core.gate import judge
from sync.core.messages import Push
from sync.core.office import Caller, Office, Submission

UNCOMMITTED_BYTES_MAX: Final = 1024 * 1024
"""Of pushed changes not committed yet; beyond it the socket is not read."""

PENDING_BYTES: Final = 256
"""What a push, and each change, holds beside its bytes and ids: many tiny ones count too."""


class Intake:
    """The pushes of one session."""

    def __init__(self) -> None:
        self._fresh: list[Submission] = []
        self._pending: dict[int, Submission] = {}
        self._pending_bytes = 0

    @property
    def full(self) -> bool:
        """Whether nothing more shall be read until something was committed."""
        return self._pending_bytes >= UNCOMMITTED_BYTES_MAX

    @property
    def empty(self) -> bool:
        """Whether every push taken was answered."""
        return not self._pending

    def take(self, push: Push, device: Caller, office: Office, *, deposit: bool) -> None:
        """Judges a push of this device by today's office; RemoteError where its id is in use."""
        if push.id in self._pending:
            raise RemoteError("malformed", "id: of a push not answered yet")
        changes = tuple(
            (record, data, judge(record, data, device.assigned, office, deposit=deposit))
            for record, data in push.changes
        )
        sizes = (len(record or "") + len(data) + PENDING_BYTES for record, data in push.changes)
        submission = Submission(push.id, changes, PENDING_BYTES + sum(sizes))
        self._pending[push.id] = submission
        self._pending_bytes += submission.size_bytes
        self._fresh.append(submission)

    def fresh(self) -> list[Submission]:
        """The pushes to commit since the last call."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def answered(self, push_id: int) -> Submission:
        """The push that was committed; it is not pending any more."""
        submission = self._pending.pop(push_id)
        self._pending_bytes -= submission.size_bytes
        return submission
