"""Debian's Chromium as a supervisor has it, wide or on a phone, driven by Playwright.

Whatever the console complains of fails the test: a refused inline style, a missing file, an error
in a script. Where Chromium is missing (`make test` calls `.ci/apt` for it) these tests are skipped
and say so.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.acceptance.commands import WAIT_S

WIDE = 1280
PHONE = 360
HEIGHT = 800

LANGUAGES = ("zh-CN", "en")

PASSWORD = "a long enough password"

OPTIONS = (
    "--no-sandbox",  # it refuses to run as root otherwise, and sees these pages alone
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

TABS_MAX = 100
"""How often Tab is pressed on the way to something."""


@cache
def program() -> str | None:
    """Chromium as it runs without a screen, which costs a third; else as a person has it."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def why_not() -> str | None:
    """Why no page can be shown here; None: one can."""
    if program():
        return None
    packages = "chromium-headless-shell fonts-noto-cjk"
    return f"Chromium is not installed (Debian: apt-get install {packages})"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with an empty profile."""
    expect.set_options(timeout=WAIT_S * 1000)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program(), args=list(OPTIONS)) as browser,
    ):
        yield browser


@dataclass(slots=True)
class Desk:
    """A person at an office's pages; signed in once, through the page.

    Attributes:
        complaints: what the consoles of the windows said, to be empty in the end; a test that
            takes the server away clears it.
    """

    browser: Browser
    url: str
    login: str
    password: str = PASSWORD
    complaints: list[str] = field(default_factory=list)
    _state: dict | None = None

    def window(self, lang: str = "zh-CN", width: int = WIDE, *, signed_in: bool = True) -> Page:
        """A window of a person with this language."""
        if signed_in and self._state is None:
            self._state = self._signed_in()
        context = self.browser.new_context(
            base_url=self.url,
            locale=lang,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": HEIGHT},
            storage_state=self._state if signed_in else None,
        )
        context.set_default_timeout(WAIT_S * 1000)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, page: Page) -> None:
        """Types login and password into the sign-in page that is shown."""
        page.locator("#login").fill(self.login)
        page.locator("#password").fill(self.password)
        page.locator("#password").press("Enter")
        page.locator(".bar").wait_for()

    def close(self) -> None:
        """All windows."""
        for context in list(self.browser.contexts):
            context.close()

    def _signed_in(self) -> dict:
        page = self.window(signed_in=False)
        page.goto("/login")
        self.sign_in(page)
        state = page.context.storage_state()
        page.context.close()
        return state


def _complaint(message: ConsoleMessage) -> Iterator[str]:
    if message.type in ("error", "warning"):
        yield f"{message.text} {message.location}"


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus, as one does who has no mouse."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {target}")
