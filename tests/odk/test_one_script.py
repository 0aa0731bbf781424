"""One script of fifty answers shows the same on the form page, on the tablet, and in ODK's engine.

After each answer: which questions are shown, with which words, values and choices, which of them
have to be answered, and what is said to be wrong. The page is asked over HTTP, the tablet by its
command line, and ODK's engine (`engine.mjs`) reads the same workbook as pyxform converts it.

Where ODK's engine is known to show something else, `as_here` says what, and why stands in
docs/decisions/0042. Each of these differences has to be there: one that is gone fails a test too.
"""

import contextlib
import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from server.pages import settle
from server.pages.filling import opened, pages
from server.people import forms
from server.station import Station
from server.views.asking import Sight
from server.xlsform.checking import read
from sync.home.rows import Bundle
from sync.home.store import HomeStore
from tests.clients.conftest import MORNING, bundle, clock, log, wang
from tests.odk import survey
from tests.odk.readers import FormPage, Shown, TabletRecord, after_each, meant, values_of
from tests.server.pages.conftest import browsers
from tests.server.town import UNIT, founded
from tests.yjs.bridge import NODE, TIMEOUT_S, NpmFailed, install

__all__ = ["clock", "log", "wang"]

HERE = Path(__file__).parent
ANSWERS = json.loads((HERE / "answers.json").read_text("utf-8"))
NOW = "2022-06-12T08:00:00+08:00"
AREA = f"{UNIT}/0301"

NOT_ANSWERED = "必填，还没有填"
UNOFFERED = "按现在的其他答案，不能选“张家口”"
KEPT = ("zhangjiakou", "yanqing")
"""What is offered of the city: what is chosen, and what could be."""

HINTS = {UNOFFERED: "；可选：yanqing（延庆）"}
"""What the tablet says beside."""

PLACES = {"zhangjiakou": "张家口", "yanqing": "延庆", "": "“来自哪个市”"}
"""A choice as a text says it here; ODK's engine says its name, and nothing where none is chosen."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The survey's workbook, with the file that it names beside it."""
    return survey.write(tmp_path_factory.mktemp("survey"))


@pytest.fixture(scope="module")
def form(workbook):
    """The survey as this program reads it."""
    reading = read(workbook, workbook.parent)
    assert ((), ()) == (reading.problems, reading.warnings)
    return reading.converted


