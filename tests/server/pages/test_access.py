"""Who gets in, what they see, and where a request that changes something may come from."""

import itertools
import re
import sqlite3
from pathlib import Path

import pytest

import server.pages
from server.pages.origin import local_path
from server.people import generations, staff
from tests.server.town import ELSEWHERE, GRID, NEXT_DOOR, OPINION, PASSWORD

HOME = "http://testserver"
FOLDER = Path(server.pages.__file__).parent
ABSENT = OPINION.replace("0301", "9999")
PATHS = ("/", "/records", f"/records/{OPINION}", "/clashes")
POSTS = (
    *("/login", "/logout", "/language", "/password"),
    *("/settle", "/approve", "/return", "/review", "/reveal", "/exports"),
)


@pytest.mark.parametrize("path", PATHS)
def test_without_signing_in_nothing_but_the_door_is_shown(browser, path):
    answer = browser().get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=/")
    assert "和平小区" not in answer.text


def test_a_link_to_a_record_survives_signing_in(browser):
    visitor = browser()
    door = visitor.get(f"/records/{OPINION}?x=1")
    target = re.search(r'name="next" value="([^"]+)"', door.text)[1]
    answer = visitor.send_form("/login", login="min", password=PASSWORD, next=target)
    assert answer.url.path == f"/records/{OPINION}"
    assert answer.url.query == b"x=1"


def test_wrong_login_and_wrong_password_get_one_answer(browser):
    visitor = browser()
    wrong_password = visitor.send_form("/login", login="min", password="wrong", next="/")
    wrong_login = visitor.send_form("/login", login="nobody", password=PASSWORD, next="/")
    assert wrong_password.status_code == wrong_login.status_code == 403
    assert wrong_password.text.replace("min", "…") == wrong_login.text.replace("nobody", "…")


def test_a_wrong_password_leaves_the_login_that_was_typed_in_its_field(browser):
    visitor = browser()
    assert re.findall(r'<input id="(\w+)"[^>]* autofocus>', visitor.page("/login")) == ["login"]
    sent = visitor.send_form("/login", login='"><b>min', password="wrong", next="/")
    field = re.search(r'<input id="login"[^>]*>', sent.text)[0]
    assert 'value="&#34;&gt;&lt;b&gt;min"' in field
    assert re.findall(r'<input id="(\w+)"[^>]* autofocus>', sent.text) == ["password"]
    assert "wrong" not in re.findall(r'value="([^"]*)"', sent.text)


