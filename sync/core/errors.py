"""What can go wrong in the core, as one tree.

SyncError
├── ChangeRefused            refused by the grammar or a bound; judged alone
│   ├── Malformed
│   └── TooLarge
├── RemoteError              the other side broke the protocol; the session ends
└── LocalError               a session was used wrongly: never the peer's fault

A refused change never ends a session, a RemoteError always does: whose fault it is, is in the type,
and the code is looked up in `catalogue` in one place.
"""


class SyncError(Exception):
    """Something in the synchronisation core failed."""

    def __str__(self) -> str:
        """The text given, else the docstring's first line, which a person can read."""
        return super().__str__() or (type(self).__doc__ or "").splitlines()[0]


class ChangeRefused(SyncError):
    """This change cannot be accepted as it is."""

    code = "malformed"


class Malformed(ChangeRefused):
    """The bytes are no change: they break the grammar or the shape of one."""

    code = "malformed"


class TooLarge(ChangeRefused):
    """The change is larger than 64 KiB."""

    code = "too_large"


class RemoteError(SyncError):
    """The other side broke the protocol.

    Args:
        name: the catalogue's name of the problem, which decides the close code.
        reason: one line for the log and the peer; names the field at fault, never its content.
        retry_after_ms: how long the peer shall wait, where the sender knows it.
    """

    def __init__(self, name: str, reason: str, retry_after_ms: int | None = None) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
        self.retry_after_ms = retry_after_ms


class LocalError(SyncError):
    """A session was asked for something that its state does not allow."""
