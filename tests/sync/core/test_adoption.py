"""Adopting a record: all that people see of it is in the other one, and nothing there is hidden."""

import random

import pytest

from schema.answer import Value
from schema.area import AreaKind
from schema.form import Form
from schema.question import Choice, Kind, MergePolicy, Question
from schema.record_id import RecordId
from sync.core.adoption import ENTRIES_MAX, Adoption, adopt, changes_of, copy_id
from sync.core.change import Change, Entry
from sync.core.fold import Held, Outcome, fold
from sync.core.record import read_record, superseded
from sync.core.scan import scan
from sync.core.update import encode

WANG, LI, BOSS = "wang0000", "li000000", "boss0000"
UNIT = "130709/100/002/007/x03/b02/u1"
OLD = RecordId.parse(f"visit/{UNIT}/+0301-2:p2022")
INTO = RecordId.parse(f"visit/{UNIT}/0301:p2022")
NOW_MS = 1_000_000


def both(text: str) -> dict[str, str]:
    return {"zh-CN": text, "en": text}


def _question(name: str, kind: Kind = Kind.text, **more: object) -> Question:
    return Question(name=name, kind=kind, label=both(name), merge=MergePolicy.clash, **more)


def _form() -> Form:
    needs = Question(
        name="needs",
        kind=Kind.select_multiple,
        label=both("needs"),
        merge=MergePolicy.union,
        choices=tuple(Choice(name=name, label=both(name)) for name in "abc"),
    )
    where = Question(name="where", kind=Kind.text, label=both("where"), merge=MergePolicy.latest)
    photos = Question(name="photo", kind=Kind.text, label=both("photo"), merge=MergePolicy.each)
    members = _question("members", Kind.repeat, questions=(_question("name"),))
    return Form(
        id="visit",
        version="1",
        title=both("visit"),
        key=("period",),
        areas=(AreaKind.household,),
        restricted=False,
        questions=(
            _question("period"),
            _question("road"),
            _question("facade"),
            needs,
            where,
            photos,
            members,
        ),
    )


FORM = _form()


def change(
    number: int,
    staff: str = WANG,
    replaces: tuple[int, ...] = (),
    *,
    time_ms: int | None = None,
    remark: str | None = None,
    **answers: object,
) -> Change:
    at_ms = number if time_ms is None else time_ms
    entries = tuple(Entry(name, value, replaces) for name, value in answers.items())
    return Change(number, staff, at_ms, remark, entries)


def adoption(
    written: list[Change], held: list[Change], *, at_ms: int = NOW_MS, by: str = BOSS
) -> Adoption:
    found = adopt(
        OLD,
        written,
        INTO,
        held,
        form=FORM,
        staff=by,
        time_ms=at_ms,
        said=lambda copied: f"from {copied.staff}" + (f": {copied.remark}" * bool(copied.remark)),
    )
    assert [scan(encode(copy)) for copy in found.copies] == list(found.copies), "as the gate reads"
    return found


def adopted(written: list[Change], held: list[Change]) -> list[Change]:
    """The other record afterwards."""
    return [*held, *adoption(written, held).copies]


def shown(changes: list[Change], question: str) -> tuple[Outcome, list[object]]:
    answer = read_record(FORM, changes_of(changes)).answers[question]
    return answer.outcome, [entry.value for entry in answer.visible]


def voided(written: list[Change], number: int = 900) -> list[Change]:
    states = [c.change_id for c in written if any(e.question == "_status" for e in c.entries)]
    return [*written, change(number, BOSS, tuple(states), _status="void")]


def test_answers_stand_in_the_other_record_under_who_adopted_with_a_remark_of_whose_they_were():
    (copy,) = adoption([change(1, road="yes", facade="no")], []).copies
    assert (copy.staff, copy.time_ms, copy.remark) == (BOSS, NOW_MS, "from wang0000")
    assert shown([copy], "road") == (Outcome.SINGLE, ["yes"])
    assert shown([copy], "facade") == (Outcome.SINGLE, ["no"])


