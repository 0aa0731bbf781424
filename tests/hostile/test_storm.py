"""A storm of mutants at a real server, and the tablet beside it that works all the time.

Mutated changes travel inside honest pushes, mutated messages and frames on sockets of their own.
What is asserted is what stands afterwards: the server's processes are the same ones, its directory
is whole, every answer of the canary is there, and what was refused and said to be kept is kept byte
for byte. How long the canary waited is measured, not asserted.
"""

import sqlite3
import threading
from collections import Counter
from contextlib import closing
from itertools import count, cycle, islice
from random import Random

import msgpack
import pytest

from tests.acceptance.wire import Wire, change, token_of
from tests.golden.mutator import mutants
from tests.hostile.canary import Canary
from tests.hostile.messages import of_tablets
from tests.hostile.peer import BINARY, CLOSE, Peer, forget_peak, frame, resident_bytes
from tests.scale import figures, times

pytestmark = pytest.mark.acceptance

CHANGES = times(1_200, 50_000)
FRAMES = times(500, 20_000)
PUSH_CHANGES_MAX = 64
PUSH_BYTES_MAX = 200_000

MEMORY_BYTES_MAX = 64 << 20
"""What the socket process may have more than before, at any moment of the storm."""

CLOSES = {None, 1000, 1002, 1005, 1007, 1008, 1009, 4400, 4401, 4413}


class Storm:
    """The district of these tests: who is honest, who is not, and what the server was before."""

    def __init__(self, office, next_grid):
        self.office, self.next_grid = office, next_grid
        self.processes = (office.server.pid, office.server.children)
        self.memory = forget_peak(office.server.pid)
        self.log = office.server.log.stat().st_size

    def over(self, canary):
        """What has to be true whatever was sent."""
        office = self.office
        assert canary.works()
        assert canary.everything_is_there()
        assert (office.server.pid, office.server.children) == self.processes
        assert office.ask("verify")["ok"] is True
        assert b"Traceback" not in office.server.log.read_bytes()[self.log :]
        grown = resident_bytes(office.server.pid, peak=True) - self.memory
        assert grown < MEMORY_BYTES_MAX
        return {"grown": grown, "canary_s": canary.waited_s, "canary_pushes": len(canary.written)}


@pytest.fixture
def storm(office, next_grid):
    return Storm(office, next_grid)


def beside(canary, raging):
    """The canary works as long as a storm rages; an error of the storm's is the test's."""
    failures = []

    def guarded():
        try:
            raging()
        except BaseException as failure:
            failures.append(failure)
            raise

    thread = threading.Thread(target=guarded)
    thread.start()
    while thread.is_alive():
        assert canary.works()
        thread.join(canary.PAUSE_S)
    assert not failures


def pushes(random, changes, honest, place):
    """The mutants in pushes, honest changes among them: (record, bytes, whether it is honest).

    Each push is about a record of its own: what one device may write into a record is bounded.
    """
    while batch := list(islice(changes, PUSH_CHANGES_MAX - 2)):
        record = f"hazard_report/{place.id}:{random.getrandbits(60):026}"
        strange = [record] * 12 + [None, "", record.upper(), record + "\0", "x" * 600]
        mixed = [(random.choice(strange), data, False) for data in batch]
        for _ in range(2):
            mixed.insert(random.randrange(len(mixed) + 1), (record, honest(), True))
        while sum(len(data) for _, data, _ in mixed) > PUSH_BYTES_MAX:
            mixed.remove(max(mixed, key=lambda each: len(each[1])))
        yield mixed


