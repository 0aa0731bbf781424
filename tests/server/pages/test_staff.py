"""The pages of people: who works where and what they did, codes for tablets, and handing one on."""

import html
import re

import segno

from schema.area import AreaId
from schema.grant import Grant, Role
from schema.record_id import RecordId
from server.clock import now_ms
from server.pages import staff as people
from server.people import enrolment, grants, staff
from server.people.ids import secret_hash
from tests.server.town import COMMUNITY, GRID, NEXT_DOOR, OPINION, PASSWORD


def names(page: str) -> list[str]:
    """Whom the table names, in order."""
    rows = re.findall(r'<th scope="row"><a href="/staff/\w+"><bdi>([^<]+)', page)
    return [html.unescape(name) for name in rows]


def numbers(page: str, name: str) -> dict[str, str]:
    """What the row of a person says in each column, without signs."""
    row = re.search(rf"<bdi>{name}</bdi></a>.*?</tr>", page, re.DOTALL)[0]
    cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.DOTALL)
    return {label: re.sub(r"<[^>]+>|[↑↩⚠\s]", "", cell) for label, cell in cells}


def enrolled(station, code: str):
    """What a tablet with this code becomes."""
    return station.change(
        lambda connection: enrolment.enroll(
            connection, code=code, nonce="n" + code, device_name="", platform="", now_ms=now_ms()
        )
    )


def test_the_worst_grid_and_its_worst_person_stand_first(browser, tablet):
    tablet("fang", 1)
    tablet("qiang", 1, outbox=4)
    tablet("hong", 200)
    assert names(browser("min").page("/staff")) == ["陈红", "李强", "王芳"]


def test_the_pages_of_many_grids_have_everybody_once_the_worst_first(browser, tablet, monkeypatch):
    tablet("fang", 1)
    tablet("qiang", 1, outbox=4)
    tablet("hong", 200)
    visitor = browser("min")
    whole = visitor.page("/staff")
    monkeypatch.setattr(people, "GRIDS", 1)
    page, found = visitor.page("/staff"), []
    while True:
        found += names(page)
        assert "2个网格，3人，" in page
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        page = visitor.page(html.unescape(following[1]))
    assert found == names(whole) == ["陈红", "李强", "王芳"]
    assert 'href="/staff"' in re.search(r'<p class="turn">.*?</p>', page, re.DOTALL)[0]
    assert names(visitor.page("/staff?after=7")) == ["李强", "王芳"]
    visitor.page("/staff?after=x", 404)


def test_whoever_is_silent_longest_stands_before_those_who_have_no_tablet(browser, tablet):
    tablet("qiang", 200)
    tablet("hong", 300)
    assert names(browser("min").page("/staff")) == ["陈红", "李强", "王芳"]


def test_a_person_stands_with_what_they_did_today_and_what_waits(browser, station, tablet):
    tablet("fang", 1, outbox=27)
    fang = station.directory.by_login["fang"].id
    station.record_change(RecordId.parse(NEXT_DOOR), fang, [("_status", "finished", ())])
    station.wait_for_views(60.0)
    visitor = browser("min")
    said = numbers(visitor.page("/staff"), "王芳")
    today = visitor.page(f"/records?person={fang}&finished={today_of(visitor)}")
    assert said["今日完成"] == str(today.count('class="address"')) != "0"
    assert said["未送达"] == "27"
    clashing = visitor.page(f"/records?person={fang}&clash=1")
    assert said["冲突"] == str(clashing.count('class="address"'))


def today_of(visitor) -> str:
    return re.search(r"finished=(\d{4}-\d\d-\d\d)", visitor.page("/staff"))[1]


def test_an_administrator_who_reads_no_records_sees_no_zeros_instead(browser):
    said = numbers(browser("root").page("/staff"), "王芳")
    assert {said[label] for label in ("今日完成", "本周完成", "被退回", "冲突")} == {"–"}


def test_nothing_done_and_nothing_heard_look_different(browser, tablet):
    tablet("qiang", 1)
    tablet("hong", 90)
    page = browser("min").page("/staff")
    assert numbers(page, "李强")["上次联系"] == "1小时前"
    assert "失联" in numbers(page, "陈红")["上次联系"]
    assert "没有平板" in numbers(page, "王芳")["上次联系"]


def test_people_are_shown_to_offices_and_administrators_alone(browser, station):
    fang = station.directory.by_login["fang"].id
    for visitor in (browser("fang"), browser("auditor")):
        visitor.page(f"/staff/{fang}", 404)
        visitor.page("/staff/codes?area=130709", 404)


def test_an_office_sees_its_people_and_may_not_act_on_them(browser, station):
    visitor = browser("min")
    fang = station.directory.by_login["fang"].id
    assert "开通码" not in visitor.page(f"/staff/{fang}")
    for path in (f"/staff/{fang}/code", f"/staff/{fang}/handover", "/staff/codes"):
        assert visitor.send_form(path, area=COMMUNITY, hours="24").status_code == 404
    root = station.directory.by_login["root"].id
    assert visitor.get(f"/staff/{root}").status_code == 404


def test_a_filter_for_an_area_of_others_is_said_not_to_exist(browser):
    visitor = browser("min")
    assert set(names(visitor.page(f"/staff?area={GRID}"))) == {"李强", "王芳"}
    visitor.page("/staff?area=130709", 400)


def test_a_code_is_shown_once_and_makes_a_tablet_this_persons(browser, station):
    visitor = browser("root")
    fang = station.directory.by_login["fang"].id
    page = visitor.send_form(f"/staff/{fang}/code").text
    code = re.search(r'<p class="code">([^<]+)', page)[1]
    assert "<svg" in page
    assert code not in visitor.page(f"/staff/{fang}")
    assert enrolled(station, code).staff == fang
    assert "style=" not in page