@pytest.fixture(scope="module")
def odk(workbook):
    """What ODK's engine shows before the first answer and after each."""
    try:
        install("tests/odk")
    except NpmFailed as failure:
        pytest.fail(str(failure), pytrace=False)
    job = {
        "xform": convert(str(workbook)).xform,
        "files": {"streets.csv": survey.STREETS},
        "answers": ANSWERS,
        "now": NOW,
    }
    done = subprocess.run(
        [NODE, HERE / "engine.mjs"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "TZ": "Asia/Shanghai"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def page(form, tmp_path, monkeypatch, clock):
    """The form page of a household of which nothing is recorded, and the server's station."""
    for module in (opened, pages):
        monkeypatch.setattr(module, "now_ms", lambda: MORNING)
    monkeypatch.setattr(settle, "PROJECTED_TIMEOUT_S", 60.0)
    with founded(tmp_path / "data") as town:
        forms.publish(town.connection, [form], 0)
        town.fold()
        town.connection.close()
        with Station(town.data) as station, contextlib.ExitStack() as windows:
            visitor = browsers(station, windows)("min")
            yield FormPage(visitor, form, f"/new/{form.id}/{AREA}"), station


@pytest.fixture
def tablet(form, wang):
    """A draft of the household's record on a tablet that knows this form alone."""
    with HomeStore(wang.path) as store:
        document = {**bundle(), "forms": [form.to_json()]}
        store.papers.keep_bundle(Bundle(etag="2", document=document))
    return TabletRecord(wang, form, AREA)


def read_state(form, state):
    """What the engine shows, as readers have it: what is worked out apart from what is shown."""
    asked, worked_out = {}, {}
    for each in state:
        path, kind = each["path"], each["kind"]
        if kind == "model-value":
            worked_out[path] = meant(form, path, each["value"])
        elif not kind.startswith("repeat"):
            asked[path] = Shown(
                label=" ".join(each["label"].split()),
                value=meant(form, path, each["value"]),
                required=each["required"],
                offers=None if each["offers"] is None else tuple(each["offers"]),
                wrong=tuple(" ".join(said.split()) or NOT_ANSWERED for said in each["wrong"]),
            )
    return asked, worked_out


def as_here(form, state):
    """The same as it is here, where ODK's engine differs for a reason; see the module."""
    asked, worked_out = read_state(form, state)
    for path, each in asked.items():
        wrong = tuple(re.sub('"(.*?)"', "“\\1”", text) for text in each.wrong)
        asked[path] = replace(each, wrong=wrong)
        if path.endswith(".born") and each.label == "的出生日期":
            asked[path] = replace(each, label="“姓名”的出生日期")
        if path == "street":
            asked[path] = replace(each, label=PLACES[asked["city"].value] + "哪个街道")
        if each.wrong == ("人住的间数太多",):
            asked[path] = replace(each, wrong=("“常住几人”人住的间数太多",))
    if "city" in asked and asked["city"].value == "" and asked["province"].value == "beijing":
        keep_the_city(asked, worked_out)
    if "code" in asked:
        assert asked["code"].value == ""
        asked["code"] = replace(asked["code"], value="C-2022")
    count_as_collect(asked, worked_out)
    return asked, worked_out


def keep_the_city(asked, worked_out):
    """A chosen city that is offered no more: ODK's engine clears it, and what follows from it."""
    city, street = asked["city"], asked["street"]
    assert (city.wrong, asked["moved"].value) == ((NOT_ANSWERED,), "来自")
    asked["city"] = replace(city, value="zhangjiakou", wrong=(UNOFFERED,), offers=KEPT)
    asked["street"] = replace(street, label="张家口哪个街道", offers=("xw", "gj"))
    asked["moved"] = replace(asked["moved"], value="来自zhangjiakou")
    asked["origin_said"] = replace(asked["origin_said"], label="来自：北京张家口")
    worked_out["origin"] = "北京张家口"


def count_as_collect(asked, worked_out):
    """A blank among others counts for nothing in sum() and max(), where ODK's engine says blank."""
    if "oldest" not in worked_out:
        return
    ages = [value for path, value in worked_out.items() if path.endswith(".age") and value != ""]
    oldest = max(ages, default="")
    if oldest != worked_out["oldest"]:
        assert worked_out["oldest"] == ""
        worked_out["oldest"] = oldest
        said = asked["sum_up"].label.replace("最年长岁", f"最年长{oldest:g}岁")
        asked["sum_up"] = replace(asked["sum_up"], label=said)
    for path, value in [*worked_out.items()]:
        row, _, name = path.rpartition(".")
        if name == "all_nights" and value == "":
            nights = [
                each.value
                for at, each in asked.items()
                if at.startswith(f"{row}.illness[") and at.endswith(".nights")
            ]
            worked_out[path] = sum(each for each in nights if each != "")
            if worked_out[path]:
                said = f"{asked[f'{row}.name'].value}共住院{worked_out[path]:g}晚"
                note = Shown(label=said, value="", required=False, offers=None, wrong=())
                asked[f"{row}.nights_said"] = note


def values_here(form, state):
    """The values alone, also those that are worked out."""
    asked, worked_out = as_here(form, state)
    return {path: each.value for path, each in asked.items()} | worked_out


def lines(form, state):
    """What is wrong of all that, as the tablet says it before it finishes a record."""
    asked, _ = as_here(form, state)
    order = [each["path"] for each in state]
    return sorted(
        f"{''.join(rows_of(form, path))}{asked[path].label}：{sentence}{HINTS.get(sentence, '')}"
        for path in order
        if path in asked
        for sentence in asked[path].wrong
    )


def rows_of(form, path):
    """Each row around a question, by what its repeat is called and its number."""
    before = ""
    for repeat, number in re.findall(r"(\w+)\[(\d+)\]", path):
        before += repeat
        yield f"{form.question(before).label['zh-CN']} {number} "
        before += "."


def differences(expected, told):
    """By path, what was expected and what was told, where these differ."""
    paths = sorted(expected.keys() | told.keys())
    return {
        path: (expected.get(path), told.get(path))
        for path in paths
        if expected.get(path) != told.get(path)
    }


def test_the_script_has_fifty_answers():
    assert len(ANSWERS) == 50


def test_each_known_difference_of_odks_engine_is_there(form, odk):
    states = [read_state(form, state) for state in odk]
    asked = [each for shown, _ in states for each in shown.items()]
    labels = {each.label for _, each in asked}
    sentences = {sentence for _, each in asked for sentence in each.wrong}
    assert {"的出生日期", "哪个街道", "zhangjiakou哪个街道"} <= labels
    assert {'选了"无"就不能再选别的', "人住的间数太多"} <= sentences
    assert {""} == {each.value for path, each in asked if path == "code"}
    blank = [worked_out for _, worked_out in states if worked_out.get("oldest") == ""]
    assert any(worked_out.get("members[1].age") == 72 for worked_out in blank)
    moved = next(n for n, (_, *said) in enumerate(ANSWERS, 1) if said == ["province", "beijing"])
    assert states[moved][0]["city"].value == ""


def test_the_form_page_shows_what_odks_engine_shows_after_each_answer(form, odk, page):
    sheet, station = page
    told = after_each(ANSWERS, sheet.answer, sheet.shown)
    for step, (state, shown) in enumerate(zip(odk, told, strict=True)):
        assert {} == differences(as_here(form, state)[0], shown), ANSWERS[step - 1]
    record = sheet.finish().removeprefix("/records/")
    station.wait_for_views(60.0)
    seen = station.views.record(record, Sight(permit=None, tree=station.directory.tree))
    assert seen["status"] == "finished"
    assert {} == differences(values_here(form, odk[-1]), values_of(form, seen))


def test_the_tablet_has_the_same_values_and_messages_after_each_answer(form, odk, tablet):
    def look():
        return tablet.values(), tablet.refused()

    told = after_each(ANSWERS, tablet.answer, look)
    for step, (state, (values, refused)) in enumerate(zip(odk, told, strict=True)):
        assert {} == differences(values_here(form, state), values), ANSWERS[step - 1]
        assert lines(form, state) == sorted(refused), ANSWERS[step - 1]
