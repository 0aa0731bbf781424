"""Changes that end, stall or deceive whoever trusts them, pushed at a server that others use."""

import pytest

from tests.acceptance.wire import CUT, Closed, Wire, change, token_of
from tests.golden.corpus import KILLERS
from tests.golden.mutator import mutants
from tests.golden.spelling import base36, block, update, varint

pytestmark = pytest.mark.acceptance

MESSAGE_BYTES_MAX = 256 * 1024
PUSH_CHANGES_MAX = 64
ROOM = 4096
"""Left in a message for what surrounds the changes."""

MUTANTS = 400
SEED = 3


@pytest.fixture
def honest(office, grid):
    """An honest client beside the hostile one; each call is a change, acknowledged or not."""
    member = office.staff[grid.members[1]]["id"]
    with Wire(office.server.url, token_of(office, grid.members[1])) as wire:

        def works(number):
            data = change(member, wire.welcome["now_ms"], opinion=f"{number}")
            return wire.push((grid.opinion(1), data))[0][0] == "stored"

        yield works


@pytest.fixture
def hostile(office, grid):
    with Wire(office.server.url, token_of(office, grid.members[0])) as wire:
        yield wire


@pytest.fixture
def processes(office):
    """The server's process and its projector's, which have to be the same ones afterwards."""
    before = (office.server.pid, office.server.children)
    assert len(before[1]) == 1
    yield before
    assert (office.server.pid, office.server.children) == before


def messages(changes):
    """The changes in as few pushes as the limits of a message allow."""
    batch, size = [], 0
    for record, data in changes:
        if batch and (
            len(batch) == PUSH_CHANGES_MAX or size + len(data) + 100 > MESSAGE_BYTES_MAX - ROOM
        ):
            yield batch
            batch, size = [], 0
        batch.append((record, data))
        size += len(data) + 100
    yield batch


def push_beside(hostile, honest, changes):
    """Pushes everything; while each push is on its way, the honest client does its work."""
    results = []
    for number, batch in enumerate(messages(changes)):
        sent = hostile.begin_push(batch)
        assert honest(number)
        results += hostile.answer(sent)
    return results


def quarantined(office, device):
    """What the office finds of a device: (record, bytes, reason)."""
    return {
        (each["record"], bytes.fromhex(each["bytes"]), each["reason"])
        for each in office.ask("quarantine", "list", "--device", device)
    }


def test_every_known_killer_is_refused_and_kept_byte_for_byte(
    office, grid, hostile, honest, processes
):
    fitting = [killer for killer in KILLERS if len(killer.data) < MESSAGE_BYTES_MAX - ROOM]
    assert len(fitting) >= len(KILLERS) - 1
    record = grid.opinion(0)

    results = push_beside(hostile, honest, [(record, killer.data) for killer in fitting])

    answered = [(result[0], result[1], result[3], result[4]) for result in results]
    assert answered == [("refused", killer.code, False, True) for killer in fitting]
    kept = quarantined(office, hostile.welcome["device"])
    assert kept == {(record, killer.data, killer.code) for killer in fitting}
    assert office.ask("records", "list", "renovation_opinion", "--area", grid.households[0]) == []
    assert office.show(grid.opinion(1))["id"] == grid.opinion(1)
    assert office.ask("verify")["ok"] is True


def generated():
    """Killers made here and now, from the format's description, with what refuses them."""
    head = b"\x01" + varint(2) + varint(77) + b"\x00" + block(("j", base36(77), b"\x90"), "pycrdt")
    item = b"\x28\x01\x01a" + varint(7) + b"road\x1f" + base36(77).encode()
    many = [block(("a", f"road\x1f{base36(77)}", b"\x92\xc0\x90"), "yjs")] * 3000
    return {
        "nested 26,000 deep": head + item + b"\x01" + b"\x75\x01" * 26_000 + b"\x7e\x00",
        "msgpack 30,000 deep": head
        + item
        + b"\x01\x74"
        + varint(30_001)
        + b"\x91" * 30_001
        + b"\x00",
        "2^27 clients": varint(1 << 27) + b"\x00",
        "2^62 blocks": b"\x01" + varint(1 << 62) + varint(77) + b"\x00\x00",
        "a buffer of 2^40 bytes": head + item + b"\x01\x74" + varint(1 << 40) + b"\x00",
        "3,000 items under one key": update(77, many),
        "200,000 zero bytes": bytes(200_000),
    }


def test_generated_killers_and_mutants_are_refused_and_nobody_else_notices(
    office, grid, hostile, honest, processes
):
    killers = generated()
    hostiles = [*killers.values(), *{draft.update() for draft in mutants(SEED, MUTANTS)}]
    pushed = [(grid.opinion(0), data) for data in hostiles]

    results = push_beside(hostile, honest, pushed)

    assert {result[0] for result in results} == {"refused"}
    codes = [result[1] for result in results]
    assert set(codes[: len(killers)]) <= {"malformed", "too_large"}
    assert set(codes[len(killers) :]) == {"malformed", "other_author"}
    kept = quarantined(office, hostile.welcome["device"])
    assert kept == {(*each, code) for each, code in zip(pushed, codes, strict=True)}


@pytest.mark.parametrize(("size", "codes"), [(300_000, {4413}), (3_000_000, {1009, CUT})])
def test_a_message_beyond_its_bound_ends_the_connection_of_its_sender_alone(
    office, grid, hostile, honest, processes, size, codes
):
    with pytest.raises(Closed) as closed:
        hostile.push((grid.opinion(0), bytes(size)))

    assert closed.value.code in codes
    if 4413 in codes:
        assert closed.value.error["code"] == "too_large"
        assert closed.value.reason
    assert honest("still")


def test_the_killer_that_is_too_large_for_a_message_ends_its_senders_connection_alone(
    office, grid, hostile, honest, processes
):
    (killer,) = (killer for killer in KILLERS if len(killer.data) > MESSAGE_BYTES_MAX)

    with pytest.raises(Closed) as closed:
        hostile.push((grid.opinion(0), killer.data))

    assert (closed.value.code, closed.value.error["code"]) == (4413, "too_large")
    assert honest("still")


def test_a_record_id_that_is_none_is_refused_beside_an_honest_change_that_is_stored(
    office, grid, hostile, honest
):
    member = office.staff[grid.members[0]]["id"]
    names = [
        None,
        "",
        "/",
        "renovation_opinion",
        "x" * 5000,
        f"{grid.opinion(0)}:p2022",
        "\x00",
        "＿",
    ]
    pushed = [(name, change(member, 1, opinion="各归各的")) for name in (*names, grid.opinion(2))]

    results = hostile.push(*pushed)

    assert [result[:2] for result in results[:-1]] == [["refused", "malformed"]] * len(names)
    assert results[-1][0] == "stored"
    kept = quarantined(office, hostile.welcome["device"])
    assert kept == {(*each, "malformed") for each in pushed[:-1]}
    assert office.show(grid.opinion(2))["answers"]["opinion"]["value"] == "各归各的"
