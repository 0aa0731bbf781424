"""`doorstep bench storm`, `reconnect`, `trickle` and `growth`, on a district of two grids.

What they count is counted again here: with plain SQL in the log of the directory that they leave.
"""

import sqlite3
from contextlib import closing

import pytest

from tests.acceptance.commands import run

pytestmark = pytest.mark.acceptance

GRIDS, TABLETS_A_GRID, VISITS_A_TABLET = 2, 4, 3
TABLETS = GRIDS * TABLETS_A_GRID
VISITS = TABLETS * VISITS_A_TABLET


def bench(data, *words):
    words = ("bench", *words, "--data", data, "--json")
    done = run("doorstep", *words, launcher=("small_bench.py",))
    assert done.exit_code == 0, done.stderr
    return done.document


def rows_by_grid(data):
    counted = (
        "SELECT substr(record, instr(record, '/') + 1, 18) AS grid, count(DISTINCT record)"
        " FROM rows GROUP BY grid"
    )
    with closing(sqlite3.connect(f"{(data / 'log.db').as_uri()}?mode=ro", uri=True)) as connection:
        return dict(connection.execute(counted).fetchall())


def has_figures(document):
    assert 0 < document["wall_s"]
    assert {"sockets", "projector", "driver"} == document["cpu_s"].keys()
    assert 0 < document["cpu_s"]["sockets"]
    assert all(10 < peak < 1000 for peak in document["peak_mb"].values())
    assert 0 < document["up_bytes"]
    assert 0 < document["down_bytes"]
    assert 0 <= document["fsyncs"]
    return True


@pytest.mark.parametrize(("arrive_s", "pushes"), [(0, 1), (2, 25)])
def test_after_a_storm_nothing_is_lost_and_all_hold_their_grid(tmp_path, arrive_s, pushes):
    document = bench(tmp_path / "storm", "storm", "--arrive", arrive_s, "--pushes", pushes)
    (form,) = document["forms"]
    assert (arrive_s, pushes) == (form["arrive_s"], form["pushes"])
    assert has_figures(form)
    assert (TABLETS, VISITS) == (form["tablets"], form["visits"])
    assert (0, 0) == (form["visits_lost"], form["tablets_unequal"])
    assert 0 < form["fsyncs"]
    assert 0 < form["ack_ms"]["p50"] <= form["ack_ms"]["p99"]
    assert form["wall_s"] <= form["fresh"]["wall_s"]
    for each_run in ("fresh", "killed"):
        rows = rows_by_grid(tmp_path / "storm" / f"{arrive_s}-{pushes}" / each_run)
        assert [VISITS // GRIDS] * GRIDS == list(rows.values())


def test_who_comes_back_with_nothing_new_is_sent_no_row(tmp_path):
    document = bench(tmp_path / "reconnect", "reconnect")
    assert has_figures(document)
    assert (TABLETS, 2) == (document["tablets"], document["rounds"])
    # A WebSocket's upgrade alone takes more than a hundred bytes in each direction.
    assert 100 < document["up_bytes_a_tablet"] < 2000
    assert 100 < document["down_bytes_a_tablet"] < 2000
    assert document["ack_ms"] is None


def test_every_visit_of_a_trickle_reaches_the_log_and_each_colleague(tmp_path):
    document = bench(tmp_path / "trickle", "trickle", "--rate", 20, "--seconds", 1)
    assert has_figures(document)
    assert has_figures(document["without_pause"])
    steady, fast = document["visits"], document["without_pause"]["visits"]
    assert 20 == steady
    assert (0, 0) == (document["visits_lost"], document["tablets_unequal"])
    assert steady + fast == sum(rows_by_grid(tmp_path / "trickle" / "trickle").values())
    for part in (document, document["without_pause"]):
        assert 0 < part["ack_ms"]["p50"] <= part["ack_ms"]["p99"]
        assert 0 < part["held_ms"]["p50"] <= part["held_ms"]["p99"]


def test_a_first_download_brings_all_of_a_grid_and_idle_tablets_are_weighed(tmp_path):
    document = bench(tmp_path / "growth", "growth")
    (download,) = document["downloads"]
    assert has_figures(download)
    assert (120, 0) == (download["records"], download["tablets_unequal"])
    assert [120] == list(rows_by_grid(tmp_path / "growth" / "download-0").values())
    assert [2, 5] == [each["tablets"] for each in document["idle"]]
    assert all(has_figures(each) for each in document["idle"])


def test_a_directory_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    done = run("doorstep", "bench", "storm", "--data", tmp_path, "--lang", "en")
    assert done.exit_code == 1
    assert "name another --data" in done.complaint
    assert ["kept.txt"] == [file.name for file in tmp_path.iterdir()]
