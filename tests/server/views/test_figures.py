"""The numbers of the district, counted a second time from the log, and by their lists."""

import contextlib
import random
import sqlite3
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from schema.area import AreaId
from schema.figure import Figure
from schema.form import Form
from schema.grant import Grant, Permit, Right, Role
from server.clock import DAY_MS, day_of
from server.people import areas, figures, forms
from server.people.forms import State
from server.views.asking import Filter, InNumber, Sight
from server.views.comparing import WHOLE, differing
from server.views.figures import Figures
from server.views.file import FILE_NAME
from server.views.queries import Views
from server.views.reading import ViewsConnection
from server.views.spans import day_number
from server.views.storing import ViewsFile
from tests.server.town import AREAS, GRID, OPINION, OTHER_GRID, UNIT
from tests.server.views.counted_log import answers

TITLE = {"zh-CN": "数", "en": "Number"}
NOW = 1_760_000_000_000
TODAY = day_of(NOW)
DONE = {"finished", "approved"}
STANCES = ("support", "oppose", "neutral")

WORK = Form.from_json(
    {
        "id": "cleanup",
        "version": "1",
        "title": TITLE,
        "key": ["ulid"],
        "areas": ["grid", "compound", "community"],
        "restricted": True,
        "questions": [
            {
                "name": "kind",
                "kind": "select_one",
                "label": TITLE,
                "choices": [{"name": name, "label": TITLE} for name in ("street", "river")],
            },
            {"name": "day", "kind": "date", "label": TITLE},
            {"name": "weight", "kind": "decimal", "label": TITLE},
            {
                "name": "fish",
                "kind": "integer",
                "label": TITLE,
                "relevant": "${kind} = 'river'",
            },
        ],
    }
)
FIGURES = [
    Figure(id="opinions", title=TITLE, form="renovation_opinion"),
    Figure(id="road", title=TITLE, form="renovation_opinion", by="road"),
    Figure(
        id="for_all",
        title=TITLE,
        form="renovation_opinion",
        where={"road": ("support",), "facade": ("support", "neutral")},
    ),
    Figure(id="parking", title=TITLE, form="renovation_opinion", amount="parking_spaces"),
    Figure(id="cleanups", title=TITLE, form="cleanup", day="day"),
    Figure(id="weight", title=TITLE, form="cleanup", amount="weight", day="day"),
    Figure(id="fish", title=TITLE, form="cleanup", amount="fish", condition="${fish} > 1"),
]


@pytest.fixture
def counted(town):
    """The town with numbers of its own, and a restricted form."""
    forms.publish(town.connection, [WORK], 0)
    figures.keep(town.connection, FIGURES)
    return town


@pytest.fixture
def lived(counted):
    """Records of every state, changed and clashing at random, in two grids and a community."""
    rng = random.Random(7)
    doors = [area for area, kind, _ in AREAS if kind == "household"]
    for number in range(60):
        record = f"renovation_opinion/{rng.choice(doors)}:p{2000 + number}"
        write(counted, record, rng, opinion)
    for number in range(40):
        area = rng.choice([GRID, f"{GRID}/x03", OTHER_GRID, "130709/100/002"])
        write(counted, f"cleanup/{area}:{number:026d}", rng, cleanup)
    counted.fold()
    return counted


def opinion(rng):
    return {
        "road": rng.choice([*STANCES, None]),
        "facade": rng.choice(STANCES),
        "parking_spaces": rng.choice([0, 1, 2, None]),
    }


def cleanup(rng):
    return {
        "kind": rng.choice(["street", "river"]),
        "day": rng.choice(["2022-06-12", "2022-06-13", "2022-07-01", None]),
        "weight": rng.choice([0.1, 0.2, 7, None]),
        "fish": rng.choice([1, 2, 3]),
    }


