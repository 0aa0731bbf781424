"""A running district counts other numbers: all that were given, or what it counted before."""

import json
import sqlite3
from contextlib import closing

import pytest

from schema.pack import load_pack
from server.commands.main import run
from server.database import FILE_NAME
from server.desk import perform
from server.errors import InvalidRequest, NumbersRefused
from server.station import Station
from tests.server.town import NEXT_DOOR, OPINION, town
from tests.server.views.test_figures import TITLE

__all__ = ["town"]

OPINIONS = {"id": "all", "title": TITLE, "form": "renovation_opinion"}
PARKING = {
    "id": "parking",
    "title": TITLE,
    "form": "renovation_opinion",
    "where": {"road": ["support"]},
    "sum": "parking_spaces",
    "unit": {"zh-CN": "个", "en": "spaces"},
    "overview": True,
}
SHARE = {"id": "share", "title": TITLE, "share": ["parking", "all"]}


@pytest.fixture
def station(town):
    with closing(Station(town.data)) as opened:
        yield opened


def take(station, *given, **more):
    asked = {"numbers": [*given], "file": "ours.json", "as": "min", **more}
    return perform(station, "numbers.import", asked)


def kept(station):
    return perform(station, "numbers.export", {})


def refused(station, *given, **more):
    """Each problem as the number it names, its place and its English sentence."""
    before = kept(station)
    with pytest.raises(NumbersRefused) as caught:
        take(station, *given, **more)
    assert kept(station) == before
    assert caught.value.count == len(caught.value.problems)
    assert all(each["message"]["zh-CN"] for each in caught.value.problems)
    return [(e["number"], e["place"], e["message"]["en"]) for e in caught.value.problems]


def audited(town):
    with closing(sqlite3.connect(town.data / FILE_NAME)) as connection:
        rows = connection.execute(
            "SELECT actor, detail FROM audit WHERE act = 'numbers.import' ORDER BY n"
        ).fetchall()
    return [(actor, json.loads(detail)) for actor, detail in rows]


def test_what_is_imported_takes_the_place_of_all_numbers_in_its_order(station):
    assert len(kept(station)) > 3
    assert take(station, SHARE, PARKING, OPINIONS) == {"ok": True}
    assert kept(station) == [SHARE, PARKING, OPINIONS]
    take(station)
    assert kept(station) == []


def test_who_asks_right_after_an_import_is_told_what_the_new_numbers_come_to(town, station):
    for record, spaces in ((OPINION, 2), (NEXT_DOOR, 3)):
        said = {"road": "support", "parking_spaces": spaces, "_status": "finished"}
        town.write(record, "fang", said)
    assert perform(station, "numbers.show", {"number": "opinions"})["value"] == 2
    take(station, PARKING)
    (told,) = perform(station, "numbers.show", {})
    assert (told["id"], told["value"], told["records"]) == ("parking", 5, 2)


def test_every_fault_of_every_number_is_told_with_its_id_and_nothing_is_stored(station):
    found = refused(
        station,
        {**OPINIONS, "form": "renovation_opinon"},
        {**PARKING, "wher": {}, "day": "road", "by": "raod", "where": {"road": "yes", "x": 1}},
        {"id": "parking", "title": {"en": "Only"}, "form": "renovation_opinion", "sum": "${x} +"},
        {"title": TITLE, "share": ["all", "gone"]},
        "number",
        {**OPINIONS, "id": "half", "unit": {"en": "\ud800"}},
        {**OPINIONS, "id": "nan", "where": {"road": float("nan")}},
    )
    assert found == [
        ("all", 1, "there is no form renovation_opinon; perhaps renovation_opinion"),
        ("parking", 2, "it has wher, which says nothing: correct it or take it out; perhaps where"),
        ("parking", 2, "form renovation_opinion has no question raod; perhaps road"),
        ("parking", 2, "question road has no choice yes"),
        ("parking", 2, "form renovation_opinion has no question x"),
        ("parking", 2, "question road is no date"),
        ("parking", 3, "its title is not given in zh-CN and en, a line each"),
        ("parking", 3, "it is there twice: choose another id"),
        ("parking", 3, "${x} +: it ends too early"),
        (None, 4, "it lacks id"),
        (None, 4, "gone is no number that a share can be of"),
        (None, 5, 'it is no object such as {"id": …, "title": …}'),
        ("half", 6, "it holds a character or a number that cannot be stored"),
        ("nan", 7, "it holds a character or a number that cannot be stored"),
    ]


def test_an_import_is_audited_by_what_it_changed_and_one_that_changes_nothing_is_not(town, station):
    take(station, OPINIONS, PARKING)
    changed = {**PARKING, "overview": False}
    take(station, changed, SHARE, OPINIONS)
    take(station, changed, SHARE, OPINIONS)
    refused(station, {})
    (_, first), (actor, second) = audited(town)
    assert set(first["added"]) == {"all", "parking"}
    assert actor == town.id_of("min")
    assert second == {
        "file": "ours.json",
        "numbers": 3,
        "added": ["share"],
        "changed": ["parking"],
        "removed": [],
    }


