"""`doorstep forms check`: what a clerk sees, without a server and without a data directory."""

import json
import signal
import subprocess
import sys
import zipfile

import pytest

from server.commands.main import run
from server.xlsform import limits, running
from server.xlsform.errors import ReadingFailed, WorkbookTooCostly

GOOD = [["类型", "名称", "标签"], ["文本", "head", "户主姓名"], ["整数", "people", "人口"]]


@pytest.fixture
def check(capsys, monkeypatch):
    """Runs the command; gives exit code, stdout and stderr."""
    monkeypatch.delenv("DOORSTEP_DATA", raising=False)

    def command(*words):
        code = run(["forms", "check", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_a_form_is_told_with_its_title_and_exits_0(desk, check):
    settings = [["编号", "标题", "版本"], ["household", "一户一档", "3"]]
    code, said, _ = check(desk.write(问卷=GOOD, 设置=settings), "--lang", "zh-CN")
    lines = said.splitlines()
    assert (0, "一户一档 · household · 3", "✓ 没有问题：2道题。") == (code, lines[0], lines[-1])


def test_problems_are_a_table_of_sheet_row_and_column_and_exit_1(desk, check):
    rows = [*GOOD, ["签名", "film", "签名"], ["文本", "people", "电话"]]
    code, said, _ = check(desk.write(问卷=rows), "--lang", "zh-CN")
    table = [line.split() for line in said.splitlines()]
    at = table.index(["工作表", "行", "列", "问题"])
    assert ["问卷", "4", "A", "不支持题目类型“签名”"] == table[at + 1]
    assert ["问卷", "5", "B", "名称“people”与第3行重复"] == table[at + 2]
    assert (1, "✗ 2个问题。请在工作簿里改正，保存后再检查一次。") == (code, said.splitlines()[-1])


def test_the_same_for_programs(desk, check):
    settings = [["form_id", "form_title", "version"], ["household", "一户一档", "3"]]
    rows = [*GOOD, ["audit", "rec", "Rec"]]
    code, said, _ = check(desk.write(问卷=rows, settings=settings), "--json", "--lang", "en")
    document = json.loads(said)
    assert 1 == code
    assert {
        "form": "household",
        "title": "一户一档",
        "version": "3",
        "questions": 2,
        "problems": [
            {
                "sheet": "问卷",
                "row": 4,
                "column": "A",
                "code": "unsupported_type",
                "message": "the question type audit is not supported",
            }
        ],
    } == {name: value for name, value in document.items() if name != "warnings"}
    assert {"sheet": "问卷", "row": 1, "column": "A", "code": "read_as"}.items() <= document[
        "warnings"
    ][0].items()


def test_files_are_looked_for_beside_the_workbook_or_where_media_says(desk, check, tmp_path):
    elsewhere = tmp_path / "lists"
    elsewhere.mkdir()
    (elsewhere / "towns.csv").write_text("name,label\na,A\n", "utf-8")
    rows = [["type", "name", "label"], ["select_one_from_file towns.csv", "t", "T"]]
    file = desk.write(survey=rows)
    assert (1, 0) == (check(file)[0], check(file, "--media", elsewhere)[0])


@pytest.mark.parametrize(
    ("name", "lang", "line"),
    [
        ("nowhere.xlsx", "zh-CN", "没有文件 nowhere.xlsx。"),
        ("old.xls", "zh-CN", "old.xls不是 .xlsx 工作簿。"),
        ("old.xls", "en", "old.xls is no .xlsx workbook."),
    ],
)
def test_a_file_that_is_no_workbook_is_one_line_and_exits_1(check, tmp_path, name, lang, line):
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100))
    code, said, error = check(tmp_path / name, "--lang", lang)
    assert (1, "", 1) == (code, said, error.count("\n"))
    assert f"doorstep: {line}" in error


def far_corner(file):
    """Puts one cell into the last row and column that a sheet can have."""
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", cell)
    with zipfile.ZipFile(file, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return file


def test_a_sheet_that_claims_17_billion_cells_ends_its_own_process_alone(desk):
    file = far_corner(desk.write(survey=GOOD))
    with pytest.raises(WorkbookTooCostly):
        running.read(file)


def test_a_reader_that_takes_too_long_is_ended(desk, monkeypatch):
    monkeypatch.setattr(running, "WALL_S_MAX", 0.01)
    with pytest.raises(WorkbookTooCostly):
        running.read(desk.write(survey=GOOD))


def test_a_reader_that_fails_says_so_and_is_not_taken_for_a_bad_workbook(desk, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReadingFailed):
        running.read(desk.write(survey=GOOD))


def test_the_readers_limits_are_set_before_it_reads(desk):
    program = """
import resource, sys
from server.xlsform import child

def read(*_):
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
        print(*resource.getrlimit(limit))
    sys.exit()

child.read = read
child.main(sys.argv[1:])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(desk.write(survey=GOOD)), "."],
        capture_output=True,
        text=True,
        check=True,
    )
    memory, seconds = limits.MEMORY_MIB_MAX * 2**20, limits.PROCESSOR_S_MAX
    assert f"{memory} {memory}\n{seconds} {seconds}\n0 0\n" == done.stderr


def test_a_reader_ended_by_its_limit_of_processor_time_is_too_costly(desk, monkeypatch):
    def ended(*words, **_):
        return subprocess.CompletedProcess(words, -signal.SIGXCPU, b"", b"")

    monkeypatch.setattr(running.subprocess, "run", ended)
    with pytest.raises(WorkbookTooCostly):
        running.read(desk.write(survey=GOOD))


@pytest.mark.parametrize("module", ["server.commands.forms", "server.xlsform.running"])
def test_no_reader_of_workbooks_is_imported_outside_of_the_child(module):
    listed = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )
    assert set() == {"pyxform", "python_calamine", "openpyxl"} & set(done.stdout.split())


def test_pyxform_is_imported_only_once_a_form_is_sound():
    listed = "import sys, server.xlsform.child; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )
    assert "pyxform" not in done.stdout.split()
