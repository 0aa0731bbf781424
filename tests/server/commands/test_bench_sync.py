"""What the options of a benchmark mean, and what a person reads of its figures."""

import pytest

from server.commands import bench_lines
from server.commands.bench_sync import Arrive, Pushes, chosen
from server.commands.options import Language
from server.commands.terminal import Terminal


def test_a_storm_has_four_forms_unless_options_choose():
    assert [(0, 1), (0, 25), (2, 1), (2, 25)] == chosen(None, None)
    assert [(2, 1), (2, 25)] == chosen(Arrive.spread, None)
    assert [(0, 25), (2, 25)] == chosen(None, Pushes.each)
    assert [(0, 1)] == chosen(Arrive.at_once, Pushes.one)


MEASURED = {"wall_s": 1.5, "cpu_s": {"sockets": 0.25}, "up_bytes": 12_345, "ack_ms": None}


@pytest.mark.parametrize(
    ("lang", "line"),
    [(Language.en, "Bytes up"), (Language.zh_cn, "上行字节")],
)
def test_figures_stand_side_by_side_and_what_was_not_measured_has_no_line(capsys, lang, line):
    terminal = Terminal(as_json=False, lang=lang)
    bench_lines.tell(terminal, [("A", MEASURED), ("B", {**MEASURED, "fsyncs": 7})])
    lines = {
        words[0]: words[1:] for words in map(split_in_columns, capsys.readouterr().out.splitlines())
    }
    assert ["12,345", "12,345"] == lines[line]
    assert ["–", "7"] == lines["fsyncs" if lang is Language.en else "强制落盘次数"]
    assert 5 == len(lines)


def split_in_columns(line):
    return [part.strip() for part in line.split("  ") if part.strip()]
