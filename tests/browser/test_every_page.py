"""What is true of every page, in both languages, on a wide screen and on a phone.

Each page is kept as a picture in `tests/browser/screenshots`, for whoever wants to look at it.
"""

import re
from pathlib import Path

import pytest

from tests.browser import axe
from tests.browser.chromium import HEIGHT, LANGUAGES, PHONE, WIDE, Desk
from tests.browser.conftest import employ
from tests.browser.lived_in import live_in
from tests.browser.pages import NEWCOMER, NOBODY, OFFICE, PAGES

pytestmark = pytest.mark.acceptance

SCREENSHOTS = Path(__file__).parent / "screenshots"
SHOWN_PX_MAX = 2400
COMMUNITY = "130709/100/001"

EXAMINED = {"zh-CN": PHONE, "en": WIDE}
"""How wide a page is when axe-core looks at it, which takes longer than all the rest."""

LATIN = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

NO_TRANSLATION = {"Doorstep", "English", "Excel", "XLSX", "CSV", "JSONL", "GeoJSON"}
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
    login = employ(office, area=COMMUNITY)
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


@pytest.fixture(scope="module", autouse=True)
def told(request):
    """Says in the tests' output where the pictures are."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nscreenshots of all pages: {SCREENSHOTS}")


@pytest.fixture(scope="module")
def windows(browser, office, supervisor):
    """Whose window in which language all pages are opened in, and what its console says."""
    desk = Desk(browser, office.server.url, supervisor)
    newcomer = Desk(browser, office.server.url, "admin", office.password, desk.complaints)
    opened = {
        (lang, who): at.window(lang, signed_in=who != NOBODY)
        for lang in LANGUAGES
        for who, at in ((OFFICE, desk), (NOBODY, desk), (NEWCOMER, newcomer))
    }
    yield opened, desk.complaints
    desk.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_is_fit_to_be_shown(windows, places, names, axe_script, listed, lang):
    path = listed.path.format_map({name: getattr(places, name) for name in places.__slots__})
    opened, complaints = windows
    page = opened[lang, listed.who]
    complaints.clear()
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    assert page.goto(path).status == listed.status
    assert page.locator("html").get_attribute("lang") == lang
    assert untranslated(page, lang, names) == []
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        keep(page, f"{listed.name}-{lang}-{width}")
        assert page.evaluate(WIDER) == [0]
        if width == EXAMINED[lang]:
            assert axe.grave_findings(page, axe_script) == []
    assert [said for said in complaints if f"status of {listed.status}" not in said] == []


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
