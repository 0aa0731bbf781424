"""A server put back to an older state, or changed grants: nothing that anybody holds is lost."""

import copy
import random
from types import SimpleNamespace

import pytest

from sync.core import messages as m
from tests.sync.core.district import (
    DISTRICT,
    GRID_7,
    GRID_8,
    HOUSE_7,
    LI,
    SEVEN,
    WANG,
    Home,
    Server,
    a_change,
    answers,
    member_of,
    record,
)

EVERYTHING = SimpleNamespace(sees_all=True)


def notices_of(messages):
    return [x for x in messages if isinstance(x, m.Notice) and x.kind == "rewind"]


def delivered(server, *homes):
    for home in homes:
        home.sync()
        home.cut()


def kept(server):
    return {held.data for held in server.log.quarantine()}


def stored(server):
    return {row.data for row in server.log.record(record(HOUSE_7))}


def test_a_cursor_whose_mark_is_this_log_s_is_served_from_where_it_stands():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(HOUSE_7), a_change(2)))
    home = Home(server, LI)
    delivered(server, home)
    assert [] == notices_of(answers(server.welcomed(LI, home.cursors)))


@pytest.mark.parametrize(
    "cursor", [(2, b"anothers"), (3, b"whatever")], ids=["another mark", "beyond the head"]
)
def test_a_cursor_that_is_not_of_this_log_is_rewound_and_served_from_the_beginning(cursor):
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(HOUSE_7), a_change(2)))
    _, notice, changes = answers(server.welcomed(LI, {SEVEN: cursor}))
    assert ("rewind", {"scope": SEVEN}) == (notice.kind, notice.facts)
    assert (0, 2) == (changes.from_seq, changes.to_seq)


def test_a_server_put_back_gets_everything_that_any_tablet_holds():
    server = Server()
    wang, li = Home(server, WANG), Home(server, LI)
    wang.write(record(HOUSE_7), a_change(1, WANG))
    delivered(server, wang, li)
    yesterday = copy.deepcopy(server.log)
    wang.write(record(HOUSE_7), a_change(2, WANG))
    li.write(record(HOUSE_7), a_change(3, LI))
    delivered(server, wang, li, wang)
    server.put_back(yesterday)
    delivered(server, li)
    assert {a_change(1, WANG), a_change(3, LI)} == stored(server)
    assert {a_change(2, WANG)} == kept(server), "of somebody else: a supervisor accepts it"
    delivered(server, wang, li)
    assert {a_change(1, WANG), a_change(2, WANG), a_change(3, LI)} == stored(server)
    assert server.log.heads()[SEVEN].digest == wang.digest(SEVEN) == li.digest(SEVEN)


def test_numbers_that_were_given_again_to_other_rows_hide_none_of_them():
    server = Server()
    wang, li = Home(server, WANG), Home(server, LI)
    empty = copy.deepcopy(server.log)
    wang.write(record(HOUSE_7), a_change(1, WANG))
    delivered(server, wang)
    server.put_back(empty)
    li.write(record(HOUSE_7), a_change(2, LI))
    delivered(server, li)
    assert 1 == server.log.heads()[SEVEN].seq == wang.cursors[SEVEN][0]
    delivered(server, wang, li)
    assert {a_change(1, WANG), a_change(2, LI)} == {data for _, data, _ in wang.rows.values()}
    assert {a_change(1, WANG), a_change(2, LI)} == {data for _, data, _ in li.rows.values()}


def test_a_grant_that_widens_within_a_scope_brings_the_rows_of_before():
    server = Server()
    server.store((record(HOUSE_7, "dispute"), a_change(1)), (record(HOUSE_7), a_change(2)))
    home = Home(server, LI)
    delivered(server, home)
    assert {a_change(2)} == {data for _, data, _ in home.rows.values()}
    server.office = server.office.with_grants(
        LI, member_of(GRID_7), member_of(GRID_7, form="dispute")
    )
    delivered(server, home)
    assert {a_change(1), a_change(2)} == {data for _, data, _ in home.rows.values()}


def test_a_grant_that_widens_while_connected_rewinds_the_open_session():
    server = Server()
    server.store((record(HOUSE_7, "dispute"), a_change(1)), (record(HOUSE_7), a_change(2)))
    home = Home(server, LI)
    home.sync()
    home.peer.authority_changed(
        server.office.with_grants(LI, member_of(GRID_7), member_of(DISTRICT, form="dispute"))
    )
    home.from_server()
    home.sync()
    assert {a_change(1), a_change(2)} == {data for _, data, _ in home.rows.values()}


def test_a_scope_lost_and_granted_again_in_one_session_comes_from_the_beginning():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)))
    home = Home(server, LI)
    home.sync()
    home.peer.authority_changed(server.office.with_grants(LI, member_of(GRID_8)))
    home.from_server()
    server.store((record(HOUSE_7), a_change(2)))
    home.peer.authority_changed(server.office)
    home.from_server()
    home.sync()
    assert {a_change(1), a_change(2)} == {data for _, data, _ in home.rows.values()}


def test_a_digest_sent_before_a_rewind_is_put_off_and_no_false_alarm():
    server = Server()
    server.store((record(HOUSE_7, "dispute"), a_change(1)), (record(HOUSE_7), a_change(2)))
    home = Home(server, LI)
    home.sync()
    home.peer.authority_changed(
        server.office.with_grants(LI, member_of(GRID_7), member_of(GRID_7, form="dispute"))
    )
    home.session.send_digest(SEVEN, home.digest(SEVEN))
    home.to_server()
    assert [] == home.peer.findings()


class Weeks:
    """Random edits, half-finished exchanges, cuts, and a server put back now and then."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.server = Server()
        self.homes = [Home(self.server, WANG), Home(self.server, LI)]
        self.backups = [copy.deepcopy(self.server.log)]
        self.written = set()

    def step(self, number):
        home = self.chance.choice(self.homes)
        act = self.chance.choice(
            [self.write] * 3
            + [self.connect, self.cut, self.back_up, self.put_back]
            + [self.go_on] * 5
        )
        act(home, number)

    def write(self, home, number):
        change = a_change(number, staff=home.staff)
        home.write(record(HOUSE_7), change)
        self.written.add(change)

    def connect(self, home, _number):
        if home.session is None:
            home.connect()

    def cut(self, home, _number):
        if home.session is not None:
            home.cut()

    def back_up(self, _home, _number):
        self.backups.append(copy.deepcopy(self.server.log))

    def put_back(self, _home, number):
        if number % 3 == 0:
            for home in self.homes:
                self.cut(home, number)
            self.server.put_back(copy.deepcopy(self.chance.choice(self.backups)))

    def go_on(self, home, _number):
        if home.session is not None:
            act = self.chance.choice(["to_server", "from_server", "commit"])
            self.server.commit(home.peer) if act == "commit" else getattr(home, act)()

    def deliver_all(self):
        for home in self.homes * 3:
            self.cut(home, 0)
            home.sync()


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_cut_and_put_back_ends_up_everywhere_with_equal_digests(seed):
    weeks = Weeks(seed)
    for number in range(1, 80):
        weeks.step(number)
    weeks.deliver_all()
    assert weeks.written == stored(weeks.server)
    for home in weeks.homes:
        assert weeks.written == {data for _, data, _ in home.rows.values()}
        assert weeks.server.feed.digest(SEVEN, EVERYTHING)[1] == home.digest(SEVEN)
