"""Lists show what was asked for, to eyes that may see it, page by page, and count alike."""

import random
import sqlite3

import pytest

from schema.area import AreaId
from schema.grant import Grant, Permit, Right, Role
from server.people import areas
from server.views import conditions, narrowing, reading
from server.views.asking import Filter, Sight
from server.views.errors import NotReady, SetAside
from server.views.queries import Views
from server.views.sums import Sums
from tests.server.town import GRID, OTHER_GRID

OPINION = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
NEXT_DOOR = "renovation_opinion/130709/100/002/007/x03/b02/u1/0302:p2022"
ELSEWHERE = "renovation_opinion/130709/100/002/008/x01/b01/u2/0502:p2022"
HOUSEHOLD = "household_file/130709/100/002/007/x03/b02/u1/0301"
ALL = {OPINION, NEXT_DOOR, ELSEWHERE, HOUSEHOLD}


@pytest.fixture
def views(town):
    town.write(OPINION, "fang", {"road": "support", "_status": "finished"}, remark="楼道灯坏了")
    town.write(OPINION, "qiang", {"road": "oppose"})
    town.write(NEXT_DOOR, "fang", {"parking_spaces": 9, "_status": "finished"})
    town.write(ELSEWHERE, "hong", {"opinion": "希望增加停车位"})
    town.write(HOUSEHOLD, "fang", {"dwelling_use": "own"})
    town.fold()
    return Views(town.data)


def everything(town):
    return Sight(permit=None, tree=town.directory.tree)


def eyes(town, login):
    known = town.directory
    return Sight(permit=known.permit(known.by_login[login].id), tree=known.tree)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), ALL),
        (Filter(form="household_file"), {HOUSEHOLD}),
        (Filter(status="finished"), {OPINION, NEXT_DOOR}),
        (Filter(status="draft"), {ELSEWHERE, HOUSEHOLD}),
        (Filter(area="130709/100/002"), ALL),
        (Filter(area="130709/100/002/008"), {ELSEWHERE}),
        (Filter(area="130709/100/002/00"), set()),
        (Filter(text="停车"), {ELSEWHERE}),
        (Filter(text="道灯"), {OPINION}),
        (Filter(text="号楼1单元0301"), {OPINION, HOUSEHOLD}),
        (Filter(text="，"), set()),
        (Filter(text="第7网格"), {OPINION, NEXT_DOOR, HOUSEHOLD}),
        (Filter(text="长青路社区第8网格"), {ELSEWHERE}),
        (Filter(text="第8网格 停车"), {ELSEWHERE}),
        (Filter(text="第7网格 停车"), set()),
        (Filter(text="第7网格 长青路"), {OPINION, NEXT_DOOR, HOUSEHOLD}),
        (Filter(text="第7网格第8网格"), set()),
        (Filter(clashing=True), {OPINION}),
        (Filter(merged=True), {OPINION}),
        (Filter(flagged=True), {NEXT_DOOR}),
        (Filter(form="renovation_opinion", status="draft"), {ELSEWHERE}),
    ],
)
def test_a_filter_gives_its_records_and_their_count(town, views, wanted, expected):
    sight = everything(town)
    assert {line.id for line in views.lines(wanted, sight, limit=100)} == expected
    assert {document["id"] for document in views.documents(wanted, sight)} == expected
    assert views.count(wanted, sight) == len(expected)
    lines, count = views.beginning(wanted, sight, limit=1)
    assert (lines, count) == (views.lines(wanted, sight, limit=1), len(expected))


def test_pages_put_together_are_the_list_without_a_gap_or_a_repetition(town, views):
    sight, found, after = everything(town), [], None
    while page := views.lines(Filter(), sight, limit=1, after=after):
        found += page
        after = page[-1].place
    assert found == views.lines(Filter(), sight, limit=100)
    assert {line.id for line in found} == ALL


def test_the_latest_received_stands_first(town, views):
    assert views.lines(Filter(), everything(town), limit=1)[0].id == HOUSEHOLD
    town.write(OPINION, "qiang", {"facade": "support"})
    town.fold()
    assert views.lines(Filter(), everything(town), limit=1)[0].id == OPINION


