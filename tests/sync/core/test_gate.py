"""The gate's answers: which refusal comes first, and who may set which state."""

import random

import pytest

from schema.area import AreaId
from schema.grant import Role
from sync.core.change import Change
from sync.core.gate import judge
from sync.core.update import encode
from tests.sync.core.district import (
    COMMUNITY,
    DISTRICT,
    FORMS,
    GRID_7,
    GRID_8,
    HOUSE_7,
    HOUSE_8,
    LI,
    WANG,
    ZHAO,
    a_change,
    an_office,
    member_of,
    record,
)

MINE = frozenset({WANG})
TOO_LARGE = b"\x01" * (64 * 1024 + 1)


def refusal(record_id, data, assigned=MINE, office=None):
    return judge(record_id, data, assigned, office or an_office()).refusal


def test_what_passes_comes_back_with_its_number_and_its_place():
    verdict = judge(record(HOUSE_7), a_change(1, value="是"), MINE, an_office())
    assert (None, 1, "/".join(HOUSE_7.split("/")[:4])) == verdict


@pytest.mark.parametrize(
    ("record_id", "data", "first"),
    [
        (None, TOO_LARGE, "too_large"),
        (None, a_change(1, staff=LI), "malformed"),
        ("no record id", a_change(1, staff=LI), "malformed"),
        (record(HOUSE_7), b"junk", "malformed"),
        (f"opinion/{GRID_7}:one-key-too-many", a_change(1), "malformed"),
        (record(HOUSE_8), a_change(1, staff=LI), "other_author"),
        (record(HOUSE_8, "nosuch"), a_change(1, _status="approved"), "forbidden"),
        (record(HOUSE_7, "nosuch"), a_change(1, _status="approved"), "unknown_form"),
        (record(HOUSE_7, "nosuch"), a_change(1), "unknown_form"),
        (record(HOUSE_7, "dispute"), a_change(1), "forbidden"),
        (record(HOUSE_7), a_change(1, _status="approved"), "forbidden_state"),
    ],
)
def test_the_first_refusal_that_applies_is_the_answer(record_id, data, first):
    assert first == refusal(record_id, data)


@pytest.mark.parametrize("area", ["130709", COMMUNITY, GRID_8, HOUSE_8, "130709/100/009", "999999"])
def test_a_place_without_a_right_is_forbidden_whether_it_exists_or_not(area):
    assert "forbidden" == refusal(f"opinion/{area}", a_change(1))


@pytest.mark.parametrize("house", [f"{HOUSE_7}9", f"{GRID_7}/x99", f"{GRID_7}/x03/b02/u1/+0301-2"])
def test_an_area_that_the_tree_lacks_counts_as_lying_under_its_nearest_known_ancestor(house):
    assert None is refusal(f"opinion/{house}", a_change(1))


def test_an_author_who_is_no_longer_here_or_disabled_may_write_nothing():
    assert "forbidden" == refusal(
        record(HOUSE_7), a_change(1), office=an_office().with_grants(WANG)
    )


STATES = ["draft", "finished", "void", "returned", "approved", "nonsense", None, 1, ["finished"]]


@pytest.mark.parametrize("state", STATES, ids=repr)
def test_who_may_set_which_state(state):
    member = refusal(record(HOUSE_7), a_change(1, _status=state))
    reviewer = refusal(record(HOUSE_7), a_change(1, staff=ZHAO, _status=state), frozenset({ZHAO}))
    known = state if isinstance(state, str) else ""
    assert (None if known in {"draft", "finished", "void"} else "forbidden_state") == member
    assert (None if known and known != "nonsense" else "forbidden_state") == reviewer


def test_the_reason_for_a_return_is_a_reviewer_s_and_other_states_are_nobody_s():
    reason = {"_return.q": "请再核实"}
    assert "forbidden_state" == refusal(record(HOUSE_7), a_change(1, **reason))
    assert None is refusal(record(HOUSE_7), a_change(1, staff=ZHAO, **reason), frozenset({ZHAO}))
    assert "forbidden_state" == refusal(record(HOUSE_7), a_change(1, _order="dispatched"))
    assert None is refusal(record(HOUSE_7), a_change(1, _version="1", _status="finished"))


def test_a_state_that_is_refused_refuses_the_answers_beside_it():
    assert "forbidden_state" == refusal(record(HOUSE_7), a_change(1, q="x", _status="approved"))


def test_a_remark_alone_needs_the_right_to_write():
    remark = encode(Change(1, WANG, 1, "看过了", ()))
    assert None is refusal(record(HOUSE_7), remark)
    assert "forbidden" == refusal(record(HOUSE_8), remark)


def test_an_auditor_may_write_nothing():
    office = an_office().with_grants(WANG, member_of(DISTRICT, role=Role.auditor))
    assert "forbidden" == refusal(record(HOUSE_7), a_change(1), office=office)


def allowed_by_hand(grants, area, form):
    """Ten lines that say what a grant means, by path segments alone."""
    segments = area.split("/")
    for grant in grants:
        above = grant.area.split("/")
        if segments[: len(above)] != above:
            continue
        if grant.form == form or (grant.form is None and form != "dispute"):
            return True
    return False


def test_ten_thousand_changes_are_let_in_by_the_grants_of_their_author_and_by_nothing_else():
    chance = random.Random(2022)
    places = [DISTRICT, COMMUNITY, GRID_7, GRID_8, HOUSE_7, HOUSE_8, AreaId(f"{HOUSE_7}/9")]
    changes = {form: a_change(1) for form in FORMS}
    for _ in range(500):
        grants = [
            member_of(chance.choice(places[:6]), chance.choice([None, "opinion", "dispute"]))
            for _ in range(chance.randrange(4))
        ]
        office = an_office().with_grants(WANG, *grants)
        for _ in range(20):
            area, form = chance.choice(places), chance.choice(list(FORMS))
            expected = None if allowed_by_hand(grants, area, form) else "forbidden"
            assert expected == refusal(record(area, form), changes[form], office=office)
