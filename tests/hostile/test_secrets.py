"""Tokens and codes that are not what was given out: one answer, and a line in the log without them.

The server of these tests writes its log as JSON, as an operator's collector reads it.
"""

import hashlib
import json
import secrets
import sqlite3
import threading
from contextlib import closing

import pytest

from tests.acceptance.browser import Browser
from tests.acceptance.commands import eventually
from tests.acceptance.wire import Closed, Wire, ask_http, change, token_of
from tests.hostile.peer import Peer
from tests.scale import times

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def district(office):
    """The module's office, its server's log in JSON."""
    office.server.stop()
    (office.data / "doorstep.toml").write_text('log_format = "json"\n')
    office.server.start()
    return office


class Watched:
    """The lines that the server writes from now on."""

    def __init__(self, office):
        self._log = office.server.log
        self._begin = self._log.stat().st_size

    @property
    def text(self):
        return self._log.read_bytes()[self._begin :].decode()

    def lines(self, event):
        """The lines of an event, each of which has to be JSON."""
        read = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in read if line["event"] == event]

    def expect(self, event, count=1):
        """Waits for so many lines of an event; gives them."""
        lines = eventually(lambda: self.lines(event)[count - 1 :] and self.lines(event))
        assert len(lines) == count
        for line in lines:
            assert line["level"] == "warning"
            assert line["client"] == "127.0.0.1"
            assert line["timestamp"]
        return lines


@pytest.fixture
def log(district):
    return Watched(district)


@pytest.fixture
def token(district, grid):
    return token_of(district, grid.members[0])


def tampered(token):
    """What is nearly this token, or looks like one."""
    flipped = bytearray(token.encode())
    flipped[20] ^= 1
    return {
        "one bit": flipped.decode("latin-1"),
        "the other case": token.swapcase(),
        "cut short": token[:-1],
        "empty": "",
        "longer": token + "A",
        "a blank before": " " + token,
        "NUL behind": token + "\0",
        "its own hash": hashlib.sha256(token.encode()).hexdigest(),
        "256 characters": (token * 6)[:256],
        "wide letters": token.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
    }


@pytest.mark.parametrize("how", tampered("x" * 43))
def test_a_tampered_token_opens_no_session_and_stands_in_no_log(district, log, token, how):
    wrong = tampered(token)[how]

    with pytest.raises(Closed) as closed, Wire(district.server.url, wrong):
        pass

    assert (closed.value.code, closed.value.error["code"]) == (4401, "unauthenticated")
    assert token not in closed.value.reason
    (line,) = log.expect("token_refused")
    assert line["reason"] == "unauthenticated"
    assert token[:8] not in log.text
    assert not wrong.strip() or wrong not in log.text


def test_a_token_longer_than_any_is_malformed_and_stands_in_no_log(district, log, token):
    with pytest.raises(Closed) as closed, Wire(district.server.url, token * 1000):
        pass

    assert closed.value.code == 4400
    assert token[:8] not in log.text


@pytest.mark.parametrize("how", sorted(tampered("x" * 43).keys() - {"a blank before"}))
def test_a_tampered_token_gets_no_bundle(district, log, token, how):
    wrong = tampered(token)[how].encode("utf-8")

    with Peer(district.server.url) as peer:
        peer.send(
            b"GET /api/v1/bundle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Authorization: Bearer " + wrong + b"\r\n\r\n"
        )
        answer = peer.answer()

    assert answer.split(b" ")[1] in (b"400", b"401")
    assert b"forms" not in answer
    if answer.split(b" ")[1] == b"401":
        log.expect("token_refused")
    assert token[:8] not in log.text


def test_a_revoked_token_gets_no_bundle_and_a_deposit_alone_and_is_logged_with_its_device(
    district, log, grid, token
):
    with Wire(district.server.url, token) as wire:
        device = wire.welcome["device"]
    district.ask("devices", "revoke", device)

    status, problem = ask_http(f"{district.server.url}/api/v1/bundle", token)
    staff = district.staff[grid.members[0]]["id"]
    with Wire(district.server.url, token) as wire:
        deposit, scopes = wire.welcome["deposit"], wire.welcome["scopes"]
        results = wire.push((grid.opinion(0), change(staff, 1, opinion="x")))

    assert (status, problem["code"]) == (403, "revoked")
    assert (deposit, scopes) == (True, {})
    assert [(each[1], each[4]) for each in results] == [("forbidden", True)]
    lines = log.expect("token_refused", 2)
    assert {(line["reason"], line["device"]) for line in lines} == {("revoked", device)}
    assert token[:8] not in log.text


