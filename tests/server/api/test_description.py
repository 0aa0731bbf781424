"""`openapi.json` is valid, names what there is and nothing else, and describes every answer."""

import json
import re

import pytest
from openapi_spec_validator import validate

from server import enrolment
from server.api.parameters import record_filters
from server.api.routing import PREFIX, RESOURCES
from server.submission import submission
from sync.core.change import Change, Entry
from sync.core.gate import judge
from sync.core.update import encode
from tests.server.api.conftest import CARE, CODE_NONCE
from tests.server.api.described import DESCRIBED, fits
from tests.server.pages.conftest import HOUSEHOLD
from tests.server.town import GRID, NEXT_DOOR, OPINION


def resolved(parameter):
    if "$ref" not in parameter:
        return parameter
    return DESCRIBED["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]


def test_the_description_is_valid():
    validate(DESCRIBED)


def test_it_names_every_address_and_method_and_no_other(station):
    tablets = [(route.path, route.methods) for route in enrolment.routes(station)]
    served = {f"{PREFIX}/openapi.json": {"get"}}
    for path, methods in (*tablets, *((f"{PREFIX}{r.path}", r.methods) for r in RESOURCES)):
        plain = re.sub(r":\w+}", "}", path)
        served[plain] = {method.lower() for method in methods} - {"head"}
    described = {f"{PREFIX}{path}": set(of) for path, of in DESCRIBED["paths"].items()}
    assert described == served


@pytest.mark.parametrize("resource", [r for r in RESOURCES if r.read], ids=lambda r: r.path)
def test_it_names_every_parameter_of_an_address_and_no_other(resource, station):
    described = DESCRIBED["paths"][re.sub(r":\w+}", "}", resource.path)]["get"]["parameters"]
    filters = record_filters(station) if resource.filters else frozenset()
    inside = re.findall(r"{(\w+)", resource.path)
    found = [resolved(each) for each in described]
    assert {each["name"] for each in found if each["in"] == "query"} == {
        "lang",
        *resource.parameters,
        *filters,
    }
    assert [each["name"] for each in found if each["in"] == "path"] == inside


@pytest.mark.parametrize(
    ("login", "path", "name", "listed"),
    [
        ("min", "/records", "Records", "records"),
        ("min", "/clashes", "Clashes", "clashes"),
        ("min", "/overview", "Overview", "numbers"),
        ("min", "/households?form=household_file", "Households", "households"),
        ("min", "/numbers", "DistrictNumbers", "numbers"),
        ("min", "/numbers?number=opinions_greening_lighting", "DistrictNumbers", "areas"),
        ("min", "/silent", "Silent", "silent"),
        ("min", "/devices", "Devices", "devices"),
        ("min", "/staff", "People", "staff"),
        ("min", "/areas", "Areas", "areas"),
        ("min", "/forms", "Forms", "forms"),
        ("auditor", "/audit", "Audit", "audit"),
    ],
)
def test_every_list_is_as_described(program, login, path, name, listed):
    found = fits(program(login).ask(path), name)
    assert found[listed], "a list of nothing proves nothing"


@pytest.mark.parametrize("record", [OPINION, NEXT_DOOR, HOUSEHOLD, CARE])
def test_every_record_is_as_described(program, record):
    fits(program("min").ask(f"/records/{record}"), "Record")
    assert fits(program("min").ask(f"/records/{record}?history=1"), "Record")["history"]


def test_a_form_is_as_described(program):
    fits(program("min").ask("/forms/household_file"), "Form")
    fits(program("min").ask("/forms/household_file?version=1&lang=en"), "Form")


def test_what_was_refused_is_as_described(program, station):
    hong = station.directory.by_login["hong"].id
    data = encode(Change(77, hong, 1, None, (Entry("opinion", "不归我管", ()),)))
    verdict = judge(OPINION, data, frozenset({hong}), station.directory)
    station.store([submission(OPINION, data, "device0000000009", hong, verdict)])
    found = fits(program("min").ask("/quarantine"), "Quarantine")["quarantine"]
    assert [(each["record"], each["reason"]) for each in found] == [(OPINION, "forbidden")]
    assert "不归我管" not in json.dumps(found, ensure_ascii=False)
    assert program("half").ask("/quarantine")["quarantine"] == []  # it lies in another grid


def test_problems_are_as_described(program):
    nobody, somebody = program(), program("min")
    for asked, path, status in (
        (nobody, "/records", 401),
        (somebody, "/records?forms=x", 400),
        (somebody, "/records/nonsense", 404),
        (somebody, "/nothing", 404),
        (somebody, "/audit", 404),
    ):
        answer = asked.get(f"/api/v1{path}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        fits(answer.json(), "Problem")


def test_a_tablets_enrolment_and_download_are_as_described(program, code):
    sent = {"code": code, "nonce": CODE_NONCE, "device_name": "t", "platform": "linux"}
    fits(sent, "Enrolment")
    enrolled = fits(program().post("/api/v1/enroll", json=sent).json(), "Enrolled")
    held = {"Authorization": f"Bearer {enrolled['token']}"}
    answer = program().get("/api/v1/bundle", headers=held)
    fits(answer.json(), "Bundle")
    again = program().get(
        "/api/v1/bundle", headers={**held, "If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_it_is_served_to_everybody_as_it_is(program):
    answer = program().get("/api/v1/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DESCRIBED
    assert GRID not in answer.text
