"""A whole record read from its changes, and what a new entry has to replace."""

from itertools import count, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.form import Form
from sync.core.change import Change, Entry
from sync.core.fold import Outcome
from sync.core.record import HeldChange, read_record, removal, row_of, superseded

# The same examples on every machine, and no statement about its speed.
REPEATABLE = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WANG, LI, ZHAO = "wang0000", "li000000", "zhao0000"

FORM = Form.from_json(
    {
        "id": "household_file",
        "version": "3",
        "title": {"zh-CN": "住户档案", "en": "Household"},
        "key": [],
        "areas": ["household"],
        "questions": [
            {"name": "road", "kind": "text", "label": {"zh-CN": "道路", "en": "Road"}},
            {
                "name": "needs",
                "kind": "select_multiple",
                "label": {"zh-CN": "需要", "en": "Needs"},
                "choices": [
                    {"name": "water", "label": {"zh-CN": "水", "en": "Water"}},
                    {"name": "light", "label": {"zh-CN": "灯", "en": "Light"}},
                ],
            },
            {
                "name": "members",
                "kind": "repeat",
                "label": {"zh-CN": "成员", "en": "Members"},
                "questions": [
                    {"name": "name", "kind": "text", "label": {"zh-CN": "姓名", "en": "Name"}},
                    {"name": "age", "kind": "integer", "label": {"zh-CN": "年龄", "en": "Age"}},
                ],
            },
        ],
    }
)


def change(change_id, answers=None, *, staff=WANG, time_ms=None, remark=None):
    """A change; `answers` by question: a value, or (value, replaces)."""
    entries = []
    for question, answer in (answers or {}).items():
        value, replaces = answer if isinstance(answer, tuple) else (answer, ())
        entries.append(Entry(question, value, tuple(replaces)))
    time_ms = change_id * 1000 if time_ms is None else time_ms
    return Change(change_id, staff, time_ms, remark, tuple(entries))


def read(*changes, form=FORM):
    """The reading of changes that are all in the log, in this order."""
    held = [HeldChange(change=each, seq=seq) for seq, each in enumerate(changes, start=1)]
    return read_record(form, held)


def test_different_questions_of_two_people_merge():
    reading = read(change(1, {"road": "yes"}), change(2, {"needs": ["water"]}, staff=LI))
    assert reading.values == {"road": "yes", "needs": ["water"]}
    assert reading.merged
    assert reading.clashes == ()


@pytest.mark.parametrize("name", ["_status", "_return.road", "_version", "_due"])
def test_whoever_decides_on_a_record_or_moves_it_on_is_no_author_of_its_answers(name):
    written = change(1, {"road": "yes", "_status": "finished"})
    assert not read(written, change(2, {name: "approved"}, staff=LI)).merged
    both = change(3, {"needs": ["water"], name: "approved"}, staff=LI)
    assert read(written, both).merged


def test_the_same_question_keeps_both_values_with_author_and_time():
    reading = read(change(1, {"road": "yes"}), change(2, {"road": "no"}, staff=LI))
    assert reading.clashes == ("road",)
    assert reading.merged
    assert [(e.value, e.staff, e.time_ms) for e in reading.answers["road"].visible] == [
        ("yes", WANG, 1000),
        ("no", LI, 2000),
    ]


def test_each_question_follows_the_policy_of_the_form():
    changes = [
        change(1, {"needs": ["water"], "_version": "2", "unknown": "a"}),
        change(2, {"needs": ["light"], "_version": "3", "unknown": "b"}, staff=LI),
    ]
    outcomes = {name: each.outcome for name, each in read(*changes).answers.items()}
    assert outcomes == {
        "needs": Outcome.RULE,
        "unknown": Outcome.CLASH,
        "_version": Outcome.RULE,
    }
    unknown_form = read(*changes, form=None)
    assert unknown_form.having(Outcome.CLASH) == ("needs", "unknown")
    assert unknown_form.version == "3"


