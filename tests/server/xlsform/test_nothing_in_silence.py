"""Whatever stands in a column arrives in the form, or is told at its cell; nothing is left out."""

import pytest

from server.xlsform import checking, headers

CHOICES = [["list_name", "name", "label"], ["l", "a", "A"], ["l", "b", "B"], ["m", "a", "A"]]
SAID = {
    "type": "integer",
    "name": "other",
    "label": "Other",
    "hint": "H",
    "guidance_hint": "G",
    "required": "yes",
    "required_message": "R",
    "relevant": "${before} = 'x'",
    "constraint": ". != ${before}",
    "constraint_message": "C",
    "calculation": "concat(${before}, '!')",
    "default": "a",
    "read_only": "yes",
    "appearance": "w1",
    "choice_filter": "name = ${before}",
    "parameters": "start=0 end=5 step=1",
    "repeat_count": "3",
    "trigger": "${before}",
    "disabled": "yes",
    "list_name": "m",
    "merge": "latest",
    "key": "yes",
    "sensitive": "yes",
    "workflow": "yes",
    "alias": "former",
    "refers": "parent",
    "prefill": "file.phone",
}
"""A cell for each column."""

ROWS = {
    "text": [["text", "q", "Q"]],
    "select_one": [["select_one l", "q", "Q"]],
    "note": [["note", "q", "Q"]],
    "calculate": [["calculate", "q", "Q", "1"]],
    "range": [["range", "q", "Q"]],
    "today": [["today", "q", "Q"]],
    "image": [["image", "q", "Q"]],
    "begin_group": [["begin_group", "q", "Q"], ["text", "inner", "I"], ["end_group"]],
    "begin_repeat": [["begin_repeat", "q", "Q"], ["text", "inner", "I"], ["end_repeat"]],
}
FIXED = ("type", "name", "label", "calculation")


def outcome(desk, kind, **more):
    """The form as JSON, and what was found, of one row with these cells."""
    extra = [key for key in more if key not in FIXED]
    first, *rest = [dict(zip(FIXED, row, strict=False)) for row in ROWS[kind]]
    rows = [{"type": "text", "name": "before", "label": "B"}, first | more, *rest]
    columns = [*FIXED, *extra]
    cells = [[row.get(key) for key in columns] for row in rows]
    reading = desk.read(survey=[columns, *cells], choices=CHOICES)
    found = {each.code for each in (*reading.problems, *reading.warnings)}
    return reading.converted and reading.converted.to_json(), found


def test_every_column_is_tried():
    assert set(headers.SURVEY.values()) == set(SAID)


@pytest.mark.parametrize("kind", ROWS)
def test_a_cell_changes_the_form_or_is_told(desk, kind, monkeypatch):
    monkeypatch.setattr(checking, "tell_differences", lambda *_: None)  # ours alone is asked here
    plain, before = outcome(desk, kind)
    assert plain is not None
    said = {**SAID, "merge": "latest" if kind == "image" else "each"}
    silent = []
    for column, text in said.items():
        changed, found = outcome(desk, kind, **{column: text})
        if changed == plain and not found - before:
            silent.append(column)
    assert [] == silent