def write(town, record, rng, invented):
    """A record by one, perhaps written on or decided upon by others, knowingly or not."""
    state = rng.choice(["draft", "finished", "finished", "finished", "void"])
    changes = [
        town.write(record, "fang", {**invented(rng), "_status": state}, time_ms=NOW - DAY_MS)
    ]
    for _ in range(rng.randrange(3)):
        said = invented(rng)
        name = rng.choice([*said, "_status"])
        value = rng.choice(["approved", "returned"]) if name == "_status" else said[name]
        saw = tuple(changes) if rng.random() < 0.6 else ()
        changes.append(town.write(record, "min", {name: value}, saw, time_ms=NOW))


def everything(town) -> Sight:
    return Sight(permit=None, tree=town.directory.tree)


def test_the_numbers_are_those_of_an_independent_count_of_the_log(lived):
    expected: Counter[tuple[str, str, bool]] = Counter()
    amounts: Counter[str] = Counter()
    for record, said in answers(lived.data).items():
        states = set(said["_status"])
        if not states & DONE:
            continue
        sure = states <= DONE

        def count(figure, part="", *, clash=False, amount=0.0, sure=sure):
            if clash or not sure:
                expected[figure, "", True] += 1
            else:
                expected[figure, part, False] += 1
                amounts[figure] += round(amount * 1000)

        if record.startswith("cleanup"):
            weights = said["weight"]
            clashing_day = len(said["day"]) > 1
            count("cleanups", clash=clashing_day)
            if weights != [None]:
                count("weight", clash=len(weights) > 1 or clashing_day, amount=weights[-1] or 0)
            continue
        roads, facades, parking = said["road"], said["facade"], said["parking_spaces"]
        count("opinions")
        if roads != [None]:
            count("road", str(roads[0]), clash=len(roads) > 1)
        if parking != [None]:
            count("parking", clash=len(parking) > 1, amount=parking[-1] or 0)
        for_road, for_facade = {r == "support" for r in roads}, {f != "oppose" for f in facades}
        if for_road != {False} and for_facade != {False}:
            count("for_all", clash=False in for_road | for_facade)
    found = Figures(lived.data).counts(everything(lived))
    sums = {(c.figure, c.part, c.undecided): c.records for c in found if c.figure != "fish"}
    assert sums == dict(expected)
    assert any(undecided for _, _, undecided in sums), "a count without a clash proves little"
    for name in ("weight", "parking"):
        (total,) = {c.amount for c in found if c.figure == name and not c.undecided}
        assert total == amounts[name]


@pytest.mark.parametrize(("few", "moved"), [(0, True), (4_000, False)])
def test_a_number_is_as_long_as_its_list_whoever_looks_and_wherever(lived, monkeypatch, few, moved):
    monkeypatch.setattr("server.views.figures.FEW", few)
    if moved:
        areas.move(lived.connection, AreaId(f"{GRID}/x03"), AreaId(OTHER_GRID), [GRID])
    rng, tree = random.Random(11), lived.directory.tree
    views, counting = Views(lived.data), Figures(lived.data)
    periods = [(None, None), (TODAY - 1, TODAY - 1), (None, TODAY), (day("2022-06-13"), None)]
    looked = 0
    for _ in range(25):
        permit = Permit(grants(rng, tree), tree, lived.directory.restricted)
        sight = Sight(permit=rng.choice([None, permit]), tree=tree)
        area = rng.choice([None, GRID, OTHER_GRID, f"{GRID}/x03", UNIT, "130709/100/002"])
        first, last = rng.choice(periods)
        whole = counting.counts(sight, area=area, first_day=first, last_day=last)
        split = counting.counts(sight, area=area, first_day=first, last_day=last, by_grid=True)
        assert together(split) == together(whole)
        for each in whole:
            number = InNumber(
                figure=each.figure,
                part=each.part,
                undecided=each.undecided,
                first_day=first,
                last_day=last,
            )
            wanted = Filter(number=number, area=area)
            listed = views.lines(wanted, sight, limit=1_000)
            assert len(listed) == each.records == views.count(wanted, sight)
            assert views.count(Filter(number=number, area=area, status="approved"), sight) == sum(
                line.status == "approved" for line in listed
            )
            allowed = sight.permit is None or all(
                sight.permit.allows(Right.read, line.area, line.form) for line in listed
            )
            assert allowed
            looked += len(listed)
    assert looked > 500