def test_true_in_the_place_of_one_is_another_number(station):
    one = {**PARKING, "where": {"parking_spaces": [1]}}
    take(station, one)
    take(station, {**one, "where": {"parking_spaces": [True]}})
    assert kept(station)[0]["where"]["parking_spaces"][0] is True


def test_of_a_pack_is_left_out_what_the_forms_here_cannot_answer(station):
    gone = {**OPINIONS, "id": "gone", "form": "visit"}
    share = {**SHARE, "share": ["gone", "all"]}
    told = take(station, OPINIONS, gone, share, PARKING, fitting=True)
    assert told == {"ok": True, "left": ["gone", "share"]}
    assert kept(station) == [OPINIONS, PARKING]
    assert refused(station, {**OPINIONS, "title": TITLE["en"]}, fitting=True) == [
        ("all", 1, "its title is not given in zh-CN and en, a line each")
    ]


@pytest.mark.parametrize("given", [None, {}, "x", [OPINIONS] * 501])
def test_what_is_no_list_of_numbers_is_no_request(station, given):
    with pytest.raises(InvalidRequest):
        perform(station, "numbers.import", {"numbers": given, "file": "x"})


# The files


@pytest.fixture
def doorstep(town, capsys, monkeypatch):
    """Runs a command on the town; gives exit code, stdout and stderr."""
    monkeypatch.chdir(town.data)
    monkeypatch.setenv("DOORSTEP_LANG", "en")

    def command(*words):
        code = run(["numbers", *words, "--data", str(town.data)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_what_is_exported_is_imported_and_exported_again_byte_for_byte(town, doorstep):
    given = [PARKING, OPINIONS, SHARE]
    (town.data / "ours.json").write_text(json.dumps(given), encoding="utf-8-sig")
    assert doorstep("import", "ours.json", "--json") == (0, '{"ok": true}\n', "")
    doorstep("export", "-o", "a.json")
    first = (town.data / "a.json").read_bytes()
    assert json.loads(first) == given
    assert first.splitlines()[1].startswith(b'  {"id": "parking", "title": {"zh-CN": "')
    doorstep("import", "a.json")
    doorstep("export", "-o", "b.json", "--json")
    assert (town.data / "b.json").read_bytes() == first
    code, _, said = doorstep("export", "-o", "a.json")
    assert (code, "a.json exists already" in said) == (1, True)
    assert (town.data / "a.json").read_bytes() == first


def test_a_refused_file_names_each_number_in_the_language_of_the_reader(town, doorstep):
    bad = [{**OPINIONS, "by": "raod"}, {"title": TITLE, "form": "renovation_opinion"}]
    (town.data / "bad.json").write_text(json.dumps(bad), encoding="utf-8")
    code, said, _ = doorstep("import", "bad.json", "--lang", "zh-CN")
    lines = [line.split(maxsplit=1) for line in said.splitlines()[1:3]]
    assert code == 1
    assert [[name, told.strip()] for name, told in lines] == [
        ["all", "表单 renovation_opinion 没有问题 raod，是不是 road？"],
        ["#2", "缺少 id"],
    ]
    assert "没有导入任何数字" in said
    code, said, _ = doorstep("import", "bad.json", "--json")
    told = [(each["number"], each["place"]) for each in json.loads(said)["problems"]]
    assert (code, told) == (1, [("all", 1), (None, 2)])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[\n  {"id": "a" "b"}]', "line 2, column 14"),
        ('[\n"数字"]'.encode("gb18030"), "line 2, column 2"),
        (b"{}", "no list of numbers"),
        (b"[" * 100_000, "no list of numbers"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(town, doorstep, content, told):
    (town.data / "bad.json").write_bytes(content)
    code, _, said = doorstep("import", "bad.json")
    assert (code, told in said, said.count("\n")) == (1, True, 1)


def test_a_file_or_a_pack_is_named_and_not_both(doorstep):
    assert doorstep("import")[0] == 2
    assert doorstep("import", "a.json", "--pack", "chongli")[0] == 2
    code, _, said = doorstep("import", "--pack", "nowhere")
    assert (code, "chongli" in said) == (1, True)


def test_a_directory_without_numbers_takes_over_those_of_a_pack(town, doorstep):
    (town.data / "none.json").write_text("[]", encoding="utf-8")
    doorstep("import", "none.json")
    code, said, _ = doorstep("import", "--pack", "chongli")
    assert (code, "visits" in said) == (0, True)
    shipped = [e.to_json() for e in load_pack("chongli").figures]
    doorstep("export", "-o", "now.json")
    now = json.loads((town.data / "now.json").read_bytes())
    assert now == [each for each in shipped if each["id"] in {e["id"] for e in now}]
    assert {"opinions", "hazards_mended_share", "people_registered"} <= {e["id"] for e in now}