def test_the_work_of_one_person_is_not_merged():
    assert not read(change(1, {"road": "yes"}), change(2, {"needs": []})).merged


def test_an_answer_that_somebody_else_wrote_over_counts_for_its_last_author_alone():
    assert not read(change(1, {"road": "yes"}), change(2, {"road": ("no", [1])}, staff=LI)).merged


def test_a_remark_of_somebody_else_merges_nothing():
    assert not read(change(1, {"road": "yes"}), change(2, remark="ok", staff=LI)).merged


def test_without_an_entry_a_record_is_a_draft():
    assert read(change(1, {"road": "yes"})).status == "draft"


def test_the_state_is_an_answer_like_any_other():
    finished = change(1, {"_status": "finished"})
    approved = change(2, {"_status": ("approved", [1])}, staff=ZHAO)
    returned = change(3, {"_status": ("returned", [1])}, staff=LI)
    assert read(finished).status == "finished"
    assert read(finished, approved).status == "approved"
    both = read(finished, approved, returned)
    assert both.status == "returned"
    assert both.clashes == ("_status",)


def test_a_state_that_is_no_text_is_read_as_a_draft():
    assert read(change(1, {"_status": 7})).status == "draft"


def test_the_first_change_in_the_log_made_the_record():
    early_clock = change(1, {"road": "a"}, time_ms=5, staff=LI)
    reading = read_record(
        FORM,
        [
            HeldChange(change=change(9, {"road": "c"}, staff=ZHAO, time_ms=1)),
            HeldChange(change=early_clock, seq=8),
            HeldChange(change=change(2, {"road": "b"}, time_ms=900), seq=7),
        ],
    )
    assert (reading.created_by, reading.created_ms) == (WANG, 900)
    assert [held.change.change_id for held in reading.changes] == [2, 1, 9]


def test_unacknowledged_changes_stand_behind_in_the_order_written():
    reading = read_record(
        FORM, [HeldChange(change=change(9, {"road": "a"})), HeldChange(change=change(3, {}))]
    )
    assert reading.created_ms == 9000
    assert [held.change.change_id for held in reading.changes] == [9, 3]


def test_of_two_changes_under_one_id_the_acknowledged_one_counts():
    mine = HeldChange(change=change(5, {"road": "mine"}))
    stored = HeldChange(change=change(5, {"road": "stored"}, staff=LI), seq=4)
    for order in ([mine, stored], [stored, mine]):
        assert read_record(FORM, order).values == {"road": "stored"}


def test_a_record_whose_changes_are_all_refused_is_empty_and_nobody_s():
    reading = read_record(FORM, [])
    assert (reading.values, reading.status, reading.created_by) == ({}, "draft", None)
    assert not reading.merged


def test_the_order_in_which_changes_come_changes_nothing():
    held = [
        HeldChange(change=change(1, {"road": "a", "members[0a1b2c]": True}), seq=1),
        HeldChange(change=change(2, {"road": ("b", [1])}, staff=LI, remark="r"), seq=2),
        HeldChange(change=change(3, {"road": ("c", [1])}, staff=ZHAO, remark="s"), seq=3),
        HeldChange(change=change(4, {"_status": "finished"})),
    ]
    assert {repr(read_record(FORM, order)) for order in permutations(held)} == {
        repr(read_record(FORM, held))
    }


def test_remarks_stand_by_time_then_by_change():
    reading = read(
        change(3, remark="late", time_ms=20),
        change(2, remark="same time, greater id", time_ms=10),
        change(1, remark="first", time_ms=10, staff=LI),
        change(4, {"road": "no remark"}),
    )
    assert [(remark.text, remark.staff) for remark in reading.remarks] == [
        ("first", LI),
        ("same time, greater id", WANG),
        ("late", WANG),
    ]


