"""The workbooks to start from: the program takes what it writes, in either language."""

import functools

import pytest

from schema.pack import load_pack
from schema.question import Kind
from schema.tree import AreaTree
from server.lists import child, template
from server.lists.areas import AreaList
from server.lists.headers import STAFF, plain
from server.lists.households import HouseholdList
from server.lists.question_columns import QuestionColumns
from server.lists.record_columns import columns_of
from server.lists.table import findings_of, sheets_of
from server.safekeeping.errors import FileTaken


@functools.cache
def town():
    """The reference district, in which the examples are."""
    return AreaTree(load_pack("chongli").sample().areas)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("kind", "reader"), [("households", HouseholdList), ("areas", AreaList)])
def test_a_template_is_taken_as_it_is(tmp_path, kind, reader, lang):
    file = tmp_path / "t.xlsx"
    template.write(file, kind, lang)
    sheets = sheets_of(child.sheets(file))
    findings = findings_of(sheets)
    plan = reader(town(), findings, may_change=lambda _: True).plan(sheets)
    assert findings.problems == ()
    assert findings.warnings == ()
    assert plan.unchanged >= 2


def test_a_template_of_staff_has_the_columns_that_are_read():
    for lang in ("zh-CN", "en"):
        head, *_ = template.rows("staff", lang)
        assert [STAFF[plain(each)] for each in head] == [
            *("login", "name", "phone", "role", "area", "form")
        ]


def test_no_file_is_written_over(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(b"mine")
    with pytest.raises(FileTaken):
        template.write(tmp_path / "t.xlsx", "staff", "en")
    assert (tmp_path / "t.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_each_column_of_a_forms_template_is_read_as_what_it_was_written_for(lang):
    for form in load_pack("chongli").forms:
        heads = [head for head, _ in columns_of(form, lang)]
        columns = QuestionColumns(form, None, heads)
        meant = [columns.meant(head) for head in heads]
        assert None not in meant, form.id
        assert len(set(meant)) == len(meant), form.id
        asked = [each for each in form.walk() if each.question.kind is Kind.select_one]
        assert {f"?{each.path}" for each in asked if not each.question.worked_out} <= set(meant)
