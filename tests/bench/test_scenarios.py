"""Scenarios in small, against the one server that needs no installing."""

import pytest
import uvloop

from bench import timing
from bench.peers.bare.peer import Bare
from bench.scenarios import Scenarios, Size
from bench.websocket import Broken

pytestmark = pytest.mark.acceptance

SMALL = Size(grids=2, large=600)


class Forgetful(Bare):
    """Starts on an empty store each time."""

    def command(self, store, port):
        before = list(store.glob("lost-*"))
        lost = store / f"lost-{len(before)}"
        lost.mkdir()
        return super().command(lost, port)


@pytest.fixture(autouse=True)
def _soon_idle(monkeypatch):
    monkeypatch.setattr(timing, "IDLE_S", 0.3)


def test_a_server_that_confirms_from_disk_loses_nothing_when_it_is_killed(tmp_path):
    result = uvloop.run(Scenarios(Bare(), SMALL, tmp_path).storm(0, 25))
    assert (200, 0) == (result.visits, result.lost)
    assert 0 < result.up_bytes < result.down_bytes


def test_a_server_that_forgets_is_seen_to_lose_everything(tmp_path):
    result = uvloop.run(Scenarios(Forgetful(), SMALL, tmp_path).storm(0, 1))
    assert (200, 200) == (result.visits, result.lost)


def test_who_reconnects_with_nothing_new_is_sent_no_record(tmp_path):
    result = uvloop.run(Scenarios(Bare(), SMALL, tmp_path).reconnect())
    assert result.down_bytes / 8 < 300


def test_single_visits_are_counted_without_the_connecting(tmp_path):
    result = uvloop.run(Scenarios(Bare(), SMALL, tmp_path).singles())
    assert 200 == result.visits
    assert result.wall_s > 0


def test_a_download_gives_every_record(tmp_path):
    assert 600 == uvloop.run(Scenarios(Bare(), SMALL, tmp_path).download()).visits


def test_a_store_that_is_not_filled_is_not_measured(tmp_path):
    with pytest.raises(Broken, match="of 600 visits 0 were stored"):
        uvloop.run(Scenarios(Forgetful(), SMALL, tmp_path).download())
