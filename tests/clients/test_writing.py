"""The verbs that write: offline, on disk at once, what they refuse, and in whose words."""

import json

import pytest

from sync.core.scan import scan
from sync.home.store import HomeStore
from tests.clients.conftest import GRID, UNIT
from tests.clients.line import refusal

HOUSE = f"{UNIT}/0301"
OPINION = f"renovation_opinion/{HOUSE}:p2022"
FILE = f"household_file/{HOUSE}"


def changes(home, record):
    with HomeStore(home.path) as store:
        return [scan(row.data) for row in store.rows_of(record)]


def answers(home, name):
    document = json.loads(home.ok("show", name, "--json"))
    return {question: answer["value"] for question, answer in document["answers"].items()}


def test_new_prints_the_document_record(wang):
    document = json.loads(
        wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support", "--json")
    )
    assert (document["id"], document["status"], document["sync"]) == (
        OPINION,
        "finished",
        "waiting",
    )
    assert document["answers"]["road"]["value"] == "support"
    assert document["answers"]["project"]["value"] == "p2022"


def test_new_says_what_was_made_and_what_comes_next(wang):
    assert wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=支持").splitlines() == [
        "已建：改造意见  和平小区 3号楼 1单元 0301",
        "已保存在本机。送达：有信号时运行 doorstep-tablet sync",
    ]


def test_the_first_change_says_version_and_state_and_one_change_is_one_row(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    (change,) = changes(wang, OPINION)
    assert [(e.question, e.value, e.replaces) for e in change.entries] == [
        ("_version", "1", ()),
        ("road", "support", ()),
        ("_status", "finished", ()),
    ]
    assert (change.staff, change.remark) == (wang.staff, None)


def test_a_draft_has_no_state(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "--draft")
    (change,) = changes(wang, OPINION)
    assert [entry.question for entry in change.entries] == ["_version"]
    assert json.loads(wang.ok("show", "0301:p2022", "--json"))["status"] == "draft"


def test_a_record_that_is_held_is_edited_instead(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    result = wang.run("new", "renovation_opinion", "--area", HOUSE, "road=oppose")
    assert result.exit_code == 1
    assert result.stderr == (
        "错误：这份记录已有，请改用：doorstep-tablet edit 0301:p2022 问题=答案\n"
    )
    assert len(changes(wang, OPINION)) == 1


def test_a_broken_rule_is_said_in_the_forms_language_and_nothing_is_stored(wang):
    result = wang.run("new", "household_file", "--area", HOUSE, "members[+].birth_year=1895")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "错误：没有保存，请先改正：",
        "家庭成员 1 姓名：必填，还没有填",
        "家庭成员 1 出生年份：超出1900–2100",
    ]
    assert wang.run("show", FILE).exit_code == 1


def test_the_same_in_english(wang):
    result = wang.run(
        "new", "household_file", "--area", HOUSE, "members[+].birth_year=1895", lang="en"
    )
    assert result.stderr.splitlines() == [
        "Error: Nothing was kept; correct first:",
        "Members 1 Name: required, not answered yet",
        "Members 1 Year of birth: outside 1900–2100",
    ]


def test_an_answer_that_cannot_be_read_names_what_would_be_one(wang):
    result = wang.run("new", "renovation_opinion", "--area", HOUSE, "road=maybe")
    assert result.exit_code == 1
    assert "support（支持）" in result.stderr
    assert wang.run("show", OPINION).exit_code == 1


def test_a_key_question_without_value_or_default_is_wrong_usage(wang):
    """The pack's only key question has a default; take it away."""
    with HomeStore(wang.path) as store:
        held = store.papers.bundle()
        document = json.loads(json.dumps(held.document))
        for form in document["forms"]:
            for question in form["questions"]:
                question.pop("default", None)
        store.papers.keep_bundle(type(held)(etag="2", document=document))
    result = wang.run("new", "renovation_opinion", "--area", HOUSE)
    assert result.exit_code == 2
    assert "project" in result.stderr
    assert "p2022" in result.stderr
    assert wang.run("new", "renovation_opinion", "--area", HOUSE, "project=p2022").exit_code == 0


def test_a_form_that_has_many_records_draws_a_new_name_each_time(wang):
    first = json.loads(wang.ok("new", "hazard_report", "--area", GRID, "category=safety", "--json"))
    second = json.loads(
        wang.ok("new", "hazard_report", "--area", GRID, "category=safety", "--json")
    )
    assert first["id"] != second["id"]
    assert len(first["id"].partition(":")[2]) == 26


def test_a_form_is_not_asked_about_another_kind_of_area(wang):
    result = wang.run("new", "household_file", "--area", UNIT)
    assert result.exit_code == 2
    assert result.stderr == "错误：“一户一档”不填在“和平小区 3号楼 1单元”上，只填在：户。\n"


def test_a_household_that_is_not_on_the_roster_has_its_label_in_its_id(wang):
    document = json.loads(wang.ok("new", "household_file", "--area", f"{UNIT}/+0301 后", "--json"))
    assert document["id"] == f"household_file/{UNIT}/+0301 后"
    again = wang.run("new", "household_file", "--area", f"{UNIT}/+０３０１ 后")
    assert again.exit_code == 1, "another spelling of the same label is the same household"


def test_an_area_that_this_tablet_does_not_know_is_kept_with_a_warning(wang):
    result = wang.run(
        "new", "household_file", "--area", "130709/100/003/001/x01/b01/u1/0101", "--json"
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["area"] == "130709/100/003/001/x01/b01/u1/0101"
    assert result.stderr.startswith("⚠ 本机名单里没有 130709/100/003/001/x01/b01/u1/0101")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        (("new", "renovaton_opinion", "--area", HOUSE), "renovation_opinion"),
        (("forms", "househld_file"), "household_file"),
        (("new", "renovation_opinion", "--area", HOUSE, "raod=support"), "road"),
        (("new", "household_file", "--area", HOUSE, "members[+].nam=x"), "members[+].name"),
        (("areas", f"{UNIT}/0303"), f"{UNIT}/0301"),
        (("list", "--status", "refsued"), "refused"),
    ],
)
def test_an_unknown_name_is_wrong_usage_and_names_the_nearest(wang, typed, nearest):
    result = wang.run(*typed)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert nearest in result.stderr
    assert result.stderr.count("\n") == 1


