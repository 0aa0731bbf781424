"""The sample's work: records of every kind that their own forms find nothing wrong with."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from schema.form import Form
from schema.grant import Grant, Permit, Right
from schema.key import key_answers
from schema.pack import Pack
from schema.packs.chongli.work import SampleRecord, generate
from schema.record_id import RecordId
from schema.reference import referred
from schema.rules import Circumstances, check
from schema.sample import Sample
from schema.tree import AreaTree

DAY = date(2022, 6, 12)


@pytest.fixture(scope="module")
def sample(chongli: Pack) -> Sample:
    return chongli.sample()


@pytest.fixture(scope="module")
def forms(chongli: Pack) -> Mapping[str, Form]:
    return {form.id: form for form in chongli.forms}


@pytest.fixture(scope="module")
def work(sample: Sample, forms: Mapping[str, Form]) -> list[SampleRecord]:
    return list(generate(forms, sample.areas, DAY, 1))


def test_there_is_work_of_every_kind_in_the_scale_of_the_district(
    work: list[SampleRecord], forms: Mapping[str, Form]
) -> None:
    """product.md, "Scale of the reference district"; doors are left to who visits them."""
    found = Counter(each.record.form for each in work)
    assert forms.keys() - found.keys() == {"renovation_opinion", "household_file"}
    assert (found["renovation_project"], found["property_contract"]) == (78, 90)
    assert (found["daily_inspection"], found["service_centre"]) == (116, 7)
    assert len({each.record for each in work}) == len(work)


def test_no_form_finds_anything_wrong(
    work: list[SampleRecord], forms: Mapping[str, Form], sample: Sample
) -> None:
    tree = AreaTree(sample.areas)
    for each in work:
        form, at = forms[each.record.form], Circumstances.at(each.time_ms, each.record.text)
        answers = {**each.answers, **key_answers(form, each.record)}
        assert check(form, answers, "en", at) == (), each.record
        assert tree.kind(each.record.area) in form.areas


def test_who_made_it_may(work: list[SampleRecord], sample: Sample) -> None:
    tree, people = AreaTree(sample.areas), {each.login: each for each in sample.staff}
    permits = {}
    for each in work:
        person = people[each.login]
        permit = permits.get(each.login)
        if permit is None:
            grants = [
                Grant(area=person.area, role=person.role, form=form)
                for form in (None, *person.forms)
            ]
            permit = permits[each.login] = Permit(grants, tree, {"dispute", "care_file"})
        assert permit.allows(Right.write, each.record.area, each.record.form), each.record


def test_what_is_referred_to_is_there(
    work: list[SampleRecord], forms: Mapping[str, Form], sample: Sample
) -> None:
    tree, known = AreaTree(sample.areas), {each.record.text for each in work}
    named: Counter[str] = Counter()
    for each in work:
        for question in forms[each.record.form].questions:
            value = each.answers.get(question.name)
            if question.refers and question.name != "project":
                to = referred(question, each.record, value, forms, tree)
                assert value is None or (to is not None and to.text in known)
                named[question.name] += to is not None
    assert named.keys() >= {"meeting", "source_request", "source_report"}
    assert all(named[name] for name in ("meeting", "source_request", "source_report"))


def test_some_of_what_is_to_be_done_is_late(
    work: list[SampleRecord], forms: Mapping[str, Form]
) -> None:
    now = Circumstances.at(max(each.time_ms for each in work), "").now
    late: Counter[str] = Counter()
    for each in work:
        workflow = forms[each.record.form].workflow
        if workflow is not None:
            late[each.record.form] += workflow.overdue(each.answers, now)
    assert all(late[form] for form in ("hazard_report", "whistle_order", "resident_request"))
    assert all(count < 60 for count in late.values())


def test_one_seed_gives_one_work(
    work: list[SampleRecord], forms: Mapping[str, Form], sample: Sample
) -> None:
    assert list(generate(forms, sample.areas, DAY, 1)) == work
    assert list(generate(forms, sample.areas, DAY, 2)) != work
    assert all(RecordId.parse(each.record.text) == each.record for each in work)
