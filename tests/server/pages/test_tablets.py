"""The page of tablets: which have delivered everything, which have not, and shutting one out."""

import re

from schema.area import Scope
from server.people import discrepancies
from tests.server.town import GRID


def holders(page: str) -> list[str]:
    """Who holds the tablets of the page's tables, in order."""
    return re.findall(r'href="/staff/\w+"><bdi>([^<]+)</bdi>', page)


def test_the_page_begins_with_how_many_have_delivered_everything(browser, tablet):
    tablet("fang", 1)
    tablet("qiang", 1, outbox=27)
    tablet("hong", 30)
    page = browser("min").page("/devices")
    assert "3台平板，1台已全部送达" in page
    assert page.index("李强") < page.index("王芳")


def test_the_longest_silence_stands_first_and_never_heard_of_before_all(browser, tablet):
    tablet("fang", 30, outbox=1)
    tablet("qiang", 90)
    tablet("hong")
    assert holders(browser("min").page("/devices")) == ["陈红", "李强", "王芳"]


def test_never_heard_of_nothing_delivered_and_silent_look_different(browser, tablet):
    tablet("fang", 1, outbox=3)
    tablet("qiang", 90)
    tablet("hong")
    page = browser("min").page("/devices")
    for sign, words in (("↑", "未送达"), ("◔", "失联"), ("○", "开通后从未联系")):
        assert re.search(rf"{sign}</span> {words}", page)
    assert page.count('class="silent"') == 1


def test_a_clock_that_goes_wrong_is_said_how(browser, tablet):
    tablet("fang", 1, offset_ms=180_000)
    tablet("qiang", 1, offset_ms=-300_000)
    tablet("hong", 1, offset_ms=30_000)
    assert re.findall(r'class="clock">([^<]+)', browser("min").page("/devices")) == [
        "慢3分钟",
        "快5分钟",
    ]


def test_a_tablet_that_differs_is_an_alarm_with_person_and_place(browser, station, tablet):
    device = tablet("fang", 1)
    station.change(lambda c: discrepancies.report(c, device, Scope(GRID), 5))
    page = browser("min").page("/devices")
    assert "王芳的平板在长青路社区 · 第7网格与服务器不一致" in page
    assert "1台平板，0台已全部送达" in page


def test_tablets_are_narrowed_down_to_an_area(browser, tablet):
    tablet("fang", 30)
    tablet("hong", 30)
    visitor = browser("root")
    assert holders(visitor.page(f"/devices?area={GRID}")) == ["王芳"]
    visitor.page("/devices?area=140000", 400)
    browser("min").page("/devices?area=130709", 400)


def test_only_an_administrator_may_shut_out_a_tablet(browser, station, tablet):
    device = tablet("fang", 1)
    for login in ("min", "fang", "auditor"):
        visitor = browser(login)
        assert visitor.send_form(f"/devices/{device}/revoke").status_code == 404
        assert visitor.get(f"/devices/{device}/revoke").status_code == 404
    assert "/revoke" not in browser("min").page("/devices")
    assert not station.directory.devices[device].revoked


def test_before_a_tablet_is_shut_out_its_undelivered_work_is_told(browser, station, tablet):
    device = tablet("fang", 70, outbox=27)
    visitor = browser("root")
    asked = visitor.page(f"/devices/{device}/revoke")
    assert "<b>27</b>" in asked
    assert "请先让它同步一次" in asked
    assert not station.directory.devices[device].revoked
    answer = visitor.send_form(f"/devices/{device}/revoke")
    assert answer.url.path == "/devices"
    assert station.directory.devices[device].revoked
    assert "1台已停用" in answer.text
    assert visitor.get(f"/devices/{device}/revoke").status_code == 404


def test_the_audit_names_who_shut_out_a_tablet(browser, station, tablet):
    device = tablet("fang", 1)
    browser("root").send_form(f"/devices/{device}/revoke")
    told = station.change(
        lambda c: c.execute("SELECT actor, act, subject FROM audit ORDER BY n DESC").fetchone()
    )
    assert told == (station.directory.by_login["root"].id, "devices.revoke", device)


def test_a_tablets_name_is_text(browser, tablet):
    tablet("fang", 1, name="<script>alert(1)</script>")
    assert "<script>alert" not in browser("min").page("/devices")