def test_edit_replaces_what_is_held_and_an_empty_value_clears(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support", "opinion=灯")
    wang.ok("edit", "0301:p2022", "road=", "opinion=灯坏了")
    first, second = changes(wang, OPINION)
    assert [(e.question, e.value, e.replaces) for e in second.entries] == [
        ("road", None, (first.change_id,)),
        ("opinion", "灯坏了", (first.change_id,)),
    ]


def test_an_own_answer_that_is_not_acknowledged_is_replaced_with_what_it_replaced(wang):
    """It may yet be refused, and then replaces nothing."""
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "road=support")
    wang.sync()
    wang.ok("edit", "0301:p2022", "road=oppose")
    wang.ok("edit", "0301:p2022", "road=neutral")
    first, second, third = changes(wang, OPINION)
    assert third.entries[0].replaces == tuple(sorted((first.change_id, second.change_id)))


def test_choices_of_a_multiple_question_are_separated_by_spaces(wang):
    form = json.loads(wang.ok("forms", "renovation_opinion", "--json"))
    needs = next(q for q in form["questions"] if q["name"] == "needs")
    names = [choice["name"] for choice in needs["choices"]][:2]
    wang.ok("new", "renovation_opinion", "--area", HOUSE, f"needs={' '.join(names)}")
    assert answers(wang, "0301:p2022")["needs"] == names


