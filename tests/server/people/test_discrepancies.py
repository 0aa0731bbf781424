"""Digests that stayed unequal are known by tablet and grid until they are equal again."""

from schema.area import Scope
from server.people import devices, discrepancies

SEVEN, EIGHT = Scope("130709/100/002/007"), Scope("130709/100/002/008")


def test_a_report_stands_until_it_ends_and_the_latest_time_counts(connection):
    one, other = (
        devices.add(connection, name="平板", platform="", nonce=nonce, now_ms=1)
        for nonce in ("first", "second")
    )
    assert discrepancies.load(connection) == {}
    discrepancies.report(connection, one, SEVEN, 5)
    discrepancies.report(connection, one, EIGHT, 6)
    discrepancies.report(connection, other, SEVEN, 7)
    discrepancies.report(connection, one, SEVEN, 8)
    assert discrepancies.load(connection) == {
        (one, SEVEN): 8,
        (one, EIGHT): 6,
        (other, SEVEN): 7,
    }
    discrepancies.end(connection, one, SEVEN)
    discrepancies.end(connection, one, SEVEN)
    assert set(discrepancies.load(connection)) == {(one, EIGHT), (other, SEVEN)}
