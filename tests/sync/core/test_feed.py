"""Rows without bytes, moved areas, and erased records, as sessions are served them."""

from dataclasses import dataclass

import pytest

from schema.area import AreaId
from schema.tree import AreaTree
from sync.core import messages as m
from sync.core.audience import Audience
from sync.core.digest import EMPTY_DIGEST, row_hash, xor
from sync.core.feed import Feed
from tests.sync.core.district import (
    EIGHT,
    GRID_7,
    GRID_8,
    HOUSE_7,
    LI,
    SEVEN,
    WANG,
    ZHAO,
    Home,
    Server,
    a_change,
    an_office,
    answers,
    member_of,
    record,
)

DISPUTE = record(HOUSE_7, "dispute")


@dataclass
class Holed:
    """A log in which some rows have lost their bytes, or are not there at all."""

    log: object
    emptied: frozenset = frozenset()
    missing: frozenset = frozenset()

    def read(self, scope, after, bytes_max, upto=None):
        rows = []
        for row in self.log.read(scope, after, bytes_max, upto):
            shown = row._replace(data=b"", record="") if row.seq in self.emptied else row
            if row.seq not in self.missing:
                rows.append(shown)
        return rows

    def chain_at(self, scope, seq):
        return None if seq in self.missing else self.log.chain_at(scope, seq)


def four_rows():
    server = Server()
    server.store(*((record(HOUSE_7), a_change(n)) for n in (1, 2, 3, 4)))
    return server


@pytest.mark.parametrize("holes", [{2}, {1, 2}, {4}, {3, 4}, {1, 2, 3, 4}])
@pytest.mark.parametrize("kind", ["emptied", "missing"])
@pytest.mark.parametrize("grants", [(), (member_of(HOUSE_7),)], ids=["sees all", "sees a part"])
def test_rows_without_bytes_are_passed_and_the_others_served(holes, kind, grants):
    server = four_rows()
    if grants:
        server.office = server.office.with_grants(WANG, *grants)
    server.feed = Feed(Holed(server.log, **{kind: frozenset(holes)}), server.log.heads())
    home = Home(server, WANG)
    home.sync()
    left = {a_change(n) for n in (1, 2, 3, 4) if n not in holes}
    assert left == {data for _, data, _ in home.rows.values()}
    assert 4 == home.cursors[SEVEN][0]
    home.cut()
    home.connect()
    home.to_server()
    assert [m.Welcome] == [type(x) for x in answers(home.peer)], "its mark is the log's"


def test_the_digest_of_a_part_leaves_rows_without_bytes_out():
    server = four_rows()
    office = server.office.with_grants(LI, member_of(HOUSE_7))
    audience = Audience.of(office.permit(LI), SEVEN)
    assert not audience.sees_all
    feed = Feed(Holed(server.log, emptied=frozenset({2})), server.log.heads())
    expected = EMPTY_DIGEST
    for number in (1, 3, 4):
        expected = xor(expected, row_hash(record(HOUSE_7), a_change(number)))
    assert (4, expected) == feed.digest(SEVEN, audience)


def moved(office, area, parent):
    areas = [each for each in office.tree if each.id != area]
    one = office.tree.get(area)
    areas.append(type(one)(id=one.id, kind=one.kind, name=one.name, parent=AreaId(parent)))
    return AreaTree(areas)


def test_a_building_moved_to_another_grid_is_seen_there_and_no_longer_here():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(GRID_7), a_change(2)))
    server.office = server.office.with_grants(LI, member_of(GRID_8))
    here, there = Home(server, WANG), Home(server, LI)
    here.sync()
    there.sync()
    here.cut()
    there.cut()
    assert ({a_change(1), a_change(2)}, set()) == tuple(
        {data for _, data, _ in home.rows.values()} for home in (here, there)
    )
    compound = AreaId(f"{GRID_7}/x03")
    server.office.tree = moved(server.office, compound, GRID_8)
    server.feed.tree_changed({SEVEN: 1})
    there.sync()
    assert {a_change(1)} == {data for _, data, _ in there.rows.values()}
    here.connect()
    here.to_server()
    notices = [x for x in answers(here.peer) if isinstance(x, m.Notice)]
    assert [("rewind", {"scope": SEVEN})] == [(x.kind, x.facts) for x in notices]


