"""The forms that ship: each workbook is sound, and its JSON is what it says.

One test reads them all, since the standard's own reader takes a while to begin.
"""

import json

from schema.form import Form
from schema.pack import load_pack
from schema.text import LANGUAGES
from server.xlsform import packing
from tests.server.xlsform.conftest import Desk

FOLDER = packing.FORMS


def test_every_workbook_of_the_pack_is_read_without_a_word_and_is_its_json():
    workbooks = {file.stem for file in FOLDER.glob("*.xlsx")}
    assert workbooks == {form.id for form in load_pack("chongli").forms}
    for name in sorted(workbooks):
        file = FOLDER / f"{name}.xlsx"
        compiled = packing.compiled(file)
        assert compiled == file.with_suffix(".json").read_text("utf-8"), "run make pack"


def test_every_text_of_the_pack_is_in_both_languages():
    for form in load_pack("chongli").forms:
        texts = [form.title]
        for each in (each.question for each in form.walk()):
            texts += [each.label, each.hint, each.guidance, each.constraint_message]
            texts += [choice.label for choice in each.choices]
        assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in texts if text)


def test_a_workbook_that_is_not_sound_is_no_part_of_a_pack(tmp_path, capsys):
    desk = Desk(tmp_path)
    desk.write(survey=[["type", "name"], ["text", "a"]], settings=[["form_id"], ["visit"]])
    assert 1 == packing.main(tmp_path)
    assert "visit.xlsx survey!A2" in capsys.readouterr().err
    assert not (tmp_path / "visit.json").exists()


def test_what_did_not_change_is_not_written_again(tmp_path):
    desk = Desk(tmp_path)
    desk.write(
        survey=[["type", "name", "label::中文 (zh)"], ["text", "a", "甲"]],
        settings=[
            ["form_id", "version", "areas", "default_language"],
            ["visit", "1", "unit", "zh"],
        ],
    )
    assert 0 == packing.main(tmp_path)
    made = tmp_path / "visit.json"
    first = made.stat().st_mtime_ns
    assert 0 == packing.main(tmp_path)
    assert first == made.stat().st_mtime_ns
    assert "visit" == Form.from_json(json.loads(made.read_text("utf-8"))).id
