"""axe-core, which finds what keeps people from using a page: contrast, names, roles, focus."""

from playwright.sync_api import Page

from tests.yjs.bridge import ROOT, install

FOLDER = "tests/browser"
SCRIPT = ROOT / FOLDER / "node_modules/axe-core/axe.min.js"

GRAVE = ("serious", "critical")

RUN = """async grave => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => grave.includes(impact)).flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}"""


def source() -> str:
    """The script, its package installed; without npm in reach this fails."""
    install(FOLDER)
    return SCRIPT.read_text("utf-8")


def grave_findings(page: Page, script: str) -> list[str]:
    """What axe-core calls serious or critical on the page as it is shown now."""
    page.evaluate(script)
    return page.evaluate(RUN, GRAVE)
