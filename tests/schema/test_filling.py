"""What is answered without being typed: beginnings, what the device knows, rows, what is kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from schema.answer import Value
from schema.filling import begun, counted_row, following, idle_rows, row_begun
from schema.form import Form
from schema.question import Kind
from tests.schema.logic.forms import AT, calculated, form, group, question, repeat

DEVICE: dict[Kind, Value] = {Kind.today: "2026-11-26", Kind.username: "王芳"}


def rows() -> Iterator[str]:
    return iter("pqrstuvwxyz")


def follows(form: Form, answers: dict[str, Value], *given: str, **at: Any) -> dict[str, Value]:
    drawn = rows()
    return following(form, answers, given, replace(AT, **at), lambda: next(drawn))


BEGINNING = form(
    question("project", default="p1"),
    question("day", "today"),
    question("who", "username"),
    group("g", question("rooms", "integer", default=2)),
    question("half", "decimal", dynamic_default="${rooms} div 4"),
    question("kinds", "select_multiple", dynamic_default="'a b'", list_name="l"),
    question("at", "dateTime", dynamic_default="now()"),
    question("on", "date", dynamic_default="now()"),
    question("spot", "geopoint", dynamic_default="'40.97 115.28'"),
    question("empty", dynamic_default="''"),
    question("failing", "date", dynamic_default="date('soon')"),
    repeat("people", question("name"), question("age", "integer", default=1)),
    key=["project"],
    lists={"l": {"columns": ["name"], "rows": [["a"], ["b"]]}},
)


def test_a_record_begins_with_defaults_one_after_the_other_and_the_devices_answers():
    assert begun(BEGINNING, DEVICE, AT) == {
        "day": "2026-11-26",
        "who": "王芳",
        "rooms": 2,
        "half": 0.5,
        "kinds": ["a", "b"],
        "at": "2026-11-26T10:00:00.000+08:00",
        "on": "2026-11-26",
        "spot": [40.97, 115.28],
    }


def test_a_row_begins_beside_the_other_answers():
    growing = form(
        question("base", "integer"),
        repeat(
            "rows",
            question("n", "integer", dynamic_default="${base} + position(..)"),
            question("kind", default="x"),
        ),
    )
    answers: dict[str, Value] = {"base": 10, "rows[a]": True}
    assert row_begun(growing, answers, "rows[b]", AT) == {"rows[b].n": 12, "rows[b].kind": "x"}


def test_the_record_saved_last_gives_a_beginning():
    again = form(question("town", dynamic_default="${last-saved#town}"))
    assert again.logic is not None
    assert again.logic.asks_saved
    assert begun(again, {}, AT) == {}
    assert begun(again, {}, replace(AT, saved={"town": "x"})) == {"town": "x"}


COUNTED = form(
    question("n", "integer"),
    repeat(
        "people",
        question("age", "integer", default=1),
        repeat("toys", question("toy"), count="2"),
        count="${n}",
    ),
)


def test_rows_that_the_form_counts_are_begun_at_every_depth():
    begun_rows = follows(COUNTED, {"n": 2, "people[a]": True}, "n")
    second = next(iter(begun_rows))
    inner = [f"{row}.toys" for row in ("people[a]", second)]
    assert begun_rows == {
        second: True,
        f"{second}.age": 1,
        **{f"{toys}[{counted_row(toys, number)}]": True for toys in inner for number in (1, 2)},
    }
    assert second == f"people[{counted_row('people', 2)}]"


def test_two_who_begin_one_record_begin_the_same_counted_rows():
    one, other = (follows(COUNTED, {"n": 3}, "n") for _ in range(2))
    assert one == other
    rows = [path for path in one if path.startswith("people[") and path.count("[") == 1]
    markers = [path for path in rows if path.endswith("]")]
    assert (len(markers), markers) == (3, sorted(markers))


def test_a_row_whose_id_is_taken_gets_another():
    taken = counted_row("people", 2)
    begun_rows = follows(COUNTED, {"n": 2, f"people[{taken}]": True}, "n")
    assert next(iter(begun_rows)) == "people[p]"


def test_a_counted_rows_id_is_six_digits_of_base_36_and_grows_with_its_number():
    ids = [counted_row("members[0a1b2c].visits", number) for number in range(1, 1001)]
    assert ids == sorted(set(ids))
    assert all(
        len(each) == 6 and set(each) <= set("0123456789abcdefghijklmnopqrstuvwxyz") for each in ids
    )


def test_rows_beyond_the_count_are_left_to_people():
    answers: dict[str, Value] = {f"people[{row}].toys[{toy}]": True for row in "ab" for toy in "xy"}
    assert follows(COUNTED, {"n": 1, **answers}, "n") == {}


def test_rows_beyond_the_count_are_idle_as_long_as_nobody_answered_in_them():
    rows = {f"people[{row}]": True for row in "abcd"}
    inside = {"people[b].age": 1, "people[c].age": 2, "people[d].toys[x]": True}
    answers: dict[str, Value] = {"n": 1, **rows, **inside}
    counts = {"people": 1, "people[d].toys": 2}
    assert idle_rows(COUNTED, answers, counts, AT) == {"people[b]", "people[d]"}
    played = {**answers, "people[d].toys[x].toy": "球"}
    assert idle_rows(COUNTED, played, counts, AT) == {"people[b]"}


TRIGGERED = form(
    question("a"),
    question("stamp", "dateTime", trigger=["a"], calculation="now()"),
    question("blanked", trigger=["a"]),
    repeat(
        "rows",
        question("b", "integer"),
        question("twice", "integer", trigger=["b"], calculation="${b} * 2"),
    ),
)


def test_an_answer_writes_what_it_triggers():
    assert follows(TRIGGERED, {"a": "x", "blanked": "y"}, "a") == {
        "stamp": "2026-11-26T10:00:00.000+08:00",
        "blanked": None,
    }
    assert follows(TRIGGERED, {"a": "x"}, "other") == {}


def test_an_answer_triggers_what_stands_in_its_own_row():
    answers: dict[str, Value] = {"rows[x].b": 3, "rows[y].b": 4}
    assert follows(TRIGGERED, answers, "rows[y].b") == {"rows[y].twice": 8}


def test_what_is_typed_goes_before_what_is_triggered():
    answers: dict[str, Value] = {"a": "x", "stamp": "2020-01-01T00:00:00+08:00"}
    assert follows(TRIGGERED, answers, "a", "stamp") == {}


def test_what_is_worked_out_once_is_written_and_stays():
    once = form(question("a"), calculated("number", "once(concat('n', ${a}))"))
    assert follows(once, {"a": "1"}, "a") == {"number": "n1"}
    assert follows(once, {"a": "2", "number": "n1"}, "a") == {}


def test_what_is_not_asked_is_not_written():
    hidden = form(question("a"), calculated("n", "once('x')", relevant="${a} = 'y'"))
    assert follows(hidden, {"a": "x"}, "a") == {}


def test_what_is_stored_is_not_worked_out_at_reading():
    asked = form(question("a"), calculated("n", "once('x')"), calculated("m", "'y'"))
    assert asked.logic is not None
    assert asked.logic.judge({"a": "1"}, {}, AT).calculated == {"m": "y"}
