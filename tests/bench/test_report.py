"""The tables: medians, spread, ratios, and what is missing."""

import asyncio
import dataclasses

import pytest

from bench import matrix, report
from bench.compare import BEGIN, END, SERVERS, between_marks
from bench.matrix import SCENARIOS, Outcome
from bench.measure import Machine
from bench.report import Circumstances, Column
from bench.timing import Result

CPU = Column("CPU s", lambda run: run.cpu_s, ".2f")
STORM = SCENARIOS[0]
AROUND = Circumstances(
    date="2026-01-01",
    machine=Machine(processor="one", cores=2, memory_gb=4, kernel="6", load=0.1),
    runs=3,
    missing={"pouchdb": "npm ended with 1\nnpm error /home/somebody"},
)


class Server:
    label = "A server"
    settings = "defaults"
    in_sync = "nothing"

    def __init__(self, name):
        self.name = name

    def versions(self):
        return {"package": "1.2.3"}


def run(cpu_s, **more):
    figures = {"wall_s": 2.0, "peak_mb": 100, "up_bytes": 2_500_000, "down_bytes": 8_000_000}
    return Result(**(figures | {"cpu_s": cpu_s, "driver_cpu_s": 0.5, "visits": 8_100} | more))


def test_a_cell_is_the_median_with_the_smallest_and_the_largest():
    outcome = Outcome(runs=[run(3.0), run(1.0), run(1.25)])
    assert "1.25 (1.00–3.00)" == report.cell(outcome, CPU)


def test_a_cell_whose_runs_agree_shows_no_spread():
    assert "1.00" == report.cell(Outcome(runs=[run(1.0), run(1.001)]), CPU)


def test_what_was_not_measured_is_a_dash():
    assert "–" == report.cell(Outcome(), CPU)
    assert "–" == report.ratio(Outcome(), Outcome(runs=[run(1.0)]))
    assert "–" == report.ratio(Outcome(runs=[run(1.0)]), None)


def test_the_ratio_is_of_the_medians_of_cpu():
    ours, theirs = Outcome(runs=[run(0.5), run(0.7)]), Outcome(runs=[run(1.2), run(1.2)])
    assert "2.00" == report.ratio(theirs, ours)


def test_the_table_of_a_storm_shows_what_was_lost_first():
    outcomes = {
        ("doorstep", STORM.name): Outcome(runs=[run(0.5, lost=0, beside_cpu_s=1.5)]),
        ("other", STORM.name): Outcome(runs=[run(1.0, lost=7_800)], broken=["why"]),
    }
    servers = [Server("doorstep"), Server("other")]
    lines = report.markdown(servers, [STORM], outcomes, AROUND).splitlines()
    assert "### Storm within 0 s, one push" in lines
    assert "| A server | 7,800 | 1.00 | 100 | 2.50 | 8.00 | 2.00 | 0.50 | – | 2.00 |" in lines
    assert "| A server | 0 | 0.50 | 100 | 2.50 | 8.00 | 2.00 | 0.50 | 1.50 | 1.00 |" in lines
    assert "A server did not come to its end in 1 further runs." in lines
    assert "**pouchdb is missing**: it could not be installed." in lines
    assert not any("somebody" in line for line in lines)


def test_the_document_has_every_run():
    outcomes = {("doorstep", STORM.name): Outcome(runs=[run(0.5), run(0.7)])}
    found = report.document([Server("doorstep")], [STORM], outcomes, AROUND)
    assert [0.5, 0.7] == [each["cpu_s"] for each in found["results"][0]["runs"]]
    assert {"package": "1.2.3"} == found["servers"][0]["versions"]


def test_a_new_table_replaces_the_old_one_and_nothing_else():
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert f"before\n{BEGIN}\n\nnew\n{END}\nafter\n" == between_marks(text, "new")


def test_a_file_without_marks_is_not_written_to():
    with pytest.raises(SystemExit, match="has no lines"):
        between_marks("text", "new")


def test_everything_that_is_measured_is_expected_from_everybody():
    assert len(SERVERS) * len(SCENARIOS) == len(matrix.expected(SERVERS, SCENARIOS))


def test_a_slow_server_takes_part_in_the_first_run_alone_and_the_table_says_so():
    class Contestant:
        def __init__(self, name):
            self.name = name

        async def go_through(self, scenario):
            return run(1.0)

    contestants = [Contestant("quick"), Contestant("slow")]
    outcomes = matrix.expected(contestants, [STORM])
    asyncio.run(matrix.measure(contestants, [STORM], 3, outcomes, lambda _: None, ["slow"]))
    assert (3, 1) == tuple(len(outcomes[each, STORM.name].runs) for each in ("quick", "slow"))
    around = dataclasses.replace(AROUND, once=("A server",))
    servers = [Server("quick"), Server("slow")]
    lines = report.markdown(servers, [STORM], outcomes, around).splitlines()
    assert "A server was measured in the first run alone." in lines
