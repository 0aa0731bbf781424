"""Settings of a server: options, else DOORSTEP_* variables, else doorstep.toml in its directory.

Each setting is one field of `Settings`; its variable is DOORSTEP_ and its name in capitals, its key
in doorstep.toml its name. An unknown key in the file is an error: a misspelt setting that silently
does nothing is worse than none. Where each value comes from is known (`look_up`), and what is shown
of it holds no secret: of an address the part before @ is masked.
"""

import dataclasses
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from server.errors import SettingError

FILE_NAME = "doorstep.toml"

PREFIX: Final = "DOORSTEP_"
"""Of the variables' names."""

OTHER_VARIABLES: Final = frozenset({"DATA", "LANG", "PROOFS", "TABLET_HOME"})
"""What Doorstep's programs read from the environment beside settings, without the prefix."""

_CREDENTIALS = re.compile(r"(?<=://)[^/\s]*(?=@)")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting and where its value comes from.

    Attributes:
        name: of the field of `Settings`.
        value: as it is in force.
        source: "option", "environment", "file" or "default".
        place: the option, the variable or the file; None for a default.
    """

    name: str
    value: object
    source: str
    place: str | None = None

    def to_json(self) -> dict[str, object]:
        """What may be shown of it."""
        return {
            "name": self.name,
            "value": _masked(self.value),
            "source": self.source,
            "place": self.place,
        }


def _masked(value: object) -> object:
    if isinstance(value, str):
        return _CREDENTIALS.sub("***", value)
    return [_masked(each) for each in value] if isinstance(value, tuple) else value


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
        found: where each comes from, if they were looked up.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    url: str | None = None
    origins: tuple[str, ...] = ()
    log_format: str = "text"
    digest_interval_s: int = 3600
    found: tuple[Setting, ...] = dataclasses.field(default=(), compare=False, repr=False)

    @property
    def address(self) -> str:
        """Where tablets will reach a server of these settings: its url, else host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"http://{host}:{self.port}"


def load(
    data: Path, environment: Mapping[str, str], options: Mapping[str, object] | None = None
) -> Settings:
    """The settings in force for a data directory; arguments and errors as in `look_up`."""
    found = look_up(data, environment, options)
    values = {setting.name: setting.value for setting in found}
    return Settings(**values, found=found)  # type: ignore[arg-type]


def look_up(
    data: Path, environment: Mapping[str, str], options: Mapping[str, object] | None = None
) -> tuple[Setting, ...]:
    """The same one by one, each with where it comes from, in the order of the fields.

    Args:
        data: the data directory; its doorstep.toml need not exist.
        environment: the process's variables.
        options: what the command line gave; None among the values means not given.

    Raises:
        SettingError: a value that its setting cannot take, or an unknown key in the file.
    """
    defaults = {
        field.name: field.default
        for field in dataclasses.fields(Settings)
        if field.name in _READERS
    }
    file = data / FILE_NAME
    written = _file(file)
    for name, value in written.items():
        if name not in defaults:
            expected = "one of " + ", ".join(sorted(defaults))
            raise SettingError(name=name, value=str(value), expected=expected)
    given = {name: value for name, value in (options or {}).items() if value is not None}
    return tuple(
        _first(
            name,
            (given.get(name), "option", f"--{name.replace('_', '-')}"),
            (environment.get(variable(name)), "environment", variable(name)),
            (written.get(name), "file", str(file)),
        )
        or Setting(name=name, value=default, source="default")
        for name, default in defaults.items()
    )


def _first(name: str, *places: tuple[object, str, str]) -> Setting | None:
    """The setting as the first place has it that has it at all."""
    for value, source, place in places:
        if value is not None:
            read = _READERS[name](name, value)
            return Setting(name=name, value=read, source=source, place=place)
    return None


def document(
    found: Sequence[Setting], environment: Mapping[str, str], address: str | None
) -> dict[str, object]:
    """Settings as a command shows them.

    Args:
        found: from `look_up`.
        environment: the process's variables.
        address: where tablets reach the server that runs; None if none does.
    """
    return {
        "running": address is not None,
        "address": _masked(address),
        "settings": [setting.to_json() for setting in found],
        "unknown": list(unknown_variables(environment)),
    }


def variable(name: str) -> str:
    """The variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def unknown_variables(environment: Mapping[str, str]) -> Sequence[str]:
    """Variables that look like ours and are none: perhaps misspelt."""
    known = {PREFIX + name for name in OTHER_VARIABLES} | {variable(name) for name in _READERS}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


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
