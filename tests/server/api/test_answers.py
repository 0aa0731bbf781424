"""What the API answers, to whom, and that it is what the pages show."""

import hashlib
import json
import re
import sqlite3
import time

import pytest

from server.exports import jobs
from tests.server.api.conftest import CARE
from tests.server.api.described import fits
from tests.server.pages.conftest import HOME, HOUSEHOLD
from tests.server.town import COMMUNITY, ELSEWHERE, GRID, NEXT_DOOR, OPINION, OTHER_GRID, UNIT

WAIT_S = 60
ABSENT = f"renovation_opinion/{UNIT}/9999:p2022"
EVERY = (
    "/records",
    f"/records/{OPINION}",
    "/clashes",
    "/overview",
    "/households",
    "/numbers",
    "/orders",
    "/silent",
    "/devices",
    "/staff",
    "/areas",
    "/forms",
    "/forms/household_file",
    "/quarantine",
    "/audit",
    "/exports",
    "/exports/abc",
    "/exports/abc/files/0",
)


def ids(documents):
    return [each["id"] for each in documents]


def acts(station, act):
    with sqlite3.connect(station.data / "log.db") as connection:
        found = connection.execute(
            "SELECT actor, subject, detail FROM audit WHERE act = ? ORDER BY n", (act,)
        ).fetchall()
    connection.close()
    return [(actor, subject, json.loads(detail)) for actor, subject, detail in found]


# Who is answered


@pytest.mark.parametrize("path", EVERY)
def test_without_a_session_nothing_is_answered(program, path):
    problem = program().ask(path, 401)
    assert problem["code"] == "sign_in"


def test_a_one_time_password_opens_nothing(program, station):
    station.change(
        lambda c: c.execute("UPDATE staff SET password_once = 1 WHERE login = 'hong'").rowcount
    )
    assert program("hong").ask("/records", 403)["code"] == "password_first"
    station.change(
        lambda c: c.execute("UPDATE staff SET password_once = 0 WHERE login = 'hong'").rowcount
    )
    assert program("hong").ask("/records")["count"] == 1


