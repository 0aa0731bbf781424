"""A census on the tablet: groups, rows in rows, lists, and what is answered without being typed."""

import json

import pytest

from clients.reference_cli.answers import Place, read_document
from schema.form import Form
from sync.home.store import HomeStore
from tests.clients.conftest import UNIT, bundle
from tests.clients.line import refusal


def q(name, kind="text", label="", **more):
    return {"name": name, "kind": kind, "label": {"zh-CN": label} if label else {}, **more}


CENSUS = {
    "id": "census",
    "version": "1",
    "title": {"zh-CN": "人口普查"},
    "languages": ["zh-CN"],
    "areas": ["household"],
    "lists": {
        "towns": {
            "columns": ["name", "label", "district"],
            "rows": [
                ["xw", "西湾子镇", "cl"],
                ["gs", "高家营镇", "cl"],
                ["gq", "沽源镇", "gy"],
                ["zx", "中心村", "cl"],
                ["zx2", "中心村", "gy"],
            ],
            "labels": {"zh-CN": "label"},
        },
        "districts": {
            "columns": ["name", "label"],
            "rows": [["cl", "崇礼区"], ["gy", "沽源县"]],
            "labels": {"zh-CN": "label"},
        },
    },
    "questions": [
        q("start", "start"),
        q("end", "end"),
        q("today", "today"),
        q("deviceid", "deviceid"),
        q("username", "username"),
        q(
            "home",
            "group",
            "住处",
            questions=[
                q("district", "select_one", "区县", list_name="districts"),
                q(
                    "town",
                    "select_one",
                    "乡镇",
                    list_name="towns",
                    choice_filter="district = ${district}",
                ),
                q("rooms", "integer", "房间", default=2),
                q("seen", "time", "到访时间"),
            ],
        ),
        q(
            "members",
            "repeat",
            "成员",
            questions=[
                q("name", "text", "姓名", required=True),
                q("born", "integer", "出生年", constraint=". <= 2022"),
                q("age", "calculate", "年龄", calculation="2022 - ${born}"),
                q(
                    "visits",
                    "repeat",
                    "走访",
                    relevant="${age} >= 60",
                    questions=[
                        q("date", "date", "日期", dynamic_default="today()"),
                        q("photo", "image", "照片"),
                        q("number", "calculate", "次序", calculation="position(..)"),
                    ],
                ),
            ],
        ),
        q(
            "counts",
            "group",
            "合计",
            questions=[
                q("people", "calculate", "人数", calculation="count(${members})"),
                q("calls", "calculate", "走访总数", calculation="count(${visits})"),
                q("code", "text", "编号", read_only="true()", dynamic_default="concat('A', 1)"),
                q("agree", "acknowledge", "已告知"),
            ],
        ),
    ],
}


DIARY = {
    "id": "diary",
    "version": "1",
    "title": {"zh-CN": "日志"},
    "key": ["ulid"],
    "languages": ["zh-CN"],
    "areas": ["household"],
    "questions": [
        q("place", "text", "地点", dynamic_default="${last-saved#place}"),
        q("number", "calculate", "编号", calculation="once(concat('N-', ${place}))"),
        q("stamp", "dateTime", "填写时", trigger=["place"], calculation="now()"),
        q("many", "integer", "人数"),
        q(
            "people",
            "repeat",
            "人员",
            count="${many}",
            questions=[q("name", "text", "姓名", default="未知"), q("sex", "text", "性别")],
        ),
        q("limit", "calculate", calculation="300"),
        q("weight", "decimal", "体重\n（公斤）", constraint=". < ${limit}"),
        q("level", "range", "评分", minimum=0, maximum=5, step=0.5),
        q("proof", "file", "证明", required=True, required_message={"zh-CN": "请附证明"}),
    ],
}


TEAM = {
    "id": "team",
    "version": "1",
    "title": {"zh-CN": "小组"},
    "languages": ["zh-CN"],
    "areas": ["household"],
    "questions": [
        q("many", "integer", "人数"),
        q("people", "repeat", "人员", count="${many}", questions=[q("name", "text", "姓名")]),
    ],
}


CLASS = {
    **TEAM,
    "id": "class",
    "questions": [
        q("many", "integer", "人数"),
        q(
            "people",
            "repeat",
            "人员",
            count="${many}",
            questions=[q("name", "text", "姓名", required=True)],
        ),
    ],
}


def brought(home):
    """The tablet, to which the forms have come."""
    home.download(forms=[*bundle()["forms"], CENSUS, DIARY, TEAM, CLASS])
    return home


@pytest.fixture
def census(wang):
    return brought(wang)


HOUSE = f"{UNIT}/0301"
GRANDMOTHER = (
    *("members[+].name=赵一", "members[+].born=1950", "members[+].visits[+].photo=a/b.jpg"),
    *("district=崇礼区", "town=中心村", "seen=14：30", "agree=是"),
)


def values(home, record="0301"):
    answers = json.loads(home.ok("show", record, "--json"))["answers"]
    return {name: answer["value"] for name, answer in answers.items()}


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


def written(home, *answers):
    document = json.loads(home.ok("new", "diary", "--area", HOUSE, *answers, "--json"))
    return document["id"], {name: each["value"] for name, each in document["answers"].items()}


