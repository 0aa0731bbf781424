"""What changed between two versions, in sentences; and what may not change."""

import dataclasses
import json
from pathlib import Path

import pytest

from schema.area import AreaKind
from schema.change_sentences import AREAS, KINDS, SENTENCES
from schema.changes import differences, refusals
from schema.form import Form
from schema.question import Kind
from tests.schema.versions import choices, form, question


def told(before: Form, after: Form) -> list[tuple[str, str]]:
    return [(each.code, each.question) for each in differences(before, after)]


def test_a_form_against_itself_has_nothing_to_tell():
    path = Path(__file__).parents[2] / "schema/packs/chongli/forms/household_file.json"
    same = Form.from_json(json.loads(path.read_text("utf-8")))
    assert differences(same, same) == ()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ([], [question("q")], "added"),
        ([], [question("q", required=True)], "added_required"),
        ([question("q")], [], "removed"),
        ([question("q")], [question("q", label={"zh-CN": "新", "en": "New"})], "label"),
        ([question("q")], [question("q", required=True)], "required"),
        ([question("q", required=True)], [question("q")], "not_required"),
        ([question("q")], [question("q", relevant="${other} = 'x'")], "relevant"),
        ([question("q")], [question("q", constraint=". != 'x'")], "rule"),
        ([question("q", "integer")], [question("q", "integer", maximum=3)], "rule"),
        ([question("q", "integer")], [question("q")], "to_text"),
        ([question("q")], [question("q", sensitive=True)], "masked"),
        ([question("q", sensitive=True)], [question("q")], "unmasked"),
        ([question("q")], [question("q", merge="latest")], "merge"),
        ([question("q")], [question("q", refers="meeting")], "refers"),
        ([question("q")], [question("q", prefill="file.phone")], "prefill"),
    ],
)
def test_each_change_of_a_question_is_told_once(before, after, code):
    other = question("other")
    assert told(form("1", other, *before), form("2", other, *after)) == [(code, "q")]


def test_another_workflow_is_told_and_a_renamed_state_is_the_same_one():
    kept = question("kept", "select_one", choices=choices("a", "b"))
    before = form("1", kept, workflow={"state": "kept", "closed": ["a"]})
    after = form("2", kept, workflow={"state": "kept", "closed": ["a", "b"]})
    renamed = form(
        "2", kept | {"name": "now", "aliases": ["kept"]}, workflow={"state": "now", "closed": ["a"]}
    )
    assert told(before, after) == [("workflow", "")]
    assert told(before, renamed) == [("renamed", "now")]


def test_a_renamed_question_is_not_a_removed_and_an_added_one():
    after = form("2", question("b", aliases=["a"], label=question("a")["label"]))
    assert told(form("1", question("a")), after) == [("renamed", "b")]


def test_a_new_question_worded_as_one_that_is_gone_is_perhaps_the_same():
    before = form("1", question("a", label={"zh-CN": "路", "en": "Road"}))
    after = form("2", question("b", label={"zh-CN": "路", "en": "Road"}))
    assert told(before, after) == [("added", "b"), ("removed", "a"), ("perhaps_renamed", "b")]
    assert "“曾用名”列写 a" in differences(before, after)[2].sentence("zh-CN")


def test_choices_are_told_by_their_labels_in_each_language():
    def asked(*names):
        return question("q", "select_one", choices=choices(*names))

    found = differences(form("1", asked("a", "b")), form("2", asked("b", "c", "d")))
    assert [each.code for each in found] == ["choice_added", "choice_removed"]
    assert "选c、选d" in found[0].sentence("zh-CN")
    assert "“q”" in found[1].sentence("en")
    assert found[1].sentence("en").split(": ")[1].startswith("a.")


def test_what_a_removed_repeat_held_is_not_told_beside_it():
    before = form("1", question("r", "repeat", questions=[question("x")]), question("y"))
    assert told(before, form("2", question("y"))) == [("removed", "r")]


def test_a_kind_becomes_text_or_nothing_else_and_an_older_versions_kind_counts():
    first = form("1", question("q", "integer"), question("z"))
    second = form("2", question("z"))
    third = form("3", question("q", "date"), question("z"))
    assert [each.code for each in refusals([first, second], third)] == ["kind"]
    assert refusals([second], third) == ()
    assert refusals([first], form("3", question("q"), question("z"))) == ()


def test_a_former_name_is_not_given_to_another_question():
    second = form("2", question("b", aliases=["a"]))
    assert [each.code for each in refusals([second], form("3", question("b"), question("a")))] == (
        ["reused"]
    )


def test_another_key_is_refused_and_a_renamed_key_is_not():
    def keyed(version, name, **more):
        return dataclasses.replace(form(version, question(name, **more)), key=(name,))

    assert refusals([keyed("1", "a")], keyed("2", "b", aliases=["a"])) == ()
    assert [e.code for e in refusals([keyed("1", "a")], keyed("2", "b"))] == ["key"]


def test_who_and_where_are_told():
    before = form("1", question("q"))
    after = dataclasses.replace(before, restricted=True, areas=(AreaKind.grid,))
    assert [code for code, _ in told(before, after)] == ["restricted", "areas_more", "areas_less"]
    assert "网格" in differences(before, after)[1].sentence("zh-CN")


def test_every_sentence_is_there_in_both_languages_with_the_same_facts():
    for text in (*SENTENCES.values(), *KINDS.values(), *AREAS.values()):
        assert set(text) == {"zh-CN", "en"}
    for text in SENTENCES.values():
        facts = [{part.split("}")[0] for part in said.split("{")[1:]} for said in text.values()]
        assert facts[0] == facts[1]
    assert set(KINDS) == set(Kind)
    assert set(AREAS) == set(AreaKind)