def test_a_move_reaches_an_open_session_and_equal_grants_show_other_rows():
    server = Server()
    server.store((record(HOUSE_7), a_change(1)), (record(GRID_7), a_change(2)))
    session = server.welcomed(WANG)
    answers(session)
    server.office.tree = moved(server.office, AreaId(f"{GRID_7}/x03"), GRID_8)
    server.feed.tree_changed({SEVEN: 1})
    session.authority_changed(server.office)
    notice, _ping, changes = answers(session)
    assert ("rewind", [a_change(2)]) == (notice.kind, [data for _, data, _ in changes.items])


def erase(server, *records):
    """Bytes gone, hashes out of the digest."""
    by_scope = dict.fromkeys(records, SEVEN)
    server.log.erase(by_scope, 1)
    server.feed.erase(by_scope, server.log.heads([SEVEN]))
    for session in server.sessions:
        session.erased({SEVEN: list(records)})


def erasures(messages):
    return [
        list(x.facts["records"]) for x in messages if isinstance(x, m.Notice) and x.kind == "erased"
    ]


def test_an_erased_record_is_named_at_once_and_at_the_start_of_each_session():
    server = four_rows()
    server.store((record(GRID_7), a_change(5)))
    session = server.welcomed(WANG)
    answers(session)
    erase(server, record(HOUSE_7))
    assert [[record(HOUSE_7)]] == erasures(answers(session))
    later = answers(server.welcomed(WANG))
    assert [[record(HOUSE_7)]] == erasures(later)
    (changes,) = [x for x in later if isinstance(x, m.Changes)]
    assert ([a_change(5)], 5) == ([data for _, data, _ in changes.items], changes.to_seq)


def test_an_erased_record_is_named_to_those_alone_who_may_read_it():
    server = four_rows()
    erase(server, DISPUTE)
    assert [] == erasures(answers(server.welcomed(WANG)))
    server.office = server.office.with_grants(
        WANG, member_of(GRID_7), member_of(GRID_7, form="dispute")
    )
    assert [[DISPUTE]] == erasures(answers(server.welcomed(WANG)))
    server.office = an_office().with_grants(LI, member_of(GRID_8))
    assert [] == erasures(answers(server.welcomed(LI)))


def test_a_scope_granted_in_mid_session_brings_the_names_of_its_erased_records():
    server = four_rows()
    server.office = server.office.with_grants(WANG, member_of(GRID_8))
    session = server.welcomed(WANG)
    answers(session)
    erase(server, record(HOUSE_7))
    assert [] == erasures(answers(session))
    session.authority_changed(an_office())
    assert [[record(HOUSE_7)]] == erasures(answers(session))


def test_a_record_erased_while_its_area_was_elsewhere_is_named_when_the_area_comes_back():
    server = four_rows()
    session = server.welcomed(WANG)
    answers(session)
    there, away = server.office.tree, moved(server.office, AreaId(f"{GRID_7}/x03"), GRID_8)
    told = []
    for times, tree in enumerate((away, there), 1):
        server.office.tree = tree
        server.feed.tree_changed({SEVEN: times})
        session.authority_changed(server.office)
        told += erasures(answers(session))
        if tree is away:
            erase(server, record(HOUSE_7))
    assert [[record(HOUSE_7)]] == told + erasures(answers(session))


def test_many_erased_records_are_named_in_messages_of_bounded_size():
    server = four_rows()
    names = [f"opinion/{HOUSE_7}:{n:04}" + "x" * 400 for n in range(600)]
    erase(server, *names)
    session = server.welcomed(ZHAO)
    sizes = [len(data) for data in session.data_to_send()]
    assert max(sizes) < m.MESSAGE_BYTES_MAX
    told = erasures(answers(server.welcomed(ZHAO)))
    assert names == [name for some in told for name in some]


def test_an_erased_record_counts_in_no_digest_however_much_is_seen():
    server = four_rows()
    erase(server, record(HOUSE_7))
    for staff in (WANG, ZHAO):
        audience = Audience.of(server.office.permit(staff), SEVEN)
        assert (4, EMPTY_DIGEST) == server.feed.digest(SEVEN, audience)
    assert {} == server.feed.erased([EIGHT])
