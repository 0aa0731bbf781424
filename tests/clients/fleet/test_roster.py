"""Who the tablets turned out to be."""

import pytest

from clients.reference_cli.fleet.roster import read_roster
from sync.home.rows import Bundle, Enrolment
from sync.home.store import HomeStore
from tests.clients.conftest import AREAS, GRID, UNIT, bundle
from tests.clients.fleet.town import FORMS

COMMUNITY = "130709/100/002"
OTHER = f"{COMMUNITY}/008"


@pytest.fixture
def home(tmp_path):
    """A home whose holder has these grants: (area, role, form)."""

    def make(number, *grants):
        path = tmp_path / str(number)
        with HomeStore(path, create=True) as store:
            store.papers.keep_nonce(f"nonce{number}")
            store.papers.enrol(
                Enrolment(
                    nonce=f"nonce{number}",
                    url="http://127.0.0.1:9",
                    token=f"token{number}",
                    device=f"device{number}",
                    staff=f"person{number}",
                )
            )
            given = [dict(zip(("area", "role", "form"), grant, strict=True)) for grant in grants]
            areas = [*bundle()["areas"], {"id": OTHER, "kind": "grid", "name": "8", "parent": None}]
            document = {**bundle(), "grants": given, "areas": areas}
            store.papers.keep_bundle(Bundle(etag="1", document=document))
        return path

    return make


def test_somebody_works_in_what_is_granted_and_below(home):
    roster = read_roster({1: home(1, (UNIT, "building_head", None))})
    (tablet,) = roster.tablets
    assert tablet.member.tablet == 1
    assert {area.id for area in tablet.member.areas} == {
        area[0] for area in AREAS if area[0].startswith(UNIT)
    }
    assert set(roster.forms) == FORMS.keys()


def test_people_of_one_grid_are_a_team(home):
    roster = read_roster(
        {
            1: home(1, (UNIT, "building_head", None)),
            2: home(2, (GRID, "grid_member", None)),
            3: home(3, (OTHER, "grid_member", None)),
        }
    )
    assert [tablet.member.team for tablet in roster.tablets] == [GRID, GRID, OTHER]


def test_who_only_reads_records_nothing(home):
    roster = read_roster({1: home(1, (COMMUNITY, "auditor", None), (UNIT, "steward", None))})
    assert {area.id for area in roster.tablets[0].member.areas} == {
        area[0] for area in AREAS if area[0].startswith(UNIT)
    }
    assert roster.readers() == ["token1"]


def test_as_few_read_as_can_read_everything(home):
    homes = {
        1: home(1, (UNIT, "building_head", None)),
        2: home(2, (GRID, "grid_member", None)),
        3: home(3, (GRID, "grid_head", None)),
        4: home(4, (OTHER, "grid_member", None)),
    }
    assert read_roster(homes).readers() == ["token2", "token4"]
    homes[5] = home(5, (COMMUNITY, "community", None))
    assert read_roster(homes).readers() == ["token5"]


def test_who_may_read_one_form_alone_stands_in_for_nobody(home):
    homes = {
        1: home(1, (GRID, "grid_member", None)),
        2: home(2, (COMMUNITY, "community", "hazard_report"), (UNIT, "steward", None)),
    }
    assert read_roster(homes).readers() == ["token1"]