def test_absent_and_forbidden_get_one_answer(program):
    answers = [
        program("hong").get(f"/api/v1/records/{record}")
        for record in (OPINION, ABSENT, CARE, "nonsense", "a/b/../c")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_records_are_those_that_one_may_see(program):
    assert set(ids(program("hong").ask("/records")["records"])) == {ELSEWHERE}
    everything = {OPINION, NEXT_DOOR, ELSEWHERE, HOUSEHOLD, CARE}
    assert set(ids(program("min").ask("/records")["records"])) == everything
    assert set(ids(program("qu").ask("/records")["records"])) == everything - {CARE}
    assert program("root").ask("/records")["records"] == []


def test_people_and_tablets_are_shown_to_those_who_oversee_them(program):
    for path in ("/staff", "/devices"):
        program("fang").ask(path, 404)
        program("auditor").ask(path, 404)
    logins = {each["login"] for each in program("min").ask("/staff")["staff"]}
    assert logins == {"fang", "qiang", "min", "hong", "half"}
    assert {"root", "auditor", "qu"} < {
        each["login"] for each in program("root").ask("/staff")["staff"]
    }
    assert [each["name"] for each in program("min").ask("/devices")["devices"]] == ["tablet"]


def test_areas_are_those_where_something_may_be_seen(program):
    found = ids(program("fang").ask("/areas")["areas"])
    assert f"{UNIT}/0301" in found
    assert GRID in found
    assert "130709" in found
    assert OTHER_GRID not in found
    assert ids(program("min").ask(f"/areas?prefix={OTHER_GRID}&kind=household")["areas"]) == [
        f"{OTHER_GRID}/x01/b01/u2/0502"
    ]
    assert program("fang").ask(f"/areas?prefix={OTHER_GRID}", 400)["facts"]["name"] == "prefix"


def test_a_restricted_form_is_there_for_those_whose_grant_names_it(program):
    assert "care" in ids(program("min").ask("/forms")["forms"])
    assert "care" not in ids(program("qu").ask("/forms")["forms"])
    assert program("qu").ask("/forms/care", 404) == program("qu").ask("/forms/nothing", 404)


def test_what_was_refused_and_who_did_what_are_for_those_who_decide_and_audit(program):
    program("fang").ask("/quarantine", 404)
    program("min").ask("/audit", 404)
    program("root").ask("/audit", 404)
    assert program("min").ask("/quarantine")["quarantine"] == []


def test_reading_a_record_of_a_restricted_form_is_in_the_audit_once_a_day(program, station):
    program("min").ask(f"/records/{OPINION}")
    program("min").ask(f"/records/{CARE}")
    program("min").ask("/records?form=care")
    reader = station.directory.by_login["min"].id
    assert acts(station, "records.read") == [(reader, CARE, {})]


# What is asked for


@pytest.mark.parametrize("path", [path for path in EVERY if not path.startswith("/exports/")])
def test_a_parameter_that_does_not_exist_is_refused_by_name(program, path):
    login = "auditor" if path == "/audit" else "qu" if path == "/exports" else "min"
    problem = program(login).ask(f"{path}?nonsense=1", 400)
    assert (problem["code"], problem["facts"]["name"]) == ("no_such_parameter", "nonsense")


def test_a_misspelt_parameter_is_told_the_right_one(program):
    assert program("min").ask("/records?stauts=x", 400)["hint"] == "Nearest: status, state"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/records?form=opinions", "form"),
        ("/records?area=999", "area"),
        ("/records?status=lost", "status"),
        ("/records?person=nobody", "person"),
        ("/records?since=monday", "since"),
        ("/records?finished=2026-02-30", "finished"),
        ("/records?clash=yes", "clash"),
        ("/records?form=renovation_opinion&area=999&q=x", "area"),
        ("/records?limit=0", "limit"),
        ("/records?limit=201", "limit"),
        ("/records?limit=ten", "limit"),
        ("/records?after=1", "after"),
        ("/records?after=a-b", "after"),
        ("/records?form=care&form=care", "form"),
        ("/records?lang=fr", "lang"),
        (f"/records/{OPINION}?history=yes", "history"),
        ("/clashes?after=1-2", "after"),
        ("/households", "form"),
        ("/households?form=hazard_report", "form"),
        ("/households?form=household_file&state=lost", "state"),
        ("/households?form=household_file&area=999", "area"),
        ("/households?form=household_file&after=999", "after"),
        ("/silent?after=nobody", "after"),
        ("/devices?area=999", "area"),
        ("/staff?role=boss", "role"),
        ("/staff?area=999", "area"),
        ("/staff?after=nobody", "after"),
        ("/areas?kind=planet", "kind"),
        ("/forms/household_file?version=9", "version"),
        ("/quarantine?reason=ugly", "reason"),
        ("/quarantine?device=none", "device"),
        ("/quarantine?after=x", "after"),
    ],
)
def test_a_value_that_a_parameter_cannot_have_is_refused_by_name(program, path, name):
    problem = program("min").ask(path, 400)
    assert (problem["code"], problem["facts"]["name"]) == ("bad_parameter", name)
    assert problem["hint"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "form=renovation_opinion",
        f"area={GRID}",
        "status=returned",
        "clash=1",
        "flag=1",
        "merged=1",
        "revised=1",
        "complete=1",
        "q=增加停车",
        "q=陈红",
        "since=2025-01-01",
        "finished=2030-01-01",
    ],
)
def test_a_list_has_what_the_page_of_the_same_filters_has(program, query):
    visitor = program("min")
    page = visitor.page(f"/records?{query}")
    on_page = set(re.findall(r'href="/records/([^"?]+)"', page))
    document = visitor.ask(f"/records?{query}")
    assert {each.replace("%3A", ":") for each in on_page} == set(ids(document["records"]))
    assert document["count"] == len(document["records"])


