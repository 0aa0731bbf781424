"""Makes the pictures of docs/FORMS.md anew: `python -m tests.browser.pictures` (`make pictures`).

A clerk's path with the form that `doorstep forms template` gives, on the real pages in Chromium: an
upload with mistakes, the draft with its buttons, a preview, a record on a phone, what a second
version changes. Everything is generated; nothing of a picture is drawn by hand.
"""

import math
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page

from server.xlsform import template
from tests.acceptance.district import Office, found
from tests.browser.chromium import PHONE, Desk, chromium, why_not
from tests.browser.conftest import employ
from tests.yjs.bridge import ROOT

IMAGES: Final = ROOT / "docs" / "images"
FORM: Final = "household_visit"
WIDE: Final = 960
MARGIN: Final = 12
BYTES_MAX: Final = 150_000
"""Of one picture: whoever reads the page may have a slow line."""

Cells = Mapping[str, Mapping[str, str | None]]
"""What is written into cells, by sheet and cell."""

MISTAKES: Final[Cells] = {
    "问卷": {
        "A5": "单选题 outcom",
        "E7": "也许",
        "B9": "province",
        "F12": "${outcom} = 'done'",
        "G16": "regex(., '1[0-9{10}')",
        "I18": "cuont(${members}[age < 18])",
    },
    "选项": {"B4": "absent"},
}
"""Slips of a clerk in the template."""


SECOND: Final[Cells] = {
    "设置": {"C2": "2"},
    "问卷": {
        "O1": "曾用名",
        "B7": "home_use",
        "O7": "dwelling",
        "A21": "文本",
        "B21": "pets",
        "C21": "养了什么宠物",
    },
}
"""The next version: a question renamed, one in the place of another; and a choice added."""


class Clerk:
    """A clerk at the pages, with a folder of workbooks."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder

    def workbook(self, cells: Cells, rows: Mapping[str, Sequence[Sequence[str]]] = {}) -> Path:
        """The template with some cells written otherwise, and rows behind the others."""
        file = self._folder / "入户走访登记.xlsx"
        file.unlink(missing_ok=True)
        template.write(file, "zh-CN")
        book = load_workbook(file)
        for sheet, written in cells.items():
            for cell, text in written.items():
                book[sheet][cell] = text
        for sheet, more in rows.items():
            for row in more:
                book[sheet].append(row)
        book.save(file)
        return file

    def upload(self, file: Path) -> Page:
        """Uploads a workbook on the page Forms."""
        page = self._desk.window(width=WIDE)
        page.goto("/forms")
        page.locator("input[name=workbook]").set_input_files(file)
        page.locator("form.upload button").click()
        page.locator("h1.said").wait_for()
        return page

    def forgive(self) -> None:
        """A refused workbook is an error to the console as well."""
        self._desk.complaints.clear()

    def open(self, path: str, width: int = WIDE) -> Page:
        """Opens a page."""
        page = self._desk.window(width=width)
        page.goto(path)
        return page


def picture(page: Page, name: str, upto: Locator) -> None:
    """Keeps what a page shows as a picture, from its top to the end of an element.

    The window is as high as that and what is to be pressed, which always stands at its lower end.
    """
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    presses = page.locator(".presses")
    below = presses.bounding_box()["height"] if presses.count() else 0
    box = upto.bounding_box()
    height = math.ceil(box["y"] + box["height"] + below + MARGIN)
    page.set_viewport_size({**page.viewport_size, "height": height})
    keep(page, name)


def keep(page: Page, name: str) -> None:
    """Keeps what the window shows as a picture."""
    content = page.screenshot(path=IMAGES / f"{name}.png")
    assert len(content) <= BYTES_MAX, f"{name} has {len(content)} bytes"


def take(clerk: Clerk, household: str) -> None:
    """Goes the path, and takes each picture on the way."""
    page = clerk.upload(clerk.workbook(MISTAKES))
    picture(page, "form-mistakes", page.locator("table.cells").first)
    clerk.forgive()

    clerk.upload(clerk.workbook({}))
    page = clerk.open(f"/forms/{FORM}")
    picture(page, "form-draft", page.locator("ol.sheet > li").nth(3))

    page = clerk.open(f"/forms/{FORM}/preview")
    page.get_by_label("自住").check()
    answer(page, "people", "2", then=page.locator("fieldset.row").nth(1))
    rows = page.locator("fieldset.row")
    rows.first.locator("input").nth(0).fill("张伟")
    answer(rows.first, "born", "2030-01-01", then=page.locator(".wrong").first)
    picture(page, "form-preview", rows.first)

    publish = page.context.new_page()
    publish.goto(f"/forms/{FORM}")
    publish.locator(f'form[action="/forms/{FORM}/publish"] button').click()
    publish.locator(".note.good").wait_for()
    page = clerk.open(f"/new/{FORM}/{household}", PHONE)
    answer(page, "people", "25", then=page.locator(".wrong").first)
    page.locator(".q.faulty").evaluate("faulty => faulty.scrollIntoView({ block: 'center' })")
    keep(page, "form-phone")

    second = clerk.workbook(SECOND, {"选项": [["use", "lent", "借住"]]})
    clerk.upload(second)
    page = clerk.open(f"/forms/{FORM}?version=2")
    picture(page, "form-changes", page.locator("section.changes"))


def answer(within: Page | Locator, name: str, value: str, *, then: Locator) -> None:
    """Types an answer, and waits for what the page shows then."""
    field = within.locator(f'input[name^="a."][name$="{name}"]')
    field.fill(value)
    field.press("Tab")
    then.wait_for()


def main() -> None:
    """Founds a district, and takes the pictures in it."""
    if (reason := why_not()) is not None:
        sys.exit(reason)
    folder = Path(tempfile.mkdtemp(prefix="doorstep-pictures-"))
    founded = found(folder / "founded")
    office = Office(founded, folder)
    try:
        office.server.start()
        with chromium() as browser:
            desk = Desk(browser, office.server.url, employ(office, "zhaomin"))
            take(Clerk(desk, folder), founded.grids[0].households[0])
            assert desk.complaints == []
    finally:
        office.server.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