def test_the_picture_of_a_code_holds_the_servers_address_and_the_code(
    browser, station, monkeypatch
):
    drawn = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **k: drawn.append(text) or make(text, **k))
    fang = station.directory.by_login["fang"].id
    page = browser("root").send_form(f"/staff/{fang}/code").text
    code = re.search(r'<p class="code">([^<]+)', page)[1]
    assert drawn == [f"http://127.0.0.1:8000#{code}"]


def test_one_sheet_has_a_code_for_each_who_works_at_doors_and_has_no_tablet(
    browser, station, tablet
):
    tablet("qiang", 1)
    visitor = browser("root")
    asked = visitor.page(f"/staff/codes?area={COMMUNITY}")
    assert "还没有平板的2人" in asked
    assert "全部入户人员3人" in asked
    sheet = visitor.send_form("/staff/codes", area=COMMUNITY, whom="new", hours="72").text
    cards = re.findall(r"<bdi>([^<]+)</bdi></b>.*?class=\"code\">([^<]+)", sheet, re.DOTALL)
    assert {name for name, _ in cards} == {"王芳", "陈红"}
    for name, code in cards:
        assert station.directory.name(enrolled(station, code).staff) == name


def test_codes_of_a_sheet_are_kept_as_hashes_and_named_in_the_audit(browser, station):
    sheet = browser("root").send_form("/staff/codes", area=GRID, whom="all", hours="24").text
    codes = re.findall(r'class="code">([^<]+)', sheet)
    kept = station.change(
        lambda c: {each for (each,) in c.execute("SELECT hash FROM enrolment_codes")}
    )
    told = station.change(
        lambda c: c.execute("SELECT count(*) FROM audit WHERE act = 'devices.code'").fetchone()
    )
    assert kept == {secret_hash(code) for code in codes}
    assert told == (len(codes),) == (2,)


def test_handing_over_tells_first_what_is_not_delivered(browser, station, tablet):
    tablet("fang", 40, outbox=27)
    fang = station.directory.by_login["fang"].id
    page = browser("root").page(f"/staff/{fang}/handover")
    assert "还有27处没有送达" in page
    assert page.index("27处") < page.index("由别人接手")


def test_a_tablet_that_is_handed_over_is_the_new_holders_and_keeps_its_authors(
    browser, station, tablet
):
    device = tablet("fang", 1)
    people = station.directory.by_login
    visitor = browser("root")
    path = f"/staff/{people['fang'].id}/handover"
    page = visitor.send_form(path, to=people["qiang"].id).text
    code = re.search(r'class="code">([^<]+)', page)[1]
    nonce = station.change(
        lambda c: c.execute("SELECT nonce FROM devices WHERE id = ?", (device,)).fetchone()[0]
    )
    station.change(
        lambda c: enrolment.enroll(
            c, code=code, nonce=nonce, device_name="", platform="", now_ms=now_ms()
        )
    )
    found = station.directory.devices[device]
    assert found.staff == people["qiang"].id
    assert found.assigned == {people["fang"].id, people["qiang"].id}


def test_nobody_is_given_a_code_who_also_works_where_the_visitor_does_not_administer(
    browser, station
):
    """A local administrator could read all of the district on a tablet of somebody from there."""

    def act(connection):
        hashed = connection.execute("SELECT password FROM staff WHERE login = 'min'").fetchone()[0]
        local = staff.add(connection, login="local", name="管理", password_hash=hashed, now_ms=0)
        grants.give(connection, local, [Grant(area=AreaId(COMMUNITY), role=Role.admin)])
        fang = connection.execute("SELECT id FROM staff WHERE login = 'fang'").fetchone()[0]
        grants.give(connection, fang, [Grant(area=AreaId("130709"), role=Role.district)])
        return fang

    fang = station.change(act)
    visitor = browser("local")
    assert visitor.get(f"/staff/{fang}").status_code == 200
    assert visitor.send_form(f"/staff/{fang}/code").status_code == 404
    qiang = station.directory.by_login["qiang"].id
    assert visitor.send_form(f"/staff/{qiang}/handover", to=fang).status_code == 404


def test_a_phone_is_shown_to_press_to_those_who_oversee_its_person_and_to_nobody_else(
    browser, station, tablet
):
    fang = station.directory.by_login["fang"].id
    station.change(lambda connection: staff.set_phone(connection, fang, "0313 0000001"))
    tablet("fang", 1)
    link = '<a class="phone" href="tel:03130000001">0313 0000001</a>'
    pages = ("/staff", f"/staff/{fang}", "/devices", "/clashes", f"/records/{OPINION}")
    for path in pages:
        assert link in browser("min").page(path), path
    for path in ("/clashes", f"/records/{OPINION}"):
        assert "王芳" in browser("qiang").page(path)
        assert "0000001" not in browser("qiang").page(path)


def test_a_disabled_person_gets_no_code(browser, station):
    fang = station.directory.by_login["fang"].id
    station.change(lambda connection: staff.disable(connection, fang))
    visitor = browser("root")
    assert visitor.send_form(f"/staff/{fang}/code").status_code == 404
    assert "已停用" in visitor.page(f"/staff/{fang}")


def test_a_person_page_links_numbers_to_lists_of_that_length(browser, station):
    fang = station.directory.by_login["fang"].id
    visitor = browser("min")
    page = visitor.page(f"/staff/{fang}")
    links = re.findall(r'<a href="(/records[^"]+)"><b>(\d+)</b>', page)
    assert links
    for link, n in links:
        assert visitor.page(html.unescape(link)).count('class="address"') == int(n)
    assert OPINION.partition("/")[0] not in re.sub(r"<[^>]+>", " ", page)
    assert PASSWORD not in page
