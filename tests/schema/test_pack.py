"""The pack of the reference district: its areas, its forms and its sample."""

import hashlib
import json
import re
from collections import Counter

import pytest

from schema.area import AreaId, AreaKind
from schema.pack import Pack
from schema.prefill import prefill_faults
from schema.question import Kind
from schema.sample import Sample
from schema.tree import AreaTree

# product.md, "Scale of the reference district".
COMMUNITIES, COMPOUNDS, APARTMENT_BLOCKS, GRIDS = 7, 107, 9, 81


@pytest.fixture(scope="module")
def sample(chongli: Pack) -> Sample:
    return chongli.sample()


@pytest.fixture(scope="module")
def district(sample: Sample) -> AreaTree:
    return AreaTree(sample.areas)


def test_the_district_has_its_areas(chongli: Pack) -> None:
    assert Counter(area.kind for area in chongli.areas) == {
        "district": 1,
        "street": 1,
        "community": COMMUNITIES,
        "grid": GRIDS,
        "compound": COMPOUNDS + APARTMENT_BLOCKS,
    }
    blocks = [area for area in chongli.areas if area.name.endswith("公寓")]
    assert len(blocks) == APARTMENT_BLOCKS
    assert all(area.id.segments[-1].startswith("a") for area in blocks)


def test_every_grid_has_a_code_of_15_digits_and_its_number_in_its_name(chongli: Pack) -> None:
    names = {area.id: area.name for area in chongli.areas}
    grids = [area for area in chongli.areas if area.kind is AreaKind.grid]
    assert len({grid.id.grid_code for grid in grids} - {None}) == GRIDS
    for grid in grids:
        assert grid.name == f"{names[AreaId(grid.parent or '')]}第{int(grid.id.segments[-1])}网格"


def test_a_grid_holds_one_to_three_compounds(chongli: Pack) -> None:
    tree = AreaTree(chongli.areas)
    held = [len(tree.children(area.id)) for area in tree if area.kind is AreaKind.grid]
    assert set(held) == {1, 2, 3}
    assert sum(held) == COMPOUNDS + APARTMENT_BLOCKS


def test_no_two_compounds_have_one_name(chongli: Pack) -> None:
    names = Counter(area.name for area in chongli.areas)
    assert names.most_common(1)[0][1] == 1


def test_the_places_of_the_examples_are_there(district: AreaTree) -> None:
    door = AreaId("130709/100/002/007/x03/b03/u1/0301")
    assert district.words(door, "zh-CN") == "和平小区 3号楼 1单元 0301"
    assert "130709/100/002/007/x03/b02/u1/0301" in district
    assert district.words(AreaId("130709/100/002/007"), "zh-CN") == "长青路社区第7网格"


def test_the_sample_has_about_20000_households(sample: Sample) -> None:
    households = [area for area in sample.areas if area.kind is AreaKind.household]
    assert 19_500 <= len(households) <= 20_500
    assert all(len(area.id.segments) == 8 for area in households)


def test_each_area_of_the_sample_lies_where_its_kind_belongs(district: AreaTree) -> None:
    order = ["district", "street", "community", "grid", "compound", "building", "unit", "household"]
    assert district.roots == ("130709",)
    for area in district:
        assert area.kind == order[len(area.id.segments) - 1]
        assert AreaId.parse(area.id).parent == area.parent


def test_one_seed_gives_one_sample(chongli: Pack, sample: Sample) -> None:
    assert chongli.sample() == sample
    assert chongli.sample(seed=7).staff != sample.staff


def test_the_sample_of_the_seed_that_everybody_means_stays_the_same(sample: Sample) -> None:
    """Demonstrations and figures rest on it: who changes it on purpose writes the new digest."""
    told = [area.to_json() for area in sample.areas]
    told += [[each.login, each.name, each.role, each.area, each.phone] for each in sample.staff]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    assert digest == "c6e5736b401f9ebfbcbeb9fd7a7962a1485b3eedb314d3cf769b792ffea83753"


def test_the_staff_of_the_sample(sample: Sample, district: AreaTree) -> None:
    """interfaces.md, "Roles of the pack, and its sample"."""
    by_grid: dict[str, Counter[str]] = {}
    for each in sample.staff:
        lineage = district.lineage(each.area)
        grid = next((area for area in lineage if len(area.segments) == 4), None)
        by_grid.setdefault(grid or "", Counter())[each.role] += 1
        if each.role in {"grid_head", "grid_member"}:
            assert each.area == grid
        elif each.role == "building_head":
            building = district.get(each.area)
            assert building is not None
            assert building.kind is AreaKind.building
    offices = by_grid.pop("")
    assert len(by_grid) == GRIDS
    for roles in by_grid.values():
        assert roles == {"grid_head": 1, "grid_member": 2, "building_head": 1}
    assert offices == {"community": 2 * COMMUNITIES, "district": 1, "auditor": 1}


def test_restricted_records_are_seen_by_offices_alone(sample: Sample) -> None:
    seen = {each.login: each.forms for each in sample.staff if each.forms}
    assert seen.pop("district") == ("dispute", "care_file")
    assert {login[-1]: forms for login, forms in seen.items()} == {
        "1": ("dispute", "care_file"),
        "2": ("care_file",),
    }
    assert len(seen) == 2 * COMMUNITIES
    assert all(login.startswith("community-") for login in seen)


