"""Trying passwords: what it costs whoever tries, and what it may not cost anybody else."""

import contextlib
import json
import re
import sqlite3

import pytest
from starlette.applications import Starlette

from server import pages
from server.exports.jobs import Jobs
from server.pages import frame, guard, queues
from server.pages.guard import Guard
from server.people import staff
from server.people.audit import first_broken
from server.people.lockout import Lockout, Patience, network_of
from server.people.passwords import hash_password
from tests.server.pages.conftest import HOME, Browser
from tests.server.town import PASSWORD

LOGIN = Patience(free=3, wait_s=30, wait_max_s=900, memory_s=3600)
ADDRESS = Patience(free=6, wait_s=10, wait_max_s=300, memory_s=1800)


class Seconds:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """The guard's clock, of every server in the test; less patient than in life, to be quick."""
    clock = Seconds()

    def guarded():
        return Guard(Lockout(LOGIN, clock), Lockout(LOGIN, clock), Lockout(ADDRESS, clock))

    monkeypatch.setattr("server.pages.frame.Guard", guarded)
    return clock


@pytest.fixture
def door(clock, station):
    """A stranger's browser at one server, from an address."""
    app = Starlette(routes=pages.routes(frame.Frame(station, (), Jobs(station))))
    with contextlib.ExitStack() as opened:

        def stranger(address="10.0.0.7"):
            made = Browser(app, base_url=HOME, client=(address, 50000))
            opened.callback(made.close)
            return made

        yield stranger


def sign_in(browser, login="min", password=PASSWORD):
    answer = browser.send_form("/login", login=login, password=password, next="/")
    return answer.url.path == "/"


def fail(browser, login="min", times=1):
    for _ in range(times):
        assert not sign_in(browser, login, "wrong")


def test_who_guesses_a_password_is_locked_out_even_with_the_right_one(door, clock):
    attacker = door()
    fail(attacker, times=LOGIN.free)
    assert not sign_in(attacker)
    clock.now += LOGIN.wait_s
    assert sign_in(attacker)


def test_the_lock_is_the_logins_wherever_the_tries_come_from(door):
    for n in range(LOGIN.free):
        fail(door(f"10.0.0.{n}"))
    assert not sign_in(door("10.0.9.9"))


def test_nobody_is_kept_out_of_their_own_browser_by_somebody_elses_tries(door):
    own = door("10.0.0.1")
    assert sign_in(own)
    own.send_form("/logout")
    attacker = door("10.0.0.2")
    fail(attacker, times=ADDRESS.free + 2)
    assert not sign_in(attacker)
    assert sign_in(own)


def test_who_sits_behind_the_same_router_signs_in_while_somebody_tries_a_list(door):
    own = door()
    assert sign_in(own, "fang")
    own.send_form("/logout")
    fail(door(), "nobody", times=ADDRESS.free + 2)
    assert sign_in(own, "fang")


def test_an_address_that_tries_many_logins_is_locked_out_for_some_minutes_at_most(door, clock):
    fail(door(), "nobody", times=ADDRESS.free)
    assert not sign_in(door())
    assert sign_in(door("10.0.0.8"))
    clock.now += ADDRESS.wait_max_s
    assert sign_in(door())


def test_an_office_whose_people_all_sign_in_rightly_is_never_locked_out(door):
    for _ in range(ADDRESS.free + 2):
        assert sign_in(door())


def test_a_known_browser_is_no_way_to_try_passwords(door):
    own = door()
    assert sign_in(own)
    own.send_form("/logout")
    fail(own, times=LOGIN.free)
    assert not sign_in(own)


def test_being_known_is_for_one_person_and_ends_with_a_new_password(door, station):
    own = door()
    assert sign_in(own)
    own.send_form("/logout")
    fail(door("10.0.0.2"), "fang", times=LOGIN.free)
    assert not sign_in(own, "fang")
    hashed = hash_password("another-horse-9")
    person = station.directory.by_login["min"].id
    station.change(lambda connection: staff.set_password(connection, person, hashed))
    fail(door("10.0.0.3"), times=LOGIN.free)
    assert not sign_in(own, "min", "another-horse-9")


def test_a_forged_mark_makes_no_browser_known(door, station):
    fail(door("10.0.0.3"), times=LOGIN.free)
    person = station.directory.by_login["min"].id
    forger = door("10.0.0.4")
    for forged in ("", "x", guard.mark_of(person, ""), ".".join("x" * 100)):
        forger.cookies.set("doorstep_known", forged)
        assert not sign_in(forger)