def test_answers_stand_in_the_order_of_the_form_then_by_name_states_last():
    reading = read(
        change(
            1,
            {
                "_status": "finished",
                "zeta": 1,
                "alpha": 1,
                "members[bbbbbb].age": 3,
                "members[bbbbbb].name": "乙",
                "needs": [],
                "members[bbbbbb]": True,
                "road": "a",
            },
        ),
        change(2, {"members[aaaaaa].name": "甲"}),
    )
    assert list(reading.answers) == [
        "road",
        "needs",
        "members[bbbbbb]",
        "members[bbbbbb].name",
        "members[bbbbbb].age",
        "members[aaaaaa].name",
        "alpha",
        "zeta",
        "_status",
    ]


class TestRows:
    def rows(self, *changes):
        return [(row.id, row.flagged) for row in read(*changes).rows.get("members", ())]

    def test_a_marker_alone_shows_a_row(self):
        assert self.rows(change(1, {"members[0a1b2c]": True})) == [("0a1b2c", False)]

    def test_an_answer_alone_shows_a_row(self):
        assert self.rows(change(1, {"members[0a1b2c].name": "甲"})) == [("0a1b2c", False)]

    def test_a_removed_row_is_gone_from_rows_and_answers(self):
        made = change(1, {"members[0a1b2c]": True, "members[0a1b2c].name": "甲", "road": "a"})
        removed = change(2, {"members[0a1b2c]": (False, [1]), "members[0a1b2c].name": (None, [1])})
        assert self.rows(made, removed) == []
        assert list(read(made, removed).answers) == ["road"]

    @pytest.mark.parametrize("edit_ms", [500, 3000], ids=["earlier", "later"])
    def test_an_answer_given_at_the_time_of_the_removal_is_shown_and_flagged(self, edit_ms):
        """Whatever the clocks say: with an earlier one, the nil is only the value shown."""
        made = change(1, {"members[0a1b2c]": True, "members[0a1b2c].name": "甲"})
        removed = change(2, {"members[0a1b2c]": (False, [1]), "members[0a1b2c].name": (None, [1])})
        edited = change(3, {"members[0a1b2c].name": ("乙", [1])}, staff=LI, time_ms=edit_ms)
        assert self.rows(made, removed, edited) == [("0a1b2c", True)]
        assert "乙" in read(made, removed, edited).answers["members[0a1b2c].name"].says

    def test_a_new_answer_to_a_removed_row_is_shown_and_flagged(self):
        made = change(1, {"members[0a1b2c]": True, "members[0a1b2c].name": "甲"})
        removed = change(2, {"members[0a1b2c]": (False, [1]), "members[0a1b2c].name": (None, [1])})
        added = change(3, {"members[0a1b2c].age": 30}, staff=LI)
        assert self.rows(made, removed, added) == [("0a1b2c", True)]

    def test_two_who_remove_a_row_remove_it(self):
        made = change(1, {"members[0a1b2c]": True})
        once = change(2, {"members[0a1b2c]": (False, [1])})
        twice = change(3, {"members[0a1b2c]": (False, [1])}, staff=LI)
        assert self.rows(made, once, twice) == []

    def test_a_marker_that_is_one_is_not_true(self):
        assert self.rows(change(1, {"members[0a1b2c]": 1})) == []

    def test_rows_stand_by_their_earliest_entry_hidden_ones_too(self):
        first = change(5, {"members[zzzzzz].name": "甲"}, time_ms=10)
        second = change(4, {"members[yyyyyy].name": "乙"}, time_ms=20)
        corrected = change(6, {"members[zzzzzz].name": ("丙", [5])}, time_ms=90)
        assert self.rows(second, corrected, first) == [("zzzzzz", False), ("yyyyyy", False)]

    def test_at_one_time_the_smaller_change_id_is_first_then_the_row_id(self):
        nine = change(9, {"members[aaaaaa]": True}, time_ms=10)
        ten = change(10, {"members[cccccc]": True, "members[bbbbbb]": True}, time_ms=10)
        assert [row for row, _ in self.rows(ten, nine)] == ["aaaaaa", "bbbbbb", "cccccc"]

    def test_row_ids_are_six_digits_of_base_36(self):
        assert row_of("members[0a1b2c].name") == ("members", "0a1b2c", "name")
        assert row_of("members[0a1b2c]") == ("members", "0a1b2c", None)
        for other in ("members", "members[2].name", "members[0A1B2C]", "members[0a1b2c]name"):
            assert row_of(other) is None