def test_another_answer_of_the_household_is_not_hidden_but_clashes():
    held = [change(5, LI, road="no", facade="same")]
    after = adopted([change(1, road="yes", facade="same")], held)
    assert shown(after, "road") == (Outcome.CLASH, ["no", "yes"])
    assert shown(after, "facade") == (Outcome.SINGLE, ["same", "same"])
    assert all(entry.replaces == () for copy in after[1:] for entry in copy.entries)


def test_all_values_of_a_clash_come_along_and_the_same_one_is_on_top():
    written = [change(1, WANG, time_ms=50, road="yes"), change(2, LI, time_ms=40, road="no")]
    found = adoption(written, [])
    assert shown(list(found.copies), "road") == (Outcome.CLASH, ["yes", "no"])
    assert [copy.remark for copy in found.copies] == ["from wang0000", "from li000000"]


def test_what_was_written_over_is_left_behind():
    written = [change(1, road="yes"), change(2, LI, (1,), road="no")]
    assert shown(adopted(written, []), "road") == (Outcome.SINGLE, ["no"])


def test_adopting_twice_adds_nothing():
    written = [change(1, road="yes", remark="rang"), change(2, LI, road="no", _status="finished")]
    held = adopted(written, [change(5, road="yes")])
    again = adoption(voided(written), held, at_ms=NOW_MS + 5, by=LI)
    assert (again.copies, again.void, again.answers) == ((), False, 0)


def test_a_copy_that_somebody_settled_is_not_copied_again():
    written = [change(1, road="yes")]
    held = adopted(written, [change(5, LI, road="no")])
    settled = [*held, change(6, BOSS, (5, held[-1].change_id), road="no")]
    assert shown(settled, "road") == (Outcome.SINGLE, ["no"])
    assert adoption(voided(written), settled).copies == ()


def test_what_is_written_at_the_door_later_replaces_the_copy_of_what_it_replaced():
    written = [change(1, road="yes"), change(2, LI, facade="no")]
    held = adopted(written, [])
    later = [*voided(written), change(3, WANG, (1,), road="no")]
    found = adoption(later, held)
    assert shown([*held, *found.copies], "road") == (Outcome.SINGLE, ["no"])
    assert found.answers == 1


def test_what_replaced_it_through_another_does_so_too():
    held = adopted([change(1, road="a")], [])
    written = [change(1, road="a"), change(2, LI, (1,), road="b"), change(3, WANG, (2,), road="c")]
    assert shown(adopted(voided(written), held), "road") == (Outcome.SINGLE, ["c"])


def test_a_crash_between_two_copies_is_made_good():
    written = [change(1, road="yes"), change(2, LI, facade="no")]
    first, second = adoption(written, []).copies
    rest = adoption(written, [first])
    assert [copy.change_id for copy in rest.copies] == [second.change_id]
    assert rest.void


def test_rows_of_repeats_keep_their_ids_and_removed_ones_stay_away():
    row, gone = "members[0a1b2c]", "members[9z8y7x]"
    written = [
        change(1, **{row: True, f"{row}.name": "Zhang", gone: True, f"{gone}.name": "Li"}),
        change(2, LI, (1,), **{gone: False, f"{gone}.name": None}),
    ]
    reading = read_record(FORM, changes_of(adopted(written, [])))
    assert [each.id for each in reading.rows["members"]] == ["0a1b2c"]
    assert reading.answers[f"{row}.name"].value == "Zhang"
    assert all("9z8y7x" not in e.question for c in adopted(written, []) for e in c.entries)


def test_a_row_removed_after_the_adoption_goes_from_both():
    row = "members[0a1b2c]"
    written = [change(1, **{row: True, f"{row}.name": "Zhang"})]
    held = adopted(written, [])
    later = [*written, change(2, LI, (1,), **{row: False, f"{row}.name": None})]
    assert read_record(FORM, changes_of(adopted(later, held))).rows == {}


def test_a_cleared_answer_is_none_and_asks_nobody_to_choose():
    written = [change(1, road="yes"), change(2, WANG, (1,), road=None)]
    assert shown(adopted(written, [change(5, LI, road="no")]), "road") == (Outcome.SINGLE, ["no"])


def test_choices_of_both_are_united():
    after = adopted([change(1, needs=["a"])], [change(5, LI, needs=["b"])])
    assert read_record(FORM, changes_of(after)).answers["needs"].value == ["a", "b"]