def test_the_oldest_clash_stands_first(town, views):
    town.write(NEXT_DOOR, "fang", {"road": "support"}, time_ms=5)
    town.write(NEXT_DOOR, "qiang", {"road": "oppose"}, time_ms=9)
    town.fold()
    clashes = views.clashes(Filter(), everything(town))
    assert [clash.record for clash in clashes] == [NEXT_DOOR, OPINION]
    assert clashes[0].since_ms == 9
    behind = views.clashes(Filter(), everything(town), after=clashes[0].place)
    assert behind == clashes[1:]
    assert views.count_clashes(Filter(), everything(town)).questions == 2


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("fang", {OPINION, NEXT_DOOR, HOUSEHOLD}),
        ("hong", {ELSEWHERE}),
        ("min", ALL),
        ("auditor", ALL),
        ("root", set()),
    ],
)
def test_people_see_their_own_areas_alone(town, views, login, expected):
    sight = eyes(town, login)
    assert {line.id for line in views.lines(Filter(), sight, limit=100)} == expected
    assert views.count(Filter(), sight) == len(expected)
    assert {each for each in ALL if views.record(each, sight)} == expected
    assert {clash.record for clash in views.clashes(Filter(), sight)} == expected & {OPINION}
    assert sum(n.records for n in Sums(town.data).numbers(sight, 0)) == len(expected)
    assert {line.id for line in views.lines(Filter(text="小区"), sight, limit=100)} == expected


def test_random_grants_show_exactly_what_the_permit_allows(town, views):
    rng = random.Random(7)
    tree = town.directory.tree
    for _ in range(150):
        grants = [
            Grant(
                area=rng.choice(list(tree)).id,
                role=rng.choice(list(Role)),
                form=rng.choice([None, "renovation_opinion", "household_file"]),
            )
            for _ in range(rng.randint(0, 3))
        ]
        permit = Permit(grants, tree, rng.choice([(), ("household_file",)]))
        expected = {
            line.id
            for line in views.lines(Filter(), everything(town), limit=100)
            if permit.allows(Right.read, line.area, line.form)
        }
        sight = Sight(permit=permit, tree=tree)
        assert {line.id for line in views.lines(Filter(), sight, limit=100)} == expected


def test_a_grant_below_a_scope_shows_that_part_of_it(town, views):
    tree = town.directory.tree
    household = AreaId("130709/100/002/007/x03/b02/u1/0301")
    permit = Permit([Grant(area=household, role=Role.volunteer)], tree)
    lines = views.lines(Filter(), Sight(permit=permit, tree=tree), limit=100)
    assert {line.id for line in lines} == {OPINION, HOUSEHOLD}


def test_totals_count_records_and_questions(town, views):
    town.write(OPINION, "fang", {"needs": ["parking"]})
    town.write(OPINION, "qiang", {"needs": ["heating"]})
    town.fold()
    totals = views.totals()
    assert (totals.records, totals.merged, totals.rule, totals.clash) == (4, 1, 1, 1)


def test_before_the_first_projection_the_views_are_not_ready(tmp_path):
    views = Views(tmp_path)
    assert views.positions() == {}
    with pytest.raises(NotReady):
        views.totals()


def test_a_record_set_aside_says_so_to_those_who_may_see_it(town, views):
    broken = "hazard_report/130709/100/002/007:01HZX3V8QJ4R5T6W7Y8Z9ABCDE"
    town.store(broken, 5, bytes.fromhex("000114010001"))
    town.fold()
    with pytest.raises(SetAside):
        views.record(broken, eyes(town, "fang"))
    assert views.record(broken, eyes(town, "hong")) is None


def test_what_was_moved_away_is_not_found_by_the_name_of_where_it_lay(town, views):
    compound = AreaId("130709/100/002/007/x03")
    areas.move(town.connection, compound, AreaId(OTHER_GRID), [GRID])
    town.fold()
    found = {line.id for line in views.lines(Filter(text="第7网格"), everything(town), limit=100)}
    assert OPINION not in found


def test_the_name_of_a_grid_that_one_may_not_look_into_finds_nothing(town, views):
    sight = Sight(permit=town.directory.permit(town.id_of("hong")), tree=town.directory.tree)
    assert views.lines(Filter(text="第7网格"), sight, limit=100) == []
    assert [each.id for each in views.lines(Filter(text="第8网格"), sight, limit=100)] == [
        ELSEWHERE
    ]