def test_the_session_cookie_is_kept_from_scripts_and_from_other_sites(browser):
    visitor = browser()
    answer = visitor.post(
        "/login",
        data={"login": "min", "password": PASSWORD, "token": visitor.token()},
        headers={"Origin": HOME},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_over_https_the_session_cookie_stays_on_https(browser):
    visitor = browser()
    visitor.base_url = "https://testserver"
    answer = visitor.post(
        "/login",
        data={"login": "min", "password": PASSWORD, "token": visitor.token()},
        headers={"Origin": "https://testserver"},
        follow_redirects=False,
    )
    assert "secure" in answer.headers["set-cookie"].lower()


def test_the_server_keeps_no_cookie_that_could_be_used(browser, station):
    visitor = browser("min")
    token = visitor.cookies["doorstep_session"]
    with sqlite3.connect(station.data / "log.db") as connection:
        (kept,) = connection.execute("SELECT hash FROM sessions").fetchone()
    connection.close()
    assert token.encode() not in kept


def test_signing_out_ends_the_session_on_the_server(browser):
    visitor = browser("min")
    token = visitor.cookies["doorstep_session"]
    visitor.send_form("/logout")
    visitor.cookies.set("doorstep_session", token)
    assert visitor.get("/records").url.path == "/login"


def test_a_disabled_person_is_out_at_the_next_click(browser, station):
    visitor = browser("min")
    person = station.directory.by_login["min"].id
    station.change(lambda connection: staff.disable(connection, person))
    assert visitor.get("/records").url.path == "/login"


def test_a_withdrawn_grant_counts_at_the_next_click(browser, station):
    visitor = browser("min")
    assert "单元 0301" in visitor.page("/records")
    person = station.directory.by_login["min"].id

    def withdraw(connection):
        connection.execute("DELETE FROM grants WHERE staff = ?", (person,))
        generations.bump(connection, "people")

    station.change(withdraw)
    assert "单元 0301" not in visitor.page("/records")
    visitor.page(f"/records/{OPINION}", 404)
    fields = {"record": OPINION, "question": "greening_lighting", "saw": "", "value": "support"}
    assert visitor.send_form("/settle", **fields).status_code == 404


def test_a_session_is_over_after_twelve_hours(browser, station):
    visitor = browser("min")
    station.change(
        lambda connection: (
            connection.execute("UPDATE sessions SET expires_ms = created_ms - 1").rowcount
        )
    )
    assert visitor.get("/records").url.path == "/login"


def test_a_one_time_password_opens_only_the_page_that_replaces_it(browser, station):
    station.change(
        lambda connection: (
            connection.execute("UPDATE staff SET password_once = 1 WHERE login = 'min'").rowcount
        )
    )
    visitor = browser("min")
    sent_on = visitor.get("/records")
    assert (sent_on.url.path, "<nav" in sent_on.text) == ("/password", False)
    refused = visitor.send_form("/password", password="new-horse-8", again="other")
    assert refused.status_code == 400
    assert visitor.send_form("/password", password="short", again="short").status_code == 400
    answer = visitor.send_form("/password", password="new-horse-8", again="new-horse-8")
    assert answer.url.path == "/"
    again = browser()
    assert again.send_form("/login", login="min", password=PASSWORD).status_code == 403
    assert again.send_form("/login", login="min", password="new-horse-8").url.path == "/"


def test_a_one_time_password_opens_no_form_by_a_page_of_another_session(browser, station):
    station.change(
        lambda connection: (
            connection.execute("UPDATE staff SET password_once = 1 WHERE login = 'min'").rowcount
        )
    )
    visitor = browser("min")
    answer = visitor.send_form(f"/correct/{OPINION}", press="check", token="of another session")
    assert (answer.status_code, "a.road" in answer.text) == (403, False)


def test_a_form_from_another_site_is_refused(browser):
    visitor = browser("min")
    sent = {"lang": "en", "token": visitor.token()}
    origins = ({}, {"Origin": "null"}, {"Origin": f"{HOME}:81"}, {"Origin": "http://elsewhere"})
    for path, headers in itertools.product(POSTS, origins):
        answer = visitor.post(path, data=sent, headers=headers)
        assert answer.status_code == 403, (path, headers)
        assert "set-cookie" not in answer.headers


def test_a_form_that_this_session_was_not_shown_does_nothing(browser):
    visitor = browser("min")
    tokens = ({}, {"token": ""}, {"token": "0" * 64}, {"token": "é"}, {"token": browser().token()})
    for path, token in itertools.product(POSTS, (*tokens, {"token": browser("qiang").token()})):
        answer = visitor.post(path, data={"lang": "en", **token}, headers={"Origin": HOME})
        assert answer.status_code == 403, (path, token)
        assert "没有执行任何操作" in answer.text
        assert "set-cookie" not in answer.headers
    assert visitor.page("/records")


def test_nobody_is_signed_in_by_a_form_that_another_visitor_was_shown(browser):
    foreign = browser().token()
    visitor = browser()
    own = visitor.token()
    answer = visitor.send_form("/login", login="min", password=PASSWORD, token=foreign)
    assert answer.status_code == 403
    assert "doorstep_session" not in visitor.cookies
    assert own != foreign


def test_signing_in_changes_the_token_and_each_session_has_its_own(browser):
    visitor = browser()
    before = visitor.token()
    visitor.send_form("/login", login="min", password=PASSWORD)
    after = visitor.token()
    assert len({before, after, browser("min").token()}) == 3
    assert after == visitor.token()


def test_a_form_of_a_session_that_is_over_leads_to_the_door(browser, station):
    visitor = browser("min")
    token = visitor.token()
    person = station.directory.by_login["min"].id
    station.change(lambda connection: staff.disable(connection, person))
    answer = visitor.send_form("/settle", token=token)
    assert answer.url.path == "/login"


def test_every_form_that_changes_something_carries_the_token():
    for template in (FOLDER / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        forms = re.findall(r'<form[^>]*method="post"[^>]*>\s*(\S+ \S+ \S+)', text)
        assert all(form.startswith("{{ token() }}") for form in forms), template
        assert len(forms) == len(re.findall(r'method="?post', text, re.IGNORECASE)), template


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\r\nSet-Cookie: x=y",
        "/\t/evil.example",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(target):
    assert local_path(target) == "/"


def test_a_local_path_is_kept():
    assert local_path("/records?q=%E5%BC%A0") == "/records?q=%E5%BC%A0"


def test_absent_and_forbidden_records_get_one_answer(browser):
    visitor = browser("fang")
    forbidden = visitor.page(f"/records/{ELSEWHERE}", 404)
    absent = visitor.page(f"/records/{ABSENT}", 404)
    nonsense = visitor.page("/records/nonsense", 404)
    same = [
        re.sub(r'name="back" value="[^"]*"', "", text) for text in (forbidden, absent, nonsense)
    ]
    assert same[0] == same[1] == same[2]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("fang", ("0301", "0302")),
        ("hong", ("0502",)),
        ("min", ("0301", "0302", "0502")),
        ("root", ()),
    ],
)
def test_lists_show_ones_own_areas_alone(browser, login, seen):
    visitor = browser(login)
    page = visitor.page("/records")
    assert {door for door in ("0301", "0302", "0502") if f"单元 {door}" in page} == set(seen)
    found = visitor.page("/records?q=单元")
    assert {door for door in ("0301", "0302", "0502") if f"单元 {door}" in found} == set(seen)
    clashes = visitor.page("/clashes")
    assert ("单元 0301" in clashes) == ("0301" in seen)


