"""Pages that an address narrows to an area, and what they say of one that is not there."""

from tests.server.town import COMMUNITY, GRID, OTHER_GRID

PAGES = ("records", "clashes", "silent", "staff", "devices", "areas")
REFUSED = "没有这样的筛选条件。"


def main(page: str) -> str:
    """The part of a page that is its own."""
    return page[page.index("<main") : page.index("</main>")]


def test_an_area_that_is_not_there_is_refused_in_words_that_fit_every_page(browser):
    visitor = browser("min")
    for page in PAGES:
        for area in ("9", f"{COMMUNITY}/009", "140000"):
            told = visitor.page(f"/{page}?area={area}", 400)
            assert REFUSED in told
            assert "请重新打开这个页面，从页面上的选项里选择。" in told


def test_an_area_that_is_not_open_to_the_visitor_is_refused_as_if_it_were_not_there(browser):
    visitor = browser("fang")
    absent = visitor.page("/silent?area=9", 400)
    foreign = visitor.page(f"/silent?area={OTHER_GRID}", 400)
    assert main(foreign) == main(absent)
    assert REFUSED in browser("min").page("/areas?area=130709", 400)


def test_the_silent_of_one_area_are_listed_alone(browser, tablet):
    tablet("fang", hours_ago=72)
    tablet("hong", hours_ago=72)
    page = browser("min").page(f"/silent?area={OTHER_GRID}")
    assert "陈红" in page
    assert "王芳" not in page
    assert "第8网格" in page
    assert "王芳" in browser("min").page(f"/silent?area={COMMUNITY}")


def test_an_area_that_the_tree_is_asked_for_is_shown_by_its_own_page(browser):
    answer = browser("min").get(f"/areas?area={GRID}")
    assert answer.status_code == 200
    assert answer.url.path == f"/areas/{GRID}"
