"""Cells that hold logic: what is wrong in them is told where it stands, the rest is kept."""

import pytest

from server.xlsform.halfwidth import repaired
from tests.server.xlsform.conftest import problems, warnings

AGE = ["integer", "age", "Age"]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("relevant", "${agee} > 3", "unknown_question"),
        ("relevant", "age > 3 and", "unfinished"),
        ("relevant", "../agee > 3", "unknown_path"),
        ("relevant", "/data/agee > 3", "unknown_path"),
        ("relevant", "${age} = yes", "bare_word"),
        ("relevant", "${age} && 1", "foreign_operator"),
        ("relevant", "selected(${age})", "arguments"),
        ("relevant", "“${age} > 1", "full_width"),
        ("relevant", "instance('towns')/root/item", "unknown_list"),
        ("relevant", "count(instance('households')/root/item) > 1", "roster"),
        ("calculation", "pulldata('households', 'label', 'here', 'yes')", "roster"),
        ("default", "pulldata('households', 'owner', 'here', 'yes')", "unknown_column"),
        ("constraint", "regex(., '[')", "pattern"),
        ("constraint", ". > (1", "unclosed"),
        ("calculation", "summ(${age})", "similar_function"),
        ("calculation", "sum('x')", "nodes_wanted"),
        ("required", "${agee} = 1", "unknown_question"),
        ("required", "perhaps", "not_yes_no"),
        ("read_only", "foo(1)", "unknown_function"),
        ("default", "${agee}", "unknown_question"),
        ("default", "todai()", "similar_function"),
        ("trigger", "age", "trigger"),
        ("trigger", "${agee}", "unknown_question"),
        ("label", "You are ${agee}", "unknown_question"),
        ("hint", "You are ${agee}", "unknown_question"),
        ("constraint_message", "Not ${agee}", "unknown_question"),
        ("appearance", "ex:org.app(x)", "foreign_app"),
        ("appearance", "search('towns')", "foreign_app"),
        ("parameters", "rows 3", "parameters"),
        ("parameters", "start=1", "unknown_parameter"),
    ],
)
def test_a_cell_that_is_wrong_is_named_with_what_is_wrong(desk, column, text, code):
    if column == "label":
        reading = desk.survey("type name label", AGE, ["text", "b", text])
        assert [("survey!C3", code)] == problems(reading)
    else:
        reading = desk.survey(f"type name label {column}", AGE, ["text", "b", "B", text])
        assert [("survey!D3", code)] == problems(reading)


def test_every_wrong_cell_of_one_row_is_named(desk):
    reading = desk.survey(
        "type name label relevant constraint calculation",
        ["text", "b", "${x}", "${y}", "z(", "q()"],
    )
    assert [
        ("survey!C2", "unknown_question"),
        ("survey!D2", "unknown_question"),
        ("survey!E2", "unfinished"),
        ("survey!F2", "unknown_function"),
    ] == problems(reading)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("${a} ＝ 3", "${a} = 3"),
        ("（${a}）", "(${a})"),
        ("＄｛a｝ > 1", "${a} > 1"),
        ("selected（${a}，‘x’）", "selected(${a},'x')"),
        ("${a} = “是”", '${a} = "是"'),
        ("${a} = “he said 'x'”", "${a} = \"he said 'x'\""),
        ("${a} ≥ 18", "${a} >= 18"),
        ("${a} ！＝ '无'", "${a} != '无'"),
        ("${a} = '（无）'", "${a} = '（无）'"),
        ("${a} = “（无）”", '${a} = "（无）"'),
        ("concat(‘，’, ${a})", "concat('，', ${a})"),
        ("${a} ＝ １８", "${a} = 18"),
        ("${a} = “是", "${a} = “是"),
        ("${a} 大于 3", "${a} 大于 3"),
        ("。", "。"),
        ("${ａ} = 1", "${ａ} = 1"),
    ],
)
def test_full_width_signs_are_repaired_outside_of_quotes_where_it_is_sure(written, meant):
    assert meant == repaired(written)


def test_what_is_repaired_is_told_and_kept_as_written(desk):
    reading = desk.survey("type name label relevant", AGE, ["text", "b", "B", "（${age}）＞3"])
    relevant = reading.form.children[1].relevant
    assert ("(${age})>3", "（${age}）＞3") == (relevant.text, relevant.cell.written)
    assert [("survey!D3", "repaired")] == warnings(reading)


def test_references_in_texts_are_repaired_and_the_rest_of_the_text_is_not(desk):
    reading = desk.survey("type name label", AGE, ["note", "b", "您（＄｛age｝岁）：好"])
    assert {"default": "您（${age}岁）：好"} == reading.form.children[1].label