@pytest.mark.timeout(times(300, 7200))
def test_mutated_changes_in_honest_pushes_are_refused_and_kept_and_the_honest_ones_stored(storm):
    """A third of the mutants keep every rule, of the tablet's own person or of a stranger."""
    office, place, random = storm.office, storm.next_grid(), Random(7)
    outcomes, kept, stored, devices = Counter(), set(), set(), set()

    def rage(login, share):
        staff = office.staff[login]["id"]
        drafts = mutants(seed=share, count=CHANGES // 4, people=(staff, "k" * 32))
        changes = (draft.update() for draft in drafts)
        with Wire(office.server.url, token_of(office, login)) as wire:
            devices.add(wire.welcome["device"])

            def honest():
                return change(staff, 1, description=f"{random.random()}")

            for batch in pushes(random, changes, honest, place):
                results = wire.push(*(each[:2] for each in batch))
                for (record, data, is_honest), result in zip(batch, results, strict=True):
                    refused = result[0] == "refused"
                    outcomes[result[1] if refused else result[0]] += 1
                    assert not (is_honest and refused), result
                    if not refused:
                        stored.add((record, data))
                    elif result[4]:
                        kept.add(
                            (record or "", data, result[1])
                        )  # no name and an empty one are one

    def raging():
        for share, login in enumerate((*place.members, place.head, place.members[0])):
            rage(login, share)

    with Canary(office, storm.next_grid()) as canary:
        beside(canary, raging)
        seen = storm.over(canary)

    held = [each for each in office.ask("quarantine", "list") if each["device"] in devices]
    assert kept == {
        (each["record"] or "", bytes.fromhex(each["bytes"]), each["reason"]) for each in held
    }
    assert set(outcomes) <= {"stored", "duplicate", "malformed", "other_author", "id_taken",
                             "too_large", "forbidden_state", "forbidden"}  # fmt: skip
    assert stored == rows(office, place)
    assert len(kept) > CHANGES // 3
    figures(storm="changes", mutants=CHANGES, outcomes=outcomes, kept=len(kept), **seen)


def rows(office, place):
    """What a separate reader finds in the log of a grid."""
    with closing(sqlite3.connect(f"file:{office.data / 'log.db'}?mode=ro", uri=True)) as log:
        found = log.execute("SELECT record, data FROM rows").fetchall()
    return {(record, data) for record, data in found if record.split(":")[0].endswith(place.id)}


def people(office, next_grid):
    """Tokens of so many tablets that none of them says hello too often."""
    grids = [next_grid() for _ in range(times(3, 30))]
    return [token_of(office, login) for grid in grids for login in (*grid.members, grid.head)]


NO_FRAME = b"\xff" * (1 << 16)
"""Ends a connection whatever came before: a frame that was cut takes at most so much of it."""

PING = msgpack.packb({"t": "ping", "n": 7})
PONG = msgpack.packb({"t": "pong", "n": 7})


@pytest.mark.timeout(times(300, 7200))
def test_mutated_messages_end_their_own_connections_alone(storm):
    """Of strangers, of tablets in their sessions, and hellos that carry a true token.

    Behind each mutant goes a ping: its answer says that the mutant was taken and the session lives.
    """
    office = storm.office
    tokens = cycle(people(office, storm.next_grid))
    closes, taken, connections = Counter(), Counter(), count()

    def rage(peer, mutator, left):
        for sent in range(1, left + 1):
            peer.send(frame(BINARY, mutator.draw()) + frame(BINARY, PING))
            while (said := peer.hear()) != (BINARY, PONG):
                if said[0] == CLOSE:
                    closes[peer.code(said[1])] += 1
                    return sent
            taken["taken"] += 1
        return left

    def raging():
        sent = 0
        while sent < FRAMES:
            number, token = next(connections), next(tokens)
            with Peer(office.server.url) as peer:
                peer.upgrade() if number % 3 == 0 else peer.welcomed(token)
                mutator = of_tablets(number, token if number % 2 else None)
                sent += rage(peer, mutator, FRAMES - sent)

    with Canary(office, storm.next_grid()) as canary:
        beside(canary, raging)
        seen = storm.over(canary)

    assert set(closes) <= CLOSES
    assert {4400, 4401} <= set(closes)
    assert taken.total() > FRAMES // 20
    figures(storm="messages", mutants=FRAMES, closes=closes, taken=taken.total(), **seen)


def mutated(random, frames):
    """Frames of which bits, bytes or ends are others."""
    data = bytearray(b"".join(frames))
    for _ in range(random.choice((1, 1, 2, 6))):
        at = random.randrange(len(data))
        match random.randrange(4):
            case 0:
                data[at] ^= 1 << random.randrange(8)
            case 1:
                del data[at : at + random.choice((1, 2, 40))]
            case 2:
                data[at:at] = random.randbytes(random.choice((1, 2, 14)))
            case 3:
                data[at : at + 2] = random.choice(
                    (b"\x82\xff", b"\x80\x80", b"\x89\xfe", b"\x08\x80")
                )
        data = data or bytearray(b"\x82")
    return bytes(data)


@pytest.mark.timeout(times(300, 7200))
def test_mutated_frames_end_their_own_connections_alone(storm):
    office, random, mutator = storm.office, Random(9), of_tablets(6)
    tokens = cycle(people(office, storm.next_grid))
    closes = Counter()

    def raging():
        for number in range(FRAMES // 10):
            with Peer(office.server.url) as peer:
                peer.welcomed(next(tokens)) if number % 3 == 0 else peer.upgrade()
                frames = [frame(BINARY, PING) for _ in range(6)]
                frames += [frame(BINARY, mutator.draw()[:3000], fin=n % 2 == 0) for n in range(4)]
                peer.send(mutated(random, frames) + NO_FRAME)
                closes[peer.ended()] += 1

    with Canary(office, storm.next_grid()) as canary:
        beside(canary, raging)
        seen = storm.over(canary)

    assert set(closes) <= CLOSES
    assert {1002} <= set(closes)
    figures(storm="frames", mutants=FRAMES, closes=closes, **seen)


def test_beyond_its_quota_a_device_is_told_so_and_everything_else_goes_on(storm):
    """16 MiB of what is refused are kept for one device; no byte of another one's is lost."""
    office, place = storm.office, storm.next_grid()
    foreign = storm.next_grid()
    staff, other = (office.staff[login]["id"] for login in place.members)
    with (
        Wire(office.server.url, token_of(office, place.members[0])) as wire,
        Wire(office.server.url, token_of(office, place.members[1])) as colleague,
        Canary(office, storm.next_grid()) as canary,
    ):
        refused = Counter()
        while refused["quarantine_full"] < 8:
            big = [(foreign.opinion(0), change(staff, 1, opinion="长" * 10_000)) for _ in range(6)]
            fine = (place.opinion(0), change(staff, 1, opinion="照常"))
            *results, stored = (
                wire.push(*big, fine)
                if refused.total() % 30 == 0
                else (*wire.push(*big), ["stored"])
            )
            refused.update(result[1] for result in results)
            assert stored[0] == "stored"
            for result in results:
                full = result[1] == "quarantine_full"
                assert result[3:] == ([True, False] if full else [False, True])
        assert canary.works()
        bytes_each = len(big[0][1]) + len(big[0][0])
        assert 15 << 20 < refused["forbidden"] * bytes_each < 17 << 20
        (answer,) = colleague.push((foreign.opinion(0), change(other, 1, opinion="也不行")))
        assert answer[1] == "forbidden"
        assert answer[4] is True
        storm.over(canary)
    kept = office.ask("quarantine", "list", "--device", wire.welcome["device"])
    assert len(kept) == refused["forbidden"]
