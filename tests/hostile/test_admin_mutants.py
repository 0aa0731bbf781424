"""Mutated requests at `admin.sock`: whoever may reach it is trusted, what is sent there is not.

Commands of another version, scripts with a mistake and values pasted from somewhere end here. Each
is answered with a problem that says what is wrong, never with one of the server's own.
"""

import http.client
import json
from collections import Counter
from random import Random

import pytest

from server.admin_socket import AdminConnection
from tests.acceptance.commands import WAIT_S
from tests.acceptance.wire import Wire, change, token_of
from tests.scale import figures, times

pytestmark = pytest.mark.acceptance

COUNT = times(300, 10_000)

OPERATIONS = (
    "areas.list", "devices.code", "devices.list", "devices.revoke", "forms.list", "forms.show",
    "names", "quarantine.accept", "quarantine.discard", "quarantine.export", "quarantine.list",
    "quarantine.show", "records.clashes", "records.list", "records.settle", "records.show",
    "staff.add", "staff.grant", "staff.list", "staff.password",
    "nothing", "", "staff.", "records.show%00", "%ff", "../staff.list", "STAFF.LIST", "x" * 3000,
)  # fmt: skip

NAMES = (
    "all", "area", "areas", "as", "because", "device", "form", "history", "hours", "id", "ids",
    "kind", "lang", "login", "name", "password", "prefix", "question", "reason", "role", "staff",
    "status", "value", "version", "", "\0", "__class__",
)  # fmt: skip

STRANGE = (
    None, True, False, 0, 1, -1, 24, 2**31, 2**53, 2**63, 2**64, 10**400, 0.5, 1e308, "", " ", "\0",
    "a\0b", "\ud800", "全", "😀", "a" * 5_000, "'; DROP TABLE rows; --", "%s%s", "{0}", "{self}",
    "../..", "\u202e", "\uffff", "a\nb", "１２", "99999999999999999999", "-1", "1e9", [], [[]],
    [None], ["a"] * 3_000, ["\0"], [1], ["1"], ["99999999999999999999"], {}, {"a": {}}, "en",
    "zh-CN", "xx",
)  # fmt: skip

BODIES = (
    b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 100_000, b"9" * 10_000,
    b'{"a":' * 3_000, b'{"as":NaN}', b'{"as":"admin","as":1}', b"{}" + b" " * 100_000,
    bytes(5 << 20),
)  # fmt: skip


@pytest.fixture(scope="module")
def true_values(office, next_grid):
    """Values that name something here, so that operations get to their work."""
    grid, foreign = next_grid(), next_grid()
    staff = office.staff[grid.members[0]]["id"]
    with Wire(office.server.url, token_of(office, grid.members[0])) as wire:
        device = wire.welcome["device"]
        wire.push(
            (grid.opinion(0), change(staff, 1, road="support")),
            (grid.opinion(0), change(staff, 2, road="oppose")),
            *((foreign.opinion(n), change(staff, 3, opinion=f"{n}")) for n in range(5)),
        )
    kept = [each["id"] for each in office.ask("quarantine", "list")]
    return (
        grid.id, grid.households[0], grid.opinion(0), "renovation_opinion", "road", "support",
        staff, grid.members[0], "grid_member", "malformed", "forbidden", device, kept[:1], kept[:2],
        kept[0], "admin",
    )  # fmt: skip


def ask(office, path, body):
    """The status and the JSON that the socket answers; (None, None) where it hung up."""
    connection = AdminConnection(office.data, WAIT_S)
    try:
        connection.putrequest("POST", path, skip_accept_encoding=True)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body)
        answer = connection.getresponse()
        said = answer.read()
        is_json = (answer.getheader("Content-Type") or "").endswith("json")
        return answer.status, json.loads(said) if is_json else None
    except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
        return None, None
    finally:
        connection.close()


def body(random, true_values):
    """The arguments of an operation, some of them true."""
    if random.random() < 0.08:
        return random.choice(BODIES)
    values = {}
    for name in random.sample(NAMES, random.randrange(7)):
        values[name] = random.choice(true_values if random.random() < 0.6 else STRANGE)
    return json.dumps(values).encode()


@pytest.mark.timeout(times(300, 7200))
def test_no_mutated_request_at_the_admin_socket_is_the_server_s_own_fault(office, true_values):
    processes, log = (office.server.pid, office.server.children), office.server.log.stat().st_size
    random, seen, wrong = Random(3), Counter(), []

    for _ in range(COUNT):
        operation, sent = random.choice(OPERATIONS), body(random, true_values)
        status, document = ask(office, f"/{operation}", sent)
        seen[status] += 1
        if status is not None and status >= 500:
            wrong.append((operation, sent[:300], status, document))
        elif status is not None and status >= 400 and document is not None:
            assert document["detail"], (operation, sent[:300])

    lines = office.server.log.read_bytes()[log:]
    at = lines.find(b"Traceback")
    assert wrong == []
    assert at < 0, lines[at : at + 4000].decode()
    assert (office.server.pid, office.server.children) == processes
    assert {200, 400, 404} <= set(seen)
    assert office.ask("verify")["ok"] is True
    figures(admin=COUNT, answers={str(each): n for each, n in seen.items()})


@pytest.mark.parametrize("operation", ["forms.show", "staff.list", "areas.list", "quarantine.list"])
def test_half_a_character_in_any_argument_is_the_caller_s_fault(office, operation):
    for name in NAMES:
        status, _ = ask(office, f"/{operation}", json.dumps({name: "\ud800"}).encode())
        assert status in (200, 400), name


@pytest.mark.parametrize(
    "said",
    [b"", b"GET / HTTP/1.1\r\n", b"\x00" * 1000,
     b"POST /names HTTP/1.1\r\nContent-Length: 9\r\n\r\n{",
     b"POST /names HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"],
    ids=["nothing", "a torn header", "zeros", "a torn body", "a torn chunk"],
)  # fmt: skip
def test_a_command_that_dies_in_the_middle_is_no_line_of_the_log_and_holds_nobody_up(office, said):
    log = office.server.log.stat().st_size
    for _ in range(20):
        connection = AdminConnection(office.data, WAIT_S)
        connection.connect()
        connection.sock.sendall(said)
        connection.close()
    assert office.ask("staff", "list")
    assert b"Traceback" not in office.server.log.read_bytes()[log:]