@pytest.mark.parametrize("login", ["min", "hong", "qu", "auditor"])
@pytest.mark.parametrize(
    "query", ["", "state=done", "q=小区 03", "q=和平 0502", f"area={COMMUNITY}&q=0502"]
)
def test_households_are_those_of_the_page_with_the_same_filters(program, login, query):
    visitor, asked = program(login), f"/households?form=renovation_opinion&{query}"
    page = visitor.page(asked)
    document = visitor.ask(asked)
    on_page = re.findall(r'href="/glance/([^"]+)"', page)
    assert ids(document["households"]) == on_page
    assert document["count"] == len(on_page)
    for each in document["households"]:
        assert f"<bdi>{each['address']}</bdi>" in page
    assert ids(visitor.all_of(f"{asked}&limit=1", "households")) == on_page


def test_households_of_others_are_neither_named_nor_counted_to_a_program(program):
    visitor, asked = program("hong"), "/households?form=household_file"
    assert ids(visitor.ask(f"{asked}&area={COMMUNITY}")["households"]) == [
        f"{OTHER_GRID}/x01/b01/u2/0502"
    ]
    for name, foreign, absent in (
        ("area", f"{asked}&area={GRID}", f"{asked}&area=130709/999"),
        ("form", "/households?form=care", "/households?form=nothing"),
        ("after", f"{asked}&after={UNIT}/0301", f"{asked}&after={UNIT}/9999"),
    ):
        answers = [visitor.ask(path, 400) for path in (foreign, absent)]
        for answer in answers:
            assert answer["facts"].pop("name") == name
            del answer["facts"]["value"], answer["title"]
            answer.pop("detail", None)
        assert answers[0] == answers[1]


def test_the_silent_are_those_of_the_page(program):
    for login, expected in (("min", ["fang"]), ("fang", ["fang"]), ("hong", [])):
        document = program(login).ask("/silent")
        assert [each["login"] for each in document["silent"]] == expected
        assert document["count"] == len(expected)
        page = program(login).page("/silent")
        assert page.count('<th scope="row">') == len(expected)
    (silent,) = program("min").ask("/silent")["silent"]
    assert (silent["areas"], silent["last_contact_ms"], silent["outbox"]) == ([GRID], None, 0)


def test_tablets_are_those_of_whoever_works_in_an_area(program):
    for area, expected in ((COMMUNITY, ["tablet"]), (GRID, ["tablet"]), (OTHER_GRID, [])):
        document = program("min").ask(f"/devices?area={area}")
        assert [each["name"] for each in document["devices"]] == expected
        assert ("王芳" in program("min").page(f"/devices?area={area}")) == bool(expected)
    problem = program("half").ask(f"/devices?area={GRID}", 400)
    assert problem["facts"]["name"] == "area"


def test_pages_of_a_list_follow_each_other_without_gap_or_double(program):
    visitor = program("min")
    whole = ids(visitor.ask("/records")["records"])
    assert ids(visitor.all_of("/records?limit=1", "records")) == whole
    assert len(whole) == len(set(whole)) == 5
    assert ids(visitor.all_of("/records?limit=2&form=renovation_opinion", "records")) == [
        each for each in whole if each.startswith("renovation")
    ]
    areas = ids(visitor.ask("/areas")["areas"])
    assert ids(visitor.ask("/areas?limit=3")["areas"]) == areas[:3]
    assert ids(visitor.all_of("/areas?limit=3", "areas")) == areas
    numbers = [each["n"] for each in program("auditor").all_of("/audit?limit=2", "audit")]
    assert numbers == sorted(set(numbers), reverse=True)


def test_where_the_next_page_is_stands_in_a_header_too(program):
    answer = program("min").get("/api/v1/records?limit=1")
    following = answer.json()["next"]
    assert answer.headers["link"] == f'<{following}>; rel="next"'
    assert "link" not in program("min").get("/api/v1/records").headers