def test_a_clash_of_choices_stays_one():
    """Wang took b away while Li, who did not know, added c."""
    written = [
        change(1, needs=["a", "b"]),
        change(2, WANG, (1,), needs=["a"]),
        change(3, LI, (1,), needs=["a", "b", "c"]),
    ]
    assert shown(written, "needs")[0] is Outcome.CLASH
    assert shown(adopted(written, []), "needs")[0] is Outcome.CLASH


@pytest.mark.parametrize(
    ("there_ms", "expected"), [(20, "theirs"), (5, "ours")], ids=["newer there", "newer here"]
)
def test_where_the_latest_counts_it_is_the_latest_visit_and_not_the_adoption(there_ms, expected):
    held = [change(5, LI, time_ms=there_ms, where="theirs")]
    after = adopted([change(1, time_ms=10, where="ours")], held)
    assert read_record(FORM, changes_of(after)).answers["where"].value == expected


def test_a_later_place_is_brought_after_the_adoption_too():
    written = [change(1, time_ms=10, where="first")]
    held = adopted(written, [])
    later = [*written, change(2, LI, (1,), time_ms=20, where="second")]
    answer = read_record(FORM, changes_of(adopted(later, held))).answers["where"]
    assert answer.value == "second"


def test_photos_stand_side_by_side():
    after = adopted([change(1, photo="a.jpg")], [change(5, LI, photo="b.jpg")])
    assert set(read_record(FORM, changes_of(after)).answers["photo"].value) == {"a.jpg", "b.jpg"}


def test_remarks_come_along_and_reasons_of_states_do_not():
    written = [
        change(1, road="yes", remark="rang twice"),
        Change(2, LI, 2, "nobody home", ()),
        change(3, LI, _status="finished", remark="done"),
    ]
    remarks = [copy.remark for copy in adopted(written, [])]
    assert remarks == ["from wang0000: rang twice", "from li000000: nobody home"]


@pytest.mark.parametrize(
    ("state", "begins"),
    [("finished", "finished"), ("approved", "finished"), ("returned", "draft"), ("draft", "draft")],
)
def test_a_record_that_begins_with_copies_is_finished_if_the_other_was(state, begins):
    written = [change(1, road="yes", _version="7"), change(2, LI, _status=state)]
    reading = read_record(FORM, changes_of(adopted(written, [])))
    assert (reading.status, reading.version) == (begins, "7")


def test_a_record_that_is_there_keeps_its_state_and_its_version():
    held = [change(5, LI, road="no", _version="8")]
    written = [change(1, road="yes", _version="7", _status="finished")]
    reading = read_record(FORM, changes_of(adopted(written, held)))
    assert (reading.status, reading.version) == ("draft", "8")


@pytest.mark.parametrize(("state", "beside"), [("finished", "finished"), ("draft", "draft")])
def test_answers_do_not_vanish_in_a_record_that_is_void_but_its_state_clashes(state, beside):
    written = [change(1, road="yes"), change(2, LI, _status=state)]
    held = [change(5, LI, road="no", _status="void")]
    after = adopted(written, held)
    assert shown(after, "_status") == (Outcome.CLASH, ["void", beside])
    settled = [*after, change(9, BOSS, (5, after[-1].change_id), _status="void")]
    assert adoption(voided(written), settled).copies == ()


def test_a_form_that_was_finished_without_an_answer_is_there_too():
    reading = read_record(FORM, changes_of(adopted([change(1, _status="finished")], [])))
    assert reading.status == "finished"


def test_what_a_person_declared_void_is_nobodys_answer():
    found = adoption(voided([change(1, road="yes")]), [])
    assert (found.copies, found.void) == ((), False)


def test_what_was_finished_again_by_somebody_unaware_is_void_again():
    written = [change(1, road="yes", _status="finished")]
    held = adopted(written, [])
    unaware = [*voided(written), change(7, LI, (1,), _status="finished")]
    found = adoption(unaware, held)
    assert (found.copies, found.void) == ((), True)


def test_a_strangers_change_under_a_copys_number_is_no_copy():
    written = [change(1, road="yes")]
    taken = change(copy_id(OLD, 1, INTO, 0), LI, road="other")
    found = adoption(written, [taken])
    assert [copy.change_id for copy in found.copies] == [copy_id(OLD, 1, INTO, 1)]
    assert "yes" in shown([taken, *found.copies], "road")[1]
    assert adoption(written, [taken, *found.copies]).copies == ()


