"""Tablets that lose their connection at any moment end up with the same rows, and lose none."""

import random

import pytest

from tests.sync.core.district import HOUSE_7, LI, SEVEN, WANG, Home, Server, a_change, record


def a_day(seed):
    """Random edits, half-finished exchanges and cuts of two tablets; gives what each wrote."""
    chance = random.Random(seed)
    server = Server()
    homes = [Home(server, WANG), Home(server, LI)]
    written = set()
    for number in range(1, 60):
        home = chance.choice(homes)
        action = chance.randrange(6)
        if action < 2:
            change = a_change(number, staff=home.staff)
            home.write(record(HOUSE_7), change)
            written.add(change)
        elif action == 2 and home.session is None:
            home.connect()
        elif action == 3 and home.session is not None:
            home.cut()
        elif home.session is not None:
            act = chance.choice(["to_server", "from_server", "commit"])
            server.commit(home.peer) if act == "commit" else getattr(home, act)()
    for home in homes * 2:
        if home.session is not None:
            home.cut()
        home.sync()
    return server, homes, written


@pytest.mark.parametrize("seed", range(200))
def test_every_edit_of_every_tablet_is_on_the_server_and_on_the_other_tablet(seed):
    server, homes, written = a_day(seed)
    assert written == {row.data for row in server.log.record(record(HOUSE_7))}
    for home in homes:
        assert written == {data for _, data, _ in home.rows.values()}


@pytest.mark.parametrize("seed", range(20))
def test_digests_are_equal_when_all_is_delivered(seed):
    server, homes, _ = a_day(seed)
    digest = server.log.heads()[SEVEN].digest if server.log.heads() else bytes(16)
    assert [digest, digest] == [home.digest(SEVEN) for home in homes]