def grants(rng, tree):
    return [
        Grant(
            area=rng.choice(list(tree)).id,
            role=rng.choice([Role.grid_member, Role.community, Role.admin]),
            form=rng.choice([None, None, "renovation_opinion", "cleanup"]),
        )
        for _ in range(rng.randint(1, 3))
    ]


def together(counts):
    found = Counter()
    for each in counts:
        found[each.figure, each.part, each.undecided] += each.records
    return found


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def test_what_was_moved_counts_where_it_lies_today(lived):
    before = {c.grid: c.records for c in by_grid(lived, "opinions")}
    areas.move(lived.connection, AreaId(f"{GRID}/x03"), AreaId(OTHER_GRID), [GRID])
    after = {c.grid: c.records for c in by_grid(lived, "opinions")}
    assert after == {OTHER_GRID: before[GRID] + before[OTHER_GRID]}


def by_grid(town, figure):
    counts = Figures(town.data).counts(everything(town), figures=[figure], by_grid=True)
    return [each for each in counts if not each.undecided]


def test_periods_that_touch_add_up_to_the_whole(lived):
    counting, sight = Figures(lived.data), everything(lived)
    edges = [None, *map(day, ("2022-06-12", "2022-06-30", "2022-07-01", "2023-01-01"))]
    found = Counter()
    for first, following in pairwise([*edges, None]):
        last = None if following is None else following - 1
        found += together(counting.counts(sight, first_day=first, last_day=last))
    assert found == together(counting.counts(sight))


@pytest.mark.parametrize("area", ["130709", "130709/100/002", GRID])
def test_no_sum_is_passed_that_is_of_another_period_or_place(lived, monkeypatch, area):
    asked = []
    execute = ViewsConnection.execute

    def noted(connection, statement, *values):
        asked.append((statement, *values))
        return execute(connection, statement, *values)

    monkeypatch.setattr(ViewsConnection, "execute", noted)
    tree, grant = lived.directory.tree, Grant(area=AreaId(area), role=Role.community)
    sight = Sight(permit=Permit([grant], tree, lived.directory.restricted), tree=tree)
    Figures(lived.data).counts(sight, first_day=day("2022-06-12"), last_day=day("2022-09-02"))
    sums = [each for each in asked if "FROM figure_sums" in each[0]]
    with contextlib.closing(sqlite3.connect(lived.data / FILE_NAME)) as connection:
        plans = [
            str(connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())
            for statement, values in sums
        ]
    assert len(plans) == 3
    assert all("SEARCH r USING PRIMARY KEY (scope=? AND span>? AND span<?)" in p for p in plans)


def test_an_answer_that_is_not_asked_any_more_counts_nowhere(counted):
    caught = {"kind": "river", "fish": 3, "_status": "finished"}
    counted.write(f"cleanup/{GRID}:{1:026d}", "fang", caught)
    counted.write(f"cleanup/{GRID}:{2:026d}", "fang", {**caught, "kind": "street"})
    counted.fold()
    (fish,) = Figures(counted.data).counts(everything(counted), figures=["fish"])
    assert (fish.records, fish.amount) == (1, 3000)


def test_what_is_tried_counts_nowhere(counted):
    forms.add_draft(counted.connection, second_version(), None, 0)
    forms.set_state(counted.connection, "cleanup", "2", State.trial, 0)
    counted.write(f"trial_cleanup/{GRID}:{1:026d}", "fang", {"weight": 5, "_status": "finished"})
    counted.fold()
    assert Figures(counted.data).counts(everything(counted)) == []


def second_version() -> Form:
    return Form.from_json({**WORK.to_json(), "version": "2"})