def test_a_key_question_cannot_be_edited(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    result = wang.run("edit", "0301:p2022", "project=p2022")
    assert result.exit_code == 2
    assert "project" in result.stderr


def test_an_edit_that_breaks_a_rule_of_a_finished_record_is_refused(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "parking_spaces=1")
    result = wang.run("edit", "0301:p2022", "parking_spaces=-1")
    assert result.exit_code == 1
    assert "停车位" in result.stderr
    assert answers(wang, "0301:p2022")["parking_spaces"] == 1


def test_an_edit_of_a_draft_may_break_a_rule_and_finish_may_not(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "--draft")
    wang.ok("edit", "0301:p2022", "parking_spaces=-1")
    assert wang.run("finish", "0301:p2022").exit_code == 1
    wang.ok("edit", "0301:p2022", "parking_spaces=2")
    wang.ok("finish", "0301:p2022")
    assert json.loads(wang.ok("show", "0301:p2022", "--json"))["status"] == "finished"


def test_all_plus_signs_of_one_command_are_one_row_a_repeat(wang):
    wang.ok(
        "new", "household_file", "--area", HOUSE, "members[+].name=甲", "members[+].relation=head"
    )
    wang.ok("edit", "0301", "members[+].name=乙")
    wang.ok("edit", "0301", "members[2].relation=child", "members[1].name=丙")
    rows = members(wang)
    assert [(row["name"], row.get("relation")) for row in rows.values()] == [
        ("丙", "head"),
        ("乙", "child"),
    ]
    assert all(len(row) == 6 for row in rows)


def members(home):
    rows = {}
    for question, value in answers(home, "0301").items():
        name, _, inner = question.partition("].")
        if inner:
            rows.setdefault(name.removeprefix("members["), {})[inner] = value
    return rows


def test_a_row_can_be_named_by_its_id(wang):
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=甲")
    (row,) = members(wang)
    wang.ok("edit", "0301", f"members[{row}].name=乙")
    assert members(wang) == {row: {"name": "乙"}}


def test_a_row_that_is_not_shown_is_wrong_usage(wang):
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=甲")
    for row in ("2", "0", "000000", "甲"):
        result = wang.run("edit", "0301", f"members[{row}].name=乙")
        assert (result.exit_code, row in result.stderr) == (2, True)


def test_a_removed_row_is_gone_and_its_history_stays(wang):
    wang.ok("new", "household_file", "--area", HOUSE, "members[+].name=甲")
    wang.ok("edit", "0301", "members[+].name=乙")
    wang.ok("remove", "0301", "members[1]")
    assert [row["name"] for row in members(wang).values()] == ["乙"]
    removing = changes(wang, FILE)[-1]
    assert [entry.value for entry in removing.entries] == [False, None]
    assert "甲" in wang.ok("show", "0301", "--history")


def test_note_is_a_remark_alone(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    wang.ok("note", "0301:p2022", "家里没人")
    change = changes(wang, OPINION)[-1]
    assert (change.remark, change.entries) == ("家里没人", ())
    assert wang.run("note", "0301:p2022", " ").exit_code == 2


def test_void_keeps_the_reason_as_a_remark(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    wang.ok("void", "0301:p2022", "填错了人家")
    document = json.loads(wang.ok("show", "0301:p2022", "--json"))
    assert document["status"] == "void"
    assert [remark["text"] for remark in document["remarks"]] == ["填错了人家"]


def test_answers_can_come_from_a_file(wang, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps(
            {
                "phone": "13900000000",
                "members": [{"name": "甲", "birth_year": 1970}, {"name": "乙"}],
            }
        ),
        encoding="utf-8",
    )
    wang.ok("new", "household_file", "--area", HOUSE, "--file", str(file), "origin=local")
    assert answers(wang, "0301")["origin"] == "local"
    assert [row["name"] for row in members(wang).values()] == ["甲", "乙"]


@pytest.mark.parametrize("content", ["{", "[1]", '{"members": 3}', '{"phone": {"a": 1}}'])
def test_a_file_that_is_no_answers_is_refused_and_nothing_is_stored(wang, tmp_path, content):
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    result = wang.run("new", "household_file", "--area", HOUSE, "--file", str(file))
    assert result.exit_code in (1, 2)
    assert wang.run("show", FILE).exit_code == 1


def test_every_change_has_a_fresh_id(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    for text in "一二三":
        wang.ok("note", "0301:p2022", text)
    ids = [change.change_id for change in changes(wang, OPINION)]
    assert len(set(ids)) == 4


def test_a_change_bears_the_servers_time_as_learnt(wang, clock):
    with HomeStore(wang.path) as store:
        store.papers.keep_contact(server_ms=clock.now_ms + 180_000, device_ms=clock.now_ms)
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    assert changes(wang, OPINION)[0].time_ms == clock.now_ms + 180_000


def test_commands_without_a_document_say_ok(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "--draft")
    for words in (
        ("edit", "0301:p2022", "road=support"),
        ("note", "0301:p2022", "注"),
        ("finish", "0301:p2022"),
        ("void", "0301:p2022", "错"),
    ):
        assert json.loads(wang.ok(*words, "--json")) == {"ok": True}


def test_without_an_enrolled_home_every_command_says_how_to_enrol(tmp_path, wang):
    wang.path = tmp_path / "nothing"
    result = wang.run("list")
    assert result.exit_code == 1
    assert result.stderr == "错误：这台平板还没有开通。请运行：doorstep-tablet enroll 网址 开通码\n"
    assert not wang.path.exists()


def test_a_home_in_use_is_said(wang):
    with HomeStore(wang.path):
        result = wang.run("list")
    assert result.exit_code == 1
    assert str(wang.path) in result.stderr


@pytest.mark.parametrize("length", [33_000, 70_000])
def test_what_no_change_can_hold_is_said_and_not_stored(wang, length):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    result = wang.run("edit", "0301:p2022", f"opinion={'x' * length}")
    assert result.exit_code == 1
    assert result.stderr.startswith("错误：内容太长，没有保存")
    assert len(changes(wang, OPINION)) == 1


def test_a_text_without_utf8_is_said_and_not_stored(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    assert wang.run("note", "0301:p2022", "a\udcff").exit_code == 2
    assert wang.run("edit", "0301:p2022", "opinion=a\udcff").exit_code == 1
    assert len(changes(wang, OPINION)) == 1


@pytest.mark.parametrize(("device_ms", "borne_ms"), [(-(10**13), 0), (2**60, 2**53 - 1)])
def test_a_clock_that_is_years_off_still_writes(wang, clock, device_ms, borne_ms):
    clock.now_ms = device_ms
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    assert changes(wang, OPINION)[0].time_ms == borne_ms
    assert wang.ok("show", "0301:p2022")


def test_after_a_refusal_of_everything_the_next_change_is_again_a_first_one(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    with HomeStore(wang.path) as store:
        store.store_results([(row.hash, refusal("forbidden")) for row in store.outbox()])
    wang.ok("edit", "0301:p2022", "road=support")
    assert ("_version", "1") in [(e.question, e.value) for e in changes(wang, OPINION)[-1].entries]


def test_the_rows_of_a_file_stand_in_its_order(wang, tmp_path):
    """Ids are drawn at random, and rows of one change are shown by them."""
    names = [f"家人{number}" for number in range(12)]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"members": [{"name": name} for name in names]}), encoding="utf-8")
    wang.ok("new", "household_file", "--area", HOUSE, "--file", str(file))
    said = answers(wang, "0301")
    assert [value for question, value in said.items() if question.endswith(".name")] == names


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "错误：没有文件 {file}。\n"),
        (
            '{"phone":\n',
            '错误：文件 {file} 不是一个 JSON 对象，见第2行。写法：{{"问题": "答案"}}\n',
        ),
        ("[]", '错误：文件 {file} 不是一个 JSON 对象，见第1行。写法：{{"问题": "答案"}}\n'),
        (
            '{"dwelling_use": "rent"}',
            (
                "错误：没有保存，请先改正：\n"
                "房屋用途：请选一项：own（自住）、rented（出租）、vacant（空置）\n"
            ),
        ),
    ],
)
def test_a_file_that_holds_no_answers_is_said_in_words(wang, tmp_path, content, said):
    file = tmp_path / "answers.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    result = wang.run("new", "household_file", "--area", HOUSE, "--file", str(file))
    assert result.stderr == said.format(file=file)
    assert not changes(wang, FILE)
