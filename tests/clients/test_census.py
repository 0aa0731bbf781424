"""A census on the tablet: groups, rows in rows, lists, and what is answered without being typed."""

import json

import pytest

from clients.reference_cli.answers import Place, read_document
from schema.form import Form
from tests.clients.census import CENSUS, HOUSE, brought, q, values

GRANDMOTHER = (
    *("members[+].name=赵一", "members[+].born=1950", "members[+].visits[+].photo=a/b.jpg"),
    *("district=崇礼区", "town=中心村", "seen=14：30", "agree=是"),
)


@pytest.fixture
def census(wang):
    return brought(wang)


def made(home, *answers):
    home.ok("new", "census", "--area", HOUSE, *answers)
    return values(home)


def lines(text):
    """Labels and values as they stand, without who wrote them when."""
    return [line.split("  我  ")[0].rstrip() for line in text.splitlines()]


def test_what_is_typed_in_new_rows_stands_in_one_new_row_a_repeat(census, clock):
    found = made(census, *GRANDMOTHER)
    member = next(name for name in found if name.endswith("]"))
    visit = next(name for name in found if name.startswith(f"{member}.visits["))
    assert {name: value for name, value in found.items() if "[" in name} == {
        member: True,
        f"{member}.name": "赵一",
        f"{member}.born": 1950,
        f"{member}.age": 72,
        visit: True,
        f"{visit}.date": "2022-06-12",
        f"{visit}.photo": "b.jpg",
        f"{visit}.number": 1,
    }


def test_a_record_begins_with_defaults_and_what_the_tablet_knows(census, clock):
    found = made(census)
    assert {
        "start": "2022-06-12T08:00:00.000+08:00",
        "end": "2022-06-12T08:00:00.000+08:00",
        "today": "2022-06-12",
        "deviceid": "devicewangfang000",
        "username": "王芳",
        "rooms": 2,
        "code": "A1",
    }.items() <= found.items()


def test_a_draft_ends_when_it_is_finished(census, clock):
    census.ok("new", "census", "--area", HOUSE, "--draft")
    assert "end" not in values(census)
    clock.set(hour=9)
    census.ok("finish", "0301")
    assert values(census)["end"] == "2022-06-12T09:00:00.000+08:00"


def test_a_typed_answer_goes_before_the_default(census, clock):
    assert made(census, "rooms=0")["rooms"] == 0


def test_rows_are_named_by_numbers_or_ids_at_every_depth(census, clock):
    found = made(census, *GRANDMOTHER)
    row = next(name for name in found if name.endswith("]") and name.count("[") == 2)
    census.ok("edit", "0301", "members[1].visits[+].date=2022年6月1日", f"{row}.date=2022-06-02")
    dates = [value for name, value in values(census).items() if name.endswith(".date")]
    assert dates == ["2022-06-02", "2022-06-01"]


def test_a_row_that_is_not_shown_is_refused_at_its_depth(census, clock):
    made(census, *GRANDMOTHER)
    refused = census.run("edit", "0301", "members[1].visits[5].date=2022-06-01", lang="en")
    assert (refused.exit_code, "has no row “5”; it has 1 row" in refused.output) == (2, True)


def test_groups_are_headings_and_rows_stand_in_rows(census, clock):
    made(census, *GRANDMOTHER)
    assert lines(census.ok("show", "0301"))[2:-1] == [
        "  【住处】",
        "  区县      崇礼区",
        "  乡镇      中心村",
        "  房间      2",
        "  到访时间  14:30",
        "  成员 1",
        "    姓名      赵一",
        "    出生年    1950",
        "    年龄      72",
        "    走访 1",
        "      日期      2022-06-12",
        "      照片      b.jpg",
        "      次序      1",
        "  【合计】",
        "  人数      1",
        "  走访总数  1",
        "  编号      A1",
        "  已告知    OK",
    ]


def test_a_sheet_of_the_form_has_every_path_and_what_it_wants(census, clock):
    told = census.ok("forms", "census")
    assert [line.split("  ")[1] for line in told.splitlines()[2:-1]] == [
        *("start", "end", "today", "deviceid", "username"),
        *("【住处】", "district", "town", "rooms", "seen"),
        *("members[+]", "members[+].name", "members[+].born", "members[+].age"),
        *("members[+].visits[+]", "members[+].visits[+].date", "members[+].visits[+].photo"),
        *("members[+].visits[+].number", "【合计】", "people", "calls", "code", "agree"),
    ]
    assert "可选项：district = “区县”" in told
    assert "只供查看 · 开始时：concat('A', 1)" in told


