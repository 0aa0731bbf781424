"""What operations can ask of a server."""

import os
import signal

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import health
from server.health import Standing
from server.station import Station
from tests.server.town import OPINION, town

__all__ = ["town"]


@pytest.fixture
def station(data):
    with Station(data) as opened:
        yield opened


@pytest.fixture
def client(station):
    app = Starlette(routes=health.routes(station, lambda: 7))
    with TestClient(app) as opened:
        yield opened


def metrics(client):
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, sample.labels.get("process")): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_process_that_answers_is_live(client):
    assert client.get("/health/live").json() == {"ok": True}


def test_a_server_without_its_projector_is_live_and_not_ready(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "ok": False,
        "storage": True,
        "projector": False,
        "projector_state": "stopped",
        "projector_behind_s": 0.0,
    }


def test_a_server_with_its_projector_is_ready(client, station):
    station.projector.start()
    station.wait_for_views()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["projector_state"]) == (200, "running")


def test_a_projector_that_is_held_is_not_there_until_it_goes_on(client, station):
    station.projector.start()
    station.wait_for_views()
    pid = station.projector.pid
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
    held = client.get("/health/ready")
    os.kill(pid, signal.SIGCONT)
    os.waitid(os.P_PID, pid, os.WCONTINUED | os.WNOWAIT)
    assert (held.status_code, held.json()["projector_state"]) == (503, "stopped")
    assert client.get("/health/ready").json()["projector"]


def test_how_long_the_oldest_change_waits_is_said(town):
    town.write(OPINION, "fang", {"road": "support"})  # a year ago by the town's clock
    with Station(town.data) as station:
        app = Starlette(routes=health.routes(station, lambda: 0))
        with TestClient(app) as client:
            waiting = client.get("/health/ready").json()["projector_behind_s"]
            station.projector.start()
            station.wait_for_views(60.0)
            assert client.get("/health/ready").json()["projector_behind_s"] == 0
    assert waiting > 60


@pytest.mark.parametrize(
    ("state", "behind_s", "quiet_s", "found"),
    [
        (None, 0, 0, Standing.stopped),
        ("T", 0, 0, Standing.stopped),
        ("t", 0, 0, Standing.stopped),
        ("S", 0, 86_400, Standing.running),
        ("S", 86_400, 1, Standing.running),
        ("R", 29, 86_400, Standing.running),
        ("S", 31, 31, Standing.stalled),
    ],
)
def test_a_projector_stalls_that_sits_on_changes_without_a_word(state, behind_s, quiet_s, found):
    assert health.standing(state, behind_s, quiet_s) is found


def test_a_server_whose_disk_failed_is_not_ready(client, station):
    station.failure = OSError("EIO")
    assert not client.get("/health/ready").json()["storage"]


def test_metrics_count_cpu_and_memory_of_each_process(client, station):
    station.projector.start()
    station.wait_for_views()
    read = metrics(client)
    for process in ("sockets", "projector"):
        assert read["doorstep_process_cpu_seconds_total", process] >= 0
        # Any Python process has more than a megabyte resident and less than a terabyte.
        peak = read["doorstep_process_peak_resident_bytes", process]
        assert 1_000_000 < peak < 1_000_000_000_000


def test_metrics_of_a_process_that_does_not_run_are_left_out(client):
    read = metrics(client)
    assert ("doorstep_process_cpu_seconds_total", "sockets") in read
    assert ("doorstep_process_cpu_seconds_total", "projector") not in read


def test_metrics_count_sessions_and_rows(client):
    read = metrics(client)
    assert read["doorstep_sessions_open", None] == 7
    assert read["doorstep_rows_stored_total", None] == 0
    assert read["doorstep_projector_lag_rows", None] == 0


def test_metrics_count_commits(client, station):
    before = metrics(client)["doorstep_commits_total", None]
    station.change(lambda connection: connection.execute("UPDATE areas SET name = name"))
    assert metrics(client)["doorstep_commits_total", None] == before + 1


def test_two_apps_in_one_process_keep_their_own_metrics(client, station):
    other = Starlette(routes=health.routes(station, lambda: 1))
    with TestClient(other) as second:
        assert metrics(second)["doorstep_sessions_open", None] == 1
    assert metrics(client)["doorstep_sessions_open", None] == 7