def test_a_change_that_is_full_is_copied_in_parts():
    answers = {f"q{number}": "x" * 120 for number in range(ENTRIES_MAX + 50)}
    written = [change(1, **answers)]
    found = adoption(written, [])
    assert len(found.copies) > 1
    assert found.answers == len(answers)
    held = list(found.copies)
    assert (
        read_record(FORM, changes_of(held)).values | answers
        == read_record(FORM, changes_of(held)).values
    )
    assert adoption(voided(written), held).copies == ()


def test_numbers_of_copies_are_53_bits_and_differ_by_everything_that_they_follow_from():
    other = RecordId.parse(f"visit/{UNIT}/0302:p2022")
    numbers = {
        copy_id(old, number, into, count)
        for old in (OLD, other)
        for into in (INTO, other)
        for number in (1, 2)
        for count in (0, 1)
    }
    assert len(numbers) == 16
    assert max(numbers) < 1 << 53


QUESTIONS = ("road", "facade", "needs", "where", "photo", "members[0a1b2c].name")


class Weeks:
    """Two people write into both records, seeing more or less of each; somebody adopts, and again.

    Everyone who answers replaces what they see of the question, as a tablet does.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0
        self.old: list[Change] = []
        self.into: list[Change] = []

    def write(self, changes: list[Change]) -> None:
        self.number += 1
        seen = self.chance.sample(changes, self.chance.randint(0, len(changes)))
        seen += [each for each in changes if each.staff == BOSS and self.chance.random() < 0.5]
        entries = []
        for question in self.chance.sample(QUESTIONS, self.chance.randint(1, 3)):
            value: Value = self.chance.choice(["x", "y", "z", None])
            if question == "needs" and value is not None:
                value = self.chance.sample("abc", self.chance.randint(1, 3))
            replaces = superseded(seen, {each.change_id for each in seen}, question)
            entries.append(Entry(question, value, replaces))
        staff = self.chance.choice([WANG, LI])
        changes.append(Change(self.number, staff, self.number, None, tuple(entries)))

    def adopt(self) -> tuple[Change, ...]:
        found = adoption(self.old, self.into, at_ms=self.number)
        self.into += found.copies
        return found.copies


def visible(changes: list[Change], question: str) -> list[Held]:
    held = [
        Held(
            change=each.change_id,
            staff=each.staff,
            time_ms=each.time_ms,
            value=entry.value,
            replaces=entry.replaces,
        )
        for each in changes
        for entry in each.entries
        if entry.question == question
    ]
    return list(fold(held, FORM.policy(question)).visible) if held else []


@pytest.mark.parametrize("seed", range(100))
def test_whatever_people_wrote_nothing_is_hidden_nothing_missing_and_nothing_twice(seed):
    weeks = Weeks(seed)
    copied: set[int] = set()
    for _ in range(weeks.chance.randint(2, 5)):
        for _ in range(weeks.chance.randint(1, 6)):
            weeks.write(weeks.chance.choice([weeks.old, weeks.into]))
        before = {q: {each.change for each in visible(weeks.into, q)} for q in QUESTIONS}
        copied |= {copy.change_id for copy in weeks.adopt()}
        for question in QUESTIONS:
            after = {each.change for each in visible(weeks.into, question)}
            assert before[question] - after <= copied, "a copy replaces copies alone"
            if FORM.policy(question) is MergePolicy.latest:
                continue  # one of them is on top, and the others are history
            values = [
                entry.value
                for each in weeks.into
                for entry in each.entries
                if entry.question == question
            ]
            wanted = [each.value for each in visible(weeks.old, question)]
            empty = all(value is None for value in wanted)
            assert empty or all(value in values for value in wanted)
            superseded_there = {copy_id(OLD, each.change_id, INTO, 0) for each in weeks.old} - {
                copy_id(OLD, each.change, INTO, 0) for each in visible(weeks.old, question)
            }
            assert not after & superseded_there, "what was written over at the door is so here"
        assert weeks.adopt() == ()