def test_nobody_of_the_staff_is_there_twice(sample: Sample) -> None:
    assert len({each.login for each in sample.staff}) == len(sample.staff)
    assert len({each.name for each in sample.staff}) == len(sample.staff)


def test_the_numbers_of_the_sample_are_everybodys_own_and_can_be_nobodys(sample: Sample) -> None:
    """A local number begins with 2 to 8 (China's numbering plan)."""
    assert len({each.phone for each in sample.staff}) == len(sample.staff)
    assert all(re.fullmatch(r"0313-000\d{4}", each.phone) for each in sample.staff)


def test_logins_say_who_it_is(sample: Sample) -> None:
    people = {each.login: each for each in sample.staff}
    member = people["member-002-007-1"]
    assert (member.name, member.role, member.area) == ("王芳", "grid_member", "130709/100/002/007")
    assert people["community-002-1"].name == "赵敏"
    assert people["building-002-007"].area == "130709/100/002/007/x01/b01"
    assert people["district"].area == "130709"


def test_the_building_of_a_building_head_is_worth_a_day(sample: Sample, district: AreaTree) -> None:
    for each in sample.staff:
        if each.role == "building_head":
            below = district.subtree(each.area)
            assert sum(area.kind is AreaKind.household for area in below) >= 30


def test_every_kind_of_the_district_has_a_form(chongli: Pack) -> None:
    assert [form.id for form in chongli.forms] == [
        *("renovation_opinion", "household_file", "hazard_report", "visit", "resident_request"),
        *("whistle_order", "joint_task", "meeting", "renovation_project", "daily_inspection"),
        *("waste_collection", "epidemic_check", "dispute", "care_file", "safety_patrol"),
        *("cleanup_log", "civility", "training_class", "culture_event", "building_group"),
        *("staff_notice", "service_centre", "shared_parking", "property_contract"),
        *("organisation", "community_worker", "pairing"),
    ]
    assert {form.id for form in chongli.forms if form.restricted} == {"dispute", "care_file"}


def test_what_is_asked_at_a_door_comes_in_this_order(chongli: Pack) -> None:
    forms = {form.id: form for form in chongli.forms}
    asked = {
        "renovation_opinion": [
            *("project", "road", "greening_lighting", "facade", "equipment", "needs"),
            *("parking_spaces", "opinion", "source"),
        ],
        "household_file": ["dwelling_use", "origin", "phone", "members"],
        "hazard_report": ["category", "severity", "place", "description", "due"],
        "visit": ["round", "outcome", "come_back_at", "met", "remark", "project"],
    }
    for name, questions in asked.items():
        assert questions == [each.name for each in forms[name].questions][: len(questions)]
    assert {name: forms[name].key for name in asked} == {
        "renovation_opinion": ("project",),
        "household_file": (),
        "hazard_report": ("ulid",),
        "visit": ("ulid",),
    }


def test_what_is_to_be_done_has_a_state_and_a_time(chongli: Pack) -> None:
    found = {form.id: form.workflow for form in chongli.forms if form.workflow}
    assert {"hazard_report", "whistle_order", "joint_task", "resident_request"} <= found.keys()
    assert all(each.due and each.closed for each in found.values())


def test_a_reference_names_a_form_of_the_pack(chongli: Pack) -> None:
    forms = {form.id: form for form in chongli.forms}
    named = {
        (form.id, each.path): each.question.refers
        for form in chongli.forms
        for each in form.walk()
        if each.question.refers
    }
    assert set(named.values()) <= forms.keys()
    assert {
        ("renovation_opinion", "project"): "renovation_project",
        ("joint_task", "meeting"): "meeting",
        ("joint_task", "opinion"): "renovation_opinion",
        ("whistle_order", "source_request"): "resident_request",
        ("whistle_order", "source_report"): "hazard_report",
        ("visit", "project"): "renovation_project",
    }.items() <= named.items()


def test_a_works_question_is_answered_with_a_stance(chongli: Pack) -> None:
    form = chongli.forms[0]
    for name in ("road", "greening_lighting", "facade", "equipment"):
        question = form.question(name)
        assert question is not None
        assert question.kind is Kind.select_one
        assert [choice.name for choice in question.choices] == ["support", "oppose", "neutral"]


def test_what_is_proposed_from_another_form_is_there(chongli: Pack) -> None:
    forms = {form.id: form for form in chongli.forms}
    assert [fault for form in chongli.forms for fault in prefill_faults(form, forms)] == []
    assert forms["waste_collection"].questions[6].prefill == "property_contract.households"


def test_numbers_that_reach_residents_are_masked(chongli: Pack) -> None:
    """Those that hang on a notice board for everybody are not."""
    public = {("staff_notice", "head_phone"), ("staff_notice", "people.phone")}
    public |= {("service_centre", "phone"), ("staff_notice", "supervision_phone")}
    phones = {
        (form.id, each.path): each.question.sensitive
        for form in chongli.forms
        for each in form.walk()
        if "phone" in each.name
    }
    assert phones == {at: at not in public for at in phones}
