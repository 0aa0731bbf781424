"""Figures are data: what cannot be one is named, and what was read is written again."""

import json
import re
from pathlib import Path

import pytest

from schema.errors import InvalidFigure, InvalidPack
from schema.figure import Figure, figure_faults, read_figures
from schema.figure_faults import SENTENCES
from schema.pack import Pack, load_pack, uncountable
from tests.schema.test_loading_packs import write

TITLE = {"zh-CN": "数", "en": "Number"}
HOURS = {
    "id": "hours",
    "title": TITLE,
    "form": "training_class",
    "where": {"kind": ["evening", "weekend"]},
    "by": "topic",
    "sum": "hours",
    "day": "held_on",
    "unit": {"zh-CN": "小时", "en": "hours"},
    "overview": True,
}


def test_what_is_read_is_written_again() -> None:
    for data in (
        HOURS,
        {"id": "late", "title": TITLE, "form": "waste_collection", "where": "${late} > 1"},
    ):
        assert Figure.from_json(data).to_json() == data


def test_one_answer_that_is_wanted_need_not_be_a_list() -> None:
    figure = Figure.from_json({**HOURS, "where": {"kind": "evening"}})
    assert figure.where == {"kind": ("evening",)}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"title": TITLE, "form": "visit"}, "lacks id"),
        ({"id": "Visits", "title": TITLE, "form": "visit"}, "a-z, 0-9"),
        ({"id": "visits", "title": {"en": "Visits"}, "form": "visit"}, "zh-CN and en"),
        ({"id": "visits", "title": TITLE}, "neither a form nor a share"),
        ({"id": "visits", "title": TITLE, "form": "visit", "filter": "1"}, "filter"),
        ({"id": "visits", "title": TITLE, "form": "visit", "share": ["a", "b"]}, "itself"),
        ({"id": "visits", "title": TITLE, "share": ["a"]}, "two numbers"),
        ({"id": "visits", "title": TITLE, "form": "visit", "where": 7}, "neither answers"),
        ({"id": "visits", "title": TITLE, "form": "visit", "where": {"a": []}}, "no answer"),
        ({"id": "visits", "title": TITLE, "form": "visit", "where": {"a": [{}]}}, "no answer"),
        ({"id": "visits", "title": TITLE, "form": 7}, "form is no text"),
        ({"id": "visits", "title": {**TITLE, "en": "a\nb"}, "form": "visit"}, "a line each"),
        ({"id": "visits", "title": "Visits", "form": "visit"}, "a line each"),
        ({"id": "visits", "title": TITLE, "form": "visit", "unit": {"en": 1}}, "its unit"),
        ({"id": "visits", "title": TITLE, "form": "visit", "overview": "false"}, "true nor false"),
    ],
)
def test_a_figure_that_contradicts_itself_is_named(data: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidFigure, match=reason) as caught:
        Figure.from_json(data)
    assert caught.value.figure == str(data.get("id", ""))


def test_all_that_is_wrong_with_figures_is_found_at_once_in_both_languages() -> None:
    wrong = [{"id": "N", "form": 7, "overview": 1}, 5, {"id": "n", "title": TITLE, "share": [1]}]
    found = [(place, sorted(reason)) for place, reason in figure_faults(wrong)]
    assert found == [(place, ["en", "zh-CN"]) for place in (0, 0, 0, 0, 1, 2)]


def test_every_sentence_about_a_figure_names_the_same_in_both_languages() -> None:
    for code, sentences in SENTENCES.items():
        named = [sorted(re.findall(r"{(\w+)}", text)) for text in sentences.values()]
        assert sorted(sentences) == ["en", "zh-CN"], code
        assert named[0] == named[1], code


def test_of_a_figure_that_is_wrong_in_itself_is_known_what_it_asks_of_its_form() -> None:
    wrong = {"title": 7, "form": "note", "by": "road", "sum": 5, "where": {"a": []}, "day": "then"}
    figure = Figure.asking(wrong)
    assert (figure.form, figure.by, figure.amount, figure.day) == ("note", "road", "", "then")
    assert figure.where == {}


def test_a_share_is_of_two_numbers_that_are_there() -> None:
    plain = {"id": "a", "title": TITLE, "form": "visit"}
    parted = {"id": "b", "title": TITLE, "form": "visit", "by": "outcome"}
    for names in (["a", "gone"], ["a", "b"]):
        share = {"id": "c", "title": TITLE, "share": names}
        with pytest.raises(InvalidFigure, match=f"{names[1]} is no number"):
            read_figures([share, plain, parted])
    with pytest.raises(InvalidFigure, match="there twice"):
        read_figures([plain, plain])


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([{"id": "n", "title": TITLE, "form": "gone"}], "number n: there is no form gone"),
        ([{"id": "n", "title": TITLE, "form": "note", "by": "road"}], "has no question road"),
        ([{"id": "n", "title": TITLE}], "number n: it names neither"),
        (["n"], "numbers.json"),
        ({}, "no JSON list"),
    ],
)
def test_a_pack_whose_numbers_cannot_be_counted_names_the_file(
    tmp_path: Path, figures: object, reason: str
) -> None:
    write(tmp_path)
    (tmp_path / "numbers.json").write_text(json.dumps(figures), "utf-8")
    with pytest.raises(InvalidPack, match=reason) as caught:
        load_pack(tmp_path)
    assert caught.value.where == str(tmp_path / "numbers.json")


def test_a_pack_from_elsewhere_brings_its_own_numbers_or_none(tmp_path: Path) -> None:
    write(tmp_path)
    assert load_pack(tmp_path).figures == ()
    figures = [{"id": "notes", "title": TITLE, "form": "note"}]
    (tmp_path / "numbers.json").write_text(json.dumps(figures), "utf-8")
    assert [each.id for each in load_pack(tmp_path).figures] == ["notes"]


def test_the_numbers_of_the_reference_district_can_be_counted_in_its_forms(chongli: Pack) -> None:
    assert list(uncountable(chongli.figures, chongli.forms)) == []


def test_the_reference_district_counts_opinions_by_work_and_stance(chongli: Pack) -> None:
    told_apart = {each.by for each in chongli.figures if each.form == "renovation_opinion"}
    assert {"road", "greening_lighting", "facade", "equipment"} <= told_apart
    assert len({each.title["en"] for each in chongli.figures}) == len(chongli.figures)
