"""The tablets' HTTP doors, as a client on the network meets them."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import enrolment
from server.people import audit, devices, staff
from server.people.enrolment import issue_codes
from server.people.lockout import Patience
from server.station import Station

GRID = "130709/100/002/007"


@pytest.fixture
def wang(connection, add_person):
    staff_id = add_person("wang", ("grid_member", GRID))
    connection.close()  # the station is the only writer from here on
    return staff_id


@pytest.fixture
def station(wang, data):
    with Station(data) as opened:
        yield opened


@pytest.fixture
def client(station):
    with TestClient(Starlette(routes=enrolment.routes(station))) as opened:
        yield opened


@pytest.fixture
def code_for(station):
    def issue(staff_id):
        now_ms = 10**13  # far ahead: codes of these tests never expire
        return station.change(lambda c: issue_codes(c, [staff_id], hours=24, now_ms=now_ms)[0].code)

    return issue


def enroll(client, code, **changed):
    asked = {"code": code, "device_name": "王某的平板", "platform": "linux", "nonce": "home-1"}
    return client.post("/api/v1/enroll", json={**asked, **changed})


def bundle(client, token, **headers):
    return client.get("/api/v1/bundle", headers={"Authorization": f"Bearer {token}", **headers})


def test_a_code_gives_a_token_whose_bundle_is_the_persons(client, wang, station, code_for):
    answer = enroll(client, code_for(wang))
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "device", "staff"}
    assert answer.json()["staff"] == wang
    received = bundle(client, answer.json()["token"])
    assert received.status_code == 200
    assert received.content == station.directory.bundle(wang)[1]
    assert received.headers["etag"] == f'"{station.directory.bundle(wang)[0]}"'


def test_a_token_is_kept_by_no_cache(client, wang, code_for):
    assert enroll(client, code_for(wang)).headers["cache-control"] == "no-store"


def test_an_unknown_code_is_a_problem_document(client):
    answer = enroll(client, "0000-0000")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no_such_code"


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": ""},
        {"nonce": "n" * 65},
        {"nonce": "王" * 22},
        {"nonce": 7},
        {"nonce": None},
        {"code": None},
        {"code": "x" * 65},
        {"device_name": "n" * 101},
        {"platform": ["linux"]},
    ],
)
def test_a_field_out_of_bounds_is_named(client, changed):
    answer = enroll(client, changed.pop("code", "0000-0000"), **changed)
    assert answer.status_code in (400, 404)
    if changed:
        assert answer.status_code == 400
        assert next(iter(changed)) in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"code":1e999}', b"[" * 9000])
def test_a_body_that_is_no_request_is_refused(client, body):
    assert client.post("/api/v1/enroll", content=body).status_code == 400


def test_a_body_beyond_its_bound_is_refused(client):
    padding = json.dumps({"code": "x" * 17_000}).encode()
    answer = client.post("/api/v1/enroll", content=padding)
    assert answer.status_code == 400
    assert "16 KiB" in answer.json()["detail"]


def test_a_device_name_is_kept_on_one_line(client, wang, station, code_for):
    answer = enroll(client, code_for(wang), device_name="王某\r\nTablet")
    device = station.directory.devices[answer.json()["device"]]
    assert device.name == "王某  Tablet"


def test_an_enrolment_stands_in_the_audit_without_its_secrets(client, wang, station, code_for):
    code = code_for(wang)
    token = enroll(client, code).json()["token"]
    rows = station.change(lambda c: c.execute("SELECT act, detail FROM audit").fetchall())
    assert rows[-1][0] == "devices.enroll"
    assert not any(code in detail or token in detail for _, detail in rows)
    assert station.change(audit.first_broken) is None


def test_a_known_bundle_is_not_sent_again(client, wang, code_for):
    token = enroll(client, code_for(wang)).json()["token"]
    etag = bundle(client, token).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = bundle(client, token, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert bundle(client, token, **{"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic eA==", "Bearer  "])
def test_without_a_token_of_a_tablet_there_is_no_bundle(client, header):
    headers = {} if header is None else {"Authorization": header}
    answer = client.get("/api/v1/bundle", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthenticated"


def test_a_token_is_a_bearer_token_and_nothing_else(client, wang, code_for):
    token = enroll(client, code_for(wang)).json()["token"]
    for header in (token, f"Basic {token}", f"Token {token}"):
        answer = client.get("/api/v1/bundle", headers={"Authorization": header})
        assert answer.status_code == 401
    assert bundle(client, token).status_code == 200


def test_a_revoked_tablet_gets_no_bundle(client, wang, station, code_for):
    enrolled = enroll(client, code_for(wang)).json()
    station.change(lambda c: devices.revoke(c, enrolled["device"], 1))
    assert bundle(client, enrolled["token"]).status_code == 403


def test_a_disabled_persons_tablet_gets_no_bundle(client, wang, station, code_for):
    token = enroll(client, code_for(wang)).json()["token"]
    station.change(lambda c: staff.disable(c, wang))
    assert bundle(client, token).json()["code"] == "revoked"


@pytest.fixture
def from_afar(station, monkeypatch):
    """A client at an address, of a server that bears less than in life."""
    monkeypatch.setattr(
        enrolment, "WRONG_CODES", Patience(free=3, wait_s=600, wait_max_s=600, memory_s=900)
    )
    app = Starlette(routes=enrolment.routes(station))
    return lambda address: TestClient(app, client=(address, 50000))


def test_who_guesses_codes_is_locked_out_and_nobody_elsewhere(from_afar, wang, code_for):
    guesser = from_afar("10.0.0.7")
    for n in range(3):
        assert enroll(guesser, f"0000-000{n}").status_code == 404
    locked = enroll(guesser, code_for(wang))
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_codes")
    assert locked.json()["hint"]
    assert enroll(from_afar("10.0.0.8"), code_for(wang)).status_code == 200


def test_a_community_that_enrols_from_one_address_is_never_locked_out(from_afar, wang, code_for):
    office = from_afar("10.0.0.7")
    for n in range(6):
        assert enroll(office, code_for(wang), nonce=f"home-{n}").status_code == 200
    assert enroll(office, "0000-0000").status_code == 404


def test_a_malformed_request_is_no_guess(from_afar, wang, code_for):
    office = from_afar("10.0.0.7")
    for _ in range(6):
        assert office.post("/api/v1/enroll", json={"code": "x"}).status_code == 400
    assert enroll(office, code_for(wang)).status_code == 200
