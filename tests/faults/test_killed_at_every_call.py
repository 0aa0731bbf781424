"""A kill at every call by which a short session writes to a file or flushes one.

strace sends SIGKILL as the n-th call of a kind on a file is about to be made: for each file, each
kind and each n that the same session had when it was only watched. `make test` takes the first, the
last and some between of each. Calls are counted by each thread apart; the files' names keep apart
what the writer's thread does and what the main one does at the end, when it copies the log back.
"""

import contextlib
import json
import shutil
import signal
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random

import pytest

from server import admin
from server.errors import ServerError
from tests.acceptance.wire import change
from tests.faults import homes, steps
from tests.faults.ledger import SEQ_BITS, Ledger, expect_no_gaps, expect_sound, plainly
from tests.faults.senders import Sender
from tests.faults.tracing import CALLS, fault, traced, tracing, untraced
from tests.faults.village import hazard
from tests.scale import LONG, PATIENT, figures

__all__ = ["tracing"]

pytestmark = [PATIENT, pytest.mark.usefixtures("tracing")]

SERVER_EVERY = 6
TABLET_EVERY = 8
"""In `make test`; in `make proofs` each one is taken."""

CHECKPOINT_PAGES = 12
"""So few that the log is copied back within the session, in the middle of its commits."""

WRITES = 3


def points(trace: Path, files: list[Path], every: int) -> list[tuple[Path, str, int]]:
    """(file, call, n): where a session that was watched can be killed."""
    threads = Counter()
    for line in trace.read_text("ascii").splitlines():
        thread, _, rest = line.partition(" ")
        call = rest.strip().partition("(")[0]
        for file in files:
            name = _escaped(file)
            if call in CALLS and (f"<{name}>" in rest or f'("{name}"' in rest):
                threads[file, call, thread] += 1
    most = {}
    for (file, call, _), count in threads.items():
        most[file, call] = max(count, most.get((file, call), 0))
    return [
        (file, call, n)
        for (file, call), count in sorted(most.items())
        for n in range(1, count + 1)
        if LONG or n in (1, count) or n % every == 0
    ]


def _escaped(file: Path) -> str:
    return "".join(f"\\x{byte:02x}" for byte in str(file).encode())


# The server


def files_of_data(data):
    return [data, *(data / name for name in ("log.db", "log.db-wal", "withdrawn.jsonl"))]


class ServerSession:
    """Some pushes, one of them in part refused, and an administrator's act between them.

    Attributes:
        revoked: whether the act was answered as done.
    """

    def __init__(self, village):
        self.village = village
        self.ledger = Ledger()
        first, self.lost, *_ = village.devices
        self.sender = Sender(first, village.staff["hong"], self.ledger, Random(1))
        self.revoked = False

    def run(self, url):
        sender, village = self.sender, self.village
        sender.connect(url)
        sender.add(hazard(), change(sender.device.staff, 1, category="safety", place="门口" * 900))
        sender.add(hazard(), change(village.staff["hong"], 1, category="safety"))
        sender.push()
        sender.hear()
        with contextlib.suppress(ServerError, OSError):
            admin._ask(village.data, "devices.revoke", {"id": self.lost.id})
            self.revoked = True
        for _ in range(2):
            sender.add(hazard(), change(sender.device.staff, 2, category="heating"))
            sender.push()
            sender.hear()

    def check(self):
        """Right after the death: what was answered is there, what counts has its line."""
        data = self.village.data
        self.ledger.check_all(data)
        with plainly(data / "log.db") as log:
            (counts,) = log.execute(
                "SELECT revoked_ms IS NOT NULL FROM devices WHERE id = ?", (self.lost.id,)
            ).fetchone()
        file = data / "withdrawn.jsonl"
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        noted = self.lost.id in {json.loads(line)["id"] for line in lines}
        assert noted or not counts, "revoked, and a restored backup would let it in"
        assert counts or not self.revoked


def serve_session(warm, session, watching):
    """The session with a server's process; how that ended."""
    data = str(session.village.data)
    child = warm.start("serve", data=data, checkpoint_pages=CHECKPOINT_PAGES)
    with watching(child.pid):
        line = child.go().line()
        if line:
            session.run(json.loads(line)["url"])
        child.signal(signal.SIGTERM)
        code = child.wait()
    session.sender.leave()
    child.rest()
    return code


