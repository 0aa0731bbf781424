"""Settings of a server: options, else DOORSTEP_* variables, else doorstep.toml in its directory.

Each setting is one field of `Settings`; its variable is DOORSTEP_ and its name in capitals, its key
in doorstep.toml its name. An unknown key in the file is an error: a misspelt setting that silently
does nothing is worse than none.
"""

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path

from server.errors import SettingError

FILE_NAME = "doorstep.toml"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a server can be told.

    Attributes:
        host: address to listen on; this machine alone by default.
        port: TCP port, 0 for a free one.
        url: address at which tablets reach the server, printed with enrolment codes; None means
            the address that it listens on.
        origins: further web origins (scheme://host[:port]) that may open /sync and post to pages.
        log_format: "text" for people, "json" for machines.
        digest_interval_s: shortest time between two digests of one tablet and scope.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    url: str | None = None
    origins: tuple[str, ...] = ()
    log_format: str = "text"
    digest_interval_s: int = 3600

    @property
    def address(self) -> str:
        """Where tablets will reach a server of these settings: its url, else host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"http://{host}:{self.port}"


def load(
    data: Path, environment: Mapping[str, str], options: Mapping[str, object] | None = None
) -> Settings:
    """The settings in force for a data directory.

    Args:
        data: the data directory; its doorstep.toml need not exist.
        environment: the process's variables.
        options: what the command line gave; None among the values means not given.

    Raises:
        SettingError: a value that its setting cannot take, or an unknown key in the file.
    """
    values: dict[str, object] = {}
    names = {field.name for field in dataclasses.fields(Settings)}
    for name, value in _file(data / FILE_NAME).items():
        if name not in names:
            expected = "one of " + ", ".join(sorted(names))
            raise SettingError(name=name, value=str(value), expected=expected)
        values[name] = value
    for name in names:
        variable = environment.get(f"DOORSTEP_{name.upper()}")
        if variable is not None:
            values[name] = variable
    values.update({k: v for k, v in (options or {}).items() if v is not None})
    return Settings(**{name: _READERS[name](name, value) for name, value in values.items()})  # type: ignore[arg-type]


def _file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(name=str(path), value=str(error), expected="a TOML file") from error


def _text(name: str, value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise SettingError(name=name, value=repr(value), expected="text that is not empty")


def _number(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    raise SettingError(name=name, value=repr(value), expected="a whole number from 0 on")


def _port(name: str, value: object) -> int:
    port = _number(name, value)
    if port > 65535:
        raise SettingError(name=name, value=str(port), expected="0 to 65535")
    return port


def _log_format(name: str, value: object) -> str:
    if value in ("text", "json"):
        return str(value)
    raise SettingError(name=name, value=repr(value), expected="text or json")


def _origins(name: str, value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise SettingError(name=name, value=repr(value), expected="a list of web origins")
    return tuple(part.strip().rstrip("/") for part in parts if part.strip())


_READERS = {
    "host": _text,
    "port": _port,
    "url": _text,
    "origins": _origins,
    "log_format": _log_format,
    "digest_interval_s": _number,
}
