"""A district in which a little of everything has happened, by real tablets and on real pages."""

from dataclasses import dataclass
from urllib.parse import urlencode

from tests.acceptance.browser import Browser
from tests.browser.chromium import PASSWORD

LONG = (
    "楼道灯坏了三个多月，晚上看不清路，老人孩子上下楼都不方便；物业说要等统一维修，"
    "希望社区帮忙催一催。另外单元门口的地砖松动，下雨天积水，也请一起看看。"
)


@dataclass(frozen=True, slots=True)
class Places:
    """What the addresses of pages may name: areas, records, a device and whose it is.

    Nothing is recorded of `household`.

    `held` asks for what was held back of a person, `unlisted` for a door and its household.
    """

    grid: str
    empty: str
    household: str
    clash: str
    flagged: str
    returned: str
    device: str
    person: str
    held: str
    unlisted: str
    round: str


def live_in(office, grid, empty, supervisor, enrolled) -> Places:
    """Three people of a grid work a day, one tablet is lost; the other grid has nothing."""
    walked = office.ask(
        *("rounds", "add", "冬季入户", "--form", "renovation_opinion", "--key", "project=p2022"),
        *("--area", grid.id, "--by", "2030-12-31", "--part", f"{grid.id}={grid.members[0]}"),
    )
    wang, li, lost = (enrolled(office, login) for login in (*grid.members, grid.head))
    work(grid, wang, li)
    for tablet in (wang, li, wang):
        tablet.sync()
    lose(office, grid, lost)
    give_back(Browser(office.server.url).sign_in(supervisor, PASSWORD), grid.opinion(2))
    (held,) = office.ask("quarantine", "list")
    return Places(
        grid=grid.id,
        empty=empty.id,
        household=empty.households[0],
        clash=grid.opinion(0),
        flagged=grid.opinion(1),
        returned=grid.opinion(2),
        device=wang.status()["device"],
        person=office.staff[wang.login]["id"],
        held=urlencode({"reason": held["reason"], "staff": held["staff"]}),
        unlisted=urlencode({"unlisted": door(grid), "household": grid.households[0]}),
        round=walked["id"],
    )


def door(grid) -> str:
    """A household that stands on no roster, as it was written at the door."""
    return f"{grid.households[0].rpartition('/')[0]}/+0101-2"


def work(grid, wang, li) -> None:
    """What two people write: a clash, a draft that breaks a rule, merges, files, calls, hazards."""
    at = grid.households
    opinion = ("new", "renovation_opinion", "--area")
    household = ("new", "household_file", "--area")
    hazard = ("new", "hazard_report", "--area", grid.id, "category=safety", "due=2026-11-30")
    wang.batch(
        (*opinion, at[0], "road=support", "greening_lighting=support", f"opinion={LONG}"),
        (*opinion, at[1], "road=oppose", "needs=parking elevator", "--draft", "parking_spaces=7"),
        (*opinion, at[2], "road=neutral", "source=door", "parking_spaces=2"),
        (*opinion, at[3], "road=support", "needs=heating"),
        ("note", grid.opinion(2), "下周三晚上再去一次，家里有人"),
        (*household, at[0], "phone=13931300001", "members[+].name=张伟"),
        (*household, door(grid), "dwelling_use=rented"),
        ("new", "visit", "--area", at[5], "outcome=come_back", "come_back_at=2030-01-01 18:00"),
        (*hazard, "severity=urgent", "place=1单元门口", "description=井盖松动"),
    )
    li.batch(
        (*opinion, at[0], "road=support", "greening_lighting=oppose", "parking_spaces=2"),
        (*opinion, at[3], "needs=elevator fitness", "facade=support"),
        ("new", "visit", "--area", at[5], "outcome=refused", f"remark={LONG}"),
    )


def lose(office, grid, lost) -> None:
    """A tablet is revoked with work on it, which is held back."""
    lost.new("renovation_opinion", grid.households[4], "road=oppose", "opinion=停用前写的")
    office.ask("devices", "revoke", lost.status()["device"])
    assert lost.run("sync").exit_code == 3


def give_back(page, record) -> None:
    """The office returns a record, with a reason for one question."""
    forms = page.open(f"/records/{record}").forms
    form = next(each for each in forms if each.action == "/return")
    answer = page.send("/return", **dict(form.fields), **{"why.parking_spaces": "户主说只要一个"})
    assert answer.status == 200
