"""Yjs as a tablet of its own: it reads a record over a live connection and answers a question.

Real commands, a real server, and a client that shares no line with ours.
"""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.yjs.bridge import NpmFailed, install, run

pytestmark = pytest.mark.acceptance

BIN = Path(sys.prefix) / "bin"
GRID = "130709/100/001/001"
WAIT_S = 120


def doorstep(*arguments):
    """What a command prints as JSON."""
    done = subprocess.run(
        [BIN / "doorstep", *arguments, "--json"],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def tablet(home, *arguments):
    """What a tablet's command prints as JSON."""
    done = subprocess.run(
        [BIN / "doorstep-tablet", *arguments, "--home", home, "--json"],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def yjs_live():
    """The script, its packages installed; without npm in reach the test fails."""
    try:
        install()
    except NpmFailed as failure:
        pytest.fail(str(failure), pytrace=False)
    return lambda **job: run("live.mjs", job)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    doorstep("init", "--sample", "--data", folder)
    return folder


@pytest.fixture
def url(data):
    process = subprocess.Popen(
        [BIN / "doorstep", "serve", "--port", "0", "--json", "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait(WAIT_S)
        process.stdout.close()


def two_of_one_grid(data):
    """Login and enrolment code of two people who work in the same grid."""
    people = [
        person
        for person in doorstep("staff", "list", "--area", GRID, "--data", data)
        if any(grant["area"] == GRID for grant in person["grants"])
    ]
    return [
        (person["id"], doorstep("devices", "code", "--staff", person["login"], "--data", data))
        for person in people[:2]
    ]


def enrolled_token(url, code):
    """A token as any client gets one, with an enrolment code."""
    body = {"code": code, "device_name": "yjs", "platform": "node", "nonce": "yjs-1"}
    request = Request(
        f"{url}/api/v1/enroll",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=WAIT_S) as answer:
        return json.load(answer)["token"]


def test_yjs_reads_a_record_and_its_answer_replaces_what_it_read(data, url, yjs_live, tmp_path):
    (wang, his_code), (li, her_code) = two_of_one_grid(data)
    home = tmp_path / "home"
    tablet(home, "enroll", url, his_code["code"])
    made = tablet(home, "new", "hazard_report", "--area", GRID, "--draft", "place=楼道")
    tablet(home, "edit", made["id"], "place=三单元楼道")
    tablet(home, "sync")
    stored = doorstep("records", "show", made["id"], "--history", "--data", data)
    edits = [change["change"] for change in stored["history"] if "place" in change["answers"]]

    told = yjs_live(
        url=url,
        token=enrolled_token(url, her_code["code"]),
        record=made["id"],
        question="place",
        value="四单元楼道🚲",
    )

    assert told["result"][0] == "stored"
    assert told["replaces"] == [edits[-1]]
    assert [change["change"] for change in told["before"] if change["staff"] == wang]
    after = doorstep("records", "show", made["id"], "--data", data)["answers"]["place"]
    assert (after["value"], after["outcome"]) == ("四单元楼道🚲", "single")
    assert [(value["staff"], value["change"]) for value in after["values"]] == [
        (li, told["change"])
    ]
    tablet(home, "sync")
    assert tablet(home, "show", made["id"])["answers"]["place"] == after
