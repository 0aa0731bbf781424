"""Two people of one grid, both offline, both at the door of one household."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.browser import Browser
from tests.acceptance.district import Office
from tests.acceptance.fieldwork import Tablet, values

pytestmark = pytest.mark.acceptance

QUESTION = "greening_lighting"
LABEL = "绿化亮化"
WORDS = {"support": "支持", "oppose": "反对"}
PASSWORD = "a long enough password"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A household's record to one question of which two people gave two answers."""

    record: str
    area: str
    grid: str
    office: Office
    tablets: tuple[Tablet, Tablet]
    said: dict[str, str]  # what each said, by staff id

    def everywhere(self, *, history: bool = False) -> list[dict]:
        """The record as the office and both tablets show it."""
        return [side.show(self.record, history=history) for side in (self.office, *self.tablets)]

    def clashes(self) -> list[list[dict]]:
        """The open clashes of the grid, on all sides."""
        at_the_office = self.office.ask("records", "clashes", "--area", self.grid)
        return [at_the_office, *(tablet.ask("clashes") for tablet in self.tablets)]

    def sync(self) -> None:
        """Both tablets, one after the other."""
        for tablet in self.tablets:
            tablet.sync()


@pytest.fixture(scope="module")
def disagree(office, next_grid, enrolled) -> Callable[[], Disagreement]:
    """Two people of a grid of their own fall out, and sync until both know."""

    def disagreement() -> Disagreement:
        grid = next_grid()
        wang, li = (enrolled(office, login) for login in grid.members)
        household = grid.households[0]
        wang.new("renovation_opinion", household, f"{QUESTION}=support", "road=support")
        li.new("renovation_opinion", household, f"{QUESTION}=oppose", "parking_spaces=2")
        for tablet in (wang, li, wang):
            tablet.sync()
        ids = [office.staff[tablet.login]["id"] for tablet in (wang, li)]
        said = dict(zip(ids, ("support", "oppose"), strict=True))
        return Disagreement(grid.opinion(0), household, grid.id, office, (wang, li), said)

    return disagreement


@pytest.fixture
def clash(disagree) -> Disagreement:
    """A disagreement that the test may settle."""
    return disagree()


@pytest.fixture(scope="module")
def open_clash(disagree) -> Disagreement:
    """A disagreement that tests look at and leave as it is."""
    return disagree()


