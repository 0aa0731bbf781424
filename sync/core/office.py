"""What a server session knows of the world beside the log, and what it hands to its driver.

`Office` is a snapshot of people, devices, grants, areas and forms: a session is judged by one, and
gets a new one when something changed.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from schema.grant import Permit
from sync.core.gate import Authority, Verdict


class Caller(Protocol):
    """A tablet as the directory knows it."""

    @property
    def id(self) -> str:
        """Device id."""

    @property
    def staff(self) -> str:
        """To whom it was last assigned: whose rights to read count."""

    @property
    def assigned(self) -> Set[str]:
        """Everybody to whom it was ever assigned: who may be an author on it."""

    @property
    def revoked(self) -> bool:
        """Whether it was revoked."""


class Office(Authority, Protocol):
    """A snapshot of people, devices, grants, areas and forms."""

    @property
    def devices(self) -> Mapping[str, Caller]:
        """Every tablet by its id."""

    def device_of_token(self, token: str) -> Caller | None:
        """The device that this token was given to, revoked or not."""

    def bundle_etag(self, staff_id: str) -> str:
        """Names the present version of what this person downloads beside the rows."""


def permit_of(office: Office, device: Caller | None) -> Permit | None:
    """What the device's holder may do; None where nothing at all is granted any more."""
    if device is None or device.revoked:
        return None
    permit = office.permit(device.staff)
    return permit if permit is not None and permit.roles else None


@dataclass(frozen=True, slots=True)
class Submission:
    """A push to commit: each change with the gate's verdict, in order."""

    push_id: int
    changes: tuple[tuple[str | None, bytes, Verdict], ...]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What a tablet says of itself, for the devices page."""

    app: str | None
    outbox: int
    clock_ms: int | None = None
    oldest_ms: int | None = None
    free_mb: int | None = None
    battery: int | None = None
