"""A tablet whose state is not what it should be: cursors, marks, scopes and digests of all kinds.

Nothing it can say of itself makes the server pass over a row: whatever cursors it names, it is
served every row that it is granted, either from where it truly stands or from the beginning.
"""

from random import Random

import msgpack
import pytest

from sync.core import messages as m
from sync.core.encode import encode
from tests.scale import figures, times
from tests.sync.core.district import (
    COMMUNITY,
    EIGHT,
    HOUSE_7,
    HOUSE_8,
    LI,
    SEVEN,
    WANG,
    ZHAO,
    Server,
    a_change,
    answers,
    record,
    say,
)

SHARDS = 2
COUNT = times(800, 60_000)
ROWS = 12
HEADS = {SEVEN: ROWS, EIGHT: ROWS}
"""Rows in each scope; what else is granted is empty."""


@pytest.fixture(scope="module")
def server():
    """Rows in both grids, none of which changes."""
    server = Server()
    server.store(*((record(HOUSE_7), a_change(n)) for n in range(1, ROWS + 1)))
    server.store(*((record(HOUSE_8), a_change(100 + n)) for n in range(1, ROWS + 1)))
    return server


def true_positions(server, staff):
    """Every position at which this person's tablet may truly stand, by scope."""
    session = server.welcomed(staff)
    marks = {scope: {0: b""} for scope in session.scopes}
    for scope in session.scopes:
        audience = session._stream.audience(scope)
        for seq in range(1, HEADS.get(scope, 0) + 1):
            marks[scope][seq] = server.feed.mark(scope, seq, audience)
    server.sessions.remove(session)
    return marks


SEQS = (0, 1, 5, ROWS, ROWS + 1, 2**31, 2**53 - 1)
SCOPES = (SEVEN, EIGHT, COMMUNITY, "", "/", "130709", "nobody's", f"{SEVEN}/x", "\0", "全" * 100)


def state(random, truth):
    """Cursors as a broken, restored, cloned or lying tablet may name them."""
    cursors = {}
    for scope in random.sample(SCOPES, random.randrange(1, 6)):
        known = truth.get(scope, {0: b""})
        seq = random.choice((*SEQS, *known))
        mark = random.choice(
            (known.get(seq, bytes(8)), known.get(random.choice(list(known)), b""), bytes(8),
             b"\xff" * 8, random.randbytes(8))
        )  # fmt: skip
        cursors[scope] = (seq, mark if seq and len(mark) == 8 else bytes(8) if seq else b"")
    return cursors


def served(said):
    """Each scope's rows in order, and whether it was told to begin again."""
    rows, rewound = {}, set()
    for each in said:
        if isinstance(each, m.Changes):
            begun = rows.setdefault(each.scope, (each.from_seq, []))
            begun[1].extend(item[2] for item in each.items)
        elif isinstance(each, m.Notice) and each.kind == "rewind":
            rewound.add(each.facts["scope"])
    return rows, rewound


@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_cursors_a_tablet_names_it_is_passed_over_no_row(server, shard):
    random = Random(shard)
    people = {staff: true_positions(server, staff) for staff in (WANG, LI, ZHAO)}
    rewinds = believed = 0

    for _ in range(COUNT):
        staff = random.choice(list(people))
        truth = people[staff]
        cursors = state(random, truth)
        session = server.welcomed(staff, cursors)
        rows, rewound = served(answers(session))
        server.sessions.remove(session)

        assert session.close is None
        for scope, known in truth.items():
            seq, mark = cursors.get(scope, (0, b""))
            if known.get(seq) == mark:
                believed += 1
                expected = list(range(seq + 1, HEADS.get(scope, 0) + 1))
                assert scope not in rewound
            else:
                rewinds += 1
                expected = list(range(1, HEADS.get(scope, 0) + 1))
                assert scope in rewound
            assert rows.get(scope, (0, []))[1] == expected, (cursors, scope)
        assert set(rows) <= set(truth)

    assert rewinds > COUNT // 10
    assert believed > COUNT // 10
    figures(states=COUNT, rewinds=rewinds, believed=believed)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_digests_and_gots_a_tablet_sends_it_is_served_again_at_most_once(server, shard):
    random, rewinds = Random(shard), 0

    for _ in range(COUNT // 20):
        session = server.welcomed(WANG)
        answers(session)
        for _ in range(20):
            scope, seq = random.choice(SCOPES), random.choice(SEQS)
            if random.random() < 0.7:
                say(session, m.Digest(scope=scope, seq=seq, hash=random.randbytes(16)))
            else:
                say(session, m.Got(scope=scope, seq=seq))
        _, rewound = served(said := answers(session))
        assert session.close is None
        assert rewound <= {SEVEN}
        assert [m.Notice(kind="rewind", facts={"scope": SEVEN})] * len(rewound) == [
            each for each in said if isinstance(each, m.Notice)
        ]
        rewinds += len(rewound)
        server.sessions.remove(session)

    assert rewinds


@pytest.mark.parametrize(
    "cursor",
    [
        None, [], [1], [1, b"\x00" * 8, 1], [1, b""], [0, b"\x00" * 8], [-1, b"\x00" * 8],
        [2**53, b"\x00" * 8], [True, b"\x00" * 8], [1.0, b"\x00" * 8], ["1", b"\x00" * 8],
        [1, "\x00" * 8], [1, b"\x00" * 7], [1, b"\x00" * 9], [None, None], {0: 1}, b"\x00" * 9,
    ],
    ids=repr,
)  # fmt: skip
def test_a_cursor_that_is_none_ends_the_session_before_anything_is_served(server, cursor):
    session = server.session()
    hello = m.Hello(token=f"token-of-{WANG}", app="", cursors={}, outbox=0, clock_ms=0)
    document = {**msgpack.unpackb(encode(hello)), "cursors": {SEVEN: cursor}}

    session.receive_data(msgpack.packb(document), now_ms=1)

    assert session.close == 4400
    assert [type(each) for each in answers(session)] == [m.Error]
    assert session.device is None
