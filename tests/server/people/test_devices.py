"""Tablets: who holds them, and what they said last."""

import pytest

from server import directory
from server.people import devices
from server.people.devices import Contact

NOW_MS = 1_700_000_000_000


@pytest.fixture
def tablet(connection, add_person):
    device = devices.add(connection, name="t", platform="linux", nonce="home-1", now_ms=NOW_MS)
    devices.assign(connection, device, add_person("wang"), NOW_MS)
    return device


def test_the_person_assigned_last_holds_the_tablet(connection, tablet, add_person):
    first = directory.load(connection).devices[tablet].staff
    li = add_person("li")
    devices.assign(connection, tablet, li, NOW_MS)
    assert directory.load(connection).devices[tablet].staff == li
    devices.assign(connection, tablet, first, NOW_MS)
    assert directory.load(connection).devices[tablet].staff == first


def test_a_revoked_tablet_stays_revoked_since_the_first_time(connection, tablet):
    devices.revoke(connection, tablet, NOW_MS)
    devices.revoke(connection, tablet, NOW_MS + 1)
    assert connection.execute("SELECT revoked_ms FROM devices").fetchone() == (NOW_MS,)
    assert directory.load(connection).devices[tablet].revoked


def test_a_contact_without_an_outbox_leaves_what_was_known_of_it(connection, tablet):
    devices.note_contacts(
        connection,
        [
            Contact(
                device=tablet,
                contact_ms=NOW_MS,
                clock_offset_ms=-500,
                outbox=3,
                outbox_oldest_ms=NOW_MS - 9,
            )
        ],
    )
    devices.note_contacts(connection, [Contact(device=tablet, contact_ms=NOW_MS + 1)])
    assert devices.contacts(connection)[tablet] == Contact(
        device=tablet,
        contact_ms=NOW_MS + 1,
        clock_offset_ms=-500,
        outbox=3,
        outbox_oldest_ms=NOW_MS - 9,
    )


def test_an_empty_outbox_has_no_oldest_change(connection, tablet):
    full = Contact(device=tablet, contact_ms=NOW_MS, outbox=3, outbox_oldest_ms=NOW_MS)
    empty = Contact(device=tablet, contact_ms=NOW_MS + 1, outbox=0)
    devices.note_contacts(connection, [full, empty])
    known = devices.contacts(connection)[tablet]
    assert (known.outbox, known.outbox_oldest_ms) == (0, None)
