"""A record returned on a page, corrected at a door without signal, and back at the office."""

import pytest

from tests.acceptance.browser import Browser
from tests.acceptance.fieldwork import values

pytestmark = pytest.mark.acceptance

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def reviewer(office) -> str:
    """The login of somebody of the whole district who has a password."""
    office.ask("staff", "add", "zhaojing", "--name", "赵静", "--password-stdin", stdin=PASSWORD)
    office.ask("staff", "grant", "zhaojing", "--role", "district", "--area", "130709")
    return "zhaojing"


@pytest.fixture
def page(office, reviewer) -> Browser:
    return Browser(office.server.url).sign_in(reviewer, PASSWORD)


def send(page, record, action, **typed):
    """Sends one of the forms of a record's page with what was typed into it."""
    form = next(each for each in page.open(f"/records/{record}").forms if each.action == action)
    return page.send(action, **dict(form.fields), **typed)


def test_a_returned_record_is_corrected_offline_while_a_colleague_edits_it(
    office, grid, wang, li, page
):
    other, household = grid.households[1], grid.households[0]
    wang.new("renovation_opinion", other, "road=support")
    record = wang.new("renovation_opinion", household, "road=support", "parking_spaces=2")["id"]
    wang.sync()
    li.sync()

    office.show(record)  # waits until the pages have it
    answer = send(page, record, "/return", **{"why.parking_spaces": "户主说只要一个"})
    assert "已退回" in answer.text

    said = wang.say("sync")
    assert any("被退回1条" in line for line in said), said
    listed = wang.say("list")
    assert listed[1].startswith("#1 ")
    assert "被退回" in listed[1]
    assert all(word in listed[2] for word in ("退回原因", "赵静", "停车位", "户主说只要一个"))
    shown = wang.say("show", "1")
    assert "被退回" in shown[1]
    assert "户主说只要一个" in shown[2]
    assert any("被退回1条" in line for line in wang.say("status"))

    li.edit(record, "opinion=楼道灯坏了")
    li.sync()
    wang.edit(record, "parking_spaces=1")
    wang.ask("finish", record)
    assert wang.show(record)["review"]["changed"]
    wang.sync()
    li.sync()

    for side in (office, wang, li):
        found = side.show(record)
        assert found["status"] == "finished"
        assert values(found, "parking_spaces") == [1]
        assert values(found, "opinion") == ["楼道灯坏了"]
        review = found["review"]
        assert (review["returned"], review["changed"]) == (False, True)
        assert [each["answered"] for each in review["reasons"]] == [True]

    head = page.open(f"/records/{record}").text
    for words in ("退回后已改", "已重新填写", "楼道灯坏了"):
        assert words in head
    assert "已通过" in send(page, record, "/approve").text
    wang.sync()
    assert wang.show(record)["status"] == "approved"


def test_a_finish_and_a_return_at_once_leave_the_record_returned(office, grid, wang, page):
    record = wang.new("renovation_opinion", grid.households[0], "road=support")["id"]
    wang.sync()
    office.show(record)
    send(page, record, "/return", reason="请再上门")
    wang.ask("finish", record)
    said = wang.say("sync")
    assert any("被退回1条" in line for line in said), said
    assert "_status" in office.show(record)["answers"]
    for side in (office, wang):
        found = side.show(record)
        assert found["answers"]["_status"]["outcome"] == "clash"
        assert found["review"]["returned"]
    assert "状态" in page.open("/clashes").text