def test_a_server_killed_at_any_write_or_flush_has_what_it_answered_and_goes_on(
    warm, fresh, tmp_path
):
    watched = ServerSession(fresh())
    trace = tmp_path / "trace"
    assert serve_session(warm, watched, partial(traced, output=trace, options=steps.OPTIONS)) == 0
    found = points(trace, files_of_data(watched.village.data), SERVER_EVERY)
    killed = Counter()
    for file, call, n in found:
        session = ServerSession(fresh())
        here = session.village.data / file.relative_to(watched.village.data)
        at = fault([call], "signal=SIGKILL", when=n)
        code = serve_session(warm, session, partial(traced, options=at, paths=[here]))
        assert code in (0, -signal.SIGKILL), warm.log.read_text("utf-8")
        killed[code] += 1
        session.check()
        assert serve_session(warm, session, untraced) == 0
        session.check()
        assert (session.revoked, session.sender.settled) == (True, True)
        session.ledger.check_whole(session.village.data, session.sender.pushed)
        expect_sound(session.village.data)
        shutil.rmtree(session.village.data)
    figures(proof="kill at a call of a server", points=len(found), killed=killed[-signal.SIGKILL])
    assert killed[-signal.SIGKILL] >= 0.75 * len(found)  # a commit more or less shifts the last


# The tablet


def files_of_home(home):
    return [home, home / "home.db", home / "home.db-wal"]


def tablet_session(warm, home, watching, *, writes=WRITES):
    """A few changes and a sync by a tablet's process: what it said it wrote, how it ended."""
    child = warm.start("work", home=str(home), seed="session", writes=writes)
    with watching(child.pid):
        child.go()
        lines = [json.loads(line) for line in iter(child.line, "")]
        code = child.wait()
    child.rest()
    written = [
        (each["written"], bytes.fromhex(each["data"])) for each in lines if "written" in each
    ]
    return Counter(written), code


def log_rows(data):
    with plainly(data / "log.db") as log:
        expect_no_gaps(log)
        return set(log.execute(f"SELECT record, data, position & {(1 << SEQ_BITS) - 1} FROM rows"))


def test_a_tablet_killed_at_any_write_or_flush_has_what_it_said_and_delivers_it(
    warm, server, tmp_path
):
    templates = []
    for device in server.village.devices:
        templates.append(homes.make_home(tmp_path / device.id, device, server.url))
        tablet_session(warm, templates[-1], untraced, writes=0)
    watched = Path(shutil.copytree(templates[0], tmp_path / "watched"))
    trace = tmp_path / "trace"
    _, code = tablet_session(warm, watched, partial(traced, output=trace, options=steps.OPTIONS))
    assert code == 0, warm.log.read_text("utf-8")
    found = points(trace, files_of_home(watched), TABLET_EVERY)
    killed, written = Counter(), homes.own(watched)
    for number, (file, call, n) in enumerate(found):
        home = tmp_path / "home"
        shutil.copytree(templates[number % len(templates)], home)
        here = home / file.relative_to(watched)
        at = fault([call], "signal=SIGKILL", when=n)
        said, code = tablet_session(warm, home, partial(traced, options=at, paths=[here]))
        assert code in (0, -signal.SIGKILL), warm.log.read_text("utf-8")
        killed[code] += 1
        mine = homes.own(home)
        assert said <= mine
        assert set(mine.values()) <= {1}
        assert homes.numbered(home) <= log_rows(server.village.data)
        _, code = tablet_session(warm, home, untraced, writes=0)
        assert code == 0
        assert homes.own(home) == mine
        assert homes.numbered(home) == log_rows(server.village.data)
        written += mine
        shutil.rmtree(home)
    stored = Counter((record, data) for record, data, _ in log_rows(server.village.data))
    assert stored == written
    figures(proof="kill at a call of a tablet", points=len(found), killed=killed[-signal.SIGKILL])
    assert killed[-signal.SIGKILL] >= 0.75 * len(found)  # a commit more or less shifts the last