class TestRowsInRows:
    """`members[0a1b2c].visits[3c4d5e].day`, and what becomes of the row around it."""

    MADE = change(
        1,
        {
            "members[0a1b2c]": True,
            "members[0a1b2c].visits[3c4d5e]": True,
            "members[0a1b2c].visits[3c4d5e].day": "2022-06-01",
        },
    )

    def rows(self, *changes):
        rows = read(*changes).rows
        return {repeat: [(row.id, row.flagged) for row in of] for repeat, of in rows.items()}

    def test_each_stands_under_the_path_of_its_repeat(self):
        assert self.rows(self.MADE) == {
            "members": [("0a1b2c", False)],
            "members[0a1b2c].visits": [("3c4d5e", False)],
        }

    def test_an_answer_within_shows_every_row_around_it(self):
        alone = change(1, {"members[0a1b2c].visits[3c4d5e].day": "2022-06-01"})
        assert self.rows(alone).keys() == {"members", "members[0a1b2c].visits"}

    def test_a_removed_row_is_gone_with_all_that_stands_in_it(self):
        removed = Change(2, WANG, 2000, None, removal([self.MADE], {1}, "members[0a1b2c]"))
        assert [(entry.question, entry.value) for entry in removed.entries] == [
            ("members[0a1b2c]", False),
            ("members[0a1b2c].visits[3c4d5e]", False),
            ("members[0a1b2c].visits[3c4d5e].day", None),
        ]
        assert (self.rows(self.MADE, removed), read(self.MADE, removed).answers) == ({}, {})

    def test_an_inner_row_is_removed_alone(self):
        row = "members[0a1b2c].visits[3c4d5e]"
        removed = Change(2, WANG, 2000, None, removal([self.MADE], {1}, row))
        assert self.rows(self.MADE, removed) == {"members": [("0a1b2c", False)]}

    def test_an_answer_given_within_at_the_time_of_the_removal_keeps_and_flags_both(self):
        removed = Change(2, WANG, 2000, None, removal([self.MADE], {1}, "members[0a1b2c]"))
        edited = change(3, {"members[0a1b2c].visits[3c4d5e].day": ("2022-06-02", [1])}, staff=LI)
        assert self.rows(self.MADE, removed, edited) == {
            "members": [("0a1b2c", True)],
            "members[0a1b2c].visits": [("3c4d5e", True)],
        }

    def test_the_innermost_row_is_the_one_that_is_told(self):
        path = "members[0a1b2c].visits[3c4d5e].day"
        assert row_of(path) == ("members[0a1b2c].visits", "3c4d5e", "day")
        assert row_of(path.removesuffix(".day")) == ("members[0a1b2c].visits", "3c4d5e", None)
        assert row_of("members[0a1b2c].visits") == ("members", "0a1b2c", "visits")


