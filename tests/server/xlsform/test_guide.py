"""What clerks are told is what is read: the template, its sheet of help, and docs/FORMS.md."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from schema.expressions import errors
from schema.expressions.compiling import compiled
from schema.expressions.functions import FUNCTIONS
from schema.expressions.places import Places
from schema.expressions.special import SPECIAL
from schema.form import Form
from schema.logic.judgement import Circumstances
from server.commands.main import run
from server.xlsform import guide, guide_functions, headers, kinds
from server.xlsform import template as written
from server.xlsform.checking import read
from server.xlsform.words import SENTENCES
from tests.server.xlsform.conftest import problems, warnings

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "FORMS.md").read_text("utf-8")


@pytest.fixture
def template(tmp_path, capsys):
    """Has the command write the template in a language; gives what is read of it."""

    def written(lang):
        file = tmp_path / f"{lang}.xlsx"
        assert 0 == run(["forms", "template", "-o", str(file), "--lang", lang])
        assert str(file) in capsys.readouterr().out
        return read(file, tmp_path)

    return written


def table(marker):
    """The rows of a table of the page as texts, the header first."""
    lines = PAGE[PAGE.index(f"<!-- {marker} -->") :].split("\n\n")[1].splitlines()
    rows = [[cell.strip().strip("`") for cell in line[1:-1].split(" | ")] for line in lines]
    assert all(set("".join(row)) <= set("-|") for row in rows[1:2])
    return [rows[0], *rows[2:]]


def test_the_template_in_the_standards_words_is_read_by_pyxform_too(tmp_path):
    written.write(tmp_path / "visit.xlsx", "en")
    xform = convert(str(tmp_path / "visit.xlsx")).xform
    assert "<h:title>Household visit</h:title>" in xform


def test_the_pages_pictures_are_there_and_small():
    pictures = re.findall(r"!\[[^]]+\]\((images/form-[a-z]+\.png)\)", PAGE)
    assert len(pictures) == 5
    sizes = {name: (DOCS / name).stat().st_size for name in pictures}
    assert all(10_000 < size < 150_000 for size in sizes.values()), sizes


def test_a_template_is_a_sound_form_in_either_language(template):
    chinese, english = template("zh-CN"), template("en")
    assert ([], []) == (problems(chinese), problems(english))
    assert {"read_as"} == {code for _, code in warnings(chinese)}
    assert [] == warnings(english)
    texts = re.compile(r'"(?:zh-CN|en)": "[^"]*"|"label::[^"]*"|"languages": \[[^]]*\]')

    def without_texts(form):
        return texts.sub("", json.dumps(form.to_json(), ensure_ascii=False))

    lists = {name: len(each.rows) for name, each in chinese.converted.lists.items()}
    assert lists == {name: len(each.rows) for name, each in english.converted.lists.items()}
    same = [re.sub(r'"lists".*', "", without_texts(each.converted)) for each in (chinese, english)]
    assert same[0] == same[1]


def test_the_example_counts_ages_and_children(template):
    form = template("zh-CN").converted
    answers = {
        "day": "2026-06-12",
        "outcome": "done",
        "needs": ["none", "lift"],
        "people": 2,
        "members[aaaaaa].born": "1980-06-13",
        "members[bbbbbb].born": "2010-06-11",
    }
    rows = {"members": ("aaaaaa", "bbbbbb")}
    said = form.logic.judge(answers, rows, Circumstances.at(1_781_240_000_000, "x"))
    assert {"members[aaaaaa].age": 45, "members[bbbbbb].age": 16, "minors": 1} == said.calculated
    assert ({"needs"}, {"again"}, {}) == (said.broken, said.irrelevant, said.failed)
    assert {"members": 2} == said.counts


def test_a_file_of_that_name_is_never_written_over(tmp_path, capsys):
    file = tmp_path / "mine.xlsx"
    file.write_text("mine")
    assert 1 == run(["forms", "template", "-o", str(file)])
    assert "mine" == file.read_text()
    assert str(file) in capsys.readouterr().err


def test_the_pages_example_is_a_sound_form_and_the_template(desk, template):
    sheets = {name: table(name) for name in ("survey", "choices", "settings")}
    chinese = dict(zip(("问卷", "选项", "设置"), sheets.values(), strict=True))
    reading = desk.read(**chinese)
    assert [] == problems(reading)
    assert template("zh-CN").converted == reading.converted
    assert "入户走访登记" == Form.from_json(reading.converted.to_json()).title["zh-CN"]


@pytest.mark.parametrize(
    ("lines", "names", "marker"),
    [
        (guide.COLUMNS, headers.SURVEY, "columns"),
        (guide.CHOICE_COLUMNS, headers.CHOICES, "choice columns"),
        (guide.SETTINGS, headers.SETTINGS, "setting columns"),
    ],
)
def test_every_column_that_is_read_has_its_line_on_the_page_and_in_the_help(lines, names, marker):
    assert set(names.values()) == set(lines)
    rows = table(marker)[1:]
    assert [(key, text["zh-CN"], text["en"]) for key, text in lines.items()] == [
        (key, chinese, english) for _, key, chinese, english in rows
    ]
    for alias, key, _, _ in rows:
        assert key == names[alias]


def test_every_type_has_its_line(template):
    known = {line[0] for line in (*kinds._NAMES, *kinds._SELECT_NAMES)}
    never_answered = kinds.BLANK | {"select_one_external"}  # the last an old way of from_file
    assert known - never_answered == set(guide.KINDS)
    rows = table("kinds")[1:]
    assert [(key, text["zh-CN"], text["en"]) for key, text in guide.KINDS.items()] == [
        (key, chinese, english) for _, key, chinese, english in rows
    ]
    for alias, key, _, _ in rows:
        assert key == kinds.kind_of(alias).name


def test_every_function_has_its_line_and_its_example_can_be_read():
    names = {re.match(r"[a-z0-9:-]+", example)[0] for example in guide_functions.FUNCTIONS}
    assert {*FUNCTIONS, *SPECIAL} == names
    places = Places.of(
        {
            ("data",): False,
            **{("data", name): False for name in ("a", "b", "day", "place", "use")},
            ("data", "rows"): True,
            ("data", "rows", "n"): False,
        },
        ["towns"],
    )
    for example in guide_functions.FUNCTIONS:
        compiled(example, places, ("data", "a"))
    assert [
        (example, text["zh-CN"], text["en"]) for example, text in guide_functions.FUNCTIONS.items()
    ] == [tuple(row) for row in table("functions")[1:]]


class Anything(dict):
    """Facts of a sentence, each said as `…`."""

    def __missing__(self, key):
        return "…"


def test_every_sentence_that_the_page_explains_is_said():
    said = {
        (text["zh-CN"].format_map(Anything()), text["en"].format_map(Anything()))
        for text in (*SENTENCES.values(), *errors._PROBLEMS.values())
    }
    rows = table("errors")[1:]
    assert len(rows) > 20
    assert {(chinese, english) for chinese, english, _ in rows} <= said


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_help_is_a_sheet_that_no_form_has(tmp_path, template, lang):
    template(lang)
    book = openpyxl.load_workbook(tmp_path / f"{lang}.xlsx")
    title = {"zh-CN": "_说明", "en": "_help"}[lang]
    assert title == book.sheetnames[-1]
    cells = {cell for row in book[title].iter_rows(values_only=True) for cell in row}
    assert {*guide.COLUMNS, *guide.KINDS, *guide_functions.FUNCTIONS} <= cells


def test_a_template_that_could_not_be_written_leaves_no_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(written, "sheets", full)
    with pytest.raises(OSError, match="No space"):
        written.write(tmp_path / "visit.xlsx", "en")
    assert list(tmp_path.iterdir()) == []
