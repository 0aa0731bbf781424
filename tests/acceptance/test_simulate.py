"""A fleet's day and its balance, with lines that are cut and processes that are killed."""

import json
import signal

import pytest

from tests.acceptance.commands import COMMAND_S, run
from tests.acceptance.counting import stored
from tests.acceptance.simulated import Fleet, meetings

pytestmark = pytest.mark.acceptance

GRIDS = 3
VISITS = 10


@pytest.fixture
def fleet(office, next_grid, tmp_path):
    """The twelve of three grids."""
    return Fleet(office, [next_grid() for _ in range(GRIDS)], tmp_path)


def assert_complete(fleet, balance):
    """Nothing is missing by the balance, by the log, and by what the tablets hold."""
    answers = fleet.answers()
    assert balance["edits"] == {
        "written": len(answers),
        "stored": len(answers),
        "refused": 0,
        "missing": 0,
    }
    assert answers <= stored(fleet.office.data)
    assert balance["digests"] == {"equal": fleet.tablets, "unequal": 0}
    assert (balance["tablets"], balance["visits"]) == (fleet.tablets, fleet.tablets * VISITS)


def test_a_day_of_a_fleet_comes_to_an_exact_balance_with_what_was_planted(fleet):
    done = fleet.simulate("--visits", VISITS)

    assert done.exit_code == 0, done.stderr
    assert_complete(fleet, done.document)
    # Two pairs a grid, of which each visits two households together: one merges, one clashes.
    planted = {"merged": GRIDS * 2 * 2, "rule": 0, "clash": GRIDS * 2}
    assert done.document["outcomes"] == planted == dict(meetings(fleet.homes))


def test_lines_cut_and_processes_killed_lose_nothing(fleet):
    done = fleet.simulate("--visits", VISITS, "--faults", "cut,kill", "--seed", 7)

    assert done.exit_code == 0, done.stderr
    assert_complete(fleet, done.document)
    assert done.document["outcomes"] == dict(meetings(fleet.homes))
    assert done.document["killed"] > 0
    assert done.document["retries"] > 0


@pytest.mark.parametrize("nth", [2, GRIDS * VISITS])
def test_the_server_killed_after_a_commit_in_the_middle_of_a_sync_loses_nothing(
    own_office, next_grid, tmp_path, nth
):
    server = own_office.server.start("mortal_server.py", "holding", nth)
    fleet = Fleet(own_office, [next_grid() for _ in range(GRIDS)], tmp_path)

    running = fleet.begin("--visits", VISITS)
    try:
        assert server.wait() == -signal.SIGKILL
        assert running.poll() is None
        server.start()
        stdout, stderr = running.communicate(timeout=COMMAND_S)
    finally:
        running.kill()
        running.wait()

    assert running.returncode == 0, stderr
    balance = json.loads(stdout)
    assert_complete(fleet, balance)
    assert balance["outcomes"] == dict(meetings(fleet.homes))
    assert balance["retries"] > 0
    assert own_office.ask("verify")["ok"] is True


def test_a_server_that_acknowledges_what_it_does_not_store_is_found_out(
    own_office, next_grid, tmp_path
):
    own_office.server.start("lying_server.py", 4)  # that none of 40 is hit: once in 100,000 runs
    fleet = Fleet(own_office, [next_grid()], tmp_path)

    done = fleet.simulate("--visits", VISITS)

    assert done.exit_code == 1
    missing = fleet.answers() - stored(own_office.data)
    assert missing
    assert done.document["edits"]["missing"] == len(missing)
    assert done.document["edits"]["refused"] == 0
    assert done.document["digests"]["unequal"] > 0


def test_a_fault_that_does_not_exist_is_wrong_usage(fleet):
    done = fleet.simulate("--faults", "cut,flood")
    assert done.exit_code == 2
    assert "flood" in done.stderr


def test_a_directory_that_holds_something_is_left_alone(fleet):
    fleet.homes_folder.mkdir()
    kept = fleet.homes_folder / "letter"
    kept.write_text("keep me")

    done = fleet.simulate()

    assert done.exit_code == 2
    assert str(fleet.homes_folder) in done.complaint
    assert [each.name for each in fleet.homes_folder.iterdir()] == ["letter"]


def test_more_tablets_than_codes_is_wrong_usage(fleet):
    done = fleet.simulate("--tablets", fleet.tablets + 1)
    assert done.exit_code == 2
    assert str(fleet.tablets) in done.complaint


def test_a_code_that_was_spent_ends_it_with_one_line(fleet, tmp_path):
    assert fleet.simulate("--visits", 1).exit_code == 0

    fleet.homes_folder = tmp_path / "others"
    done = fleet.simulate("--visits", 1)

    assert done.exit_code == 1
    assert str(fleet.tablets) in done.complaint


def test_without_a_server_it_ends_in_time_and_says_so(fleet, tmp_path):
    words = fleet.words("--timeout", 2)
    words[1] = "http://127.0.0.1:9"

    done = run("doorstep-tablet", *words)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.complaint


def test_a_file_without_codes_is_wrong_usage(fleet, tmp_path):
    letter = tmp_path / "letter"
    letter.write_text("dear office")
    done = fleet.simulate("--codes", letter)
    assert done.exit_code == 2
    assert "doorstep devices code --all --json" in done.complaint


def test_a_person_reads_whether_anything_is_missing(fleet):
    words = [word for word in fleet.words("--visits", 2, "--lang", "zh-CN") if word != "--json"]
    done = run("doorstep-tablet", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{fleet.tablets}台平板，各2户" in done.lines[0]
    assert any("缺0处" in line for line in done.lines)
    assert any("服务器用了" in line for line in done.lines)
    assert done.lines[-1] == "✓ 一处不少。"