def test_a_sheet_calls_a_question_without_a_label_by_its_name(census, clock):
    told = census.ok("forms", "diary")
    assert "自动计算：once(concat('N-', “地点”))" in told
    assert "要求：. < “limit”" in told
    assert "开始时：上一份的“地点”" in told


def test_a_label_of_several_lines_stands_on_one(census, clock):
    told = census.ok("forms", "diary")
    (line,) = (line for line in told.splitlines() if line.startswith("  weight"))
    assert "体重 （公斤）" in line


def test_a_removed_row_takes_those_within_it_along(census, clock):
    made(census, *GRANDMOTHER)
    census.ok("remove", "0301", "members[1].visits[1]")
    assert not any("visits" in name for name in values(census))
    census.ok("edit", "0301", "members[1].visits[+].photo=c.jpg")
    census.ok("remove", "0301", "members[1]")
    assert not any("[" in name for name in values(census))


def test_an_answer_within_a_row_that_somebody_removes_meanwhile_keeps_both_rows(census, li, clock):
    brought(li)
    made(census, *GRANDMOTHER)
    for home in (census, li):
        home.sync()
    census.ok("remove", "0301", "members[1]")
    li.ok("edit", "0301", "members[1].visits[1].date=2022-06-10")
    for home in (census, li, census):
        home.sync()
    shown = json.loads(census.ok("show", "0301", "--json"))["answers"]
    flagged = [name.count("[") for name, answer in shown.items() if answer["flags"]]
    assert [shown[name]["value"] for name in shown if name.endswith(".date")] == ["2022-06-10"]
    assert flagged[:2] == [1, 1]


def test_a_choice_that_the_filter_does_not_offer_is_refused_with_those_that_it_does(census, clock):
    refused = census.run("new", "census", "--area", HOUSE, "district=cl", "town=gq")
    assert refused.exit_code == 1
    assert (
        "乡镇：按现在的其他答案，不能选“沽源镇”；可选：xw（西湾子镇）、gs（高家营镇）"
        in refused.output
    )
    unknown = census.run("new", "census", "--area", HOUSE, "district=gy", "town=nowhere")
    assert "乡镇：请选一项：gq（沽源镇）、zx2（中心村）" in unknown.output


def test_a_label_that_stands_in_several_branches_means_the_one_that_is_offered(census, clock):
    assert made(census, "town=中心村", "district=沽源县")["town"] == "zx2"


def test_a_choice_is_flagged_when_what_it_hangs_on_changes(census, clock):
    census.ok("new", "census", "--area", HOUSE, "district=cl", "town=xw", "--draft")
    census.ok("edit", "0301", "district=gy")
    refused = census.run("finish", "0301")
    assert "不能选“西湾子镇”；可选：gq（沽源镇）、zx2（中心村）" in refused.output


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("code=B", "“编号”只供查看，不能填写"),
        ("people=5", "人数：由其他答案算出，不用填"),
        ("username=x", "由程序填写，不用填"),
        ("seen=25:00", "到访时间：请填时间，如 14:30"),
        ("agree=不", "已告知：看过后请填 OK"),
    ],
)
def test_what_nobody_fills_in_or_what_is_no_answer_is_refused(census, clock, answer, sentence):
    refused = census.run("new", "census", "--area", HOUSE, answer)
    assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output


def test_a_file_of_answers_has_rows_in_rows(census, clock, tmp_path):
    file = tmp_path / "answers.json"
    rows = [{"name": "甲", "born": 1940, "visits": [{"date": "2022-05-01"}, {"photo": "p.jpg"}]}]
    file.write_text(json.dumps({"district": "cl", "members": [*rows, {"name": "乙"}]}), "utf-8")
    found = made(census, "--file", str(file))
    assert [v for n, v in found.items() if n.endswith(".date")] == ["2022-05-01", "2022-06-12"]
    assert (found["people"], found["calls"]) == (2, 2)


def test_a_number_in_a_file_may_be_the_name_of_a_choice():
    form = Form.from_json(
        {
            **CENSUS,
            "questions": [q("n", "select_one", "几", list_name="l")],
            "lists": {"l": {"columns": ["name"], "rows": [["1"], ["2"]]}},
        }
    )
    assert list(read_document(form, {"n": 2}, "en")) == [(Place("n"), "2")]


def test_answers_that_are_kept_though_nobody_asks_name_the_row_around_them(census, clock):
    made(census, *GRANDMOTHER)
    census.ok("edit", "0301", "members[1].born=1990")
    assert "    成员 1 走访 1" in lines(census.ok("show", "0301"))
