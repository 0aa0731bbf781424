"""Failed sign-ins in the audit: each of some, and of many the number."""

import json

from server.people.audit import first_broken
from server.people.sign_ins import LINES_AT_ONCE, SECONDS_A_LINE, RefusedSignIns


class Seconds:
    now = 0.0

    def __call__(self):
        return self.now


def refusals(connection):
    rows = connection.execute("SELECT subject, detail FROM audit WHERE act = 'session.refuse'")
    return [(subject, json.loads(detail)) for subject, detail in rows]


def test_each_failed_sign_in_stands_there_with_its_person_and_address(connection):
    noting = RefusedSignIns(lambda act: act(connection), Seconds())
    noting.note("wang0000", "10.0.0.7", 5)
    noting.note(None, "10.0.0.8", 6)
    assert refusals(connection) == [
        ("wang0000", {"address": "10.0.0.7"}),
        ("nobody", {"address": "10.0.0.8"}),
    ]
    assert first_broken(connection) is None


def test_whoever_tries_thousands_cannot_fill_the_audit_and_is_counted(connection):
    clock = Seconds()
    noting = RefusedSignIns(lambda act: act(connection), clock)
    for _ in range(5_000):
        noting.note("wang0000", "10.0.0.7", 5)
    assert len(refusals(connection)) == LINES_AT_ONCE
    clock.now += SECONDS_A_LINE
    noting.note("wang0000", "10.0.0.7", 6)
    last = refusals(connection)[-1]
    assert last[1]["left_out_before"] == 5_000 - LINES_AT_ONCE


def test_a_long_address_is_cut(connection):
    RefusedSignIns(lambda act: act(connection), Seconds()).note(None, "x" * 5_000, 5)
    assert refusals(connection)[0][1]["address"] == "x" * 64