def test_null_is_a_blank_answer_and_told(desk):
    reading = desk.survey("type name label relevant", AGE, ["text", "b", "B", "${age} != null"])
    assert ([], [("survey!D3", "null")]) == (problems(reading), warnings(reading))


def test_truths_that_a_spreadsheet_writes_itself_are_expressions(desk):
    reading = desk.survey(
        "type name label required relevant",
        ["text", "a", "A", True, False],
        ["text", "b", "B", "是"],
    )
    first, second = reading.form.children
    assert ("true()", "false()", "true()") == (
        first.required.text,
        first.relevant.text,
        second.required.text,
    )


def test_inside_a_repeat_a_question_is_reached_by_its_name_and_by_paths(desk):
    reading = desk.survey(
        "type name label calculation",
        ["begin repeat", "m", "M"],
        ["integer", "x", "X"],
        ["calculate", "y", "", "../x + position(..) + sum(/data/m/x) + count(${m})"],
        ["end repeat"],
    )
    assert [] == problems(reading)


def test_questions_that_wait_for_each_other_are_told_once_with_all_their_cells(desk):
    reading = desk.survey(
        "type name label calculation relevant",
        ["calculate", "a", "", "${b} + 1"],
        ["calculate", "b", "", "${c} * 2"],
        ["text", "c", "C", "", "${a} > 1"],
    )
    assert [("survey!D2", "cycle")] == problems(reading)
    path = "a (survey!D2) → b (survey!D3) → c (survey!E4) → a (survey!D2)"
    assert path in reading.problems[0].message["en"]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["calculate", "a", "", ". + 1"]], "survey!D2"),
        ([["text", "a", "A", "", ". = 1"]], "survey!E2"),
        (
            [["begin group", "g", "G", "", "${a} = 1"], ["text", "a", "A"], ["end group"]],
            "survey!E2",
        ),
        (
            [
                ["begin repeat", "g", "G"],
                ["integer", "a", "A", "${b}"],
                ["integer", "b", "B", "${a}"],
                ["end repeat"],
            ],
            "survey!D3",
        ),
    ],
)
def test_a_circle_closes_by_itself_by_relevance_and_by_a_group(desk, rows, cell):
    reading = desk.survey("type name label calculation relevant", *rows)
    assert [(cell, "cycle")] == problems(reading)


def test_two_circles_are_two_problems(desk):
    reading = desk.survey(
        "type name label calculation",
        *(["calculate", a, "", f"${{{b}}}"] for a, b in ("ab", "ba", "cd", "dc")),
    )
    assert [("survey!D2", "cycle"), ("survey!D4", "cycle")] == problems(reading)


@pytest.mark.parametrize(
    "calculation",
    [
        "indexed-repeat(${total}, ${m}, position(..) - 1) + ${x}",
        "/data/m[position() = position(current()/..) - 1]/total + ${x}",
        "sum(${x})",
        "once(random())",
    ],
)
def test_a_running_total_reads_other_rows_and_is_no_circle(desk, calculation):
    reading = desk.survey(
        "type name label calculation",
        ["begin repeat", "m", "M"],
        ["integer", "x", "X"],
        ["calculate", "total", "", calculation],
        ["end repeat"],
    )
    assert [] == problems(reading)


def test_a_calculation_with_a_trigger_waits_for_nothing(desk):
    reading = desk.survey(
        "type name label calculation trigger",
        ["integer", "a", "A", "${b} + 1", "${b}"],
        ["integer", "b", "B", "${a} + 1", "${a}"],
    )
    assert [] == problems(reading)
    assert ("b",) == reading.form.children[0].trigger


@pytest.mark.parametrize(
    ("kind", "text", "dynamic"),
    [
        ("date", "2026-06-12", False),
        ("date", "today()", True),
        ("text", "3号楼-2", False),
        ("text", "a + b", False),
        ("text", "concat('a', 'b')", True),
        ("integer", "3", False),
        ("integer", "1 + 2", True),
        ("text", "${age}", True),
    ],
)
def test_a_default_is_worked_out_if_it_is_an_expression(desk, kind, text, dynamic):
    reading = desk.survey("type name label default", AGE, [kind, "b", "B", text])
    question = reading.form.children[1]
    assert ([], dynamic, text) == (problems(reading), question.dynamic, question.default.text)


def test_the_roster_may_be_looked_up_where_what_it_gives_is_written(desk):
    reading = desk.survey(
        "type name label calculation trigger default",
        ["text", "where", "Where", "", "", "pulldata('households', 'address', 'here', 'yes')"],
        ["text", "door", "Door"],
        ["text", "grid", "Grid", "pulldata('households', 'grid', 'label', ${door})", "${door}"],
        ["calculate", "n", "", "once(count(instance('households')/root/item))"],
    )
    assert [] == problems(reading)
    assert reading.converted.logic.asks_roster