def test_clashes_follow_each_other_oldest_first(program):
    visitor = program("min")
    whole = visitor.ask("/clashes")
    assert [(each["record"], each["question"]) for each in whole["clashes"]] == [
        (OPINION, "greening_lighting"),
        (HOUSEHOLD, "phone"),
    ]
    assert (whole["count"], whole["records"]) == (2, 2)
    assert visitor.all_of("/clashes?limit=1", "clashes") == whole["clashes"]


def test_the_audit_is_searched_as_its_page_is(program, station):
    program("min").ask(f"/records/{CARE}")
    reader = station.directory.by_login["min"].id
    found = program("auditor").ask("/audit?q=赵敏")["audit"]
    assert found
    assert {each["actor"] for each in found} == {reader}
    assert program("auditor").ask("/audit?q=nobody")["audit"] == []
    with_page = program("auditor").page("/audit?q=赵敏")
    assert with_page.count("<li") >= len(found)


def test_a_restricted_record_is_not_named_to_an_auditor_who_may_not_see_it(program):
    program("min").ask(f"/records/{CARE}")
    lines = program("auditor").all_of("/audit", "audit")
    assert CARE not in json.dumps(lines)
    assert None in {each["subject"] for each in lines}


def test_sums_are_those_of_the_records(program):
    numbers = program("min").ask("/overview")["numbers"]
    assert sum(each["records"] for each in numbers) == program("min").ask("/records")["count"]
    assert sum(each["clashes"] for each in numbers) == program("min").ask("/clashes")["count"]
    assert {each["area"] for each in program("hong").ask("/overview")["numbers"]} == {OTHER_GRID}


# What is told


def test_sensitive_answers_are_masked_wherever_they_stand(program):
    visitor = program("min")
    for path in (
        "/records",
        f"/records/{HOUSEHOLD}?history=1",
        "/clashes",
        f"/records?area={COMMUNITY}&q=0301",
    ):
        text = json.dumps(visitor.ask(path))
        assert "13800001234" not in text
        assert "13911112222" not in text
        assert "138\\u2022\\u2022\\u2022\\u20221234" in text


def test_words_are_in_the_language_that_was_asked_for(program):
    flags = {
        lang: program("min").ask(f"/records/{NEXT_DOOR}?lang={lang}")["answers"]["parking_spaces"]
        for lang in ("zh-CN", "en")
    }
    assert flags["en"]["flags"][0]["message"] == "outside 0–2; saved, please check"
    assert flags["zh-CN"]["flags"][0]["message"] == "超出0–2，已保存，请核对"
    titles = {each["title"] for each in program("min").ask("/forms?lang=zh-CN")["forms"]}
    assert "改造意见" in titles


# How it is asked


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_an_address_does_not_take_is_refused_with_those_that_it_takes(
    program, method
):
    answer = program("min").request(method, "/api/v1/records", headers={"Origin": HOME})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["code"] == "wrong_method"


def test_an_address_that_is_not_there_is_answered_as_a_problem_and_not_as_a_page(program):
    for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/records/x/y/z"):
        answer = program("min").get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_nothing_is_kept_by_browsers(program):
    for path in EVERY:
        answer = program("min").get(f"/api/v1{path}")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


# Exports

ORDER = {"form": "renovation_opinion", "format": "jsonl"}


def made(visitor, order):
    """The document of an export that was asked for, once it is ready."""
    answer = visitor.hand_in("/exports", fits(order, "Order"))
    assert answer.status_code == 201, answer.text
    fits(answer.json(), "Export")
    place = answer.headers["location"].removeprefix("/api/v1")
    until = time.monotonic() + WAIT_S
    while (document := visitor.ask(place))["stage"] == "making":
        assert time.monotonic() < until
        time.sleep(0.05)
    return fits(document, "Export")


