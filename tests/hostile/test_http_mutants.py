"""Mutated requests at every door: none is answered 5xx, none is a traceback, nothing dies.

A person who may see the whole district is signed in, so that pages do their work before
they refuse.
"""

import re
from collections import Counter
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tests.acceptance.wire import Wire, change, token_of
from tests.hostile.peer import Peer
from tests.hostile.requests import MUTATIONS, STRANGE, Visitor, honest, mutants
from tests.scale import figures, times

pytestmark = pytest.mark.acceptance

SHARDS = 2
COUNT = times(300, 20_000)

OWN_PASSWORD = "a-password-of-my-own"


@pytest.fixture(scope="module")
def doors(office, next_grid):
    """What is asked for honestly, in a district in which something clashes."""
    grid = next_grid()
    for login, said in zip(grid.members, ("support", "oppose"), strict=True):
        staff = office.staff[login]["id"]
        with Wire(office.server.url, token_of(office, login)) as wire:
            wire.push((grid.opinion(0), change(staff, 1, road=said, opinion="x")))
    host = office.server.url.removeprefix("http://").encode()
    signed, visitor = signed_in(office), shown(office, "/login")
    office.show(grid.opinion(0))  # waits until the pages have what was pushed
    return honest(host, token_of(office, grid.head).encode(), signed, visitor, grid)


def signed_in(office):
    """The admin, who has a password of their own by now."""
    once = post(office, "/login", shown(office, "/login"), login="admin", password=office.password)
    fields = {"password": OWN_PASSWORD, "again": OWN_PASSWORD}
    return shown(office, "/", post(office, "/password", shown(office, "/password", once), **fields))


def shown(office, path, cookie=b""):
    """A visitor who was shown a page with a form."""
    with Peer(office.server.url) as peer:
        peer.send(
            b"GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n"
            % (path.encode(), peer.host, cookie)
        )
        page = peer.answer()
    form = re.search(rb'name="token" value="(\w+)"', page)[1]
    return Visitor(cookie or new_cookie(page), form)


def post(office, path, visitor, **fields):
    """Sends a form; gives the cookie that came back."""
    with Peer(office.server.url) as peer:
        body = b"token=" + visitor.form + b"&" + urlencode(fields).encode()
        peer.send(
            b"POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: %s\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"
            % (path.encode(), peer.host, peer.host, visitor.cookie, len(body), body)
        )
        return new_cookie(peer.answer())


def new_cookie(answer):
    """The cookie that an answer sets."""
    return re.search(rb"set-cookie: (\w+=[^;]+)", answer, re.IGNORECASE)[1]


def status(answer):
    """The status of an answer; None where the connection ended without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None


def ask(office, request):
    """What a request is answered."""
    with Peer(office.server.url) as peer:
        if not peer.send(request.data()):
            return None
        if request.unfinished:
            peer.socket.settimeout(0.2)
        try:
            return status(peer.answer())
        except TimeoutError:
            assert request.unfinished, request
            return None


def test_every_honest_request_is_answered(office, doors):
    answers = {request.method + request.target: ask(office, request) for request in doors}
    assert set(answers.values()) <= {200, 303, 400, 403, 404}, answers
    assert list(answers.values()).count(200) > 10, answers


ASKED = {
    b"/records": (
        b"q",
        b"form",
        b"area",
        b"status",
        b"since",
        b"after",
        b"done",
        b"revised",
        b"pick",
    ),
    b"/clashes": (b"since", b"after", b"done"),
    b"/login": (b"next",),
    b"/records/%s": (b"done", b"again", b"of", b"which"),
}


@pytest.mark.parametrize(("path", "names"), ASKED.items(), ids=[path.decode() for path in ASKED])
def test_no_value_of_a_page_s_address_is_answered_5xx_or_raises(office, doors, grid, path, names):
    path = path.replace(b"%s", grid.opinion(0).encode())
    log = office.server.log.stat().st_size
    values = [each.replace(b" ", b"+").replace(b"\x00", b"%00") for each in STRANGE]

    answers = {
        (name, value[:40]): ask(office, replace(doors[0], target=path + b"?" + name + b"=" + value))
        for name in names
        for value in values
    }

    assert {each: status for each, status in answers.items() if (status or 0) >= 500} == {}
    assert b"Traceback" not in office.server.log.read_bytes()[log:]


@pytest.mark.timeout(times(300, 7200))
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_mutated_request_is_answered_5xx_or_raises_anything(office, doors, shard):
    processes = (office.server.pid, office.server.children)
    seen, wrong, used = Counter(), [], Counter()

    for request in mutants(shard, doors, COUNT):
        log = office.server.log.stat().st_size
        answered = ask(office, request)
        seen[answered] += 1
        used.update(request.done)
        raised = b"Traceback" in office.server.log.read_bytes()[log:]
        if raised or (answered or 0) >= 500:
            wrong.append((answered, raised, request.done, request.data()[:400]))

    assert wrong == []
    assert (office.server.pid, office.server.children) == processes
    assert set(used) == {change.__name__ for change in MUTATIONS}
    assert {200, 400, 404} <= set(seen)
    assert ask(office, doors[0]) == 200
    figures(requests=COUNT, answers={str(each): n for each, n in sorted(seen.items(), key=str)})
