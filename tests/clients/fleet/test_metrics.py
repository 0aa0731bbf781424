"""What the server says that it spent."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.fleet.metrics import Spent, read

TEXT = """\
# HELP doorstep_process_cpu_seconds_total User and system CPU time of a process of this server.
# TYPE doorstep_process_cpu_seconds_total counter
doorstep_process_cpu_seconds_total{process="sockets"} 0.72
doorstep_process_cpu_seconds_total{process="projector"} 0.29
# HELP doorstep_process_peak_resident_bytes Most memory.
# TYPE doorstep_process_peak_resident_bytes gauge
doorstep_process_peak_resident_bytes{process="sockets"} 1.048576e+08
# HELP doorstep_projector_lag_rows Changes that the pages do not show yet.
# TYPE doorstep_projector_lag_rows gauge
doorstep_projector_lag_rows 12.0
"""


@pytest.fixture
def server():
    """Answers /metrics with what the test puts there."""
    said = {"status": 200, "text": TEXT}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(said["status"] if self.path == "/metrics" else 404)
            self.end_headers()
            self.wfile.write(said["text"].encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        said["address"] = ServerAddress(url=f"http://127.0.0.1:{listening.server_port}")
        yield said
        listening.shutdown()
        thread.join()


def test_a_reading_is_by_process(server):
    assert read(server["address"]) == Spent(
        cpu_s={"sockets": 0.72, "projector": 0.29}, peak_mb={"sockets": 100.0}, lag_rows=12
    )


@pytest.mark.parametrize(
    ("status", "text"), [(404, TEXT), (200, ""), (200, "other 1\n"), (200, "<html>no{metrics")]
)
def test_a_server_that_does_not_say_is_not_asked_twice(server, status, text):
    server.update(status=status, text=text)
    assert read(server["address"]) is None


def test_a_server_that_is_away_says_nothing():
    assert read(ServerAddress(url="http://127.0.0.1:9")) is None


def spent(**cpu_s):
    return Spent(cpu_s=cpu_s, peak_mb={}, lag_rows=0)


def test_what_was_spent_before_does_not_count():
    before, after = spent(sockets=1.0, projector=0.5), spent(sockets=1.25, projector=2.0)
    assert after.since(before) == {"sockets": 0.25, "projector": 1.5}


def test_of_a_process_that_was_started_anew_all_counts():
    assert spent(sockets=0.25, projector=3.0).since(spent(sockets=5.0)) == {
        "sockets": 0.25,
        "projector": 3.0,
    }
