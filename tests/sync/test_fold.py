"""The fold against vectors written by hand and against the definition itself, taken literally."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.answer import same
from schema.question import MergePolicy
from sync.core.fold import Held, Outcome, fold, hidden

# The same examples on every machine, and no statement about its speed.
REPEATABLE = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])

VECTORS = json.loads((Path(__file__).parents[2] / "sync/vectors/fold.json").read_text("utf-8"))


def held(change, value="x", replaces=(), time_ms=None, staff="sp7k2m9qw"):
    time_ms = change if time_ms is None else time_ms
    return Held(change=change, staff=staff, time_ms=time_ms, value=value, replaces=tuple(replaces))


def exactly(value):
    """Distinguishes true from 1, which Python's own comparison does not, but not 1 from 1.0."""
    return (
        [(isinstance(v, bool), v) for v in value]
        if isinstance(value, list)
        else (
            isinstance(value, bool),
            value,
        )
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("order", [1, -1], ids=["as written", "backwards"])
def test_reads_as_the_vector_says(case, order):
    entries = [Held(**{**e, "replaces": tuple(e["replaces"])}) for e in case["entries"][::order]]
    expected = case["expected"]

    reading = fold(entries, MergePolicy(case["policy"]))

    assert expected["outcome"] == reading.outcome
    assert exactly(expected["value"]) == exactly(reading.value)
    assert expected["visible"] == [entry.change for entry in reading.visible]
    assert expected["shown"] == sorted(reading.shown)


def test_vector_names_are_distinct():
    names = [case["name"] for case in VECTORS["cases"]]
    assert len(names) == len(set(names))


# The model: the definition word by word, by following every path. It shares nothing with the fold.


def reach(entries, start):
    """Every held change that following `replaces` from `start` reaches."""
    by_id = {entry.change: entry for entry in entries}
    found, todo = set(), [start]
    while todo:
        for change in by_id[todo.pop()].replaces:
            if change in by_id and change not in found:
                found.add(change)
                todo.append(change)
    return found


def model_visible(entries):
    def is_hidden(c):
        return any(
            o is not c and c.change in o.replaces and o.change not in reach(entries, c.change)
            for o in entries
        )

    visible = [c for c in entries if not is_hidden(c)]
    return sorted(visible, key=lambda entry: (entry.time_ms, entry.change))


def model_union(entries, visible):
    """The choices together; None for a clash."""
    by_id = {entry.change: entry for entry in entries}

    def choices(value):
        if value is None:
            return set()
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return set(value)
        return None

    if any(choices(entry.value) is None for entry in visible):
        return None
    for one in visible:
        for other in visible:
            for choice in choices(one.value) - choices(other.value):
                replaced = [by_id[change] for change in reach(entries, other.change)]
                if any(choice in (choices(entry.value) or ()) for entry in replaced):
                    return None
    together = set().union(*(choices(entry.value) for entry in visible))
    return sorted(together, key=lambda name: name.encode("utf-8"))


def model(entries, policy):
    """Outcome, value, visible and shown change ids."""
    visible = model_visible(entries)
    ids = [entry.change for entry in visible]
    last = visible[-1]
    if all(same(a.value, b.value) for a in visible for b in visible):
        return "single", last.value, ids, ids[-1:]
    if policy == "latest":
        return "rule", last.value, ids, ids[-1:]
    if policy == "each":
        several = [e.value if isinstance(e.value, list) else [e.value] for e in visible]
        flat = [
            item for e, v in zip(visible, several, strict=True) if e.value is not None for item in v
        ]
        return "rule", flat, ids, ids
    if policy == "union" and (together := model_union(entries, visible)) is not None:
        return "rule", together, ids, ids
    return "clash", last.value, ids, ids[-1:]


SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, 2.5, "a", "b", "\uff5e", "\U0001f6b2"])
CHOICES = st.lists(st.sampled_from("abcd"), max_size=4)
VALUES = st.one_of(SCALARS, CHOICES, CHOICES, st.lists(SCALARS, max_size=3))


@st.composite
def questions(draw, values=VALUES):
    """Entries of one question: any graph, circles and ids that nobody holds among them."""
    count = draw(st.integers(1, 9))
    honest = draw(st.booleans())
    entries = []
    for change in range(1, count + 1):
        others = st.integers(0, change - 1 if honest else count + 1).filter(
            lambda o, c=change: o != c
        )
        entries.append(
            held(
                change,
                value=draw(values),
                replaces=draw(st.lists(others, max_size=3, unique=True)),
                time_ms=draw(st.integers(0, 5)),
            )
        )
    return entries


@settings(REPEATABLE, max_examples=600)
@given(questions(), st.sampled_from(list(MergePolicy)), st.randoms(use_true_random=False))
def test_reads_as_the_definition_does(entries, policy, random):
    outcome, value, visible, shown = model(entries, policy.value)
    random.shuffle(entries)

    reading = fold(entries, policy)

    assert outcome == reading.outcome
    assert exactly(value) == exactly(reading.value)
    assert visible == [entry.change for entry in reading.visible]
    assert sorted(shown) == sorted(reading.shown)


@settings(REPEATABLE, max_examples=400)
@given(questions(values=st.one_of(st.none(), CHOICES)))
def test_unites_as_the_definition_does(entries):
    assert model(entries, "union")[:2] == (
        fold(entries, MergePolicy.union).outcome,
        fold(entries, MergePolicy.union).value,
    )


@settings(REPEATABLE, max_examples=200)
@given(questions())
def test_something_is_always_visible_and_nothing_unhidden_is_lost(entries):
    reading = fold(entries, MergePolicy.clash)
    assert reading.visible
    seen = {entry.change for entry in reading.visible}
    assert {entry.change for entry in entries} - seen == hidden(entries, by=range(20))


def test_hidden_by_some_counts_only_what_those_replace():
    entries = [held(1), held(2, replaces=[1]), held(3, replaces=[1, 2])]
    assert {1} == hidden(entries, by={2})
    assert {1, 2} == hidden(entries, by={3})
    assert frozenset() == hidden(entries, by=())


def test_an_open_clash_says_all_its_values_and_a_rule_says_one():
    entries = [held(1, ["a"]), held(2, None)]
    assert fold(entries, MergePolicy.clash).says == (["a"], None)
    assert fold(entries, MergePolicy.latest).says == (None,)
    assert fold(entries, MergePolicy.union).says == (["a"],)


class Counted(tuple):
    """A `replaces` that counts how often it was gone through."""

    __slots__ = ()
    rounds = 0

    def __iter__(self):
        Counted.rounds += 1
        return super().__iter__()


@pytest.mark.parametrize("policy", list(MergePolicy))
def test_each_entry_is_gone_through_a_fixed_number_of_times(policy):
    """Linear: a chain, a fan and a circle of thousands cost each entry the same few passes."""
    size = 3000
    chain = [[change - 1] for change in range(1, size)]
    shapes = {
        "chain": [[], *chain],
        "circle": [[size - 1], *chain],
        "fan": [[], *([0] for _ in range(1, size))],
    }
    for shape in shapes.values():
        entries = [
            Held(
                change=change,
                staff="sp7k2m9qw",
                time_ms=0,
                value=[f"c{change % 7}"],
                replaces=Counted(replaces),
            )
            for change, replaces in enumerate(shape)
        ]
        Counted.rounds = 0
        fold(entries, policy)
        assert Counted.rounds <= 3 * size


def test_outcomes_have_the_names_of_the_documents():
    assert [outcome.value for outcome in Outcome] == ["single", "rule", "clash"]
