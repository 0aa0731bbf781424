"""Workbooks made at random of right and wrong pieces: nothing fails, and every place exists."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

HEADERS = (
    *("type", "类型", "name", "名称", "label", "标签：：中文", "label::en", "required", "relevant"),
    *("显示条件", "constraint", "calculation", "choice_filter", "default", "repeat_count"),
    *("trigger", "parameters", "key", "merge", "alias", "bind::type", "save_to", "x::y"),
)
TYPES = (
    *("text", "整数", "decimal", "date", "note", "calculate", "select_one l", "select_multiple l"),
    *("单选题：l", "select_one nowhere", "select_one_from_file x.csv", "select_one l or_other"),
    *(
        "begin group",
        "end group",
        "开始重复",
        "结束重复",
        "audio",
        "rubbish",
        "range",
        "csv-external",
    ),
)
TEXTS = (
    *(
        "a",
        "b",
        "c d",
        "_x",
        "年龄",
        "1",
        "yes",
        "否",
        "TRUE",
        "${a}",
        "${nowhere} > 1",
        "（${a}）＝1",
    ),
    *(
        "a(",
        "'",
        "“",
        "${",
        "sum(${b})",
        ".",
        "../a",
        "name = ${a}",
        "start=1 end=x",
        "..",
        "//a[1]",
    ),
    *("if(${a}, ${b}, ${c})", "once(today())", "regex(., '[')", "indexed-repeat(${a}, ${b}, 1)"),
)
CELLS = st.one_of(st.none(), st.sampled_from(TEXTS), st.sampled_from(TYPES), st.text(max_size=5))


@st.composite
def sheets(draw):
    """A survey whose columns are in any order, and choices that may be none."""
    headers = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=9))
    if draw(st.booleans()):
        headers = ["type", "name", "label", *headers]
    kinds = st.sampled_from(TYPES)
    rows = draw(st.lists(st.tuples(kinds, *[CELLS] * (len(headers) - 1)), max_size=8))
    choices = draw(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4))
    return {"survey": [headers, *rows], "choices": [["list_name", "name", "label"], *choices]}


def without_controls(rows):
    """What a workbook cannot hold left out."""
    kept = lambda text: "".join(ch for ch in text if ch.isprintable())  # noqa: E731
    return [[kept(each) if isinstance(each, str) else each for each in row] for row in rows]


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=sheets())
def test_whatever_is_found_lies_in_a_row_and_column_of_the_workbook(desk, made):
    reading = desk.read(**{name: without_controls(rows) for name, rows in made.items()})
    book = load_workbook(desk.file)
    for found in (*reading.problems, *reading.warnings):
        if found.cell is not None:
            sheet = book[found.cell.sheet]
            assert 1 <= found.cell.row <= sheet.max_row
            assert 0 <= found.cell.column < sheet.max_column
        assert all(found.message[lang] for lang in ("zh-CN", "en"))
    assert (reading.form is None) == (reading.converted is None) == bool(reading.problems)
    assert "unfit" not in {found.code for found in reading.problems}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=sheets())
def test_problems_stand_in_the_order_of_sheets_rows_and_columns(desk, made):
    reading = desk.read(**{name: without_controls(rows) for name, rows in made.items()})
    places = [
        (("survey", "choices").index(found.cell.sheet), found.cell.row, found.cell.column)
        for found in reading.problems
        if found.cell is not None
    ]
    assert sorted(places) == places