def enroll(office, code, nonce=None):
    """What the server answers to a code: the status and the document."""
    body = {"code": code, "nonce": nonce or secrets.token_hex(8), "device_name": "x"}
    return ask_http(f"{office.server.url}/api/v1/enroll", body={**body, "platform": "x"})


def test_unknown_used_and_expired_codes_get_one_answer_and_a_line_without_the_code(
    district, log, grid
):
    used, other = district.code(grid.members[1]), "0000-0000"
    assert enroll(district, used)[0] == 200
    expired = district.code(grid.head)
    expire(district, expired)
    tried = [used, expired, other, used[:-1], f"{used}0", "\0", "x" * 64, used.swapcase()]

    answers = [enroll(district, code) for code in tried]

    assert {status for status, _ in answers} == {404}
    assert len({json.dumps(problem, sort_keys=True) for _, problem in answers}) == 1
    assert answers[0][1]["code"] == "no_such_code"
    log.expect("enrolment_refused", len(tried))
    for code in tried[:3]:
        assert code not in log.text
        assert code.replace("-", "") not in log.text


def expire(office, code):
    """A code's time has passed, as far as its server can tell: it is stopped meanwhile."""
    office.server.stop()
    with closing(sqlite3.connect(office.data / "log.db")) as connection, connection:
        done = connection.execute(
            "UPDATE enrolment_codes SET expires_ms = created_ms + 1 WHERE hash = ?",
            (hashlib.sha256(code.encode()).digest(),),
        )
        assert done.rowcount == 1
    office.server.start()


def test_a_lost_answer_does_not_spend_the_code_but_its_replay_by_another_home_is_refused(
    district, log, grid
):
    code, home = district.code(grid.members[0]), secrets.token_hex(8)

    first, again = enroll(district, code, home), enroll(district, code, home)
    replayed = enroll(district, code)

    assert (first[0], again[0]) == (200, 200)
    assert first[1]["device"] == again[1]["device"]
    assert replayed[0] == 404
    log.expect("enrolment_refused")
    for _, enrolled in (first, again):
        assert enrolled["token"] not in log.text


def test_two_uses_of_one_code_at_the_same_instant_make_exactly_one_device(district, log, grid):
    for _ in range(times(1, 20)):
        watched = Watched(district)
        code = district.ask("devices", "code", "--staff", grid.head)["code"]
        answers, start = [], threading.Barrier(16)

        def use(code=code, answers=answers, start=start):
            start.wait()
            answers.append(enroll(district, code))

        users = [threading.Thread(target=use) for _ in range(16)]
        for user in users:
            user.start()
        for user in users:
            user.join()

        assert sorted(status for status, _ in answers) == [200, *[404] * 15]
        watched.expect("enrolment_refused", 15)
        (token,) = [said["token"] for status, said in answers if status == 200]
        with Wire(district.server.url, token) as wire:
            assert wire.welcome["staff"] == district.staff[grid.head]["id"]


def test_a_failed_sign_in_is_logged_with_its_person_but_without_what_was_typed(district, log):
    browser = Browser(district.server.url)

    for name, password in (("admin", "wrong-password"), ("secret-by-mistake", "also-wrong")):
        page = browser.send("/login", login=name, password=password, next="/")
        assert page.status == 403

    known, unknown = log.expect("login_refused", 2)
    assert known["staff"] == district.staff["admin"]["id"]
    assert unknown["staff"] is None
    for typed in ("wrong-password", "secret-by-mistake", "also-wrong"):
        assert typed not in log.text


def test_a_sign_in_that_succeeds_is_no_refusal(district, log):
    Browser(district.server.url).send("/login", login="admin", password=district.password, next="/")
    assert log.lines("login_refused") == []
    assert district.password not in log.text