def test_a_mark_fits_its_person_and_password_alone():
    mark = guard.mark_of("wang0000", "hash")
    assert guard.known_mark(f"other.{mark}", "wang0000", "hash") == mark
    assert guard.known_mark("é", "wang0000", "hash") is None
    assert guard.known_mark(mark, "wang0000", "new hash") is None
    assert guard.known_mark(mark, "li000000", "hash") is None
    assert guard.known_mark(mark, "wang0000", None) is None
    assert guard.known_mark(".".join(["x"] * 8 + [mark]), "wang0000", "hash") is None


def test_one_browser_remembers_some_people_and_not_any_number():
    cookie = ""
    for n in range(20):
        cookie = guard.with_mark(cookie, f"mark{n}")
    assert cookie.split(".") == [f"mark{n}" for n in range(19, 11, -1)]


def test_wrong_login_wrong_password_and_locked_out_get_one_answer_that_says_what_to_do(door):
    asked = door()
    answers = [
        asked.send_form("/login", login=login, password=password, next="/")
        for login, password in (("min", "wrong"), ("nobody", PASSWORD))
    ]
    fail(door("10.0.0.9"), times=LOGIN.free)
    answers.append(asked.send_form("/login", login="min", password=PASSWORD, next="/"))
    assert {answer.status_code for answer in answers} == {403}
    # What was typed stays in its field, whatever it was.
    typed = ("min", "nobody", "min")
    said = {
        answer.text.replace(f'value="{login}"', "")
        for answer, login in zip(answers, typed, strict=True)
    }
    assert len(said) == 1
    assert "请等几分钟再试" in answers[0].text


def test_wrong_login_wrong_password_and_locked_out_cost_one_check_each(door, monkeypatch):
    """The duration of an answer is that of the check, which is the same work each time."""
    checks = []

    def checked(stored, password):
        checks.append((stored is None, len(password)))
        return False

    monkeypatch.setattr(staff, "password_matches", checked)
    asked = door()
    fail(asked, "nobody")
    fail(asked, "min", times=LOGIN.free + 2)
    assert len(checks) == 1 + LOGIN.free + 2
    assert [absent for absent, _ in checks[-2:]] == [True, True]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("::ffff:127.0.0.1", None),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_an_address_counts_as_one_person_may_have_it(address, network):
    assert network_of(address) == network


def audited(station):
    station.change(lambda _: None)  # behind all that was handed over
    with contextlib.closing(sqlite3.connect(station.data / "log.db")) as log:
        assert first_broken(log) is None
        rows = log.execute("SELECT actor, act, subject, detail FROM audit ORDER BY n").fetchall()
    return [(actor, act, subject, json.loads(detail)) for actor, act, subject, detail in rows]


def test_sign_ins_and_failed_ones_are_in_the_audit_without_what_was_typed(door, station):
    visitor = door()
    fail(visitor, "min")
    fail(visitor, "secret-by-mistake")
    sign_in(visitor)
    visitor.send_form("/logout")
    person, here = station.directory.by_login["min"].id, {"address": "10.0.0.7"}
    assert audited(station) == [
        ("server", "session.refuse", person, here),
        ("server", "session.refuse", "nobody", here),
        (person, "session.begin", person, here),
        (person, "session.end", person, here),
    ]


def test_sessions_that_are_over_do_not_stay(door, station):
    for _ in range(3):
        assert sign_in(door())
    station.change(lambda c: c.execute("UPDATE sessions SET expires_ms = 1").rowcount)
    assert sign_in(door())
    with contextlib.closing(sqlite3.connect(station.data / "log.db")) as log:
        assert log.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_where_the_settings_name_https_no_cookie_travels_in_the_clear(door, station):
    station.url = "https://doorstep.example"
    visitor = door()
    first = visitor.get("/login").headers.get_list("set-cookie")
    visitor.cookies.set("doorstep_visitor", re.search(r"=([\w-]+)", first[0])[1])
    answer = visitor.post(
        "/login",
        data={"login": "min", "password": PASSWORD, "token": visitor.token()},
        headers={"Origin": HOME},
        follow_redirects=False,
    )
    sent = [*answer.headers.get_list("set-cookie"), *first]
    names = {re.match(r"\w+", cookie)[0] for cookie in sent}
    assert names == {"doorstep_session", "doorstep_known", "doorstep_visitor"}
    for cookie in sent:
        for word in ("secure", "httponly", "samesite=lax"):
            assert word in cookie.lower(), cookie


def test_a_crowd_at_the_door_is_told_to_come_again_and_others_go_on(door, monkeypatch):
    inside = door()
    assert sign_in(inside)
    monkeypatch.setattr(queues, "PASSWORDS_WAITING_MAX", 0)
    answer = door().send_form("/login", login="min", password=PASSWORD)
    assert answer.status_code == 503
    assert "请过几秒再试" in answer.text
    assert door().get("/login").status_code == 200
    assert inside.page("/records")
