"""What a tablet runs on, by the name that people know: `Debian 12`, `Android 13`, `Windows 11`.

A tablet says it once, when it is enrolled: by such a name, or as its program happens to call it, a
browser by its whole description. What is not recognised is shown as it was sent.
"""

import re
from collections.abc import Callable
from typing import Final

_WINDOWS_11_BUILD: Final = 22_000
"""The first build of Windows 11, which still calls itself 10.0 (learn.microsoft.com)."""

_KNOWN: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"Android 10; K\)|-android\d"), lambda _: "Android"),
    (re.compile(r"Android (\d+)"), lambda found: f"Android {found[1]}"),
    (re.compile(r"HarmonyOS[ /](\d+)"), lambda found: f"HarmonyOS {found[1]}"),
    (re.compile(r"iPad.*? OS (\d+)"), lambda found: f"iPadOS {found[1]}"),
    (
        re.compile(r"Windows-\d+-10\.0\.(\d+)"),
        lambda found: f"Windows {11 if int(found[1]) >= _WINDOWS_11_BUILD else 10}",
    ),
    (re.compile(r"Windows NT 10\.0"), lambda _: "Windows"),
    (re.compile(r"macOS-(\d+)"), lambda found: f"macOS {found[1]}"),
    (re.compile(r"\ALinux-\d"), lambda _: "Linux"),
)
"""What programs say, the narrower first: Android also calls itself Linux. Browsers that hide their
version say `Android 10; K` and `Windows NT 10.0` whatever they run on, and a kernel's branch is not
the system's version."""


def system_in_words(sent: str) -> str:
    """The system's name as people know it."""
    for pattern, name in _KNOWN:
        if (found := pattern.search(sent)) is not None:
            return name(found)
    return sent
