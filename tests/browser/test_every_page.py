"""What is true of every page, in both languages, on a wide screen and on a phone.

Each page is kept as a picture in `tests/browser/screenshots`, for whoever wants to look at it.
"""

import re
from pathlib import Path

import pytest

from tests.browser import axe
from tests.browser.chromium import HEIGHT, LANGUAGES, PASSWORD, PHONE, WIDE, Desk
from tests.browser.conftest import employ
from tests.browser.lived_in import live_in
from tests.browser.pages import MANAGER, NEWCOMER, NOBODY, OFFICE, PAGES

pytestmark = pytest.mark.acceptance

SCREENSHOTS = Path(__file__).parent / "screenshots"
SHOWN_PX_MAX = 2400
COMMUNITY = "130709/100/001"

EXAMINED = {"zh-CN": PHONE, "en": WIDE}
"""How wide a page is when axe-core looks at it, which takes longer than all the rest."""

LATIN = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

NO_TRANSLATION = {
    *("Doorstep", "English", "Excel", "XLSX", "CSV", "JSONL", "GeoJSON"),
    *("XLSForm", "xlsx", "csv"),
}
"""Latin words that a Chinese page may have beside what people wrote and logins."""

# Own text of each element that is seen, but for what people wrote (in bdi) and other languages.
SAID = """() => [...document.querySelectorAll("body *")].filter(element =>
    !element.closest("bdi, script, style, [lang]:not(html)") && element.checkVisibility())
  .flatMap(element => [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE))
  .map(node => node.textContent.trim()).filter(text => text !== "")"""

WIDER = """() => {
  const page = document.documentElement;
  const scrolls = element => element !== null &&
    (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
  return [page.scrollWidth - page.clientWidth, ...[...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > page.clientWidth + 1)
    .filter(element => !element.closest(".aside") && !scrolls(element.parentElement))
    .map(element => element.outerHTML.slice(0, 120))];
}"""
"""How much wider than the window the page is, and what stands out of it but of a box of its own."""


@pytest.fixture(scope="module")
def supervisor(office) -> str:
    """One person who finds every page in the bar, for a community of twelve grids."""
    login = employ(office, "zhaomin", COMMUNITY)
    for role in ("admin", "auditor"):
        office.ask("staff", "grant", login, "--role", role, "--area", COMMUNITY)
    return login


@pytest.fixture(scope="module")
def places(founded, office, supervisor, enrolled):
    grid, empty = [each for each in founded.grids if each.id.startswith(COMMUNITY)][:2]
    return live_in(office, grid, empty, supervisor, enrolled)


@pytest.fixture(scope="module")
def names(office):
    """Whatever the places and people of the district are called."""
    named = {each["name"] for what in ("areas", "staff") for each in office.ask(what, "list")}
    return re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))))


@pytest.fixture(scope="module")
def axe_script():
    return axe.source()


@pytest.fixture(scope="module")
def desks(browser, office, supervisor):
    """Who looks at pages."""
    office.ask("staff", "add", "sun", "--name", "孙强", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", "sun", "--role", "admin", "--area", COMMUNITY)
    manager = Desk(browser, office.server.url, "sun")
    desk = Desk(browser, office.server.url, supervisor)
    newcomer = Desk(browser, office.server.url, "admin", office.password)
    yield {OFFICE: desk, NOBODY: desk, NEWCOMER: newcomer, MANAGER: manager}
    desk.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_fit_to_be_shown(desks, places, names, axe_script, lang):
    windows = {who: desk.window(lang, signed_in=who != NOBODY) for who, desk in desks.items()}
    known = {name: getattr(places, name) for name in places.__slots__}
    faults = {}
    for listed in PAGES:
        desks[listed.who].complaints.clear()
        page = windows[listed.who]
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        answer = page.goto(listed.path.format_map(known))
        assert (answer.status, page.locator("html").get_attribute("lang")) == (listed.status, lang)
        found = [
            *(("untranslated", text) for text in untranslated(page, lang, names)),
            *looked_at(page, f"{listed.name}-{lang}", axe_script, EXAMINED[lang]),
            *(on_paper(page) if listed.who == OFFICE else ()),
            *(("console", said) for said in desks[listed.who].complaints),
        ]
        status = f"status of {listed.status}"  # which the console names where it is not 200
        if left := [fault for fault in found if status not in fault[1]]:
            faults[listed.name] = left
    assert faults == {}


def looked_at(page, name, axe_script, examined):
    """What is wrong with a page as it is seen, wide and narrow; leaves its pictures."""
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        keep(page, f"{name}-{width}")
        overflow, *outside = page.evaluate(WIDER)
        if overflow or outside:
            yield "wider", f"at {width} by {overflow}: {outside}"
        if width == examined:
            yield from (("axe", found) for found in axe.grave_findings(page, axe_script))


def on_paper(page):
    """What is wrong with a page as it is printed: heading, edges, and what only a screen needs."""
    page.emulate_media(media="print")
    if page.locator("#printed").is_hidden():
        yield "paper", "no heading"
    if page.locator(".bar").is_visible():
        yield "paper", "the bar"
    edges = "found => found.map(each => each.getBoundingClientRect().left)"
    if len(set(page.locator("#printed, main, .fresh:visible").evaluate_all(edges))) > 1:
        yield "paper", "ragged edges"
    page.emulate_media(media="screen")


def untranslated(page, lang, names):
    """Pieces of text in the wrong language, but for names of places and people."""
    texts = page.evaluate(SAID)
    if lang == "en":
        return [text for text in texts if CHINESE.search(names.sub("", text))]
    return [text for text in texts if set(LATIN.findall(text)) - NO_TRANSLATION]


def keep(page, name):
    """A picture of the page, as far down as anybody looks."""
    SCREENSHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    height = min(page.evaluate("document.documentElement.scrollHeight"), SHOWN_PX_MAX)
    clip = {"x": 0, "y": 0, "width": size["width"], "height": max(height, HEIGHT)}
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, clip=clip)