class TestSuperseded:
    def test_a_first_answer_replaces_nothing(self):
        assert superseded([], set(), "road") == ()
        assert superseded([change(1, {"needs": []})], {1}, "road") == ()

    def test_what_an_acknowledged_entry_replaced_is_not_named_again(self):
        chain = [change(1, {"road": "a"}), change(2, {"road": ("b", [1])})]
        assert superseded(chain, {1, 2}, "road") == (2,)

    def test_both_sides_of_a_clash_are_named(self):
        both = [change(2, {"road": "a"}), change(1, {"road": "b"}, staff=LI)]
        assert superseded(both, {1, 2}, "road") == (1, 2)

    def test_what_only_an_unacknowledged_entry_replaced_is_named_once_more(self):
        chain = [change(1, {"road": "a"}), change(2, {"road": ("b", [1])})]
        assert superseded(chain, {1}, "road") == (1, 2)

    def test_refused_entries_are_named(self):
        """`changes` holds the refused ones too: one of them may yet be accepted."""
        changes = [change(1, {"road": "a"}), change(2, {"road": ("refused", [1])})]
        assert superseded(changes, {1}, "road") == (1, 2)

    def test_entries_of_other_questions_do_not_count(self):
        changes = [change(1, {"road": "a"}), change(2, {"road": "b", "needs": ([], [1])})]
        assert superseded(changes, {1, 2}, "road") == (1, 2)

    def test_a_circle_is_named_whole_so_that_it_can_be_settled(self):
        circle = [change(1, {"road": ("a", [2])}), change(2, {"road": ("b", [1])}, staff=LI)]
        named = superseded(circle, {1, 2}, "road")
        assert named == (1, 2)
        settled = change(3, {"road": ("c", named)})
        assert read(*circle, settled).clashes == ()

    def test_a_circle_that_an_unacknowledged_entry_settled_is_named_once_more(self):
        circle = [change(1, {"road": ("a", [2])}), change(2, {"road": ("b", [1])}, staff=LI)]
        settled = change(3, {"road": ("c", [1, 2])})
        assert superseded([*circle, settled], {1, 2}, "road") == (1, 2, 3)

    @settings(REPEATABLE, max_examples=300)
    @given(st.data())
    def test_what_its_author_saw_never_comes_back(self, data):
        """Own edits one after the other, any of them refused, some accepted later by a supervisor.

        Whatever became of the others, a new entry that is stored leaves nothing visible of what
        its author held, only what others wrote unseen.
        """
        ids = count(1)
        changes, acknowledged = [], set()
        for _ in range(data.draw(st.integers(1, 7))):
            replaces = superseded(changes, acknowledged, "road")
            own = change(next(ids), {"road": (f"v{len(changes)}", replaces)})
            changes.append(own)
            if data.draw(st.booleans()):
                acknowledged.add(own.change_id)
            if data.draw(st.booleans()):
                foreign = change(next(ids), {"road": f"f{len(changes)}"}, staff=LI)
                changes.append(foreign)
                acknowledged.add(foreign.change_id)
        last = change(next(ids), {"road": ("last", superseded(changes, acknowledged, "road"))})

        unsettled = [each for each in changes if each.change_id not in acknowledged]
        accepted = [each for each in unsettled if data.draw(st.booleans())]
        stored = [each for each in changes if each.change_id in acknowledged]
        reading = read(*stored, *accepted, last)

        assert reading.answers["road"].visible[0].value == "last"
        assert reading.answers["road"].outcome is Outcome.SINGLE


class TestRemoval:
    def test_writes_false_to_the_marker_and_nil_to_each_answer_seen(self):
        changes = [
            change(1, {"members[0a1b2c]": True, "members[0a1b2c].name": "甲", "road": "a"}),
            change(2, {"members[0a1b2c].name": ("乙", [1]), "members[ffffff].name": "丙"}),
        ]
        assert removal(changes, {1}, "members[0a1b2c]") == (
            Entry("members[0a1b2c]", False, (1,)),
            Entry("members[0a1b2c].name", None, (1, 2)),
        )

    def test_a_row_without_marker_gets_one_that_is_false(self):
        changes = [change(1, {"members[0a1b2c].name": "甲"})]
        assert removal(changes, {1}, "members[0a1b2c]")[0] == Entry("members[0a1b2c]", False, ())

    def test_what_it_writes_removes_the_row(self):
        changes = [change(1, {"members[0a1b2c]": True, "members[0a1b2c].name": "甲"})]
        entries = removal(changes, {1}, "members[0a1b2c]")
        removed = Change(2, WANG, 2000, None, entries)
        assert read(*changes, removed).rows == {}
