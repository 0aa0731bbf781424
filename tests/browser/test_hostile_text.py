"""What was typed at a door is text on every page that shows it, whatever was typed."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.acceptance

MARKUP = '<b id="made">胖</b><img src=x onerror=alert(1)><script>alert(2)</script>'
QUOTES = "\"'><svg onload=alert(3)>&lt;i&gt; ' onfocus=alert(4) autofocus x='"
TURNED = "停车\u202e1单元\u2066abc"
UNSEEN = "张\u200b伟\u2060强"

SHOWN = (MARKUP, QUOTES, "停车\ufffd1单元\ufffdabc", "张\ufffd伟\ufffd强")
"""What nobody sees is shown as missing: it would turn or hide what stands around it."""


@pytest.fixture
def written(unit, wang, li):
    """The same in an answer, a clash, a name, a remark and a place; one of each is enough."""
    for person, opinion in ((wang, MARKUP), (li, QUOTES)):
        person.new("renovation_opinion", unit.households[0], f"opinion={opinion}")
    wang.ask("note", unit.opinion(0), TURNED)
    wang.new("household_file", unit.households[0], f"members[+].name={UNSEEN}")
    hazard = ("category=safety", f"place={MARKUP}", f"description={TURNED}")
    wang.new("hazard_report", unit.id.partition("/x")[0], *hazard)
    for tablet in (wang, li, wang):
        tablet.sync()
    return [each["id"] for each in wang.ask("list")]


def test_no_page_makes_anything_but_text_of_what_was_typed(desk, unit, written):
    page = desk.window()
    spoken = []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    shown = set()
    for path in (
        *(f"/records/{record}" for record in written),
        *(f"/correct/{record}" for record in written),
        f"/clashes?area={unit.id}",
        f"/records?area={unit.id}",
        "/records?q=" + "<script>alert(5)</script>",
    ):
        page.goto(path)
        for details in page.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        assert page.locator("#made, main svg, main script, main img").count() == 0
        isolated = page.locator("bdi, textarea, input").evaluate_all(
            "found => found.map(element => element.value ?? element.textContent)"
        )
        shown |= {text for text in SHOWN for said in isolated if text in said}
        assert not unseen(page)
    assert shown == set(SHOWN)
    assert spoken == []
    page.goto("/records?q=张伟强")  # what is not seen does not keep a name from being found
    expect(page.locator(".lines li")).to_have_count(1)


def unseen(page):
    """Elements with a character that turns the text around it, or that nobody sees."""
    return page.evaluate(
        r"""() => {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(data))
          found.push(parentElement.outerHTML.slice(0, 200));
      }
      return found;
    }"""
    )
