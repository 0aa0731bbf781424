"""The statements use the indexes, and their number of texts stays small."""

import pytest

from sync.log.salvage import SQL as SALVAGE
from sync.log.statements import GROUPS_MAX, SQL, exact_parts, filled, padded_parts

COLUMNS = {
    "scopes_of": 1,
    "stored": 2,
    "sizes": 1,
    "held": 1,
    "leave": 1,
    "discard": 1,
    "read": None,
    "record": None,
    "chain_at": None,
    "scope_of_number": None,
    "kept": None,
    "held_bytes": None,
}


@pytest.mark.parametrize("name", COLUMNS)
def test_no_statement_of_the_daily_work_scans_a_table(sqlite_store, name):
    columns = COLUMNS[name]
    text = SQL[name] if columns is None else filled(name, columns, 4)
    values = [0] * text.count("?")
    plan = sqlite_store.connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    steps = [step for *_, step in plan]
    scans = [step for step in steps if step.startswith("SCAN") and "wanted" not in step]
    assert [step for step in scans if "CONSTANT" not in step] == []
    assert any(step.startswith("SEARCH") for step in steps)


@pytest.mark.parametrize("name", ["position", "positions", "indexed"])
def test_around_damage_the_index_is_asked_and_never_the_rows(sqlite_store, name):
    text = SALVAGE[name]
    values = [0] * text.count("?")
    plan = sqlite_store.connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    steps = [step for *_, step in plan if "TEMP B-TREE" not in step]
    assert all("COVERING INDEX rows_of_record" in step for step in steps)


def test_a_devices_share_is_counted_in_the_index_alone(sqlite_store):
    plan = sqlite_store.connection.execute(f"EXPLAIN QUERY PLAN {SQL['held_bytes']}", ["x"])
    assert "COVERING INDEX" in plan.fetchone()[-1]


@pytest.mark.parametrize("length", [0, 1, 2, 3, 7, 8, 255, 256, 257, 1000])
def test_parts_hold_all_values_in_order_and_have_few_lengths(length):
    values = list(range(length))
    powers = {1 << n for n in range(GROUPS_MAX.bit_length())}
    exact = list(exact_parts(values))
    assert [value for part in exact for value in part] == values
    assert {len(part) for part in exact} <= powers
    padded = list(padded_parts(values))
    assert list(dict.fromkeys(value for part in padded for value in part)) == values
    assert {len(part) for part in padded} <= powers


def test_every_statement_has_its_sentence_in_the_file_but_not_in_the_text():
    assert len(SQL) > 20
    assert all(text and "--" not in text for text in SQL.values())
