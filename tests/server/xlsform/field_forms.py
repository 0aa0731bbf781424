"""Workbooks with what well-known public forms have: a census, a cascade, a long health form."""

from collections.abc import Sequence
from pathlib import Path

Sheets = dict[str, list[Sequence[str | None]]]

TOWNS = 10_000

LANGUAGES = ("中文 (zh)", "English (en)", "Français (fr)")


def census() -> Sheets:
    """Households with their people and the jobs of these, each repeat counted."""
    header = ["type", "name", "label", "repeat_count", "relevant", "constraint", "calculation"]
    return {
        "survey": [
            header,
            ["start", "began"],
            ["deviceid", "tablet"],
            ["begin group", "household", "Household"],
            ["integer", "size", "How many live here?", None, None, ". > 0 and . <= 30"],
            ["begin repeat", "member", "Member ${name}", "${size}"],
            ["text", "name", "Name"],
            ["integer", "age", "Age of ${name}", None, None, ". >= 0 and . < 120"],
            ["begin group", "adult", "Work", None, "${age} >= 16"],
            ["begin repeat", "job", "Job", "if(${age} > 60, 1, 2)"],
            ["text", "employer", "Employer of ${name}"],
            ["decimal", "hours", "Hours", None, None, ". <= 168"],
            ["end repeat"],
            ["calculate", "worked", None, None, None, None, "sum(${hours})"],
            ["end group"],
            ["end repeat"],
            ["calculate", "grown", None, None, None, None, "count(${member}[./age >= 18])"],
            ["calculate", "oldest", None, None, None, None, "max(${age})"],
            ["calculate", "first", None, None, None, None, "indexed-repeat(${name}, ${member}, 1)"],
            ["note", "sum_up", "${grown} grown up, the oldest ${oldest}, first ${first}"],
            ["end group"],
        ]
    }


def cascade(folder: Path) -> Sheets:
    """Provinces, counties, and towns of a file of ten thousand rows, which is written beside it."""
    lines = ["name,label,county"]
    lines += [f"t{n},镇{n},c{n % 100}" for n in range(TOWNS)]
    (folder / "towns.csv").write_text("\n".join(lines), "utf-8")
    return {
        "survey": [
            ["type", "name", "label", "choice_filter", "calculation"],
            ["select_one provinces", "province", "Province"],
            ["select_one counties", "county", "County", "province = ${province}"],
            ["select_one_from_file towns.csv", "town", "Town", "county = ${county}"],
            ["calculate", "said", None, None, "pulldata('towns', 'label', 'name', ${town})"],
        ],
        "choices": [
            ["list_name", "name", "label", "province"],
            ["provinces", "p1", "P1"],
            ["provinces", "p2", "P2"],
            *(["counties", f"c{n}", f"C{n}", f"p{n % 2 + 1}"] for n in range(100)),
        ],
    }


def health() -> Sheets:
    """400 questions in three languages, each with a constraint or a calculation."""
    header = ["type", "name", *(f"label::{each}" for each in LANGUAGES)]
    header += [f"constraint_message::{each}" for each in LANGUAGES]
    rows = [[*header, "required", "relevant", "constraint", "calculation"]]
    for n in range(100):
        labels = [f"体温{n}", f"Temperature {n}", f"Température {n}"]
        wrong = ["请核对", "Check", "Vérifiez"]
        before = f"${{alert_{n - 1}}} = 'yes'" if n else None
        days = f"int(decimal-date-time(today()) - decimal-date-time(${{since_{n}}}))"
        cough = f"selected(${{signs_{n}}}, 'cough') and {days} > 3"
        alert = f"if(${{temp_{n}}} >= 38.5 or ({cough}), 'yes', 'no')"
        rows += [
            ["decimal", f"temp_{n}", *labels, *wrong, "yes", before, ". > 30 and . < 45"],
            ["select_multiple signs", f"signs_{n}", *labels, *wrong, None, None,
             "not(selected(., 'none') and count-selected(.) > 1)"],
            ["date", f"since_{n}", *labels, *wrong, None, f"not(selected(${{signs_{n}}}, 'none'))",
             ". <= today()"],
            ["calculate", f"alert_{n}", *[None] * 9, alert],
        ]  # fmt: skip
    names = (("none", "无", "None", "Aucun"), ("cough", "咳嗽", "Cough", "Toux"))
    choices = [["list_name", "name", *(f"label::{each}" for each in LANGUAGES)]]
    return {"survey": rows, "choices": choices + [["signs", *each] for each in names]}
