"""What this machine runs on, by the name that people know: `Debian 12`, `Windows 11`."""

import platform
from typing import Final

_BESIDE_ITS_NAME: Final = " GNU/Linux"
"""Debian calls itself so; people do not."""


def system_name() -> str:
    """The name and version of the system; what Python calls the machine where it says neither."""
    if platform.system() == "Windows":
        return f"Windows {platform.release()}"
    if platform.system() == "Darwin":
        return f"macOS {platform.mac_ver()[0]}"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return platform.platform()
    name = release["NAME"].removesuffix(_BESIDE_ITS_NAME)
    return f"{name} {release.get('VERSION_ID', '')}".rstrip()