def test_two_who_begin_one_record_without_knowing_of_each_other_count_the_same_rows(
    census, li, clock
):
    brought(li)
    for home in (census, li):
        home.ok("new", "team", "--area", HOUSE, "many=2")
    census.ok("edit", "0301", "people[1].name=王")
    li.ok("edit", "0301", "people[2].name=李")
    for home in (census, li, census):
        home.sync()
    found = values(census)
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "李"]


def test_what_an_answer_triggers_is_written_with_it_and_not_again(census, clock):
    record, first = written(census, "place=门口", "proof=a.pdf")
    assert (first["stamp"], first["number"]) == ("2022-06-12T08:00:00.000+08:00", "N-门口")
    clock.set(hour=10)
    census.ok("edit", record, "proof=b.pdf")
    assert values(census, record)["stamp"] == "2022-06-12T08:00:00.000+08:00"
    census.ok("edit", record, "place=院子")
    changed = values(census, record)
    assert (changed["stamp"], changed["number"]) == ("2022-06-12T10:00:00.000+08:00", "N-门口")
    clock.set(hour=11)
    census.ok("edit", record, "place=院子")  # which is no other answer
    assert values(census, record)["stamp"] == "2022-06-12T10:00:00.000+08:00"


def test_a_record_may_begin_with_an_answer_of_the_one_before(census, clock):
    assert "place" not in written(census, "proof=a.pdf")[1]
    written(census, "place=门口", "proof=a.pdf")
    assert written(census, "proof=a.pdf")[1]["place"] == "门口"


def test_the_rows_that_a_form_counts_are_there(census, clock):
    record, found = written(census, "many=3", "people[+].name=王", "proof=a.pdf")
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "未知", "未知"]
    census.ok("edit", record, "many=4", "people[2].name=李")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["王", "李", "未知", "未知"]


def test_of_too_many_rows_those_that_nobody_answered_in_go_with_the_count(census, clock):
    record, _ = written(census, "many=30", "people[2].name=李", "proof=a.pdf")
    census.ok("edit", record, "many=3")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["未知", "李", "未知"]
    refused = census.run("edit", record, "many=1")
    assert (refused.exit_code, "人员：应有1行，现有2行" in refused.output) == (1, True)
    census.ok("edit", record, "many=4")
    again = values(census, record)
    assert [v for n, v in again.items() if n.endswith(".name")] == ["未知", "李", "未知", "未知"]


def test_an_answer_given_meanwhile_keeps_a_row_that_another_took_back(census, li, clock):
    brought(li)
    for home in (census, li):
        home.ok("new", "team", "--area", HOUSE, "many=2")
    census.ok("edit", "0301", "many=1")
    li.ok("edit", "0301", "people[2].name=李")
    for home in (census, li, census):
        home.sync()
    assert [v for n, v in values(census).items() if n.endswith(".name")] == ["李"]


@pytest.fixture
def two_minds(census, li, clock):
    """A record whose second row is named by one person and, unseen and later, left empty by one."""
    brought(li)
    census.ok("new", "team", "--area", HOUSE, "many=2", "--draft")
    for home in (census, li):
        home.sync()
    li.ok("edit", "0301", "people[2].name=李")
    clock.set(hour=9)
    census.ok("edit", "0301", "people[2].name=张三")
    clock.set(hour=10)
    li.ok("edit", "0301", "people[2].name=")
    return census, li


def test_a_row_in_which_people_differ_stays_whatever_its_clash_shows(two_minds):
    home, other = two_minds
    for each in (home, other, home):
        each.sync()
    home.ok("edit", "0301", "many=1")
    (clash,) = json.loads(home.ok("clashes", "--json"))
    assert [each["value"] for each in clash["values"]] == ["张三", None]


def test_a_row_of_which_an_answer_was_refused_stays(two_minds):
    home, _ = two_minds
    with HomeStore(home.path) as store:
        (waiting,) = store.outbox()
        store.store_results([(waiting.hash, refusal("no-grant"))])
    home.ok("edit", "0301", "many=1")
    assert sum(name.endswith("]") for name in values(home)) == 2


def test_rows_that_are_counted_can_be_filled_in_with_what_counts_them(census, clock):
    record, found = written(
        census, "people[2].name=李", "many=2", "people[1].name=王", "proof=a.pdf"
    )
    assert [v for n, v in found.items() if n.endswith(".name")] == ["王", "李"]
    census.ok("edit", record, "many=3", "people[3].name=赵")
    now = values(census, record)
    assert [v for n, v in now.items() if n.endswith(".name")] == ["王", "李", "赵"]
    beyond = census.run("edit", record, "many=4", "people[5].name=周")
    assert (beyond.exit_code, "现有4行" in beyond.output) == (2, True), beyond.output


def test_what_is_wrong_in_a_row_is_told_with_the_rows_number(census, clock):
    refused = census.run("new", "class", "--area", HOUSE, "many=2", "people[1].name=王")
    assert "人员 2 姓名：必填，还没有填" in refused.output, refused.output
    assert "人员 1" not in refused.output


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (("proof=a.pdf", "level=0.7"), "评分：应从0起每隔0.5取值"),
        (("proof=a.pdf", "level=6"), "评分：超出0–5"),
        ((), "证明：请附证明"),
    ],
)
def test_what_a_form_wants_is_said_in_its_words(census, clock, answers, sentence):
    refused = census.run("new", "diary", "--area", HOUSE, *answers)
    assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