def test_an_erased_record_is_in_no_number(lived):
    before = together(Figures(lived.data).counts(everything(lived)))
    (line,) = Views(lived.data).lines(
        Filter(number=InNumber(figure="opinions", part="")), everything(lived), limit=1
    )
    with contextlib.closing(ViewsFile(lived.data / FILE_NAME)) as file, file.transaction():
        file.forget([line.id])
    after = together(Figures(lived.data).counts(everything(lived)))
    assert before["opinions", "", False] - after["opinions", "", False] == 1
    with contextlib.closing(sqlite3.connect(lived.data / FILE_NAME)) as connection:
        rows = connection.execute("SELECT 1 FROM figured WHERE record = ?", (line.number,))
        assert rows.fetchall() == []


def test_a_clock_that_is_wrong_by_ages_counts_on_a_day_of_the_calendar(counted):
    for area, time_ms in ((GRID, 0), (OTHER_GRID, 2**53 - 1)):
        record = f"cleanup/{area}:{1:026d}"
        counted.write(record, "fang", {"day": None, "_status": "finished"}, time_ms=time_ms)
    counted.fold()
    found = Figures(counted.data)
    assert together(found.counts(everything(counted)))["cleanups", "", False] == 2
    known = found.counts(everything(counted), last_day=TODAY)
    assert together(known)["cleanups", "", False] == 1


def test_numbers_that_count_otherwise_are_counted_anew(lived):
    figures.keep(lived.connection, [Figure(id="drives", title=TITLE, form="cleanup")])
    lived.fold()
    assert {c.figure for c in Figures(lived.data).counts(everything(lived))} == {"drives"}
    assert list(differing(lived.log, lived.data / FILE_NAME, lived.directory)) == []


def test_a_number_that_is_only_called_otherwise_is_not_counted_anew(lived):
    renamed = [Figure(**{**parts(each), "title": {"zh-CN": "别", "en": "x"}}) for each in FIGURES]
    with contextlib.closing(ViewsFile(lived.data / FILE_NAME)) as file:
        before = file.fact("figures")
    figures.keep(lived.connection, renamed)
    lived.fold()
    with contextlib.closing(ViewsFile(lived.data / FILE_NAME)) as file:
        assert file.fact("figures") == before


def parts(figure):
    return {name: getattr(figure, name) for name in Figure.__slots__}


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE figure_sums SET records = records + 1 WHERE span = 0",
        "UPDATE figure_sums SET amount = amount + 1",
        "DELETE FROM figure_sums WHERE span > 10000000",
        "INSERT INTO figured VALUES (9999, 1, 0, 0)",
    ],
)
def test_a_wrong_number_is_found_by_a_check_of_the_views(lived, broken):
    with contextlib.closing(sqlite3.connect(lived.data / FILE_NAME)) as connection:
        connection.execute(broken)
        connection.commit()
    assert list(differing(lived.log, lived.data / FILE_NAME, lived.directory)) == [WHOLE]


def test_a_record_that_lost_a_number_is_named_by_a_check_of_the_views(lived):
    (line,) = Views(lived.data).lines(
        Filter(number=InNumber(figure="opinions", part="")), everything(lived), limit=1
    )
    assert list(differing(lived.log, lived.data / FILE_NAME, lived.directory)) == []
    with contextlib.closing(sqlite3.connect(lived.data / FILE_NAME)) as connection:
        connection.execute("DELETE FROM figured WHERE record = ?", (line.number,))
        connection.commit()
    found = list(differing(lived.log, lived.data / FILE_NAME, lived.directory))
    assert found == [line.id, WHOLE]


def test_a_number_that_nobody_is_in_has_an_empty_list(counted):
    counted.write(OPINION, "fang", {"road": "support"})
    counted.fold()
    wanted = Filter(number=InNumber(figure="road", part="support"))
    assert Views(counted.data).lines(wanted, everything(counted), limit=9) == []
    assert Views(counted.data).count(wanted, everything(counted)) == 0
