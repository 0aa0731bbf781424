"""What keeps a server from starting: a setting, or somebody else's port."""

from dataclasses import dataclass
from typing import ClassVar

from server.errors.base import ServerError


@dataclass(eq=False, kw_only=True)
class SettingError(ServerError):
    """The setting {name} cannot be {value}."""

    code: ClassVar[str] = "setting"
    status: ClassVar[int] = 400
    hint: ClassVar[str] = "Expected: {expected}."
    name: str
    value: str
    expected: str


@dataclass(eq=False, kw_only=True)
class PortInUse(ServerError):
    """Port {port} on {host} is in use."""

    code: ClassVar[str] = "port_in_use"
    status: ClassVar[int] = 409
    hint: ClassVar[str] = "Name another one with --port, or --port 0 for a free one."
    host: str
    port: int