def test_lists_and_sums_follow_a_moved_area(town, views):
    compound = AreaId(f"{GRID}/x03")
    areas.move(town.connection, compound, AreaId(OTHER_GRID), [GRID])
    here, there = Filter(area=GRID), Filter(area=OTHER_GRID)
    sight = everything(town)
    assert views.count(here, sight) == 0
    assert {line.id for line in views.lines(there, sight, limit=100)} == ALL
    for login, expected in (("fang", set()), ("hong", ALL), ("min", ALL)):
        seen = eyes(town, login)
        assert {line.id for line in views.lines(Filter(), seen, limit=100)} == expected
        counted = {(line.scope, line.records) for line in Sums(town.data).numbers(seen, 0)}
        assert {scope for scope, _ in counted} == ({OTHER_GRID} if expected else set())
        assert sum(records for _, records in counted) == len(expected)


def test_several_words_are_counted_and_bounded_as_one_is(town, views, monkeypatch):
    sight, wanted = everything(town), Filter(text="小区 单元 0301")
    lines, count = views.beginning(wanted, sight, limit=1)
    assert ({line.id for line in lines} <= {OPINION, HOUSEHOLD}, count) == (True, 2)
    monkeypatch.setattr(conditions, "MATCHES_MAX", 1)
    monkeypatch.setattr(narrowing, "MATCHES_MAX", 1)
    assert views.crowded("小区 单元", sight)
    assert not views.crowded("小区 0302", sight)
    assert not views.crowded("小区 无此", sight)


def test_a_search_looks_at_the_latest_of_very_many_matches_and_says_so(town, views, monkeypatch):
    sight = everything(town)
    assert not views.crowded("小区", sight)
    found = views.lines(Filter(text="小区"), sight, limit=100)
    monkeypatch.setattr(conditions, "MATCHES_MAX", 2)
    monkeypatch.setattr(narrowing, "MATCHES_MAX", 2)
    assert views.crowded("小区", sight)
    latest = sorted(found, key=lambda line: -line.number)[:2]
    assert {line.id for line in views.lines(Filter(text="小区"), sight, limit=100)} == {
        line.id for line in latest
    }
    # Another grid's many matches take nothing from a grid's few.
    assert {line.id for line in views.lines(Filter(text="小区"), eyes(town, "hong"), limit=9)} == {
        ELSEWHERE
    }
    assert not views.crowded("小区", eyes(town, "hong"))


@pytest.mark.parametrize("login", ["fang", "min", "auditor"])
def test_a_list_is_the_same_whichever_index_it_follows(town, views, monkeypatch, login):
    """Scopes looked up one by one, as for a grid, or passed in the list's order, as for many."""
    town.write(ELSEWHERE, "hong", {"road": "support"}, time_ms=5)
    town.write(ELSEWHERE, "min", {"road": "oppose"}, time_ms=9)
    town.fold()
    states, forms = (None, "finished", "draft", "void"), (None, "renovation_opinion", "other")
    wanted = [
        Filter(area=area, form=form, status=status, clashing=clashing)
        for area in (None, GRID, OTHER_GRID, f"{GRID}/x03")
        for form in forms
        for status in states
        for clashing in (False, True)
    ]
    sight = eyes(town, login)

    def found():
        return [
            (views.lines(w, sight, limit=2), views.count(w, sight), views.clashes(w, sight))
            for w in wanted
        ]

    by_scope = found()
    monkeypatch.setattr(narrowing, "few_scopes", lambda _: 0)
    assert found() == by_scope
    held = views.lines(Filter(), sight, limit=100)
    for each, (lines, count, _) in zip(wanted, by_scope, strict=True):
        names = {document["id"] for document in views.documents(each, sight)}
        assert lines == [line for line in held if line.id in names][:2]
        assert count == len(names)


def test_questions_asked_together_share_a_connection_and_leave_none_open(town, views, monkeypatch):
    opened = []

    def connect(*args, **kwargs):
        opened.append(kwargs.pop("factory")(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(reading.sqlite3, "connect", connect)
    with reading.together():
        assert len(views.lines(Filter(), everything(town), limit=100)) == len(ALL)
        assert views.count(Filter(text="灯"), everything(town)) == 1
        assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError):
        opened[0].execute("SELECT 1")
    views.positions()
    views.positions()
    assert len(opened) == 3


def test_what_cannot_be_opened_is_asked_for_again(town):
    views = Views(town.data)
    with reading.together():
        assert views.positions() == {}
        town.write(OPINION, "fang", {"road": "support"})
        town.fold()
        assert sum(at.seq for at in views.positions().values()) == 1
