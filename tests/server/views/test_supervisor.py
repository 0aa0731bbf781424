"""The projector as a process: it follows, survives, ends with its parent, holds nothing of it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from server.views.asking import Filter, Sight
from server.views.errors import NotReady
from server.views.queries import Views
from server.views.supervisor import Projector

OPINION = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
NEXT_DOOR = "renovation_opinion/130709/100/002/007/x03/b02/u1/0302:p2022"
PATIENCE_S = 60.0

# The real projector, but it kills itself over one record, as pycrdt could.
MORTAL = """
import os, signal, sys
from server.views import following, projector
real = following.held_changes
def held(record, rows):
    if record == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(record, rows)
following.held_changes = held
sys.exit(projector.main([sys.argv[1]]))
"""

# The real projector, but the first one dies in the middle of a word.
CUT_OFF = """
import os, sys
from pathlib import Path
from server.views import projector
died = Path(sys.argv[1], "died")
if not died.exists():
    died.touch()
    os.write(1, b'{"positions": {"130709/1')
    os.kill(os.getpid(), 9)
sys.exit(projector.main([sys.argv[1]]))
"""

# A projector that ends only when it may; what it does is told by files.
RELUCTANT = """
import sys, time
from pathlib import Path
folder = Path(sys.argv[1])
print('{"positions": {}, "rows": 0, "records": 0, "aside": {}, "erased": 0}', flush=True)
while sys.stdin.read(1):
    pass
(folder / "ending").touch()
while not (folder / "may end").exists():
    time.sleep(0.01)
"""

PARENT = """
import sys, time
from pathlib import Path
from server.views.supervisor import Projector
projector = Projector(Path(sys.argv[1]))
projector.start()
projector.wait_for({}, 10)
while projector.pid is None:
    time.sleep(0.01)
print(projector.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def run():
    started = []

    def make(data, command=None):
        projector = Projector(data, command)
        started.append(projector)
        return projector

    yield make
    for projector in started:
        projector.stop()


def heads(town):
    return {scope: head.seq for scope, head in town.log.heads().items()}


def found(town):
    sight = Sight(permit=None, tree=town.directory.tree)
    return [line.id for line in Views(town.data).lines(Filter(), sight, limit=100)]


def until(holds: Callable[[], bool]) -> None:
    """Waits until it holds, which it has to."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def gone(pid: int) -> bool:
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_once_folds_up_to_the_head_and_ends(town):
    town.write(OPINION, "fang", {"road": "support"})
    command = [sys.executable, "-m", "server.views.projector", str(town.data), "--once"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert found(town) == [OPINION]
    assert '"rows": 1' in ended.stdout


def test_waiting_ends_when_what_was_committed_before_is_folded(town, run):
    projector = run(town.data)
    town.write(OPINION, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    assert found(town) == [OPINION]
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    assert set(found(town)) == {OPINION, NEXT_DOOR}


def test_an_empty_log_has_views_too(town, run):
    assert run(town.data).wait_for({}, PATIENCE_S)
    assert found(town) == []


def test_pages_can_be_read_before_the_projector_has_begun(tmp_path, run):
    projector = run(tmp_path, [sys.executable, "-c", "import sys; sys.stdin.read()"])
    with pytest.raises(NotReady):
        Views(tmp_path).totals()
    projector.start()
    assert Views(tmp_path).totals().records == 0


def test_a_wake_alone_has_new_rows_folded(town, run):
    projector = run(town.data)
    assert projector.wait_for({"none": 0}, PATIENCE_S)
    projector.start()
    town.write(OPINION, "fang", {"road": "support"})
    deadline_s = time.monotonic() + PATIENCE_S
    while projector.positions != heads(town) and time.monotonic() < deadline_s:
        projector.wake()
        time.sleep(0.01)
    assert projector.positions == heads(town)


def test_waiting_gives_up_when_the_head_is_out_of_reach(town, run):
    projector = run(town.data)
    town.write(OPINION, "fang", {"road": "support"})
    assert not projector.wait_for({"130709/100/002/007": 99}, 0.3)


def test_a_killed_projector_is_started_again(town, run):
    projector = run(town.data)
    town.write(OPINION, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    os.kill(projector.pid, signal.SIGKILL)
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    assert set(found(town)) == {OPINION, NEXT_DOOR}


def test_a_projector_killed_in_the_middle_of_a_word_is_started_again(town, run):
    projector = run(town.data, [sys.executable, "-c", CUT_OFF, str(town.data)])
    town.write(OPINION, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    assert found(town) == [OPINION]


def test_a_record_that_kills_is_set_aside_with_an_alarm_and_the_rest_goes_on(town, run):
    town.write(OPINION, "fang", {"road": "support"})
    town.write(NEXT_DOOR, "fang", {"road": "support"})
    with structlog.testing.capture_logs() as said:
        projector = run(town.data, [sys.executable, "-c", MORTAL, str(town.data), OPINION])
        assert projector.wait_for(heads(town), PATIENCE_S)
    assert found(town) == [NEXT_DOOR]
    alarms = [line for line in said if line["event"] == "record set aside"]
    assert [(line["record"], line["log_level"]) for line in alarms] == [(OPINION, "error")]
    assert projector.deaths == 3


def test_stopping_ends_the_child(town, run):
    projector = run(town.data)
    town.write(OPINION, "fang", {"road": "support"})
    assert projector.wait_for(heads(town), PATIENCE_S)
    pid = projector.pid
    projector.stop()
    assert gone(pid)
    assert projector.pid is None


def test_whoever_wants_another_while_one_is_ended_waits_for_its_end(town, run, tmp_path):
    projector = run(town.data, [sys.executable, "-c", RELUCTANT, str(tmp_path)])
    assert projector.wait_for({}, PATIENCE_S)
    first = projector.pid
    stopping = threading.Thread(target=projector.stop)
    stopping.start()
    until((tmp_path / "ending").exists)
    starting = threading.Thread(target=projector.start)
    starting.start()
    (tmp_path / "may end").touch()
    stopping.join(PATIENCE_S)
    starting.join(PATIENCE_S)
    assert not stopping.is_alive()
    until(lambda: projector.pid not in (None, first))
    assert gone(first)
    assert projector.deaths == 0


def test_of_a_closed_projector_nobody_starts_another(town, run):
    projector = run(town.data)
    assert projector.wait_for({}, PATIENCE_S)
    projector.close()
    assert not projector.wait_for({"130709/100/002/007": 9}, PATIENCE_S)
    assert projector.pid is None


def test_a_projector_ends_with_a_parent_that_was_killed(town):
    command = [sys.executable, "-c", PARENT, str(town.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert gone(child)


def test_the_child_holds_no_socket_and_no_file_of_its_parent(town, run):
    with socket.create_server(("127.0.0.1", 0)), (town.data / "lock").open("w"):
        projector = run(town.data)
        town.write(OPINION, "fang", {"road": "support"})
        assert projector.wait_for(heads(town), PATIENCE_S)
        held = [str(link.readlink()) for link in Path(f"/proc/{projector.pid}/fd").iterdir()]
    assert not [name for name in held if name.startswith("socket:") or name.endswith("/lock")]
    assert any(name.endswith("/views.db") for name in held)