@pytest.fixture(scope="module")
def supervisor(office) -> str:
    """The login of somebody of the whole district who has a password."""
    office.ask("staff", "add", "zhaomin", "--name", "赵敏", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", "zhaomin", "--role", "district", "--area", "130709")
    return "zhaomin"


@pytest.fixture
def page(office, supervisor) -> Browser:
    """The supervisor's browser."""
    return Browser(office.server.url).sign_in(supervisor, PASSWORD)


def clock(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo("Asia/Shanghai")).strftime("%H:%M")


def staff_id(office: Office, login: str) -> str:
    return next(each["id"] for each in office.ask("staff", "list") if each["login"] == login)


def line_with(lines: list[str], *words: str) -> str:
    """The one line that has all these words."""
    found = [line for line in lines if all(word in line for word in words)]
    assert len(found) == 1, (words, lines)
    return found[0]


def assert_settled(clash: Disagreement, value: str, by: str) -> None:
    """The value stands alone on all sides, and every history still has what was replaced."""
    clash.sync()
    written = {}
    for record in clash.everywhere(history=True):
        answer = record["answers"][QUESTION]
        assert (answer["value"], answer["outcome"]) == (value, "single")
        (shown,) = answer["values"]
        assert (shown["staff"], shown["shown"]) == (by, True)
        written = {
            change["change"]: (change["staff"], change["answers"][QUESTION])
            for change in record["history"]
            if QUESTION in change["answers"]
        }
        first = {
            change: staff for change, (staff, answer) in written.items() if not answer["replaces"]
        }
        assert {staff: written[change][1]["value"] for change, staff in first.items()} == clash.said
        settled = written.pop(shown["change"])[1]
        assert (settled["value"], sorted(settled["replaces"])) == (value, sorted(first))
    assert clash.clashes() == [[], [], []]


def test_answers_to_different_questions_are_one_record_that_is_merged(office, grid, wang, li):
    household = grid.households[0]
    made = wang.new("renovation_opinion", household, "road=support")
    li.new("renovation_opinion", household, "greening_lighting=oppose")

    wang.sync()
    report = li.sync()
    wang.sync()

    assert made["id"] == grid.opinion(0)
    assert report["outcomes"] == {"merged": 1, "rule": 0, "clash": 0}
    seen = [office.show(made["id"]), wang.show(made["id"]), li.show(made["id"])]
    for record in seen:
        assert record["merged"] is True
        assert values(record, "road") == ["support"]
        assert values(record, "greening_lighting") == ["oppose"]
        assert record["answers"]["road"]["outcome"] == "single"
    held = office.ask("records", "list", "renovation_opinion", "--area", grid.id)
    assert [record["id"] for record in held] == [made["id"]]


def test_choices_of_both_are_put_together_by_rule(office, grid, wang, li):
    household = grid.households[0]
    wang.new("renovation_opinion", household, "needs=parking elevator")
    li.new("renovation_opinion", household, "needs=heating parking")
    wang.sync()

    assert li.sync()["outcomes"] == {"merged": 1, "rule": 1, "clash": 0}
    wang.sync()

    for side in (office, wang, li):
        answer = side.show(grid.opinion(0))["answers"]["needs"]
        assert answer["value"] == ["elevator", "heating", "parking"]
        assert answer["outcome"] == "rule"


def test_different_answers_stand_side_by_side_with_who_and_when(open_clash):
    documents = [record["answers"][QUESTION] for record in open_clash.everywhere()]
    assert documents[1:] == documents[:1] * 2
    answer = documents[0]
    assert answer["outcome"] == "clash"
    assert {value["staff"]: value["value"] for value in answer["values"]} == open_clash.said
    latest = max(answer["values"], key=lambda value: (value["at_ms"], value["change"]))
    assert [value for value in answer["values"] if value["shown"]] == [latest]
    assert answer["value"] == latest["value"]
    expected = {
        "record": open_clash.record,
        "area": open_clash.area,
        "question": QUESTION,
        "values": answer["values"],
    }
    assert open_clash.clashes() == [[expected]] * 3


def test_a_person_reads_both_values_with_name_and_time(open_clash):
    office = open_clash.office
    printed = office.run("records", "show", open_clash.record, "--lang", "zh-CN").lines
    read = [(None, printed)]
    read += [
        (office.staff[t.login]["id"], t.say("show", open_clash.record)) for t in open_clash.tablets
    ]
    for me, lines in read:
        line_with(lines, LABEL, "⚠ 两人各自填写，互不知情")
        for value in office.show(open_clash.record)["answers"][QUESTION]["values"]:
            who = "我" if value["staff"] == me else office.name(value["staff"])
            line = line_with(lines, ")", WORDS[value["value"]], who, clock(value["at_ms"]))
            assert line.endswith("← 暂时显示") == value["shown"]


def test_the_page_shows_both_values_with_name_and_time(open_clash, page):
    answer = open_clash.office.show(open_clash.record)["answers"][QUESTION]
    for path in (f"/records/{open_clash.record}", f"/clashes?area={open_clash.grid}"):
        shown = page.open(path)
        assert shown.status == 200
        assert LABEL in shown.text
        for value in answer["values"]:
            who = open_clash.office.name(value["staff"])
            said = f"{WORDS[value['value']]} {who} · (今天|昨天) {clock(value['at_ms'])}"
            assert re.search(said, shown.text)


def test_settled_on_one_tablet_it_is_settled_everywhere(clash):
    wang, _ = clash.tablets
    offered = wang.show(clash.record)["answers"][QUESTION]["values"]
    take = [value["value"] for value in offered].index("support") + 1

    wang.settle(clash.record, QUESTION, take=take)

    assert_settled(clash, "support", by=clash.office.staff[wang.login]["id"])


def test_settled_on_the_page_it_is_settled_everywhere(clash, page, supervisor):
    shown = page.open(f"/records/{clash.record}")
    values = clash.office.show(clash.record)["answers"][QUESTION]["values"]
    change = next(value["change"] for value in values if value["value"] == "oppose")
    form = next(form for form in shown.forms if ("take", str(change)) in form.buttons)

    answer = page.press(form, "take", change)

    assert answer.status == 200
    assert answer.url.startswith(f"{page.url}/records/renovation_opinion/")
    assert_settled(clash, "oppose", by=staff_id(clash.office, supervisor))


def test_settled_by_the_office_command_it_is_settled_everywhere(clash, supervisor):
    office = clash.office

    office.ask(
        "records", "settle", clash.record, QUESTION, "--value", "neutral", "--as", supervisor
    )

    assert_settled(clash, "neutral", by=staff_id(office, supervisor))
