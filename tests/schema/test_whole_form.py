"""A form through all its versions: every answer that was given once has its question."""

from schema.choice import ListedChoices
from schema.question import Kind
from schema.whole_form import whole_form
from tests.schema.logic.forms import calculated, form, group, question, repeat, table


def choice(name: str) -> dict[str, object]:
    return {"name": name, "label": {"en": name}}


def paths(*versions) -> list[str]:
    return [each.path for each in whole_form(versions).walk()]


def test_a_question_that_moved_into_a_group_is_there_once():
    old = form(question("a"), group("g", question("b")))
    new = form(group("h", question("a")), question("b"))
    assert paths(old, new) == ["a", "b"]
    assert [each.name for each in whole_form([old, new]).questions] == ["h", "b"]


def test_what_only_older_versions_asked_comes_behind_without_its_conditions():
    old = form(
        question("a"),
        question("gone", relevant="${a} = 'x'", constraint=". != ''", required_if="${a} = 'y'"),
        calculated("sum", "${gone}"),
        repeat("rows", question("n", relevant="${gone} = 'z'")),
    )
    new = form(question("b"), repeat("rows", question("m")))
    whole = whole_form([old, new])
    assert paths(old, new) == ["b", "rows", "rows.m", "rows.n", "a", "gone", "sum"]
    gone = whole.question("gone")
    assert gone is not None
    assert not gone.conditional
    assert whole.question("rows.n").relevant == ""  # type: ignore[union-attr]  # it is there


def test_what_was_called_by_its_group_still_is():
    old = form(group("mother", question("name")), group("father", question("name")))
    new = form(question("mother"), group("father", question("age")))
    assert paths(old, new) == ["mother", "age", "mother.name", "father.name"]


def test_a_choice_that_was_taken_out_of_the_list_stays_and_a_list_that_never_changed_is_one():
    lists = {"l": table("name", "label", rows=[["p", "P"]])}
    now = {"l": table("name", "label", rows=[["q", "Q"]])}
    old = form(question("a", "select_one", list_name="l"), lists=lists)
    new = form(question("a", "select_one", list_name="l"), lists=now)
    assert [each.name for each in whole_form([old, new]).questions[0].choices] == ["q", "p"]
    same = whole_form([old, form(question("a", "select_one", list_name="l"), lists=lists)])
    assert isinstance(same.questions[0].choices, ListedChoices)


def test_an_older_questions_list_is_kept_with_it():
    lists = {"l": table("name", "label", rows=[["p", "P"]])}
    old = form(
        question("a", "select_one", list_name="l", choice_filter="name != ${b}"),
        question("b"),
        lists=lists,
    )
    assert whole_form([old, form(question("b"))]).question("a").choice("p") is not None  # type: ignore[union-attr]  # it is there


def test_a_select_that_became_a_text_has_no_choices_any_more():
    old = form(question("a", "select_one", choices=[choice("p")]))
    whole = whole_form([old, form(question("a"))])
    assert (whole.questions[0].kind, whole.questions[0].choices) == (Kind.text, ())


def test_it_speaks_every_language_that_a_version_spoke():
    both = {"zh-CN": "甲", "en": "A"}
    old = form({"name": "a", "kind": "text", "label": {"fr": "A"}}, languages=["fr"])
    new = form({"name": "b", "kind": "text", "label": both}, languages=[], title=both)
    assert whole_form([old, new]).languages == ("fr",)