def test_the_area_of_others_is_no_filter_just_as_one_that_does_not_exist(browser):
    visitor = browser("hong")
    answers = [
        re.sub(r'name="back" value="[^"]*"', "", visitor.page(f"/records?area={area}", 400))
        for area in (GRID, "130709/999")
    ]
    assert answers[0] == answers[1]
    assert "第7网格" not in answers[0]
    assert visitor.page("/records?area=130709")


def test_a_grid_of_others_is_not_on_the_overview(browser):
    page = browser("hong").page("/")
    assert "第8网格" in page
    assert "第7网格" not in page


def test_an_auditor_sees_a_clash_without_a_button_and_cannot_settle_it(browser):
    visitor = browser("auditor")
    page = visitor.page(f"/records/{OPINION}")
    assert "反对" in page
    assert 'name="take"' not in page
    fields = {"record": OPINION, "question": "greening_lighting", "saw": "1", "take": "1"}
    assert visitor.send_form("/settle", **fields).status_code == 403


def test_nobody_settles_what_they_may_not_see(browser, station):
    fields = {"record": OPINION, "question": "greening_lighting", "saw": "", "value": "support"}
    before = len(station.reader.record(OPINION))
    assert browser("hong").send_form("/settle", **fields).status_code == 404
    assert browser("root").send_form("/settle", **fields).status_code == 404
    assert len(station.reader.record(OPINION)) == before


@pytest.mark.parametrize("login", ["fang", "min", None])
def test_every_page_forbids_scripts_and_styles_from_elsewhere(browser, login):
    visitor = browser(login)
    for path in (*PATHS, f"/records/{NEXT_DOOR}", "/login", "/records/nonsense", "/nowhere"):
        answer = visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?! src=./static/)|<style|\sstyle=|\son[a-z]+=", answer.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)


def test_a_body_larger_than_any_form_is_refused(browser):
    answer = browser("min").send_form("/settle", record="x" * 70_000)
    assert answer.status_code == 413