def test_an_export_is_asked_for_looked_at_fetched_and_in_the_audit(program, station):
    visitor = program("qu")
    document = made(visitor, {**ORDER, "area": GRID})
    assert (document["stage"], document["part"], document["rows"]) == ("ready", 1.0, 2)
    (file,) = document["files"]
    content = visitor.get(file["href"]).content
    assert hashlib.blake2b(content, digest_size=32).hexdigest() == file["hash"]
    assert {json.loads(line)["id"] for line in content.splitlines()} == {OPINION, NEXT_DOOR}
    actor, subject, detail = acts(station, "export")[-1]
    assert (actor, subject) == (station.directory.by_login["qu"].id, "renovation_opinion")
    assert (detail["way"], detail["area"], detail["rows"]) == ("api", GRID, 2)
    assert detail["files"][0]["hash"] == file["hash"]
    listed = fits(visitor.ask("/exports"), "Exports")
    assert document in listed["exports"]
    assert listed["earlier"][0]["detail"] == detail


def test_codes_are_for_programs_and_labels_for_people(program):
    visitor = program("qu")
    codes, labels = (
        visitor.get(made(visitor, {**ORDER, "format": "csv", **more})["files"][0]["href"])
        for more in ({}, {"labels": True, "lang": "en"})
    )
    assert codes.text.lstrip("\ufeff").startswith("_id,_form_version,_area,")
    assert labels.text.lstrip("\ufeff").startswith("No.,Address,Community,")


def test_nobody_else_finds_an_export(program):
    document = made(program("qu"), ORDER)
    for path in (f"/exports/{document['id']}", f"/exports/{document['id']}/files/0"):
        assert program("root").ask(path, 404)["code"] == "not_found"
    program("qu").ask(f"/exports/{document['id']}/files/9", 404)


@pytest.mark.parametrize(
    ("order", "name"),
    [
        ({"format": "csv"}, "form"),
        ({"form": "renovation_opinion"}, "format"),
        ({**ORDER, "form": "care"}, "form"),
        ({**ORDER, "form": 3}, "form"),
        ({**ORDER, "format": "pdf"}, "format"),
        ({**ORDER, "area": "999"}, "area"),
        ({**ORDER, "status": "lost"}, "status"),
        ({**ORDER, "from": "monday"}, "from"),
        ({**ORDER, "to": "2026-02-30"}, "to"),
        ({**ORDER, "since": "monday"}, "since"),
        ({**ORDER, "labels": True}, "labels"),
        ({**ORDER, "labels": "yes"}, "labels"),
        ({**ORDER, "plain": True}, "plain"),
        ({**ORDER, "lang": "fr"}, "lang"),
    ],
)
def test_an_order_with_a_value_that_it_cannot_have_is_refused_by_name(program, order, name):
    answer = program("qu").hand_in("/exports", order)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["facts"]["name"]) == ("bad_parameter", name)


def test_an_order_with_something_unknown_is_refused(program):
    answer = program("qu").hand_in("/exports", {**ORDER, "reveal": True})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_such_parameter")


@pytest.mark.parametrize("login", ["min", "fang", "auditor", "root"])
def test_without_the_right_to_export_there_are_no_exports(program, login):
    program(login).ask("/exports", 404)
    assert program(login).hand_in("/exports", ORDER).status_code == 404


@pytest.mark.parametrize("origin", ["null", "http://elsewhere.example"])
def test_an_order_from_another_site_is_refused(program, origin):
    answer = program("qu").hand_in("/exports", ORDER, Origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(ORDER), "text/plain"),
        (json.dumps(ORDER), "application/x-www-form-urlencoded"),
        ("form=renovation_opinion", "application/json"),
        ("[]", "application/json"),
        ("{" + " " * 20_000 + "}", "application/json"),
    ],
)
def test_what_a_form_of_another_site_could_send_is_no_order(program, content, kind):
    sent = {"Origin": HOME, "Content-Type": kind}
    answer = program("qu").post("/api/v1/exports", content=content, headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_too_many_at_once_are_told_to_wait(program, monkeypatch):
    monkeypatch.setattr(jobs, "MAKING_MAX", 0)
    answer = program("qu").hand_in("/exports", ORDER)
    assert (answer.status_code, answer.json()["code"]) == (503, "exports_busy")
