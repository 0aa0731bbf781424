"""Who asked to be called on again: the last visit for one reason says so, and no other."""

import pytest

from sync.core.glance import ComeBack, come_back


def visit(number, *, status="finished", form="visit", irrelevant=(), **answers):
    return {
        "id": f"visit/a:{number}",
        "form": form,
        "status": status,
        "created_ms": number,
        "irrelevant": list(irrelevant),
        "answers": {name: {"value": value} for name, value in answers.items()},
    }


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([], []),
        ([visit(1, outcome="come_back", come_back_at="18:00")], [(1, "18:00")]),
        ([visit(1, outcome="come_back"), visit(2, outcome="done")], []),
        ([visit(2, outcome="come_back"), visit(1, outcome="done")], [(2, None)]),
        ([visit(1, outcome="come_back"), visit(2, outcome="done", status="void")], [(1, None)]),
        ([visit(1, outcome="come_back", status="void")], []),
        ([visit(1, outcome="come_back", form="call")], []),
        (
            [visit(1, outcome="come_back", round="a"), visit(2, outcome="done", round="b")],
            [(1, None)],
        ),
        (
            [
                visit(1, outcome="come_back", round="a"),
                visit(2, outcome="come_back", project="p", come_back_at="19:00"),
                visit(3, outcome="come_back", come_back_at="18:00"),
            ],
            [(3, "18:00"), (2, "19:00"), (1, None)],
        ),
        (
            [visit(1, outcome="come_back", come_back_at="18:00", irrelevant=["come_back_at"])],
            [(1, None)],
        ),
    ],
)
def test_the_last_visit_for_a_reason_says_whether_to_come_back(visits, expected):
    assert come_back(visits) == [ComeBack(record=f"visit/a:{n}", at=at) for n, at in expected]
