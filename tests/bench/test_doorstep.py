"""How the documents of `doorstep bench` are read."""

import pytest

from bench.peers.doorstep import peer as doorstep

FIGURES = {
    "wall_s": 1.5,
    "cpu_s": {"sockets": 0.9, "projector": 0.4, "driver": 0.3},
    "peak_mb": {"sockets": 80.5, "projector": 60.5},
    "up_bytes": 1_000,
    "down_bytes": 2_000,
    "fsyncs": 12,
}


def test_of_a_storm_the_projector_stands_beside_until_pages_are_fresh():
    fresh = {"wall_s": 3.0, "cpu_s": 2.4}
    form = {**FIGURES, "fresh": fresh, "visits": 8_100, "visits_lost": 0}
    result = doorstep.storm({"forms": [form]})
    assert (0.9, 1.5, 141.0) == (result.cpu_s, result.beside_cpu_s, result.peak_mb)
    assert (8_100, 0) == (result.visits, result.lost)


def test_of_all_downloads_the_largest_is_compared():
    downloads = [{**FIGURES, "records": n, "down_bytes": n} for n in (250, 2_500, 25_000)]
    assert 25_000 == doorstep.download({"downloads": downloads}).down_bytes


def test_single_visits_are_those_without_a_pause():
    fast = {**FIGURES, "visits": 8_100, "up_bytes": 7}
    assert 7 == doorstep.singles({**FIGURES, "without_pause": fast}).up_bytes


def test_a_document_that_names_things_otherwise_is_no_result():
    with pytest.raises(KeyError):
        doorstep.reconnect({**FIGURES, "cpu_s": {"all": 1.0}})
